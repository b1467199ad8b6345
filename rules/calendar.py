"""School years, ages and windows of time, once, for facts and rules alike.

The school year runs from 1 April to 31 March, and one reaches an age at the end of the day before the birthday
(年齢計算ニ関する法律): a child born on 1 April belongs to the older year. All days are business days in Asia/Tokyo,
counted from the reference date; nothing here, or in any rule, knows the clock.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

SCHOOL_YEAR_STARTS = 4  # April (学校教育法施行規則 59条)
ENTERS_SCHOOL = 6  # the age reached by the 31 March before (学校教育法 17条)

MACROS = f"""
CREATE TEMP MACRO school_year(day) AS year(day) - CASE WHEN month(day) < {SCHOOL_YEAR_STARTS} THEN 1 ELSE 0 END;
CREATE TEMP MACRO school_year_of_birth(born) AS school_year((born - INTERVAL 1 DAY)::DATE);
CREATE TEMP MACRO grade(born, day) AS school_year(day) - school_year_of_birth(born) - {ENTERS_SCHOOL};
CREATE TEMP MACRO school_month(school_year, month) AS
    make_date(school_year + CASE WHEN month < {SCHOOL_YEAR_STARTS} THEN 1 ELSE 0 END, month, 1);
"""


def teach(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the macros `school_year(day)`, `grade(born, day)` (1–9 at compulsory school; 0 starts next
    April) and
    `school_month(school_year, month)` (its first day), and the time zone in which signals' times become dates."""
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    connection.execute(MACROS)


def school_year(day: date) -> int:
    return day.year - (day.month < SCHOOL_YEAR_STARTS)


@dataclass(frozen=True)
class Day:
    """The reference date as rules see it."""

    as_of: date

    @property
    def school_year(self) -> int:
        return school_year(self.as_of)

    def school_year_starts(self, years_ago: int = 0) -> date:
        return date(self.school_year - years_ago, SCHOOL_YEAR_STARTS, 1)

    def in_school_year(self, month: int, day: int) -> date:
        """That day of this school year."""
        return date(self.school_year + (month < SCHOOL_YEAR_STARTS), month, day)

    def days_ago(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    def months_ago(self, months: int) -> date:
        """The same day so many months ago, or the month's last where it is shorter."""
        year, month = divmod(self.as_of.year * 12 + self.as_of.month - 1 - months, 12)
        return date(year, month + 1, min(self.as_of.day, calendar.monthrange(year, month + 1)[1]))
