"""Days as whole numbers (days since 1970-01-01), school years and grades. No chance, no people."""

from calendar import monthrange
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.int64]
NEVER = np.int64(2**40)  # an event that doesn't happen lies beyond every reference date


def day(when: date) -> int:
    return int(np.datetime64(when, "D").astype(np.int64))


def month_of(days: ArrayLike) -> Days:
    """Months since 1970-01."""
    return np.asarray(days, dtype="datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of(months: ArrayLike) -> Days:
    """The first day of each month (months since 1970-01)."""
    return np.asarray(months, dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)


def school_year(days: ArrayLike) -> Days:
    """年度: April to March."""
    return 1970 + (month_of(days) - 3) // 12


def born_into(birth: ArrayLike) -> Days:
    """The school year whose class a birth date belongs to: a child born on 1 April belongs to the older year."""
    return school_year(np.asarray(birth) - 1)


def grade_in(year: ArrayLike, birth: ArrayLike) -> Days:
    """1-6 elementary, 7-9 junior high; 0 starts next April; 10-12 is upper secondary age."""
    return np.asarray(year) - born_into(birth) - 6


def is_minor(birth: ArrayLike, on: int) -> NDArray[np.bool_]:
    """Up to the 31 March after turning 18."""
    return np.asarray(grade_in(school_year(on), birth) <= 12)


def half_years(last: date, count: int) -> list[date]:
    """`count` reference dates, six months apart, the last one being `last`."""
    months = [last.year * 12 + last.month - 1 - 6 * back for back in range(count - 1, -1, -1)]
    return [date(m // 12, m % 12 + 1, min(last.day, monthrange(m // 12, m % 12 + 1)[1])) for m in months]
