"""The one door to what a run found: published runs, by path and run id, read-only.

Only this module opens a run's files. Each run gets one DuckDB connection a process, hardened so that it can read
nothing but the files attached to it; a new run gets a new connection. Queries take their values as parameters.
"""

import json
import threading
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from extracts.declaration import EXTRACTS

Row = dict[str, Any]

LINKED = """
    SELECT l.child_id, l.extract, l.record_id, l.record_key, l.method, t.rowid AS place FROM children.link AS l
    JOIN {x}.{x} AS t USING (record_id) WHERE l.extract = '{x}' AND l.decision = 'linked'
"""
BY_CHILD = f"""
    CREATE TABLE memory.linked AS
    {" UNION ALL ".join(LINKED.format(x=name) for name in EXTRACTS)} ORDER BY child_id, extract, record_id;

    CREATE TABLE memory.reason AS
    SELECT f.*, r.section, r.label_ja, r.label_en FROM flags.flag AS f JOIN flags.rule AS r USING (rule)
    WHERE f.value IN ('true', 'unknown') AND f.rule NOT LIKE 'takeup-%' ORDER BY f.child_id, r.section, f.rule;

    CREATE TABLE memory.child AS FROM children.child ORDER BY child_id;
    CREATE TABLE memory.guardian AS FROM children.guardian ORDER BY child_id;
    CREATE TABLE memory.member AS FROM children.member ORDER BY child_id;
    CREATE TABLE memory.person AS
    SELECT resident_id, household_id, coalesce(name, romaji, alias_name, '') AS name,
        coalesce(kana, alias_kana, '') AS kana, birth_date, concat_ws(' ', address, address_detail) AS address,
        postcode, former_surname, alias_name
    FROM resident_registry.resident_registry ORDER BY resident_id;
"""
"""What opening a card or a list asks for, put in the order of children once a run: a few rows are read and not millions.
`place` is a landed row's place in its file, so that a record is fetched and not looked for."""

_opening = threading.Lock()


class NothingPublished(Exception):
    """No run is published yet. 公開された処理結果がまだありません。"""


class Run:
    """A published run: its tables as `children.child`, `flags.flag`, `resident_registry.resident_registry`, …"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run_id = folder.name
        self.connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "2GB"})
        for name in ("children", "facts", "flags", "redacted"):
            self._attach(folder / f"{name}.duckdb", name)
        for name in EXTRACTS:
            self._attach(folder / "landed" / f"{name}.duckdb", name)
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")
        self.connection.execute(BY_CHILD)
        self.connection.execute("SET enable_external_access = false; SET lock_configuration = true")

    def _attach(self, path: Path, name: str) -> None:
        self.connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query as dicts by column name; `values` fill its `?`."""
        cursor = self.connection.cursor()
        try:
            result = cursor.execute(sql, list(values))
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            cursor.close()

    def free_text(self, extract: str, record_key: str, field: str) -> str | None:
        """One raw text, for whoever may release it; its file is opened for this question and no other."""
        path = self.folder / "text" / f"{extract}.duckdb"
        if not path.exists():
            return None
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute(
                "SELECT text FROM text WHERE record_key = ? AND field = ?", [record_key, field]
            ).fetchall()
        return str(found[0][0]) if found else None

    @cached_property
    def manifest(self) -> Row:
        manifest: Row = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    @cached_property
    def as_of(self) -> date:
        """The reference date: the only "today" that a run knows."""
        return date.fromisoformat(self.manifest["inputs"]["as_of"])

    @cached_property
    def delivered(self) -> dict[str, date | None]:
        """Each extract's newest reference date; None where it is missing."""
        return {
            name: self.rows(f"SELECT max(reference_date) AS day FROM {name}.delivery")[0]["day"] for name in EXTRACTS
        }

    def stale(self, extract: str) -> bool:
        """Whether the extract is missing or older than it may be: what it would say is unknown."""
        day = self.delivered[extract]
        return day is None or (self.as_of - day).days > EXTRACTS[extract].stale_after_days


@lru_cache(maxsize=1)
def _open(folder: Path, _written: int) -> Run:
    """Opened anew where its manifest was superseded: nothing of an erased child stays in memory."""
    return Run(folder)


def current() -> Run:
    """The run published now. Raises NothingPublished where there is none."""
    link: Path = settings.RUNS / "current"
    if not link.exists():
        raise NothingPublished
    with _opening:
        folder = link.resolve()
        return _open(folder, (folder / "manifest.json").stat().st_mtime_ns)
