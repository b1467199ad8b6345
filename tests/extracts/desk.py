"""A department's desk: writes deliveries as a department would, good or spoilt in one way, and lands them."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import duckdb

from extracts import EXTRACTS
from extracts.declaration import Column
from extracts.deliveries import find
from extracts.landing import land

KEY = b"a key for tests alone"
DAY = date(2026, 4, 1)
CELLS = {
    "kana": "ヤマダ　タロウ",
    "name": "山田　太郎",
    "address": "箕面市西小路四丁目6番1号",
    "int": "3",
    "decimal": "49.5",
    "date": "H27.4.2",
    "yearmonth": "2026-03",
    "schoolyear": "令和7年度",
    "flag": "1",
}


def cell(column: Column, number: int) -> str:
    """A valid cell of a column: text tells the rows apart, all else is the same in each row."""
    if column.type == "code":
        return next(iter(column.codes))
    return CELLS.get(column.type, f"{column.field[:3]}{number:07d}")


def rows(extract: str, count: int = 3) -> list[dict[str, str]]:
    """Valid rows of an extract, each with a key of its own."""
    return [{column.heading: cell(column, n) for column in EXTRACTS[extract].columns} for n in range(count)]


def text(extract: str, given: list[dict[str, str]]) -> str:
    """A file's text: the declared header, then the given rows."""
    buffer = io.StringIO()
    headings = [column.heading for column in EXTRACTS[extract].columns]
    writer = csv.DictWriter(buffer, headings, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(given)
    return buffer.getvalue()


class Desk:
    """One landing folder, and the run's folder into which its files are landed."""

    def __init__(self, folder: Path) -> None:
        self.landing, self.run = folder / "landing", folder / "run"
        for made in (self.landing, self.run / "landed", self.run / "text"):
            made.mkdir(parents=True, exist_ok=True)

    def put(self, extract: str, content: bytes, day: date = DAY) -> Path:
        path = self.landing / f"{extract}_{day:%Y%m%d}.csv"
        path.write_bytes(content)
        return path

    def deliver(
        self, extract: str, given: list[dict[str, str]] | None = None, day: date = DAY, manifest: bool = False
    ) -> Path:
        """A good file of the given rows in the extract's own encoding."""
        given = rows(extract) if given is None else given
        path = self.put(extract, text(extract, given).encode(EXTRACTS[extract].encoding), day)
        if manifest:
            self.vouch(path, len(given), day)
        return path

    def vouch(self, path: Path, count: int, day: date = DAY) -> Path:
        """The manifest of a file as it now is."""
        says = {
            "rows": count,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "reference_date": day.isoformat(),
        }
        beside = path.with_suffix(".manifest.json")
        beside.write_text(json.dumps(says), encoding="utf-8")
        return beside

    def land(self, extract: str, as_of: date = DAY) -> dict[str, int]:
        landed, apart = (self.run / room / f"{extract}.duckdb" for room in ("landed", "text"))
        for file in (landed, apart):
            file.unlink(missing_ok=True)
        return land(EXTRACTS[extract], find(self.landing, as_of)[extract], landed, apart, KEY)

    def land_all(self, as_of: date = DAY) -> None:
        for extract in EXTRACTS:
            self.land(extract, as_of)

    def ask(self, extract: str, sql: str, room: str = "landed") -> list[tuple]:
        with duckdb.connect(self.run / room / f"{extract}.duckdb", read_only=True) as connection:
            return connection.execute(sql).fetchall()
