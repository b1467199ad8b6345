"""One value into the text of a cell, by its column's declared type and, for dates, in one of the styles.

Columns come in as numpy arrays of whole numbers, floats, booleans or texts, and go out as Arrow arrays for a CSV file.
"""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from city.days import NEVER
from extracts.declaration import Column

EMPTY = -(10**9)  # an empty date, month or number
FIRST, LAST = np.datetime64("1900-01-01"), np.datetime64("2061-01-01")
ZERO = int(FIRST.astype("datetime64[D]").astype(np.int64))
DAYS = int((LAST - FIRST).astype(np.int64))
ERAS = (  # from, the year before its first, name, letter, digit
    (np.datetime64("2019-05-01"), 2018, "令和", "R", 5),
    (np.datetime64("1989-01-08"), 1988, "平成", "H", 4),
    (np.datetime64("1926-12-25"), 1925, "昭和", "S", 3),
)
COMPACT, ISO, SLASHES, LETTER, ERA, ERA_DIGITS = range(6)


@cache
def _every_date() -> pa.Array:
    """Every day in each style: style * DAYS + day. A day before 昭和 has no era here: it is written in ISO."""
    days = np.arange(FIRST, LAST)
    iso = np.datetime_as_string(days).tolist()
    year, month, day = (np.array([int(text[n]) for text in iso]) for n in (slice(0, 4), slice(5, 7), slice(8, 10)))
    found = [[text.replace("-", "") for text in iso], iso]
    parts = list(zip(year.tolist(), month.tolist(), day.tolist(), strict=True))
    found.append([f"{y}/{m}/{d}" for y, m, d in parts])
    which = np.select([days >= start for start, *_ in ERAS], [0, 1, 2], 3).tolist()
    eras: dict[int, list[str]] = {LETTER: [], ERA: [], ERA_DIGITS: []}
    for text, era, (y, m, d) in zip(iso, which, parts, strict=True):
        if era == 3:
            for style in eras.values():
                style.append(text)
            continue
        _, zero, name, letter, digit = ERAS[era]
        eras[LETTER].append(f"{letter}{y - zero}.{m}.{d}")
        eras[ERA].append(f"{name}{'元' if y - zero == 1 else y - zero}年{m}月{d}日")
        eras[ERA_DIGITS].append(f"{digit}{y - zero:02d}{m:02d}{d:02d}")
    return pa.array([text for style in (*found, *eras.values()) for text in style], pa.string())


@cache
def _every_month() -> pa.Array:
    """2015年4月 of every day, and 不詳 at the end."""
    texts = np.datetime_as_string(np.arange(FIRST, LAST).astype("datetime64[M]")).tolist()
    return pa.array([*(f"{text[:4]}年{int(text[5:])}月" for text in texts), "不詳"], pa.string())


MONTHS = {COMPACT: "{year}{month:02d}", ERA_DIGITS: "{year}{month:02d}", SLASHES: "{year}/{month}"}
SCHOOL_YEARS = {LETTER: "R{reiwa}", ERA: "令和{reiwa}年度"}


@cache
def _months(form: str) -> pa.Array:
    first, last = (int(np.datetime_as_string(day)[:4]) for day in (FIRST, LAST))
    texts = [form.format(year=year, month=month) for year in range(first, last) for month in range(1, 13)]
    return pa.array(texts, pa.string())


def _months_and_years(column: Column, values: np.ndarray, style: int) -> pa.Array:
    """2026-04, 202604 or 2026/4; 2026, R8 or 令和8年度 (before 令和 always as 2018)."""
    if column.type == "yearmonth":
        gone, before_1970 = values == EMPTY, int(FIRST.astype("datetime64[M]").astype(np.int64))
        months = _months(MONTHS.get(style, "{year}-{month:02d}"))
        return months.take(pa.array(np.where(gone, 0, values) - before_1970, mask=gone))
    form = SCHOOL_YEARS.get(style, "{year}")
    years, which = np.unique(values, return_inverse=True)
    texts = [(form if year > 2018 else "{year}").format(year=year, reiwa=year - 2018) for year in years.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(which))


def dates(days: np.ndarray, style: np.ndarray | int, known: np.ndarray | None = None) -> pa.Array:
    """`style` of each or all; `known`: 0 the whole date, 1 the month alone, 2 nothing (不詳)."""
    gone = (days == EMPTY) | (days >= NEVER)
    index = np.where(gone, 0, days - ZERO)
    cells = _every_date().take(pa.array(np.asarray(style) * DAYS + index, mask=gone))
    if known is None:
        return cells
    vague = _every_month().take(pa.array(np.where(known == 2, DAYS, index), mask=gone))
    return pc.if_else(pa.array(known > 0), vague, cells)


def cells(
    column: Column, values: np.ndarray, usual: int, style: np.ndarray | None = None, known: np.ndarray | None = None
) -> pa.Array:
    """The cells of a column, in the `usual` style or row by row in `style`; "", EMPTY or NaN becomes an empty cell."""
    match column.type:
        case "date":
            return dates(values, usual if style is None else style, known)
        case "yearmonth" | "schoolyear":
            return _months_and_years(column, values, usual)
        case "decimal":
            return pc.round(pa.array(values, mask=np.isnan(values)), 1)
        case "flag":
            return pa.array(values.astype(np.int8))
    if values.dtype.kind in "iu":
        return pa.array(values, mask=values == EMPTY)
    text = pa.array(values, pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def key_text(column: Column, values: np.ndarray, text: pa.Array) -> pa.Array:
    """A key's value as a record_id has it: dates and months in ISO, school years as numbers, the rest as in the cell."""
    if column.type == "date":
        return dates(values, ISO)
    if column.type in ("yearmonth", "schoolyear"):
        return _months_and_years(column, values, ISO).cast(pa.string())
    return text.cast(pa.string())
