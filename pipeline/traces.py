"""By what one child is known in the runs' files, and those files without it.

Belongs here: collecting a child's traces over all runs, writing a DuckDB file anew without them, and looking for what is
left. It goes by the names of columns, so that a new table with them is covered, and what it misses stops the erasure. Doesn't
belong here: in which order files are replaced, and what is said of it (erasure.py).
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from extracts import database
from rules.explain import ERASED

TABLES = """
    CREATE TABLE child_trace (child_id TEXT);
    CREATE TABLE number_trace (resident_id TEXT);
    CREATE TABLE record_trace (extract TEXT, record_id TEXT, record_key TEXT)
"""
CHILDREN = ("child_id", "other_child_id")
NUMBERS = ("resident_id",)
SIDES = ("", "_l", "_r")
OWNERS = (("unit", "person"), ("child", "evidence"), ("child", "covered"))
"""A number that stands for a child or a record within one file, and the table of such a file that says for which."""


def collect(traces: Path, runs: list[Path], child_id: str) -> int:
    """Writes the DuckDB file `traces`; returns how many records of the child the runs know.

    With the child go those that it was merged with, for they are the same child; not those that were split off.
    """
    with duckdb.connect(str(traces)) as con:
        con.execute(TABLES)
        con.execute("INSERT INTO child_trace VALUES (?)", [child_id])
        for number, run in enumerate(runs):
            database.attach(con, run / "children.duckdb", f"run_{number}")
        every = range(len(runs))
        events = " UNION ALL ".join(f"FROM run_{number}.identity_event" for number in every)
        children = " UNION ALL ".join(f"SELECT child_id, resident_id FROM run_{number}.child" for number in every)
        links = " UNION ALL ".join(
            f"SELECT extract, record_id, record_key, child_id, resident_id FROM run_{number}.link" for number in every
        )
        con.execute(
            f"""
            CREATE TEMP TABLE merged AS
            SELECT DISTINCT child_id, other_child_id FROM ({events}) WHERE event = 'merged';
            INSERT INTO child_trace
            WITH RECURSIVE same AS (
                SELECT child_id FROM child_trace
                UNION
                SELECT CASE WHEN same.child_id = m.child_id THEN m.other_child_id ELSE m.child_id END
                FROM same JOIN merged AS m ON same.child_id IN (m.child_id, m.other_child_id)
            )
            FROM same WHERE child_id NOT IN (FROM child_trace);
            INSERT INTO number_trace
            SELECT DISTINCT resident_id FROM ({children}) WHERE child_id IN (FROM child_trace) AND resident_id IS NOT NULL;
            INSERT INTO record_trace
            SELECT DISTINCT extract, record_id, record_key FROM ({links})
            WHERE child_id IN (FROM child_trace) OR resident_id IN (FROM number_trace)
            """
        )
        return int(con.execute("SELECT count(*) FROM record_trace").fetchall()[0][0])


def attach(con: duckdb.DuckDBPyConnection, traces: Path) -> None:
    """`traces.child_trace`, … and the variables `keys` (of records) and `words` (everything that may be left nowhere)."""
    database.attach(con, traces, "traces")
    con.execute("SET VARIABLE keys = (SELECT coalesce(list(record_key), []) FROM traces.record_trace)")
    con.execute(
        "SET VARIABLE words = (SELECT list(DISTINCT word) FROM (SELECT record_key AS word FROM traces.record_trace"
        " UNION ALL FROM traces.child_trace UNION ALL FROM traces.number_trace))"
    )


def without(traces: Path, old: Path, aside: Path) -> int:
    """Writes the tables of `old` without the child's rows as Parquet into the folder `aside`, with their schema.sql.

    Returns how many rows are gone or were blanked: rows of others that rest on a record of the child stay
    without what it said.
    """
    aside.mkdir()
    with duckdb.connect(":memory:") as con:
        attach(con, traces)
        database.attach(con, old, "old")
        shapes = columns(con, "old")
        gone = {table: dropped(shape, old.stem) for table, shape in shapes.items()}
        for key, owner in OWNERS:
            if key in shapes.get(owner, {}):
                con.execute(f"CREATE TEMP TABLE gone_{key} AS SELECT {key} FROM old.{owner} AS t WHERE {gone[owner]}")
                for table in (name for name, shape in shapes.items() if key in shape and name != owner):
                    gone[table] = f"({gone[table]} OR {key} IN (FROM gone_{key}))"
        places(con, shapes)
        found = 0
        for table, shape in shapes.items():
            kept = ", ".join(f'{blanked(name, kind, shape)} AS "{name}"' for name, kind in shape.items())
            file = database.quoted(aside / f"{table}.parquet")
            con.execute(f"COPY (SELECT {kept} FROM old.\"{table}\" AS t WHERE NOT {gone[table]}) TO '{file}'")
            [(dropped_rows, changed)] = con.execute(
                f"SELECT (SELECT count(*) FROM old.\"{table}\") - (SELECT count(*) FROM '{file}'),"
                f" (SELECT count(*) FROM (SELECT t::TEXT FROM '{file}' AS t EXCEPT ALL SELECT t::TEXT FROM old.\"{table}\" AS t))"
            ).fetchall()
            found += dropped_rows + changed
        schema = con.execute(
            "SELECT sql FROM duckdb_tables() WHERE database_name = 'old'"
            " UNION ALL SELECT sql FROM duckdb_views() WHERE database_name = 'old' AND NOT internal"
        ).fetchall()
    (aside / "schema.sql").write_text("\n".join(str(sql) for (sql,) in schema), encoding="utf-8")
    return found


def anew(aside: Path, new: Path) -> None:
    """Writes the DuckDB file `new` from such a folder. To be called in a process that never read the old file: DuckDB's
    blocks are written whole, and what they don't use may hold whatever the process had in memory."""
    with duckdb.connect(str(new)) as con:
        con.execute((aside / "schema.sql").read_text(encoding="utf-8"))
        for path in sorted(aside.glob("*.parquet")):
            con.execute(f"INSERT INTO \"{path.stem}\" FROM '{database.quoted(path)}'")


def columns(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Of each table its columns, in their order, with their types."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid, database_name)"
        " WHERE database_name = ? ORDER BY table_name, column_index",
        [database],
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def dropped(shape: Iterable[str], extract: str) -> str:
    """The condition, on a row `t`, that it is the child's; of a landed file the extract is the file's name."""
    names = set(shape)
    conditions = [f"t.{name} IN (FROM traces.child_trace)" for name in CHILDREN if name in names]
    conditions += [f"t.{name} IN (FROM traces.number_trace)" for name in NUMBERS if name in names]
    if "record_key" in names:
        conditions.append("t.record_key IN (SELECT record_key FROM traces.record_trace)")
    for side in SIDES:
        if f"record_id{side}" in names:
            of = f"t.extract{side}" if f"extract{side}" in names else f"'{extract}'"
            conditions.append(f"({of}, t.record_id{side}) IN (SELECT (extract, record_id) FROM traces.record_trace)")
    return f"coalesce({' OR '.join(conditions)}, false)" if conditions else "false"


def blanked(name: str, kind: str, shape: dict[str, str]) -> str:
    """The expression of a column of a row that stays: the child's number, and what the child's record said, are NULL."""
    if kind.startswith("STRUCT(") and "record_key" in kind and kind.endswith("[]"):
        return (
            f"t.\"{name}\".list_transform(lambda one: CASE WHEN list_contains(getvariable('keys'), one.record_key)"
            " THEN struct_update(one, state := 'missing', value := NULL, number := NULL, date := NULL, record_key := NULL)"
            " ELSE one END)"
        )
    if name == "shown" and {"child", "places"} <= set(shape):
        rests = "list_has_any(t.places, (SELECT erased.places FROM erased WHERE erased.child = t.child))"
        return f"CASE WHEN {rests} THEN NULL ELSE t.shown END"
    if name in ("reason_ja", "reason_en") and "evidence" in shape:
        rests = "list_has_any(t.evidence.list_transform(lambda one: one.record_key), getvariable('keys'))"
        return f"CASE WHEN {rests} THEN '{getattr(ERASED, name[-2:])}' ELSE t.{name} END"
    if kind == "VARCHAR":
        return f'CASE WHEN t."{name}" IN (FROM traces.number_trace) THEN NULL ELSE t."{name}" END'
    return f't."{name}"'


def places(con: duckdb.DuckDBPyConnection, shapes: dict[str, dict[str, str]]) -> None:
    """`erased` (child, places): where in others' evidence a record of the child stands."""
    con.execute("CREATE TEMP TABLE erased (child INTEGER, places USMALLINT[])")
    if "facts" in shapes.get("evidence", {}):
        con.execute(
            """
            INSERT INTO erased SELECT child, list_filter(range(1, len(facts) + 1),
                lambda place: list_contains(getvariable('keys'), facts[place].record_key)) AS found
            FROM old.evidence WHERE len(found) > 0
            """
        )


def left(traces: Path, path: Path) -> list[str]:
    """The tables of a DuckDB file in which a number, a pseudonym or a key of the child still stands."""
    with duckdb.connect(":memory:") as con:
        attach(con, traces)
        database.attach(con, path, "looked")
        return [
            table
            for table in columns(con, "looked")
            if con.execute(
                f'SELECT 1 FROM looked."{table}" AS t'
                " WHERE list_has_any(regexp_extract_all(CAST(t AS VARCHAR), '[0-9A-Za-z]+'), getvariable('words')) LIMIT 1"
            ).fetchall()
        ]
