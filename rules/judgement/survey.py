"""The newest survey on file, for A and N: who is absent from it is unknown, whatever an older one said."""

from datetime import date

from rules.calendar import Day
from rules.reading import Rows, Term


def of_year(rows: Rows, start: date) -> Term:
    """The number of the survey of the school year that starts on that day; unknown where there is none."""
    return rows.since(start).until(start).number


def of_newest(newest: Rows, years: list[Term], day: Day) -> Term:
    """Of terms for this school year and the last, the one of the newest survey."""
    this_year, last_year = years
    year = newest.number.sql
    return Term(
        f"CASE {year} WHEN {day.school_year} THEN {this_year.sql} WHEN {day.school_year - 1} THEN {last_year.sql} END"
    )
