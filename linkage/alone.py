"""Children whom the registry doesn't know: clusters of the units that no registry child took and people needn't look at.

Dated records bring one another together; an undated one follows them, and never makes one child of two.
"""

import duckdb

from extracts import database


def found(connection: duckdb.DuckDBPyConnection, link: float, rounds: int) -> None:
    """`alone` (unit, child). Each cluster has a full name and birth date in one of its units; `doubtful` gets what is near two.

    Links need the same given name, and near isn't enough: of twins whom the registry doesn't know none is there to be a rival.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE left_over AS
        SELECT unit, bool_or(birth_month IS NOT NULL) AS dated,
               bool_or(birth_date IS NOT NULL AND coalesce(surname, surname_kana) IS NOT NULL AND coalesce(given, given_kana) IS NOT NULL) AS complete
        FROM people.face
        WHERE unit NOT IN (SELECT unit FROM settled) AND unit NOT IN (SELECT unit FROM doubtful)
            AND unit NOT IN (SELECT unit FROM keyed) AND unit NOT IN (SELECT unit FROM pairs.withheld)
        GROUP BY unit;
        CREATE TEMP TABLE alone AS SELECT unit, unit AS child FROM left_over WHERE dated;
        CREATE TEMP TABLE kin AS
        SELECT a, b, weight FROM edge
        WHERE weight >= {link} AND a IN (SELECT unit FROM left_over) AND b IN (SELECT unit FROM left_over)
            AND unseen AND given
        """
    )
    bring_together_dated(connection, rounds * 2)
    let_undated_follow(connection, rounds)
    part(connection)


def bring_together_dated(connection: duckdb.DuckDBPyConnection, rounds: int) -> None:
    """Connected components; a child is the lowest of its units."""
    for _ in range(rounds):
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE lower AS
            SELECT a.unit, min(b.child) AS child
            FROM alone a JOIN kin k ON k.a = a.unit JOIN alone b ON b.unit = k.b
            GROUP BY a.unit, a.child HAVING min(b.child) < a.child
            """
        )
        if not database.counted(connection, "SELECT count(*) FROM lower"):
            break
        connection.execute("UPDATE alone SET child = lower.child FROM lower WHERE lower.unit = alone.unit")


def let_undated_follow(connection: duckdb.DuckDBPyConnection, rounds: int) -> None:
    """`between` (unit, child, weight): undated units near to two children; those near to one have joined it."""
    for _ in range(rounds):
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE between AS
            SELECT k.a AS unit, b.child, max(k.weight) AS weight FROM kin k JOIN alone b ON b.unit = k.b
            WHERE k.a NOT IN (SELECT unit FROM alone) GROUP BY k.a, b.child;
            CREATE OR REPLACE TEMP TABLE follower AS
            SELECT unit, any_value(child) AS child FROM between GROUP BY unit HAVING count(*) = 1;
            INSERT INTO alone FROM follower
            """
        )
        if not database.counted(connection, "SELECT count(*) FROM follower"):
            break


def part(connection: duckdb.DuckDBPyConnection) -> None:
    """Whom people parted isn't left in one cluster: both are for people to place; where nothing is left, each is a child.

    Then clusters go in which nobody is named and dated.
    """
    connection.execute(
        """
        CREATE TEMP TABLE parted AS
        SELECT DISTINCT x.unit, x.child
        FROM forbidden f JOIN alone x ON x.unit = f.a JOIN alone y ON y.unit = f.b AND y.child = x.child;
        DELETE FROM alone WHERE unit IN (SELECT unit FROM parted);
        DELETE FROM alone WHERE child NOT IN (
            SELECT child FROM alone JOIN left_over USING (unit) GROUP BY child HAVING bool_or(complete));
        INSERT INTO doubtful SELECT unit, child, NULL FROM parted WHERE child IN (SELECT child FROM alone);
        INSERT INTO doubtful
        SELECT unit, child, weight FROM between
        WHERE unit NOT IN (SELECT unit FROM alone) AND child IN (SELECT child FROM alone);
        INSERT INTO alone
        SELECT unit, unit FROM parted JOIN left_over USING (unit)
        WHERE complete AND unit NOT IN (SELECT unit FROM doubtful)
        """
    )
