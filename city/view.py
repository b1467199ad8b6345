"""The city on one reference date: who lives where, with whom, under which name. Computed from the history, never stored."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from city.days import NEVER, grade_in, is_minor, school_year
from city.names import tables
from city.world import CHILD, FATHER, MOTHER, World

NONE, RESIDENT, MOVED_OUT, DECEASED = range(4)


@dataclass(frozen=True)
class View:
    """`since` is the day after the delivery before (append extracts hand over what happened from then on)."""

    world: World
    on: int
    since: int

    @cached_property
    def arrived(self) -> np.ndarray:
        people = self.world.people
        return np.maximum(people.birth, self.world.families.arrives[people.household])

    @cached_property
    def left(self) -> np.ndarray:
        people = self.world.people
        leaves = self.world.families.leaves[people.household]
        away = (people.apart_from < NEVER) & ~people.apart_in_city
        return np.minimum(leaves, np.where(away, people.apart_from, NEVER))

    @cached_property
    def status(self) -> np.ndarray:
        people = self.world.people
        status = np.where(self.arrived <= self.on, RESIDENT, NONE)
        status[(status == RESIDENT) & (self.left <= self.on)] = MOVED_OUT
        status[(status == RESIDENT) & (people.death <= self.on)] = DECEASED
        long_gone = (self.left < self.on - 1100) | (self.left < self.arrived)
        status[long_gone] = NONE
        return status

    @cached_property
    def registered(self) -> np.ndarray:
        """In the resident registry, in whatever status."""
        return (self.status != NONE) & ~self.world.families.unregistered[self.world.people.household]

    @cached_property
    def here(self) -> np.ndarray:
        """Lives in the city, registered or not."""
        return self.status == RESIDENT

    @cached_property
    def apart(self) -> np.ndarray:
        return self.world.people.apart_from <= self.on

    @cached_property
    def household(self) -> np.ndarray:
        """The household's number; a parent who left has one of their own."""
        people = self.world.people
        own = len(self.world.families) + np.arange(len(people))
        return np.where(self.apart, own, people.household)

    @cached_property
    def address(self) -> np.ndarray:
        families, people = self.world.families, self.world.people
        moves = (families.first_move <= self.on).astype(np.int64) + (families.second_move <= self.on)
        return self.household * 4 + np.where(self.apart, 0, moves[people.household])

    @cached_property
    def surname(self) -> np.ndarray:
        people = self.world.people
        return np.where(people.renamed <= self.on, people.later_surname, people.surname)

    @cached_property
    def kanji(self) -> np.ndarray:
        """姓　名 in kanji; "" where a foreign resident has none."""
        surname = tables.surnames().kanji[self.surname]
        given = tables.given_names().kanji[self.world.people.given]
        return np.where((surname == "") | (given == ""), "", surname + "　" + given).astype(object)

    @cached_property
    def kana(self) -> np.ndarray:
        return (tables.surnames().kana[self.surname] + "　" + tables.given_names().kana[self.world.people.given]).astype(object)

    @cached_property
    def romaji(self) -> np.ndarray:
        joined = tables.surnames().romaji[self.surname] + " " + tables.given_names().romaji[self.world.people.given]
        return np.where(self.world.people.foreign, joined, "").astype(object)

    @cached_property
    def name(self) -> np.ndarray:
        return np.where(self.kanji == "", self.romaji, self.kanji).astype(object)

    @cached_property
    def resident_id(self) -> np.ndarray:
        numbers = (np.arange(len(self.world.people)) * 7_654_321_987 + 1_234_567_891 + self.world.seed) % 9_999_999_967
        return np.array([f"{n:010d}" for n in numbers.tolist()], dtype=object)

    @cached_property
    def year(self) -> int:
        return int(school_year(self.on))

    @cached_property
    def grade(self) -> np.ndarray:
        return grade_in(self.year, self.world.people.birth)

    @cached_property
    def child(self) -> np.ndarray:
        """Minors by birth date and born by now."""
        people = self.world.people
        return (people.role == CHILD) & is_minor(people.birth, self.on) & (people.birth <= self.on)

    @cached_property
    def guardian(self) -> np.ndarray:
        """For each family the person who heads it: the father where he lives with the children, else the mother."""
        people = self.world.people
        found = np.full(len(self.world.families), -1)
        mothers = np.flatnonzero(people.role == MOTHER)
        fathers = np.flatnonzero((people.role == FATHER) & ~self.apart)
        found[people.household[mothers]] = mothers
        found[people.household[fathers]] = fathers
        return found

    @cached_property
    def mother(self) -> np.ndarray:
        found = np.full(len(self.world.families), -1)
        mothers = np.flatnonzero(self.world.people.role == MOTHER)
        found[self.world.people.household[mothers]] = mothers
        return found

    @cached_property
    def phone(self) -> np.ndarray:
        digits = self.world.families.phone[self.world.people.household]
        return np.array([f"090-{n // 10000:04d}-{n % 10000:04d}" for n in digits.tolist()], dtype=object)
