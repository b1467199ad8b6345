"""Disclosure control: the one place where an exact count becomes a figure that may be printed.

A count below 10 is withheld, every other one is rounded to 5, totals too; each total is rounded from its own exact
count, never added up from printed figures. The rows of a table divide its total, in one direction only: with rows and
columns that both add up, a reader could solve for a withheld cell. At least two values are left possible for each.
Nothing here knows what is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

LEAST = 10  # GOVERNANCE: no cell under 10
STEP = 5  # GOVERNANCE: then rounded to 5, totals too
WITHHELD = "＊"

TOTAL = "total"
OTHER = "other"


def printable(count: int) -> int | None:
    """The figure to print for an exact count; None where it is withheld. Raises ValueError below zero."""
    if count < 0:
        raise ValueError("a count can't be below zero")
    return None if count < LEAST else STEP * round(count / STEP)


@dataclass(frozen=True)
class Figure:
    """How many of how many, as printed. `count` None: withheld. `rate` in percent, from the printed figures alone."""

    count: int | None
    of: int | None

    @property
    def rate(self) -> float | None:
        return None if self.count is None or not self.of else min(100.0, 100 * self.count / self.of)

    @property
    def text(self) -> str:
        return WITHHELD if self.count is None else f"{self.count:,}"


def figure(count: int, of: int) -> Figure:
    """`count` of `of`, withheld too where fewer than 10 aren't counted: of a group that is nearly whole, all are told.

    Raises ValueError where more are counted than there are.
    """
    if count > of:
        raise ValueError("more are counted than there are")
    return Figure(None if of - count < LEAST else printable(count), printable(of))


def table(counts: Mapping[str, tuple[int, int]]) -> dict[str, Figure]:
    """Figures for the parts of a whole, and for the whole under `TOTAL`, from exact (count, of) pairs by part.

    Parts of fewer than 10 are put together under `OTHER` (with the next smallest, until it has 10): whoever knows how
    few they are could tell their count from the total. So are parts whose withheld counts the total would tell: two of
    at most 9 with a total of 18.
    """
    smallest_first = sorted(counts, key=lambda part: counts[part][1])
    other: list[str] = []
    while smallest_first and (counts[smallest_first[0]][1] < LEAST or 0 < sum(counts[p][1] for p in other) < LEAST):
        other.append(smallest_first.pop(0))
    whole = added(counts, list(counts))
    while smallest_first and _tells(_divided(counts, other), whole):
        other.append(smallest_first.pop(0))
    return {part: figure(*pair) for part, pair in {**_divided(counts, other), TOTAL: whole}.items()}


def _divided(counts: Mapping[str, tuple[int, int]], other: list[str]) -> dict[str, tuple[int, int]]:
    parts = {part: pair for part, pair in counts.items() if part not in other}
    return {**parts, **({OTHER: added(counts, other)} if other else {})}


def _tells(parts: Mapping[str, tuple[int, int]], whole: tuple[int, int]) -> bool:
    """Whether the printed figures leave one value alone for a withheld count, for somebody who knows the size of each part."""
    possible, totals = {part: _like(*pair) for part, pair in parts.items()}, _like(*whole)
    for part, pair in parts.items():
        if pair[1] and figure(*pair).count is None:
            rest = 1  # its bits are the sums that the other parts can have
            for other in possible.keys() - {part}:
                rest = reduce(or_, (rest << count for count in possible[other]))
            left = [count for count in possible[part] if any(rest >> (t - count) & 1 for t in totals if t >= count)]
            if len(left) < 2:
                return True
    return False


def _like(count: int, of: int) -> list[int]:
    """The exact counts for which the same is printed."""
    shown = figure(count, of).count
    ends = (*range(min(LEAST, of + 1)), *range(max(0, of - LEAST + 1), of + 1))
    near = set(ends if shown is None else range(shown - STEP, min(of, shown + STEP) + 1))
    return sorted(one for one in near if figure(one, of).count == shown)


def added(counts: Mapping[str, tuple[int, int]], parts: list[str]) -> tuple[int, int]:
    return sum(counts[part][0] for part in parts), sum(counts[part][1] for part in parts)
