"""What a chain mustn't carry: a record that leaves out the age or the sex is no way to a child of another age or sex.

A namesake's undated consultation looks as much like the child as like the namesake: without this a stranger's whole file
follows it. (A surname that is left out: decide.py asks the pair with the registry row.) Which pairs may link by themselves
is unseen.py's question.
"""

import duckdb

from linkage.model.comparisons import BIRTH_DATE, GRADE, SEX
from linkage.model.levels import Comparison
from linkage.unseen import BORN_OTHERWISE

SAID = ("birth_date", "birth_year", "birth_month", "birth_day", "born", "cohort", "sex")


def agrees(comparison: Comparison, *otherwise: str) -> str:
    """The SQL of whether two faces agree: NULL where there is nothing to compare, FALSE at the levels `otherwise`."""
    verdicts = [
        f"WHEN {level.condition} THEN {'NULL' if level.uncounted else level.name not in otherwise}"
        for level in comparison.levels
    ]
    return f"CASE {' '.join(verdicts)} END"


SAME_AGE = f"coalesce({agrees(BIRTH_DATE, *BORN_OTHERWISE)}, {agrees(GRADE, 'other')})"
SAME_SEX = agrees(SEX, "other")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """`blind`: the pairs that didn't compare age or sex. `said`: what each unit says of both, a row for each thing it says."""
    connection.execute(
        f"""
        CREATE TEMP TABLE blind AS SELECT a, b FROM edge WHERE NOT (aged AND sexed);
        CREATE TEMP TABLE said AS SELECT DISTINCT unit, {", ".join(SAID)} FROM people.face WHERE cohort IS NOT NULL OR sex IS NOT NULL
        """
    )


def find_contradicted(connection: duckdb.DuckDBPyConnection, joined: str) -> None:
    """`contradicted` (unit, child, age, sex): what of a unit contradicts all that the child's records say of it.

    Only of units that a pair without age or without sex leads to a child of the table `joined`.
    """
    left, right = (", ".join(f"{column} AS {column}_{side}" for column in SAID) for side in "lr")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE contradicted AS
        WITH led AS (
            SELECT DISTINCT b.a AS unit, j.child FROM blind b JOIN {joined} j ON j.unit = b.b
        ), l AS (
            SELECT unit, child, {left} FROM led JOIN said USING (unit)
        ), r AS (
            SELECT DISTINCT child, {right} FROM (SELECT DISTINCT child FROM led) JOIN settled s USING (child) JOIN said ON said.unit = s.unit
        )
        SELECT unit, child, NOT bool_or({SAME_AGE}) AS age, NOT bool_or({SAME_SEX}) AS sex
        FROM l JOIN r USING (child) GROUP BY unit, child
        """
    )
