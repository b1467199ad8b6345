"""Invariants 2 and 3 of RULES.md, once more: what becomes of a category from half-year to half-year, in plain Python.

Written from their words: missing data never lowers a category; up at once; down one step after two better half-years.
"""

from dataclasses import dataclass

from . import minoh
from .reading import City

ORDER = ["対象外", "判定保留", "見守り", "支援", "重点支援"]
NOBODY_HAD_JUDGED = "判定保留"  # nothing was in force that could be lowered


@dataclass(frozen=True)
class Judged:
    """A half-year of a child: what the matrix says, whether a missing input might have said more, what is in force."""

    half_year: str
    computed: str
    lacking: bool
    in_force: str
    to_confirm: bool


def half_year(city: City) -> tuple[str, str]:
    """This half-year and the one before it: April to September is the first of a school year."""
    day = city.as_of
    if 4 <= day.month <= 9:
        return f"{day.year}-1", f"{day.year - 1}-2"
    year = day.year if day.month >= 10 else day.year - 1
    return f"{year}-2", f"{year}-1"


def might_be_worse(city: City, person: str) -> bool:
    """Is an input missing of a component that has a higher level to give?"""
    economic, rearing = minoh.economic_flags(city, person), minoh.rearing_flags(city, person)
    hardship = minoh.h(city, person) != 3 and None in [*economic, *rearing]
    a = minoh.a(city, person)
    achievement = a not in (3, "not applicable") and None in minoh.achievement(city, person)
    n = minoh.n(city, person)
    abilities = n not in (3, "not applicable") and len(minoh.domains_answered(city, person)) < 3
    return hardship or achievement or abilities


def follow(before: list[Judged], city: City, person: str) -> Judged:
    """This half-year's result, after those `before` it, oldest first."""
    levels = [component(city, person) for component in (minoh.h, minoh.a, minoh.n)]
    computed, lacking = minoh.overall(*levels), might_be_worse(city, person)
    now, just_before = half_year(city)
    unsure = "unknown" in levels
    if not before:
        return Judged(now, computed, lacking, computed, unsure)
    was = before[-1].in_force
    if ORDER.index(computed) >= ORDER.index(was) or (was == NOBODY_HAD_JUDGED and not lacking):
        return Judged(now, computed, lacking, computed, unsure)
    if lacking:
        return Judged(now, computed, lacking, was, True)
    last = before[-1]
    twice = last.half_year == just_before and not last.lacking and ORDER.index(last.computed) < ORDER.index(was)
    if not twice:
        return Judged(now, computed, lacking, was, unsure)
    step = {"重点支援": "支援", "支援": "見守り"}.get(was, computed)
    return Judged(now, computed, lacking, step, unsure)
