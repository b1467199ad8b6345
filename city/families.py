"""Families: who lives apart, arrives, moves, leaves, is in need. Drawn once, for the whole history.

The people in them are people.py's question; what a department knows of them is the departments'.
"""

from dataclasses import dataclass

import numpy as np

from city.days import NEVER
from city.dice import Dice
from city.names import tables
from city.rates import Rates

YEAR = 365.25
OLDEST = (
    20.5  # years of the eldest child: grown-up siblings still live at home, and earlier deliveries knew them as minors
)
HISTORY = 4.0  # years before the last delivery in which things happen
MOVES = 3
BOTH_FOREIGN, MOTHER_FOREIGN, FATHER_FOREIGN = range(3)


@dataclass(frozen=True)
class Families:
    """One element a family; days since 1970, NEVER where it doesn't happen."""

    eldest: np.ndarray  # the eldest child's birth
    one_parent: np.ndarray  # from the beginning
    with_grandparents: np.ndarray  # the children live with them, both parents elsewhere
    three_generations: np.ndarray
    separated: np.ndarray  # the day on which a parent left
    father_stays: np.ndarray  # of one parent, it is the father who lives with the children
    arrives: np.ndarray
    leaves: np.ndarray
    moves: np.ndarray  # (family, n): the days of moves within the city, in order
    unregistered: np.ndarray
    protected: np.ndarray
    need: np.ndarray  # 0 none, 1 near-poor, 2 public assistance
    strain: np.ndarray  # standard normal: how hard things are, whatever the departments know of it
    origin: np.ndarray  # index into names.tables.foreign(), -1: all Japanese
    mixed: np.ndarray  # who is foreign
    alias: np.ndarray  # goes by a 通称
    public_servant: np.ndarray
    same_name: np.ndarray  # the family whose eldest child has the same name and birth day, -1

    def __len__(self) -> int:
        return len(self.separated)


def draw(dice: Dice, rates: Rates, count: int, today: int) -> Families:
    """`count` families and their history up to `today`."""
    ids, world = np.arange(count), rates.world

    def happens(name: str, yearly: bool = False) -> np.ndarray:
        return dice.happens(name, world[name] * (HISTORY if yearly else 1.0), ids)

    def some_day(name: str) -> np.ndarray:
        days = today - dice.between(f"{name} day", 1, int(HISTORY * YEAR), ids)
        return np.where(happens(name, yearly=True), days, NEVER)

    one_parent = happens("one_parent_from_birth")
    with_grandparents = ~one_parent & happens("with_grandparents")
    recently = some_day("separates")
    before = today - dice.between("separated before", int(HISTORY * YEAR), 10 * 365, ids)
    separated = np.where(happens("separated_before"), before, recently)
    eldest = today - (dice.share("eldest", ids) * OLDEST * YEAR).astype(np.int64)
    foreign, unregistered = happens("foreign"), _spread(dice, "unregistered", world["unregistered"], eldest)
    leaves = np.where(unregistered, NEVER, some_day("leaves"))
    young = (eldest > today - 14 * YEAR) & (eldest < today - 3 * YEAR)
    fits = young & ~foreign & ~one_parent & ~unregistered & (leaves == NEVER)
    same_name = _namesakes(world["same_name_same_day"], eldest, fits)
    eldest = np.where(same_name >= 0, eldest[same_name], eldest)
    separated = np.maximum(separated, eldest + 200)
    separated = np.where(one_parent | with_grandparents | (separated > today), NEVER, separated)
    alone = one_parent | (separated < NEVER)

    settled = eldest - dice.between("settled before", 60, 8 * 365, ids)
    arrives = np.where((came := some_day("arrives")) < NEVER, came, settled)
    protected = dice.happens("protected", np.where(alone, world["protected_alone"], world["protected"]), ids)
    arrives = np.where(protected & (separated < NEVER) & (dice.share("fled here", ids) < 0.4), separated + 3, arrives)
    leaves = np.where(leaves > arrives + 60, leaves, NEVER)

    mother_moves = (separated < NEVER) & happens("mother_moves_at_separation")
    first = np.where(mother_moves, separated, some_day("moves_within"))
    again = [
        np.where(happens(name), first + dice.between(f"{name} after", 90, 400, ids), NEVER)
        for name in ("moves_again", "moves_a_third_time")
    ]
    moves = np.stack([first, *again], axis=1)
    there = (moves > arrives[:, None]) & (moves < leaves[:, None]) & (moves <= today)
    moves = np.where(there, moves, NEVER)

    chance = np.where(alone, world["public_assistance_alone"], world["public_assistance"])
    near = np.where(alone, world["near_poor_alone"], world["near_poor"])
    luck = dice.share("need", ids)
    return Families(
        eldest,
        one_parent,
        with_grandparents,
        with_grandparents | happens("three_generations"),
        separated,
        happens("father_alone"),
        arrives,
        leaves,
        np.sort(moves, axis=1),
        unregistered,
        protected,
        np.where(luck < chance, 2, np.where(luck < chance + near, 1, 0)),
        dice.normal("strain", ids) + np.where(alone, 0.4, 0.0) + np.where(luck < chance + near, 0.4, -0.1),
        np.where(foreign, dice.pick("origin", [origin["weight"] for origin in tables.foreign()], ids), -1),
        dice.pick("mixed", [world["foreign_both"], 1 - world["foreign_both"] - 0.1, 0.1], ids),
        happens("alias"),
        happens("public_servant"),
        same_name,
    )


def _spread(dice: Dice, topic: str, share: float, by: np.ndarray) -> np.ndarray:
    """That share of the families, evenly over `by`: where there are few, they aren't all of one age by chance."""
    step = 1 / max(share, 1e-9)
    chosen = np.arange(dice.share(topic, [0])[0] * step, len(by), step).astype(np.int64)
    found = np.zeros(len(by), dtype=bool)
    found[np.argsort(by, kind="stable")[chosen]] = True
    return found


def _namesakes(share: float, eldest: np.ndarray, fits: np.ndarray) -> np.ndarray:
    """Whose eldest is the namesake of whose: a few families, evenly spread, each with one before it."""
    found = np.full(len(eldest), -1)
    pairs = np.flatnonzero(fits[1:] & fits[:-1]) + 1
    wanted = min(max(1, round(share * len(eldest))), len(pairs))
    second = pairs[np.linspace(0, len(pairs) // 2, wanted + 1).astype(np.int64)[:-1]]
    second = second[np.r_[True, np.diff(second) > 1][: len(second)]]
    found[second] = second - 1
    return found
