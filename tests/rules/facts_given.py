"""A fact table of given children, for cases: what is given stands, everything else is collected and none.

A fact is given as a state (`missing`, `stale`), a value, a mapping date → value or number, or a list of rows.
"""

from datetime import date

import duckdb
import pandas as pd

from rules.evaluate import holds
from rules.facts import FACTS
from rules.rule import Rule

TABLE = """CREATE TABLE fact (child_id TEXT, fact TEXT, state TEXT, value TEXT, number DOUBLE, date DATE, extract TEXT,
                              record_key TEXT)"""
COLUMNS = ["child_id", "fact", "state", "value", "number", "date", "extract", "record_key"]
STATES = ("missing", "stale", "none", "doubtful")
WORDS = {True: "true", False: "false", None: "unknown"}


def rows(name: str, given: object) -> list[dict]:
    """The rows of one fact as the table has them."""
    if given is None:
        return [{"state": "none"}]
    if isinstance(given, list):
        return given
    if isinstance(given, dict):
        return [row for day, content in given.items() for row in rows(name, content) if not row.update(date=day)]
    if given in STATES:
        return [{"state": given}]
    if isinstance(given, date):
        return [{"date": given}]
    return [{FACTS[name].kind if FACTS[name].kind != "date" else "value": given}]


def table(connection: duckdb.DuckDBPyConnection, children: dict[str, dict[str, object]], reads: list[str]) -> None:
    """The table `fact` of these children, with each fact of `reads` and each fact given."""
    connection.execute(TABLE)
    filled = [
        [child, name, row.get("state", "known"), row.get("value"), row.get("number"), row.get("date"),
         FACTS[name].extract, f"{child}-{name}-{at}" if row.get("state", "known") in ("known", "doubtful") else None]
        for child, facts in children.items()
        for name in {*reads, *facts}
        for at, row in enumerate(rows(name, facts.get(name)))
    ]  # fmt: skip
    frame = pd.DataFrame(filled, columns=COLUMNS, dtype=object)  # noqa: F841 (DuckDB reads it by name)
    connection.execute("INSERT INTO fact SELECT * FROM frame")


def answers(rule: Rule, children: list[dict[str, object]], as_of: date) -> list[str]:
    """What the rule answers of each child with these facts, on that day, with the numbers then in force."""
    numbers = {name: value.value for name, value in rule.numbers(as_of).items()}
    with duckdb.connect() as connection:
        table(connection, {str(at): facts for at, facts in enumerate(children)}, [fact.name for fact in rule.reads])
        found = dict(connection.sql(holds(rule, as_of, numbers)).fetchall())
    return [WORDS[found[str(at)]] for at in range(len(children))]
