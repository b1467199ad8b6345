"""Three-valued logic and dates that may be known in part, for the independent check. True, False, None = unknown."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

Answer = bool | None
Span = tuple[date, date]

ALWAYS = (date.min, date.max)


def all_of(answers: Iterable[Answer]) -> Answer:
    """False if one is, else unknown if one is, else true."""
    answers = list(answers)
    return False if False in answers else None if None in answers else True


def any_of(answers: Iterable[Answer]) -> Answer:
    """True if one is, else unknown if one is, else false."""
    answers = list(answers)
    return True if True in answers else None if None in answers else False


def negated(answer: Answer) -> Answer:
    return None if answer is None else not answer


def span(edtf: str | None) -> Span | None:
    """The first and last day that a cell may mean; None for an empty cell."""
    if edtf is None:
        return None
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", edtf):
        day = date(*map(int, match.groups()))
        return day, day
    if match := re.fullmatch(r"(\d{4})-(\d\d)(?:-XX)?", edtf):
        year, month = map(int, match.groups())
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if match := re.fullmatch(r"(\d{4})(?:-XX-XX)?", edtf):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    return ALWAYS


def by(when: Span, day: date) -> Answer:
    """Is `when` that day or before?"""
    return True if when[1] <= day else False if when[0] > day else None


def since(when: Span, day: date) -> Answer:
    """Is `when` that day or after?"""
    return True if when[0] >= day else False if when[1] < day else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative), or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def school_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def cohort(birth: date) -> int:
    """The school year of birth: 2 April to 1 April, as a child born on 1 April belongs to the older year."""
    return birth.year if (birth.month, birth.day) >= (4, 2) else birth.year - 1


def grade(birth: date, day: date) -> int:
    """1 to 9 are of school age; below 1 before school, above 9 after it."""
    return school_year(day) - cohort(birth) - 6


def last_day_as_child(birth: date) -> date:
    """The 31 March after turning 18."""
    return date(cohort(birth) + 19, 3, 31)
