"""Logical digests: what tables say, whatever the order of their rows or the bytes of their file.

The same inputs give the same digests; that is how a rerun, a resumed run and an auditor's reproduction are compared.
"""

import hashlib
import json
from pathlib import Path

import duckdb
from typing_extensions import TypedDict


class Table(TypedDict):
    rows: int
    digest: str


def of_database(path: Path) -> dict[str, Table]:
    """Rows and digest of every table of a DuckDB file; a view says nothing that its tables don't.

    A row counts by the MD5 of its text; the sums of both halves don't depend on order and, unlike XOR, count repeats.
    """
    with duckdb.connect(str(path), read_only=True) as con:
        columns: dict[str, list[str]] = {}
        for table, column, kind in con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid)"
            " WHERE NOT internal ORDER BY table_name, column_index"
        ).fetchall():
            columns.setdefault(table, []).append(f"{column} {kind}")
        digests: dict[str, Table] = {}
        for table, shape in columns.items():
            [(rows, low, high)] = con.execute(
                "SELECT count(*), coalesce(sum(md5_number_lower(text)), 0), coalesce(sum(md5_number_upper(text)), 0)"
                f' FROM (SELECT CAST(t AS VARCHAR) AS text FROM "{table}" AS t)'
            ).fetchall()
            digests[table] = {"rows": rows, "digest": of_value([shape, rows, str(low), str(high)])}
        return digests


def of_value(value: object) -> str:
    """The digest of plain values: of their JSON with sorted keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
