"""Rows as a CSV file that a spreadsheet can open without running anything in it."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = frozenset("=+-@")
MARK = "'"  # what a spreadsheet takes as "this is text"
BYTE_ORDER = "\ufeff"  # so that a spreadsheet reads UTF-8


def safe(value: object) -> str:
    """The cell as text that no spreadsheet takes for a formula, nor splits into another cell.

    Control characters (tab, CR, LF, NUL …) become spaces. What begins with = + - @, in any width and behind anything
    that isn't seen, is marked as text.
    """
    given = "" if value is None else str(value)
    text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in given)
    seen = next((sign for sign in text if unicodedata.category(sign) not in ("Cf", "Zs")), "")
    return MARK + text if unicodedata.normalize("NFKC", seen)[:1] in STARTS_A_FORMULA else text


def table(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV: every cell safe and in quotes."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [safe(cell) for cell in row] for row in rows
    )
    return BYTE_ORDER + text.getvalue()
