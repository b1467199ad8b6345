"""The one door to what a run found: published runs, by path and run id, read-only.

Only this module opens a run's files, and what review.opening made of them. Each run gets one DuckDB connection a process,
hardened so that it can read nothing but the files attached to it; a new run gets a new connection. Queries take their values
as parameters.
"""

import json
import threading
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from extracts import database
from extracts.declaration import EXTRACTS
from review import opening

Row = dict[str, Any]

_opening = threading.Lock()


class NothingPublished(Exception):
    """No run is published yet. 公開された処理結果がまだありません。"""


class Run:
    """A published run: its tables as opening.attach names them, and its children in order as `cards.child`, …"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run_id = folder.name
        self.connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "2GB"})
        cards = opening.opened(folder, self.as_of, settings.OPENED)
        opening.attach(self.connection, folder)
        database.attach(self.connection, cards, "cards")
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")
        self.connection.execute("SET enable_external_access = false; SET lock_configuration = true")

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
    def labels(self) -> dict[str, Row]:
        """What each rule is called, in the rules' own order."""
        return {row["rule"]: row for row in self.rows("SELECT * FROM flags.rule ORDER BY section, rule")}

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


def newest() -> Run:
    """The run published now. Raises NothingPublished where there is none."""
    link: Path = settings.RUNS / "current"
    if not link.exists():
        raise NothingPublished
    with _opening:
        folder = link.resolve()
        return _open(folder, (folder / "manifest.json").stat().st_mtime_ns)


def superseded(run: Run) -> bool:
    """Whether another run is the published one by now."""
    link: Path = settings.RUNS / "current"
    return link.resolve() != run.folder


_shown: list[Run | None] = []


def show(run: Run | None) -> None:
    """From now on this run is the one that pages show, until the next one is: the keeper's to say. None: nothing is published."""
    _shown[:] = [run]


def current() -> Run:
    """The run that pages show: the one that the keeper brought in last, or without a keeper the one published now.

    Raises NothingPublished where there is none.
    """
    if not _shown:
        return newest()
    run = _shown[0]
    if run is None:
        raise NothingPublished
    return run
