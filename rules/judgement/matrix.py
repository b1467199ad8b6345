"""How levels become one category: the version of matrix.yaml in force, and the order of the categories.

Belongs here: reading and checking the matrix, and its columns as SQL. Doesn't belong here: its content (matrix.yaml), nor what
becomes of a category over time (course.py).
"""

from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Category = Literal["重点支援", "支援", "見守り", "判定保留", "対象外"]
Column = Literal["top", "a2", "n2", "s1", "s0", "none", "not_applicable"]

RANKS: dict[Category, int] = {"重点支援": 4, "支援": 3, "見守り": 2, "判定保留": 1, "対象外": 0}
ENGLISH: dict[Category, str] = {
    "重点支援": "priority support",
    "支援": "support",
    "見守り": "watch",
    "判定保留": "judgement deferred",
    "対象外": "below threshold (which doesn't mean safe)",
}
HARDSHIP = ("3", "2", "1", "0", "unknown")
COLUMNS: tuple[Column, ...] = ("top", "a2", "n2", "s1", "s0", "none", "not_applicable")

# S is the higher of the known levels of A and N; not applicable isn't unknown
COLUMN_SQL = """CASE WHEN a = 'not_applicable' AND n IN ('not_applicable', 'not_used') THEN 'not_applicable'
    WHEN a = '3' OR n = '3' OR (a = '2' AND n = '2') THEN 'top' WHEN a = '2' THEN 'a2' WHEN n = '2' THEN 'n2'
    WHEN a = '1' OR n = '1' THEN 's1' WHEN a = '0' OR n = '0' THEN 's0' ELSE 'none' END"""


class Version(BaseModel):
    """The matrix since a day: of each level of H the category for each column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    author: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    reference: str = Field(min_length=1)
    cells: dict[str, dict[Column, Category]]

    @model_validator(mode="before")
    @classmethod
    def levels_are_text(cls, declared: dict) -> dict:
        return declared | {"cells": {str(level): row for level, row in declared["cells"].items()}}

    @model_validator(mode="after")
    def no_cell_is_empty_and_none_falls(self) -> "Version":
        """Every pair has a category, and what is worse is never judged lower."""
        if set(self.cells) != set(HARDSHIP) or any(set(row) != set(COLUMNS) for row in self.cells.values()):
            raise ValueError("the matrix needs a category for every level of H and every column")
        for row in self.cells.values():
            ranks = [RANKS[row[column]] for column in ("top", "a2", "n2", "s1", "s0")]
            if ranks != sorted(ranks, reverse=True):
                raise ValueError(f"the matrix lowers the category where A or N is worse: {row}")
        for column in COLUMNS:
            ranks = [RANKS[self.cells[level][column]] for level in ("3", "2", "1", "0")]
            if ranks != sorted(ranks, reverse=True):
                raise ValueError(f"the matrix lowers the category where H is worse: {column}")
        return self


def read(path: Path) -> tuple[Version, ...]:
    """Every version, oldest first. Raises ValueError where one says too little or is out of order."""
    versions = tuple(Version(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))
    days = [version.since for version in versions]
    if not days or days != sorted(set(days)):
        raise ValueError("the matrix's versions must be dated, oldest first, no two of a day")
    return versions


VERSIONS = read(Path(__file__).parent / "matrix.yaml")


def on(day: date) -> Version:
    """The version in force; the first before any was."""
    return next((version for version in reversed(VERSIONS) if version.since <= day), VERSIONS[0])


def open_matrix(connection: duckdb.DuckDBPyConnection, version: Version) -> None:
    """The tables matrix(h, s, category) and rank(category, rank, english)."""
    connection.execute("CREATE TEMP TABLE matrix (h TEXT, s TEXT, category TEXT)")
    connection.execute("CREATE TEMP TABLE rank (category TEXT, rank INTEGER, english TEXT)")
    cells = [[h, s, category] for h, row in version.cells.items() for s, category in row.items()]
    connection.executemany("INSERT INTO matrix VALUES (?, ?, ?)", cells)
    connection.executemany("INSERT INTO rank VALUES (?, ?, ?)", [[c, r, ENGLISH[c]] for c, r in RANKS.items()])
