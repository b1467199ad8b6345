"""The city's whole history in one: its families, its people, their numbers, when they were there.

A delivery is a view of it (view.py).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from city import families, people
from city.days import NEVER, day
from city.dice import Dice
from city.families import Families
from city.people import CHILD, MOTHER, People
from city.rates import Rates

RESIDENT_IDS = 9_999_999_967  # a prime below 10^10: multiplying by another gives every person a number of their own
ADDRESSES = families.MOVES + 1  # that a household can have in its history


@dataclass(frozen=True, eq=False)
class World:
    dice: Dice
    rates: Rates
    families: Families
    people: People
    today: int  # the last delivery's day: history is told up to it

    @cached_property
    def resident_id(self) -> np.ndarray:
        """宛名番号, 10 digits."""
        first = int(self.dice.bits("resident numbers", [0])[0]) % RESIDENT_IDS
        numbers = (np.arange(len(self.people)) * 7_654_321_987 % RESIDENT_IDS + first) % RESIDENT_IDS
        return np.array([f"{number:010d}" for number in numbers.tolist()], dtype=object)

    @cached_property
    def person_id(self) -> np.ndarray:
        """The truth's own number: nothing that a department knows."""
        return np.array([f"P{number:07d}" for number in range(len(self.people))], dtype=object)

    @cached_property
    def arrived(self) -> np.ndarray:
        """The day from which each person lives in the city."""
        return np.maximum(self.people.birth, self.families.arrives[self.people.family])

    @cached_property
    def left(self) -> np.ndarray:
        """The day on which they moved to another city, NEVER."""
        away = np.where(self.people.apart_in_city, NEVER, self.people.apart_from)
        return np.minimum(self.families.leaves[self.people.family], away)

    @cached_property
    def gone(self) -> np.ndarray:
        """The day from which they no longer live in the city, for whatever reason."""
        return np.minimum(self.left, self.people.death)

    @cached_property
    def unregistered(self) -> np.ndarray:
        return self.families.unregistered[self.people.family]

    @cached_property
    def strain(self) -> np.ndarray:
        """How hard things are for each person: mostly the family's, partly their own."""
        own = self.dice.normal("own strain", np.arange(len(self.people)))
        return 0.8 * self.families.strain[self.people.family] + 0.6 * own

    @cached_property
    def children(self) -> np.ndarray:
        """The people who are children of their families, of whatever age."""
        return np.flatnonzero(self.people.role == CHILD)

    @cached_property
    def mother(self) -> np.ndarray:
        """Each family's mother, -1 where there is none."""
        found = np.full(len(self.families), -1)
        mothers = np.flatnonzero(self.people.role == MOTHER)
        found[self.people.family[mothers]] = mothers
        return found

    @cached_property
    def sibling(self) -> np.ndarray:
        """Each child's next younger (the youngest: next elder) sibling, -1 for an only child and for adults."""
        family, count = self.people.family, len(self.children)
        found = np.full(len(self.people), -1)
        same = family[1:count] == family[: count - 1]
        found[1:count][same] = np.arange(count - 1)[same]
        found[: count - 1][same] = np.arange(1, count)[same]
        return found

    def of(self, who: np.ndarray, column: str) -> np.ndarray:
        """A column of their families."""
        return np.asarray(getattr(self.families, column)[self.people.family[who]])

    def harder(self, topic: str, rate: float, who: np.ndarray, *more: np.ndarray) -> np.ndarray:
        """Happens at `rate` on the whole, oftener where the strain is high."""
        return self.dice.happens(topic, rate * np.exp(0.6 * self.strain[who] - 0.25), who, *more)

    def address_on(self, who: np.ndarray, when: np.ndarray) -> np.ndarray:
        """The address numbers (places.addresses) of people with their families, on a day each."""
        moves = self.families.moves[self.people.family[who]]
        return self.people.family[who] * ADDRESSES + (moves <= when[:, None]).sum(axis=1)


def build(children: int, seed: int, as_of: date, rates: Rates) -> World:
    """A city with `children` minors living in it on `as_of`."""
    dice, today = Dice(seed), day(as_of)
    households = families.draw(dice, rates, int(children * 0.9) + 50, today)
    kids = people.births(dice, rates, households, children, today)
    return World(dice, rates, households, people.draw(dice, rates, households, kids, today), today)
