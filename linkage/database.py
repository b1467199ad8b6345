"""How linkage opens DuckDB: bounded memory, spilling beside the file that it writes, earlier stages read-only.

No query of a stage belongs here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from linkage.limits import limit


@contextmanager
def writing(out: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the new database `out`. What it spills goes beside it, and is gone afterwards."""
    connection = duckdb.connect(str(out))
    try:
        memory = int(limit("memory_mb"))
        connection.execute(f"SET memory_limit = '{memory}MB'")
        connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = '{quoted(out.with_name(out.name + '.spill'))}'")
        yield connection
    finally:
        connection.close()


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a sealed database of an earlier stage, read-only, as `name`."""
    connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")


def attach_landed(connection: duckdb.DuckDBPyConnection, run: Path, extract: str) -> str:
    """Attach one landed extract and say its table's full name. Its database is called `landed_<extract>`."""
    attach(connection, run / "landed" / f"{extract}.duckdb", f"landed_{extract}")
    return f"landed_{extract}.{extract}"


def quoted(path: Path) -> str:
    """A path as the inside of an SQL string."""
    return str(path).replace("'", "''")


def counted(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query answers."""
    return int(connection.execute(query).fetchall()[0][0])
