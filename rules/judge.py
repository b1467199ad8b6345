"""The judge stage: every rule over every child, written with its words, evidence and numbers.

Belongs here: the tables of flags.duckdb and the order of work. Doesn't belong here: the rules, nor the Minoh-style
judgement, which writes its own table (judgement/).
"""

import json
import math
from datetime import date
from pathlib import Path

import duckdb

from rules import calendar, changes, judgement
from rules.evaluate import answers
from rules.facts.sources import attach, quoted
from rules.rule import TAKEUP, Rule
from rules.rulebook import RULES

CHILDREN_AT_ONCE = 20_000  # their evidence lies in memory: 1 GB or so

TABLES = """
CREATE TABLE flag (child_id TEXT, rule TEXT, value TEXT, sentence_ja TEXT, sentence_en TEXT, evidence JSON, thresholds
JSON,
                   missing JSON, legal JSON);
CREATE TABLE takeup (child_id TEXT, support TEXT, tell_resident_id_key TEXT, reason_ja TEXT, reason_en TEXT, bring_ja
TEXT,
                     bring_en TEXT, evidence JSON);
CREATE TABLE rule (rule TEXT, section TEXT, label_ja TEXT, label_en TEXT, purpose TEXT, legal_basis TEXT);
"""

# whoever lives with the child, the head of the household first: never a parent elsewhere while one is here
TELL = """
CREATE TEMP TABLE tell AS
SELECT child_id, arg_min(record_key, (number, record_key)) AS resident_key FROM facts.fact
WHERE fact = 'guardian' AND state = 'known' GROUP BY child_id;
"""


def judge(run: Path, out: Path, previous: Path | None, as_of: date, people: Path | None = None) -> dict[str, int]:
    """Write flags.duckdb at `out` from the run's facts.duckdb, by the thresholds that people changed. Returns how many
    children each rule holds for, and each category of the judgement."""
    rules, components = changes.as_decided(people)
    connection = duckdb.connect(str(out))
    try:
        connection.execute(f"SET temp_directory = '{quoted(out.with_name(out.name + '.spill'))}'")
        connection.execute("SET preserve_insertion_order = false")
        calendar.teach(connection)
        attach(connection, run / "facts.duckdb", "facts")
        connection.execute(TABLES + judgement.TABLES + TELL)
        for rule in rules.values():
            declare(connection, rule)
        [(children,)] = connection.execute("SELECT count(DISTINCT child_id) FROM facts.fact").fetchall()
        parts = max(1, math.ceil(children / CHILDREN_AT_ONCE))
        for part in range(parts):
            some = f"WHERE hash(child_id) % {parts} = {part}" if parts > 1 else ""
            connection.execute(f"CREATE OR REPLACE TEMP VIEW fact AS FROM facts.fact {some}")
            for rule in rules.values():
                write(connection, rule, as_of)
            judgement.assess(connection, as_of, components)
        invite(connection)
        categories = judgement.judge(connection, as_of, previous, components)
        counted = connection.execute("SELECT rule, count(*) FROM flag WHERE value = 'true' GROUP BY ALL ORDER BY ALL")
        return dict(counted.fetchall()) | categories
    finally:
        connection.close()


def write(connection: duckdb.DuckDBPyConnection, rule: Rule, as_of: date) -> None:
    """A rule's flags of the children in the table `fact`."""
    declared = rule.declaration
    numbers = rule.numbers(as_of)
    thresholds = [
        {
            "name": name,
            "value": value.value,
            "since": str(value.since),
            "reference": value.reference,
            "reason": value.reason,
        }
        for name, value in numbers.items()
    ]
    legal = {"purpose": declared.purpose, "legal_basis": declared.legal_basis}
    connection.execute(
        f"""
        INSERT INTO flag
        SELECT child_id, ?, CASE WHEN holds THEN 'true' WHEN NOT holds THEN 'false' ELSE 'unknown' END,
               sentence_ja, sentence_en, evidence, ?, missing, ?
        FROM ({answers(rule, as_of, numbers)})""",
        [rule.name, json.dumps(thresholds, ensure_ascii=False), json.dumps(legal, ensure_ascii=False)],
    )


def declare(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """The rule itself, as it stands in this run."""
    declared = rule.declaration
    connection.execute(
        "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?)",
        [rule.name, rule.section, declared.label.ja, declared.label.en, declared.purpose, declared.legal_basis],
    )


def invite(connection: duckdb.DuckDBPyConnection) -> None:
    """The outreach that follows from the take-ups."""
    for rule in RULES.values():
        if rule.section == TAKEUP and rule.declaration.bring:
            connection.execute(
                """
                INSERT INTO takeup
                SELECT child_id, rule, resident_key, sentence_ja, sentence_en, ?, ?, evidence
                FROM flag LEFT JOIN tell USING (child_id) WHERE rule = ? AND value = 'true'""",
                [rule.declaration.bring.ja, rule.declaration.bring.en, rule.name],
            )
