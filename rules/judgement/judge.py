"""The order of work of the judgement: the three components of every child, their category, its course, and the words.

Belongs here: the tables behind `judgement`. Doesn't belong here: what the components ask (h.py, a.py, n.py).
"""

import json
from datetime import date
from pathlib import Path

import duckdb

from rules import explain
from rules.evaluate import ASKED, lists, places
from rules.judgement import a, course, h, matrix, n
from rules.judgement.level import Assessment
from rules.numbers import Value
from rules.rule import Rule

COMPONENTS: dict[str, Rule] = {"H": h.condition, "A": a.condition, "N": n.condition}

ANSWER = "CASE WHEN level = 'unknown' THEN 'unknown' WHEN level IN ('1', '2', '3') THEN 'true' ELSE 'false' END"

# as with the rules' flags (judge.py): what is written, and the view in which each level stands with its words and evidence
TABLES = f"""
CREATE TABLE component (component TEXT, thresholds JSON, {explain.WORDING});
CREATE TABLE level (child INTEGER, half_year TEXT, component TEXT, level TEXT, overall TEXT, to_confirm BOOLEAN,
                    shown TEXT[], places USMALLINT[]);
CREATE VIEW judgement AS
SELECT child_id, half_year, component, level, overall, to_confirm, {explain.sentence(ANSWER, "ja")} AS sentence_ja,
       {explain.sentence(ANSWER, "en")} AS sentence_en, evidence, thresholds
FROM (SELECT *, list_select(facts, places) AS evidence, {explain.asked("list_select(facts, places)")} AS asked
      FROM level JOIN evidence USING (child) JOIN component USING (component));
CREATE TEMP TABLE assessed (child INTEGER, component TEXT, level TEXT, lacking BOOLEAN, shown TEXT[], places USMALLINT[]);
"""

RESULT = f"""
CREATE TEMP TABLE result AS
WITH levels AS (
    SELECT child, bool_or(lacking) AS lacking, bool_or(level = 'unknown') AS to_confirm,
           max(level) FILTER (component = 'H') AS h, max(level) FILTER (component = 'A') AS a,
           max(level) FILTER (component = 'N') AS n
    FROM assessed GROUP BY child)
SELECT child_id, child, category AS computed, lacking, to_confirm
FROM (SELECT *, {matrix.COLUMN_SQL} AS s FROM levels) JOIN matrix USING (h, s) JOIN evidence USING (child);
"""


def assess(connection: duckdb.DuckDBPyConnection, as_of: date, components: dict[str, Rule] = COMPONENTS) -> None:
    """Add to the table `assessed` the levels of the children in the connection's table `fact`."""
    for name, component in components.items():
        connection.execute(f"INSERT INTO assessed {levels(name, component, as_of, component.numbers(as_of))}")


def judge(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    previous: Path | None,
    components: dict[str, Rule] = COMPONENTS,
) -> dict[str, int]:
    """Write the tables level and course from the table `assessed`; `previous` is the previous published run.
    Returns how many children each category has."""
    now = course.HalfYear.of(as_of)
    version = matrix.on(as_of)
    matrix.open_matrix(connection, version)
    course.open_earlier(connection, previous, now)
    connection.execute(RESULT)
    course.carry(connection, now)
    for name, component in components.items():
        numbers = json.dumps(thresholds(component, as_of, version), ensure_ascii=False)
        said = explain.wording(component, component.numbers(as_of))
        connection.execute(
            "INSERT INTO component VALUES (?, ?::JSON, ?::JSON, ?, ?, ?::JSON, ?::JSON)", [name, numbers, *said]
        )
    connection.execute(
        """
        INSERT INTO level
        SELECT child, half_year, component, level, overall, to_confirm OR why = 'carried', shown, places
        FROM assessed JOIN result USING (child) JOIN course USING (child_id) WHERE half_year = ?""",
        [str(now)],
    )
    counted = connection.execute(
        "SELECT overall, count(*) FROM course WHERE half_year = ? GROUP BY ALL ORDER BY ALL", [str(now)]
    )
    return dict(counted.fetchall())


def levels(name: str, component: Rule, as_of: date, numbers: dict[str, Value], facts: str = "fact") -> str:
    """A SELECT of child_id, component, level, lacking, shown, places: a row a child of the table `facts`."""
    finding = component.finding(as_of, {number: value.value for number, value in numbers.items()})
    if not isinstance(finding, Assessment):
        raise TypeError(f"{name}: a component answers with level.finding")
    of_inputs = finding.of_inputs
    return f"""
        WITH read AS (SELECT child_id, {finding.struct} AS r, {places(finding)} AS places
                      FROM ({lists(component.reads, facts, (*ASKED, "place"))}))
        SELECT child_id, '{name}', coalesce({of_inputs["level"].sql}, 'unknown') AS level, {of_inputs["lacking"].sql} AS lacking,
               {explain.values(of_inputs, explain.shown(component))} AS shown, places
        FROM read"""


def thresholds(component: Rule, as_of: date, version: matrix.Version) -> list[dict[str, object]]:
    """The numbers that a component used, each with since when and on what basis, and the matrix likewise."""
    in_force = {"matrix": (str(version.since), version)} | {
        name: (value.value, value) for name, value in component.numbers(as_of).items()
    }
    return [
        {"name": name, "value": value, "since": str(of.since), "reference": of.reference, "reason": of.reason}
        for name, (value, of) in in_force.items()
    ]
