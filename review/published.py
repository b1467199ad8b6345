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

    CREATE TABLE memory.judgement AS
    FROM flags.judgement ORDER BY child_id, half_year, strpos('HAN', component);
    CREATE TABLE memory.course AS FROM flags.course ORDER BY child_id, half_year;
    CREATE TABLE memory.takeup AS
    SELECT t.*, r.label_ja, r.label_en FROM flags.takeup AS t JOIN flags.rule AS r ON r.rule = t.support
    ORDER BY t.child_id, t.support;

    CREATE TABLE memory.person AS
    SELECT resident_id, household_id, coalesce(name, romaji, alias_name, '') AS name,
        coalesce(kana, alias_kana, '') AS kana, birth_date, concat_ws(' ', address, address_detail) AS address,
        postcode, former_surname, alias_name
    FROM resident_registry.resident_registry ORDER BY resident_id;

    CREATE TEMP TABLE pair AS
    SELECT o.child_id, c.child_id AS sibling, TRUE AS together
    FROM children.child AS o JOIN children.child AS c USING (household_id) WHERE o.child_id <> c.child_id
    UNION ALL SELECT g.child_id, h.child_id, FALSE
    FROM children.guardian AS g JOIN children.guardian AS h USING (resident_id) WHERE g.child_id <> h.child_id;

    CREATE TEMP TABLE sibling AS
    SELECT p.child_id, p.sibling, c.resident_id, c.birth_date, bool_or(p.together) AS together
    FROM pair AS p JOIN children.child AS c ON c.child_id = p.sibling AND c.minor GROUP BY ALL;

    CREATE TEMP TABLE found_through AS
    WITH near AS (
        SELECT child_id, resident_id FROM children.child UNION SELECT child_id, resident_id FROM children.guardian
        UNION SELECT child_id, resident_id FROM children.member UNION SELECT child_id, resident_id FROM sibling
        UNION SELECT s.child_id, g.resident_id FROM sibling AS s JOIN children.guardian AS g ON g.child_id = s.sibling
    )
    FROM near UNION SELECT n.child_id, r.resident_id FROM near AS n JOIN memory.person AS p USING (resident_id)
    JOIN memory.person AS r ON r.household_id = p.household_id;

    CREATE TABLE memory.child AS
    WITH measure AS (
        SELECT DISTINCT f.child_id FROM found_through AS f
        JOIN protection_measures.protection_measures AS m USING (resident_id)
        WHERE m.end_date IS NULL OR m.end_date >= getvariable('as_of')
    ), guardian AS (
        SELECT child_id, list({{'resident_id': resident_id, 'how': how}} ORDER BY resident_id) AS guardians FROM (
            SELECT child_id, resident_id, list(DISTINCT basis ORDER BY basis) AS how FROM children.guardian GROUP BY ALL
        ) GROUP BY child_id
    ), member AS (
        SELECT child_id, list({{'resident_id': resident_id, 'how': how}} ORDER BY resident_id) AS members FROM (
            SELECT child_id, resident_id, min(relationship) AS how FROM children.member GROUP BY ALL
        ) GROUP BY child_id
    ), siblings AS (
        SELECT child_id, list({{'child_id': sibling, 'resident_id': resident_id, 'together': together}}
            ORDER BY birth_date, sibling) AS siblings
        FROM sibling GROUP BY child_id
    )
    SELECT c.*, coalesce(guardians, []) AS guardians, coalesce(members, []) AS members,
        coalesce(siblings, []) AS siblings, m.child_id IS NOT NULL AS measure
    FROM children.child AS c LEFT JOIN guardian USING (child_id) LEFT JOIN member USING (child_id)
    LEFT JOIN siblings USING (child_id) LEFT JOIN measure AS m USING (child_id) ORDER BY c.child_id;

    DROP TABLE found_through; DROP TABLE sibling; DROP TABLE pair;
"""
"""What opening a card or a list asks for, put in the order of children once a run: a few rows are read and not millions.
`place` is a landed row's place in its file, so that a record is fetched and not looked for. `measure`: a 支援措置 is in force for
somebody through whom the child could be found: the child, guardians, the household, siblings, their guardians, and whoever
lives with any of them."""

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
        self.connection.execute(f"SET VARIABLE as_of = DATE '{self.as_of.isoformat()}'")
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


def current() -> Run:
    """The run published now. Raises NothingPublished where there is none."""
    link: Path = settings.RUNS / "current"
    if not link.exists():
        raise NothingPublished
    with _opening:
        folder = link.resolve()
        return _open(folder, (folder / "manifest.json").stat().st_mtime_ns)
