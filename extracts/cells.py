"""One cell's text to its typed value, by the column's declared type.

Belongs here: what a cell of a type may say. Doesn't belong here: reading files (reading) and whole rows (landing).
It is asked once a distinct value, not once a row.
"""

import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from extracts.dates import UNKNOWN_DATE, Unreadable, parse_date, parse_schoolyear, parse_yearmonth, plain
from extracts.declaration import Column

AS_DELIVERED = ("text", "kana", "name", "address")
ARROW = {
    "int": pa.int32(),
    "decimal": pa.float64(),
    "flag": pa.bool_(),
    "code": pa.string(),
    "date": pa.date32(),
    "yearmonth": pa.date32(),
    "schoolyear": pa.int32(),
}
INT = re.compile(r"(-?[0-9]{1,9})(\.0+)?")  # spreadsheets write a whole number as 3.0
DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
FLAGS = {"0": False, "1": True}


def typed(column: Column, cell: str) -> tuple[Any, str]:
    """A filled cell's value, and the text by which a record_id says it: `2015-04`, `2026`, a code as it stands in the file.

    Raises Unreadable with the code of what is wrong; never with the cell.
    """
    match column.type:
        case "date":
            return parse_date(cell)
        case "yearmonth":
            month = parse_yearmonth(cell)
            return month, f"{month:%Y-%m}"
        case "schoolyear":
            value = parse_schoolyear(cell)
        case "int":
            value = int(_matching(INT, cell, "bad_int").partition(".")[0])
        case "decimal":
            said = _matching(DECIMAL, cell, "bad_decimal")
            return float(said), said
        case "flag":
            return _meaning(FLAGS, plain(cell), "bad_flag")
        case "code":
            return _meaning(column.codes, cell if cell in column.codes else plain(cell), "unknown_code")
        case _:
            raise TypeError(f"a column of type {column.type} lands as delivered")
    return value, str(value)


def dictionary(column: Column, texts: list[str], *, about: bool = False) -> pa.Table:
    """What each distinct cell of a column means: `raw, value, said, problem`; problem is a code or NULL.

    A cell of blanks is an empty one: fixed-width systems pad theirs. In a column `about` whose record it is, an optional
    date that can't be read is unknown: a consultation isn't lost for its child's birth date.
    """
    bearable = about and column.optional and column.type == "date"
    entries: list[tuple[Any, str | None, str | None]] = []
    for cell in texts:
        if not cell.strip():
            entries.append((None, None, None if column.optional else "empty"))
            continue
        try:
            entries.append((*typed(column, cell), None))
        except Unreadable as fault:
            entries.append((None, UNKNOWN_DATE, "date_unknown") if bearable else (None, None, fault.code))
    values, said, problems = zip(*entries, strict=True) if entries else ((), (), ())
    return pa.table(
        {
            "raw": pa.array(texts, pa.string()),
            "value": pa.array(values, ARROW[column.type]),
            "said": pa.array(said, pa.string()),
            "problem": pa.array(problems, pa.string()),
        }
    )


def _matching(pattern: re.Pattern[str], cell: str, code: str) -> str:
    text = plain(cell)
    if not pattern.fullmatch(text):
        raise Unreadable(code)
    return text


def _meaning(meanings: Mapping[str, Any], text: str, code: str) -> tuple[Any, str]:
    if text not in meanings:
        raise Unreadable(code)
    return meanings[text], text
