"""How rules open DuckDB: a new file to write, earlier stages read-only.

No query of a stage belongs here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from rules import calendar


@contextmanager
def writing(out: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the new database `out`, with the calendar's macros. What it spills goes beside it, and is gone afterwards.

    The file is in the form of DuckDB 1.5, half as large as in the one that 1.0 could read, and is written without a log: a
    stage that is killed begins anew, and a log would have what is less than a row group written twice."""
    with duckdb.connect() as connection:
        connection.execute(
            f"ATTACH '{quoted(out)}' AS made (STORAGE_VERSION 'v1.5.0', RECOVERY_MODE no_wal_writes); USE made"
        )
        connection.execute(f"SET temp_directory = '{quoted(out.with_name(out.name + '.spill'))}'")
        connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        calendar.teach(connection)
        yield connection
        connection.execute("CHECKPOINT made")


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a sealed database of an earlier stage, read-only, as `name`."""
    connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")


def quoted(path: Path) -> str:
    """A path as the inside of an SQL string."""
    return str(path).replace("'", "''")
