"""The facts stage: every declared fact of every child that rules cover, with its state, source and date.

Belongs here: the order of work and how a fact's state is told. Doesn't belong here: what the facts are (the domains'
modules), what they are made from (sources.py), what follows from them (rules).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import yaml

from extracts import database, pseudonym
from extracts.declaration import EXTRACTS
from rules import calendar, numbers
from rules.facts import sources
from rules.facts.catalogue import FACTS
from rules.facts.declaration import Fact

NUMBERS = numbers.parse(yaml.safe_load((Path(__file__).parent / "numbers.yaml").read_text(encoding="utf-8")))

STATES = ("known", "none", "missing", "stale", "doubtful")


def enum(words: Iterable[str]) -> str:
    """The SQL type of a column that holds these words and no other: a byte a row."""
    return "ENUM (" + ", ".join(f"'{word}'" for word in words) + ")"


COLUMNS = f"""fact {enum(FACTS)}, state {enum(STATES)}, value TEXT, number DOUBLE, date DATE,
    extract {enum(sorted({fact.extract for fact in FACTS.values()}))}, record_key TEXT"""

WORKING = f"""
CREATE TEMP TABLE gathered (child_id INTEGER, {COLUMNS});
CREATE TEMP TABLE no_rows (child_id INTEGER, record_key TEXT, doubtful BOOLEAN, value TEXT, number DOUBLE, date DATE);
"""

# a child's facts stand together, in one order whatever the order of work: found at once, and the same in every rerun. Each
# row has the child's small number, and not its pseudonym again and again
SORTED = f"""
CREATE TABLE covered AS SELECT child_id AS child, pseudonym AS child_id FROM child ORDER BY 1;
CREATE TABLE fact_row (child INTEGER, {COLUMNS});
INSERT INTO fact_row FROM gathered ORDER BY child_id, fact, date, record_key, value, number;
CREATE VIEW fact AS SELECT child_id, fact_row.* EXCLUDE (child) FROM fact_row JOIN covered USING (child);
"""


def build(run: Path, out: Path, previous: Path | None, as_of: date, key: bytes) -> dict[str, int]:
    """Write facts.duckdb at `out` from a run's landed/ and children.duckdb, and from the facts of the `previous` run
    what only time tells (addresses). Returns how many children, and how many rows by state."""
    with database.writing(out) as connection:
        pseudonym.prepare(connection, key)
        calendar.teach(connection)
        sources.open_people(connection, run)
        _remember_guardians(connection)
        _open_previous(connection, previous)
        connection.execute(WORKING)
        for name in sorted({fact.extract for fact in FACTS.values()}):
            facts = [fact for fact in FACTS.values() if fact.extract == name]
            sources.open_extract(connection, EXTRACTS[name], run / "landed" / f"{name}.duckdb")
            day = sources.delivered(connection)
            for fact in facts:
                write(connection, fact, day, as_of)
            sources.close_extract(connection)
        connection.execute(SORTED)
        children = connection.execute("SELECT count(*) FROM child").fetchall()[0][0]
        states = connection.execute("SELECT state::TEXT, count(*) FROM fact_row GROUP BY ALL ORDER BY ALL").fetchall()
        return {"children": children, **dict(states)}


def write(connection: duckdb.DuckDBPyConnection, fact: Fact, delivered: date | None, as_of: date) -> None:
    """One fact's rows, and a row saying why for each child without one. A doubtful row's content isn't written: it may
    be another child's."""
    stale = not fact.lasting and delivered is not None and as_of - delivered > timedelta(fact.source.stale_after_days)
    found = "stale" if stale else "known"
    nothing = "missing" if delivered is None else "stale" if stale else "none"
    unregistered = "missing" if fact.keyed else nothing
    values = {"as_of": as_of, "delivered": delivered} | {
        name: number.on(as_of).value for name, number in NUMBERS.items()
    }
    parameters = {name: value for name, value in values.items() if f"${name}" in fact.sql}
    connection.execute(
        f"CREATE TEMP TABLE found AS FROM no_rows UNION ALL BY NAME FROM ({fact.sql}) SEMI JOIN child USING (child_id)",
        parameters,
    )
    connection.execute(f"""
        INSERT INTO gathered
        SELECT child_id, '{fact.name}', CASE WHEN doubtful THEN 'doubtful' ELSE '{found}' END,
               CASE WHEN NOT doubtful THEN value END, CASE WHEN NOT doubtful THEN number END, date, '{fact.extract}',
               record_key
        FROM found""")
    connection.execute(
        f"""
        INSERT INTO gathered
        SELECT child_id, '{fact.name}', CASE status WHEN 'unregistered' THEN '{unregistered}' ELSE '{nothing}' END,
               NULL, NULL, ?, '{fact.extract}', NULL
        FROM child ANTI JOIN found USING (child_id)""",
        [delivered],
    )
    connection.execute("DROP TABLE found")


def _remember_guardians(connection: duckdb.DuckDBPyConnection) -> None:
    """Beside each guardian, what stands for its registry row: rules name whom to tell without knowing who it is."""
    of_registry_row = pseudonym.record_key_sql("resident_registry", "resident_id")
    connection.execute(
        f"ALTER TABLE guardian ADD COLUMN resident_key TEXT; UPDATE guardian SET resident_key = {of_registry_row}"
    )


def _open_previous(connection: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """The facts of the previous run, as the table `earlier`; empty where there was none."""
    if previous is None:
        connection.execute(f"CREATE TEMP TABLE earlier (child_id INTEGER, {COLUMNS})")
        return
    database.attach(connection, previous / "facts.duckdb", "previous_run")
    connection.execute("""
        CREATE TEMP VIEW earlier AS SELECT child.child_id, was.* EXCLUDE (child_id)
        FROM previous_run.fact AS was JOIN child ON pseudonym = was.child_id WHERE state IN ('known', 'stale')""")
