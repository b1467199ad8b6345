"""How every room opens DuckDB files: one to write, with what it spills beside it; earlier stages read-only.

No query of a room belongs here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def writing(out: Path, memory_mb: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the new database `out`. What it spills goes beside it, and is gone afterwards.

    `memory_mb` bounds DuckDB's memory; without it, it takes what it needs. The file is in the form of DuckDB 1.5, half as
    large as in the one that 1.0 could read, and is written without a log: a stage that is killed begins anew, and a log would
    have what is less than a row group written twice.
    """
    with duckdb.connect() as connection:
        if memory_mb:
            connection.execute(f"SET memory_limit = '{memory_mb}MB'")
        connection.execute(f"SET temp_directory = '{quoted(out.with_name(out.name + '.spill'))}'")
        connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        connection.execute(
            f"ATTACH '{quoted(out)}' AS made (STORAGE_VERSION 'v1.5.0', RECOVERY_MODE no_wal_writes); USE made"
        )
        yield connection
        connection.execute("CHECKPOINT made")


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a sealed database, read-only, as `name`."""
    connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")


def attach_landed(connection: duckdb.DuckDBPyConnection, run: Path, extract: str) -> str:
    """Attach one landed extract of a run and say its table's full name. Its database is called `landed_<extract>`."""
    attach(connection, run / "landed" / f"{extract}.duckdb", f"landed_{extract}")
    return f"landed_{extract}.{extract}"


def quoted(path: Path) -> str:
    """A path as the inside of an SQL string."""
    return str(path).replace("'", "''")


def counted(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query answers."""
    return int(connection.execute(query).fetchall()[0][0])
