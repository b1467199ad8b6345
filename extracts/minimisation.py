"""What may not be collected: My Numbers, 住民票コード, and columns about faith, values, race or 門地.

Belongs here: recognising them by heading and by check digit. Doesn't belong here: taking them out of free text (redaction).
"""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    import duckdb

TERMS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def is_number_heading(heading: str) -> bool:
    """Whether a heading says that its column holds My Numbers or 住民票コード."""
    return _mentions(heading, TERMS["numbers"])


def why_forbidden(heading: str, field: str) -> str | None:
    """Why no extract may have such a column (`faith`, `race`, `number` …), or None where nothing is against it."""
    for reason, terms in {"number": TERMS["numbers"], **TERMS["forbidden"]}.items():
        if _mentions(heading, terms) or _mentions(field, terms):
            return str(reason)
    return None


# My Number: 12 digits; 住民票コード: 11. Both end in the same check digit: modulus 11, weights 2 to 7 from the right (番号法総務省令
# 5条; 住民基本台帳法施行規則 1条). Full-width digits, hyphens and spaces between them don't hide a number; a mobile
# telephone number is none.
MACROS = """
CREATE MACRO only_digits(cell) AS
    regexp_replace(translate(cell, '０１２３４５６７８９', '0123456789'), '[-－ー‐ 　]', '', 'g');
CREATE MACRO weighed(digits) AS
    list_sum([CAST(digits[length(digits) - n] AS INTEGER) * (2 + (n - 1) % 6) for n in range(1, length(digits))]) % 11;
CREATE MACRO has_check_digit(digits) AS
    CAST(digits[-1] AS INTEGER) = CASE WHEN weighed(digits) <= 1 THEN 0 ELSE 11 - weighed(digits) END;
CREATE MACRO is_mobile(digits) AS regexp_full_match(digits, '0[5789]0[0-9]{8}');
CREATE MACRO looks_like_number(cell) AS
    CASE WHEN regexp_full_match(only_digits(cell), '[0-9]{11,12}') AND NOT is_mobile(only_digits(cell))
    THEN has_check_digit(only_digits(cell)) ELSE FALSE END;
"""


def columns_of_numbers(
    connection: "duckdb.DuckDBPyConnection", file: int, fields: tuple[str, ...], share: float
) -> list[str]:
    """The fields of a file in the table `raw` (all text) of whose filled cells more than that share look like such numbers.

    The connection needs MACROS.
    """
    suspicious = _fields_where("length({0}) BETWEEN 11 AND 16", connection, file, fields, share)
    return _fields_where("looks_like_number({0})", connection, file, tuple(suspicious), share)


def _fields_where(
    condition: str, connection: "duckdb.DuckDBPyConnection", file: int, fields: tuple[str, ...], share: float
) -> list[str]:
    if not fields:
        return []
    quoted = [f'"{field}"' for field in fields]
    mostly = ", ".join(f"count_if({condition.format(field)}) > {share} * count({field})" for field in quoted)
    (marks,) = connection.execute(f"SELECT {mostly} FROM raw WHERE file = ?", [file]).fetchall()
    return [field for field, marked in zip(fields, marks, strict=True) if marked]


def _mentions(name: str, terms: list[str]) -> bool:
    folded = unicodedata.normalize("NFKC", name).casefold()
    japanese = re.sub(r"[\s_・/-]", "", folded)
    latin = f" {' '.join(re.findall('[a-z]+', folded))} "
    return any(f" {term} " in latin if term.isascii() else term in japanese for term in terms)
