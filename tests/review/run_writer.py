"""A published run of nine invented children, written table by table in docs/interfaces.md's shapes.

For what a practice city can't be asked for: this protected child, that planted text. Nothing here judges or links.
"""

import hashlib
import json
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from extracts.declaration import EXTRACTS, Extract

AS_OF = date(2026, 10, 1)
RUN_ID = "2026-10-01-0123456789ab"
TYPES = {"int": "INTEGER", "decimal": "DOUBLE", "flag": "BOOLEAN", "schoolyear": "INTEGER", "yearmonth": "DATE"}


def pseudonym(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def child_id(name: str) -> str:
    return pseudonym("child", name)


def columns(extract: Extract) -> list[tuple[str, str]]:
    made = [("record_id", "TEXT"), ("line", "INTEGER"), ("delivered", "DATE")]
    for column in extract.columns:
        if column.field in extract.text_fields:
            continue
        made.append((column.field, "DATE" if column.type == "date" else TYPES.get(column.type, "TEXT")))
        if column.type == "date":
            made.append((f"{column.field}_edtf", "TEXT"))
    return made


class RunWriter:
    """Collects rows, then writes the folder. `missing` extracts have no delivery."""

    def __init__(self) -> None:
        self.landed: dict[str, list[dict[str, Any]]] = {name: [] for name in EXTRACTS}
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for names in SHAPES.values() for name in names}
        self.missing: set[str] = {"resident_tax"}

    def land(self, extract: str, child: str = "", method: str = "key", decision: str = "linked", **values: Any) -> str:
        """One landed row, linked to the child where one is named; returns its record_key."""
        for column in EXTRACTS[extract].columns:
            if column.type == "date" and values.get(column.field) is not None:
                values[f"{column.field}_edtf"] = str(values[column.field])
        record_id = "|".join(str(values[field]) for field in EXTRACTS[extract].key_fields)
        self.landed[extract].append({"record_id": record_id, "line": 2, "delivered": AS_OF, **values})
        key = pseudonym(extract, record_id)
        if child:
            self.tables["link"].append(
                {
                    "extract": extract,
                    "record_id": record_id,
                    "record_key": key,
                    "method": method,
                    "decision": decision,
                    "child_id": child_id(child) if decision == "linked" else None,
                    "resident_id": values.get("resident_id"),
                    "match_weight": 9.0,
                    "match_probability": 0.99,
                }
            )
        return key

    def row(self, table: str, **values: Any) -> None:
        self.tables[table].append(values)

    def flag(
        self, child: str, rule: str, value: str, ja: str, en: str, evidence: list[dict[str, Any]], **more: Any
    ) -> None:
        self.row(
            "flag",
            child_id=child_id(child),
            rule=rule,
            value=value,
            sentence_ja=ja,
            sentence_en=en,
            evidence=json.dumps(evidence, ensure_ascii=False),
            thresholds=json.dumps(more.get("thresholds", []), ensure_ascii=False),
            missing=json.dumps([{"state": "missing", "extract": name} for name in more.get("missing", [])]),
            legal=json.dumps({"purpose": "支援", "legal_basis": "児童福祉法 25条の2"}, ensure_ascii=False),
        )

    def write(self, runs: Path, run_id: str = RUN_ID) -> Path:
        folder = runs / run_id
        (folder / "landed").mkdir(parents=True)
        for name, rows in self.landed.items():
            came = {"file": f"{name}_20261001.csv", "reference_date": AS_OF, "rows": len(rows)}
            tables = [
                (name, columns(EXTRACTS[name]), rows),
                ("delivery", DELIVERY, [] if name in self.missing else [came]),
                ("rejected", REJECTED, []),
            ]
            write_file(folder / "landed" / f"{name}.duckdb", tables)
        for file, shapes in SHAPES.items():
            tables = [
                (table, [tuple(part.split()) for part in shape.split(", ")], self.tables[table])
                for table, shape in shapes.items()
            ]
            write_file(folder / f"{file}.duckdb", tables)
        (folder / "manifest.json").write_text(json.dumps(manifest(run_id)), encoding="utf-8")
        publish(runs, run_id)
        return folder


def manifest(run_id: str) -> dict[str, Any]:
    """A manifest in the pipeline's shape, of a run that no stage made."""
    inputs = {
        "as_of": AS_OF.isoformat(), "landing": ".", "deliveries": {}, "delivered": "", "unread": [], "withheld": [],
        "tax_basis": "", "people": None, "people_sha256": None, "model": ".", "model_sha256": "", "engine": "duckdb",
        "key_check": "", "numbers": {}, "code": {}, "libraries": {},
    }  # fmt: skip
    published_at = f"{AS_OF.isoformat()}T00:00:00Z"
    return {"run_id": run_id, "inputs": inputs, "published_at": published_at, "stages": [], "logical_digest": "0" * 64}


def publish(runs: Path, run_id: str) -> None:
    link = runs / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(run_id)


NESTED = {
    "EVIDENCE": """[{"fact": "VARCHAR", "state": "VARCHAR", "value": "VARCHAR", "number": "DOUBLE", "date": "DATE",
                  "extract": "VARCHAR", "record_key": "VARCHAR"}]""",
    "MISSING": '[{"fact": "VARCHAR", "state": "VARCHAR", "extract": "VARCHAR"}]',
}


Table = tuple[str, list[Any], list[dict[str, Any]]]
MADE = tempfile.TemporaryDirectory(prefix="run-writer-")
made: dict[str, Path] = {}


def write_file(path: Path, tables: list[Table]) -> None:
    """A file of these tables: a copy of the one that held the same before, where there is one, for most runs of the tests
    differ in a file or two."""
    content = json.dumps(tables, default=str)
    if content not in made:
        first = Path(MADE.name) / f"{len(made)}.duckdb"
        with duckdb.connect(str(first)) as connection:
            for table in tables:
                fill(connection, *table)
        made[content] = first
    shutil.copyfile(made[content], path)


def fill(connection: duckdb.DuckDBPyConnection, table: str, shape: list[Any], rows: list[dict[str, Any]]) -> None:
    """A table of these rows; what is nested is given as JSON."""
    given = {name: f"from_json(?::JSON, '{NESTED[kind]}')" if kind in NESTED else "?" for name, kind in shape}
    empty = {
        name: value.replace("?", "'[]'" if kind in NESTED else f"NULL::{kind}")
        for (name, kind), value in zip(shape, given.values(), strict=True)
    }
    types = ", ".join(f"{value} AS {name}" for name, value in empty.items())
    connection.execute(f"CREATE TABLE {table} AS SELECT {types} LIMIT 0")
    for row in rows:
        unknown = set(row) - {name for name, _ in shape}
        assert not unknown, f"{table} has no {unknown}"
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {', '.join(f'{given[name]} AS {name}' for name in row)}",
            list(row.values()),
        )


DELIVERY = [("file", "TEXT"), ("reference_date", "DATE"), ("rows", "INTEGER"), ("sha256", "TEXT"), ("encoding", "TEXT")]
REJECTED = [("file", "TEXT"), ("line", "INTEGER"), ('"column"', "TEXT"), ("code", "TEXT")]
SHAPES = {
    "children": {
        "child": "child_id TEXT, resident_id TEXT, household_id TEXT, birth_date DATE, birth_date_edtf TEXT, sex TEXT,"
        " status TEXT, minor BOOLEAN, first_seen DATE",
        "link": "extract TEXT, record_id TEXT, record_key TEXT, child_id TEXT, resident_id TEXT, match_weight DOUBLE,"
        " match_probability DOUBLE, method TEXT, decision TEXT",
        "candidate": "extract TEXT, record_id TEXT, record_key TEXT, child_id TEXT, match_weight DOUBLE",
        "member": "child_id TEXT, resident_id TEXT, relationship TEXT, minor BOOLEAN, birth_date DATE, household_id TEXT",
        "guardian": "child_id TEXT, resident_id TEXT, basis TEXT",
        "household_record": "extract TEXT, record_id TEXT, record_key TEXT, resident_id TEXT",
        "identity_event": "child_id TEXT, event TEXT, other_child_id TEXT, evidence TEXT, reference_date DATE",
    },
    "facts": {
        "fact": "child_id TEXT, fact TEXT, state TEXT, value TEXT, number DOUBLE, date DATE, extract TEXT, record_key TEXT"
    },
    "flags": {
        "flag": "child_id TEXT, rule TEXT, value TEXT, sentence_ja TEXT, sentence_en TEXT, evidence EVIDENCE, thresholds JSON,"
        " missing MISSING, legal JSON",
        "judgement": "child_id TEXT, half_year TEXT, component TEXT, level TEXT, overall TEXT, to_confirm BOOLEAN,"
        " sentence_ja TEXT, sentence_en TEXT, evidence EVIDENCE, thresholds JSON",
        "course": "child_id TEXT, half_year TEXT, computed TEXT, lacking BOOLEAN, overall TEXT, why TEXT, sentence_ja TEXT,"
        " sentence_en TEXT",
        "takeup": "child_id TEXT, support TEXT, tell_resident_id_key TEXT, reason_ja TEXT, reason_en TEXT, bring_ja TEXT,"
        " bring_en TEXT, evidence EVIDENCE",
        "rule": "rule TEXT, section TEXT, label_ja TEXT, label_en TEXT, purpose TEXT, legal_basis TEXT",
    },
    "redacted": {
        "redacted": "extract TEXT, record_key TEXT, field TEXT, text TEXT, withheld_because TEXT",
    },
}
