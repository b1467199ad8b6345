"""What would change if a rule's number were another: who would be added and dropped, in all and by subgroup. Writes nothing.

Belongs here: asking the published run's facts again. Doesn't belong here: making the change, which is a dated value in the
rule's YAML, with author, reason and reference, approved by another person than its proposer.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from extracts.database import attach
from rules import calendar, subgroups
from rules import changes as decided
from rules.disclosure import Figure, figure, table
from rules.evaluate import holds
from rules.judgement.judge import COMPONENTS
from rules.rule import Rule
from rules.rulebook import RULES

ASKABLE: dict[str, Rule] = {**RULES, **COMPONENTS}  # of a component: whether it reaches a level of 1 or more


class NotAskable(ValueError):
    """No such rule or number, or a value that isn't one. Its message says what there is."""


@dataclass(frozen=True)
class Change:
    """One way that children's answers would change: figures as they may be printed, in all and by dimension and part."""

    ja: str
    en: str
    whole: Figure
    parts: dict[str, dict[str, Figure]]


@dataclass(frozen=True)
class WhatIf:
    rule: Rule
    before: dict[str, float]
    after: dict[str, float]
    changes: tuple[Change, ...]


CHANGES = (
    ("新たに該当", "added", "NOT coalesce(before, FALSE) AND coalesce(after, FALSE)"),
    ("該当しなくなる", "dropped", "coalesce(before, FALSE) AND NOT coalesce(after, FALSE)"),
    ("該当のまま", "hold in both", "coalesce(before, FALSE) AND coalesce(after, FALSE)"),
    ("不明になる", "become unknown", "before IS NOT NULL AND after IS NULL"),
)


def ask(run: Path, as_of: date, name: str, given: list[str], people: Path | None = None) -> WhatIf:
    """The rule with the numbers `given` (`name=value`) instead of those in force, over the facts of a published run;
    in force are also the changes in the delivery `people`. Raises NotAskable.
    """
    if name not in ASKABLE:
        raise NotAskable(f"規則 {name} はありません。There is no such rule; there are: {', '.join(ASKABLE)}")
    rules, components = decided.as_decided(people)
    rule = {**rules, **components}[name]
    before: dict[str, float] = {number: value.value for number, value in rule.numbers(as_of).items()}
    after = before | dict(parse(rule, assignment) for assignment in given)
    with duckdb.connect() as connection:
        calendar.teach(connection)
        attach(connection, run / "facts.duckdb", "facts")
        connection.execute("CREATE TEMP VIEW fact AS SELECT * FROM facts.fact")
        subgroups.divide(connection, run, as_of)
        connection.execute(f"""
            CREATE TEMP TABLE answer AS
            SELECT child_id, was.holds AS before, would.holds AS after FROM ({holds(rule, as_of, before)}) AS was
            JOIN ({holds(rule, as_of, after)}) AS would USING (child_id)""")
        changes = tuple(count(connection, *change) for change in CHANGES)
    return WhatIf(rule, before, after, changes)


def parse(rule: Rule, assignment: str) -> tuple[str, float]:
    number, _, value = assignment.partition("=")
    if number not in rule.declaration.numbers:
        known = ", ".join(rule.declaration.numbers) or "－"
        raise NotAskable(f"{rule.name} に {number} という基準値はありません。It has no such number; it has: {known}")
    try:
        return number, float(value)
    except ValueError:
        raise NotAskable(f"{number}= の後は数値にしてください。{number}= needs a number.") from None


def count(connection: duckdb.DuckDBPyConnection, ja: str, en: str, condition: str) -> Change:
    changed, children = connection.execute(f"SELECT count(*) FILTER ({condition}), count(*) FROM answer").fetchall()[0]
    parts: dict[str, dict[str, tuple[int, int]]] = {}
    for dimension, part, some, of in connection.execute(f"""
            SELECT dimension, part, count(*) FILTER ({condition}), count(*) FROM answer JOIN subgroup USING (child_id)
            GROUP BY ALL ORDER BY ALL""").fetchall():
        parts.setdefault(dimension, {})[part] = (some, of)
    return Change(ja, en, figure(changed, children), {name: table(counts) for name, counts in parts.items()})
