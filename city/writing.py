"""Rows into files: one extract's values in its declared headings, order and encoding, with the truth beside them.

Values arrive typed (days, months, codes as the file has them); how a cell of each type looks is decided here. What the
values are, and what is mistyped in them, is the departments' question.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from city.days import NEVER
from city.dice import Dice
from extracts.declaration import EXTRACTS, Column, Extract

EMPTY = -(10**9)  # an empty date, month or number
FIRST, LAST = np.datetime64("1915-01-01"), np.datetime64("2040-01-01")
ERAS = ((np.datetime64("2019-05-01"), 2018, "令和", "R", 5), (np.datetime64("1989-01-08"), 1988, "平成", "H", 4), (FIRST, 1925, "昭和", "S", 3))  # fmt: skip
STYLES = 6


@dataclass
class Rows:
    """`values` by field, each as long as `person` (whose row it is in truth: a person's number)."""

    person: np.ndarray
    values: dict[str, np.ndarray]
    date_style: dict[str, np.ndarray] = field(default_factory=dict)
    known: dict[str, np.ndarray] = field(default_factory=dict)  # of a date: 0 all of it, 1 the month, 2 nothing (不詳)


@cache
def _dates(style: int) -> np.ndarray:
    days = np.arange(FIRST, LAST)
    iso = np.datetime_as_string(days)
    if style == 1:
        return iso.astype(object)
    if style == 0:
        return np.array([text.replace("-", "") for text in iso.tolist()], dtype=object)
    found = []
    for when in days.astype(object).tolist():
        _, zero, era, letter, digit = next(e for e in ERAS if e[0] <= np.datetime64(when))
        year = when.year - zero
        if style == 2:
            found.append(f"{when.year}/{when.month}/{when.day}")
        elif style == 3:
            found.append(f"{letter}{year}.{when.month}.{when.day}")
        elif style == 4:
            found.append(f"{era}{'元' if year == 1 else year}年{when.month}月{when.day}日")
        else:
            found.append(f"{digit}{year:02d}{when.month:02d}{when.day:02d}")
    return np.array(found, dtype=object)


def _cells(column: Column, rows: Rows, extract: Extract, dice: Dice) -> np.ndarray:
    values = rows.values[column.field]
    if column.type == "date":
        gone = (values == EMPTY) | (values >= NEVER)
        index = np.where(gone, 0, values - FIRST.astype("datetime64[D]").astype(np.int64))
        usual = dice.below(f"style/{extract.name}", STYLES, [0])[0]
        style = rows.date_style.get(column.field, np.full(len(values), usual))
        cells = np.full(len(values), "", dtype=object)
        for n in np.unique(style):
            mask = (style == n) & ~gone
            cells[mask] = _dates(int(n))[index[mask]]
        known = rows.known.get(column.field)
        if known is not None:
            month = np.array([f"{int(t[:4])}年{int(t[5:7])}月" for t in _dates(1)[index[known == 1]]], dtype=object)
            cells[(known == 1)] = month
            cells[known == 2] = "不詳"
        return cells
    if column.type == "yearmonth":
        gone = values == EMPTY
        text = np.datetime_as_string(np.where(gone, 0, values).astype("datetime64[M]"))
        return np.where(gone, "", text.astype(object)).astype(object)
    if column.type == "decimal":
        table = pa.array(np.round(np.where(np.isnan(values), 0, values) * 10).astype(np.int64))
        tenths = np.array(table)
        text = pa.array(tenths // 10).cast(pa.string()).to_numpy(zero_copy_only=False) + "." + pa.array(tenths % 10).cast(
            pa.string()
        ).to_numpy(zero_copy_only=False)
        return np.where(np.isnan(values), "", text).astype(object)
    if column.type == "flag":
        return np.where(values, "1", "0").astype(object)
    if values.dtype.kind in "iu":
        text = pa.array(values).cast(pa.string()).to_numpy(zero_copy_only=False)
        return np.where(values == EMPTY, "", text).astype(object)
    return values.astype(object)


def _typed(column: Column, rows: Rows, cells: np.ndarray) -> np.ndarray:
    """The value as a record_id has it."""
    values = rows.values[column.field]
    if column.type == "date":
        return np.datetime_as_string(values.astype("datetime64[D]")).astype(object)
    return cells


def write(extract_name: str, rows: Rows, on: date, folder: Path, dice: Dice) -> pd.DataFrame:
    """Writes the extract's file and manifest into `folder`; the truth of its rows: extract, record_id, person."""
    extract = EXTRACTS[extract_name]
    cells = {column.heading: _cells(column, rows, extract, dice) for column in extract.columns}
    table = pa.table({heading: pa.array(column, pa.string()) for heading, column in cells.items()})
    buffer = BytesIO()
    pyarrow.csv.write_csv(table, buffer)
    content = buffer.getvalue()
    if extract.encoding != "utf-8":
        content = content.decode("utf-8").encode(extract.encoding, "replace")
    path = folder / f"{extract_name}_{on:%Y%m%d}.csv"
    path.write_bytes(content)
    manifest = {"rows": table.num_rows, "sha256": hashlib.sha256(content).hexdigest(), "reference_date": f"{on}"}
    path.with_suffix(".manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    parts = [_typed(extract.column(heading), rows, cells[heading]) for heading in extract.key]
    record_id = parts[0]
    for part in parts[1:]:
        record_id = record_id + "|" + part
    frame = pd.DataFrame({"record_id": pd.array(record_id, dtype="str"), "person": rows.person})
    repeat = frame.groupby("record_id", sort=False).cumcount().to_numpy()
    again = repeat > 0
    suffix = np.array([f"#{n + 1}" for n in repeat[again]], dtype=object)
    frame.loc[again, "record_id"] = frame.loc[again, "record_id"].to_numpy(dtype=object) + suffix
    frame.insert(0, "extract", extract_name)
    return frame
