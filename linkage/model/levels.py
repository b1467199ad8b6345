"""What a comparison is made of, and the conditions that several of them use.

A level holds where its condition does and none above it did. Conditions are plain SQL that DuckDB and Spark read alike:
distances are taken on coded kana (one byte a kana) and digits alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level: its name in the model file, its condition over the sides `_l` and `_r`, the column whose rarity counts."""

    name: str
    condition: str
    words_ja: str
    words_en: str
    rarity: str | None = None
    uncounted: bool = False  # nothing to compare: weighs nothing


@dataclass(frozen=True)
class Comparison:
    name: str
    levels: tuple[Level, ...]


def numbers(comparison: Comparison, levels: Iterable[str]) -> list[int]:
    """Splink's numbers of a comparison's levels: from the last one, 0, upwards; what couldn't be compared is -1."""
    counted = [level.name for level in comparison.levels if not level.uncounted]
    return [len(counted) - 1 - counted.index(name) for name in levels]


def both(column: str) -> str:
    return f"({column}_l IS NOT NULL AND {column}_r IS NOT NULL)"


def equal(*columns: str) -> str:
    return "(" + " AND ".join(f"{column}_l = {column}_r" for column in columns) + ")"


def holds(condition: str) -> str:
    """The condition, false where it is unknown."""
    return f"coalesce({condition}, FALSE)"


def written_alike(column: str) -> str:
    """Equal, 〓 standing for any one character: an 外字 that the source's system couldn't write."""
    # a tab escapes: no name has one, and Spark's usual escape, the backslash, may stand in a hand-typed name
    return f"""({column}_l = {column}_r
        OR (instr({column}_l, '〓') > 0 AND {column}_r LIKE replace({column}_l, '〓', '_') ESCAPE '\t')
        OR (instr({column}_r, '〓') > 0 AND {column}_l LIKE replace({column}_r, '〓', '_') ESCAPE '\t'))"""


def one_slip(column: str, shortest: int) -> str:
    """One kana more, less or other, in words long enough for that to be a slip."""
    return f"""(length({column}_l) >= {shortest} AND length({column}_r) >= {shortest}
        AND levenshtein({column}_l, {column}_r) <= 1)"""


def begins(column: str, shortest: int) -> str:
    """One begins with the other: a middle name dropped, a form's field too short."""
    return f"""(length({column}_l) >= {shortest} AND length({column}_r) >= {shortest}
        AND (substr({column}_l, 1, length({column}_r)) = {column}_r OR substr({column}_r, 1, length({column}_l)) = {column}_l))"""
