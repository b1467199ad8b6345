"""The judge stage: every rule over every child, written with its evidence, numbers and what its words show.

Belongs here: the tables of flags.duckdb and the order of work. Doesn't belong here: the rules, nor the Minoh-style
judgement, which writes its own tables (judgement/).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import duckdb

from extracts.database import attach, writing
from rules import calendar, changes, explain, judgement
from rules.evaluate import answers, missing
from rules.rule import TAKEUP, Rule
from rules.rulebook import RULES

# their facts lie in memory, half a GB or so; with twice as many, judging 27,000 took a third more CPU seconds (2026-11-25)
CHILDREN_AT_ONCE = 10_000

# A fact row stands once a child, however many rules read it: an answer says at which places of the child's list. The
# views `flag` and `judgement` put both together: they are what others read.
TABLES = f"""
CREATE TABLE evidence (child INTEGER, child_id TEXT, facts STRUCT(fact TEXT, state TEXT, value TEXT, number DOUBLE,
                       date DATE, extract TEXT, record_key TEXT)[]);
CREATE TABLE answer (child INTEGER, rule TEXT, value TEXT, shown TEXT[], places USMALLINT[]);
CREATE TABLE rule (rule TEXT, section TEXT, label_ja TEXT, label_en TEXT, purpose TEXT, legal_basis TEXT,
                   thresholds JSON, {explain.WORDING});
CREATE VIEW flag AS
SELECT child_id, rule, value, {explain.sentence("value", "ja")} AS sentence_ja,
       {explain.sentence("value", "en")} AS sentence_en, evidence, thresholds, {missing("evidence")} AS missing,
       json_object('purpose', purpose, 'legal_basis', legal_basis) AS legal
FROM (SELECT *, list_select(facts, places) AS evidence, {explain.asked("list_select(facts, places)")} AS asked
      FROM answer JOIN evidence USING (child) JOIN rule USING (rule));
CREATE TABLE takeup AS
SELECT child_id, rule AS support, NULL::TEXT AS tell_resident_id_key, sentence_ja AS reason_ja,
       sentence_en AS reason_en, NULL::TEXT AS bring_ja, NULL::TEXT AS bring_en, evidence FROM flag LIMIT 0;
"""

# whoever lives with the child, the head of the household first: never a parent elsewhere while one is here
TELL = """
CREATE TEMP TABLE tell AS
SELECT child_id, arg_min(record_key, (number, record_key)) AS resident_key FROM facts.fact
WHERE fact = 'guardian' AND state = 'known' GROUP BY child_id;
"""

# where in facts.duckdb each child's rows stand: together
CHILDREN = """
CREATE TEMP TABLE standing AS
SELECT child, min(rowid) AS first, max(rowid) AS last FROM facts.fact_row GROUP BY child;
"""

# the children of one part, each under its number, their rows in the order in which facts.duckdb has them
PART = """
CREATE OR REPLACE TEMP TABLE fact AS
SELECT child AS child_id, (row.rowid - standing.first + 1)::USMALLINT AS place, row.* EXCLUDE (child)
FROM facts.fact_row AS row JOIN standing USING (child) WHERE child BETWEEN {first} AND {last};
INSERT INTO evidence
SELECT fact.child_id, any_value(covered.child_id), list_select(
       list({{'fact': fact, 'state': state, 'value': value, 'number': number, 'date': date, 'extract': extract,
              'record_key': record_key}}), list_grade_up(list(place))::BIGINT[])
FROM fact JOIN facts.covered ON covered.child = fact.child_id GROUP BY fact.child_id;
"""


def judge(run: Path, out: Path, previous: Path | None, as_of: date, people: Path | None = None) -> dict[str, int]:
    """Write flags.duckdb at `out` from the run's facts.duckdb, by the thresholds that people changed. Returns how many
    children each rule holds for, and each category of the judgement."""
    rules, components = changes.as_decided(people)
    with writing(out) as connection:
        open_tables(connection, run)
        for rule in rules.values():
            declare(connection, rule, as_of)
        for _ in parts(connection):
            write(connection, rules.values(), as_of)
            judgement.assess(connection, as_of, components)
        invite(connection)
        categories = judgement.judge(connection, as_of, previous, components)
        counted = connection.execute("SELECT rule, count(*) FROM answer WHERE value = 'true' GROUP BY ALL ORDER BY ALL")
        return dict(counted.fetchall()) | categories


def open_tables(connection: duckdb.DuckDBPyConnection, run: Path) -> None:
    """What is read of the run, the calendar's macros, and the empty tables of flags.duckdb."""
    calendar.teach(connection)
    attach(connection, run / "facts.duckdb", "facts")
    connection.execute(TABLES + judgement.TABLES + TELL + CHILDREN)


def parts(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Some children after others, each time with their rows in the table `fact` and their evidence written."""
    [(children,)] = connection.execute("SELECT max(child) FROM facts.covered").fetchall()
    for first in range(1, children + 1, CHILDREN_AT_ONCE):
        connection.execute(PART.format(first=first, last=first + CHILDREN_AT_ONCE - 1))
        yield


def write(connection: duckdb.DuckDBPyConnection, rules: Iterable[Rule], as_of: date) -> None:
    """The rules' answers for the children in the table `fact`."""
    each = (
        f"""(SELECT child_id, '{rule.name}',
                    CASE WHEN holds THEN 'true' WHEN NOT holds THEN 'false' ELSE 'unknown' END, shown, places
             FROM ({answers(rule, as_of, rule.numbers(as_of))}))"""
        for rule in rules
    )
    connection.execute(f"INSERT INTO answer {' UNION ALL '.join(each)}")


def declare(connection: duckdb.DuckDBPyConnection, rule: Rule, as_of: date) -> None:
    """The rule itself and its numbers in force, as they stand in this run."""
    declared = rule.declaration
    thresholds = [
        {
            "name": name,
            "value": value.value,
            "since": str(value.since),
            "reference": value.reference,
            "reason": value.reason,
        }
        for name, value in rule.numbers(as_of).items()
    ]
    about = [rule.name, rule.section, declared.label.ja, declared.label.en, declared.purpose, declared.legal_basis]
    told = [json.dumps(thresholds, ensure_ascii=False), *explain.wording(rule, rule.numbers(as_of))]
    connection.execute(
        "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?::JSON, ?, ?, ?::JSON, ?::JSON)", [*about, *told]
    )


def invite(connection: duckdb.DuckDBPyConnection) -> None:
    """The outreach that follows from the take-ups."""
    lists = [
        [rule.name, rule.declaration.bring.ja, rule.declaration.bring.en]
        for rule in RULES.values()
        if rule.section == TAKEUP and rule.declaration.bring
    ]
    connection.execute("CREATE TEMP TABLE outreach (rule TEXT, bring_ja TEXT, bring_en TEXT)")
    connection.executemany("INSERT INTO outreach VALUES (?, ?, ?)", lists)
    connection.execute("""
        INSERT INTO takeup
        SELECT child_id, rule, resident_key, sentence_ja, sentence_en, bring_ja, bring_en, evidence
        FROM flag JOIN outreach USING (rule) LEFT JOIN tell USING (child_id) WHERE value = 'true'""")
