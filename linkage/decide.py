"""Link, review or leave: which child each unit's rows belong to, from the pairs, the keys and people's rulings.

A cluster has one registry row at most because it grows from one: in rounds, the plainest first, a unit joins the child
that its nearest pair leads to, directly or through units that joined before, if no other child is nearly as near. So a
survey row under an old surname follows the roster's row, and twins' rows wait for people. Connected components would
merge twins; a chain is as strong as its nearest link here, never the sum of links that repeat one another.
"""

from dataclasses import dataclass

import duckdb

from extracts import database
from linkage import sources, unseen
from linkage.model.comparisons import HOUSEHOLD

RULED = 999  # the weight of a pair that people ruled the same


@dataclass(frozen=True)
class Limits:
    """The limits of one run, as they stood on its reference date."""

    link: float
    part: float
    review: float
    margin: float
    key_evidence: float
    rounds: int


def decide(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """Write `settled` (unit, child, weight, how), `doubtful` (unit, child, weight) and `alone` (unit, child).

    `child` is the unit of the child's registry row; for `alone`, the lowest unit of a cluster that the registry doesn't know.
    Needs the attached people and pairs, and the table `ruling`.
    """
    edges(connection, limits)
    connection.execute(
        """
        CREATE TEMP TABLE settled AS
        SELECT DISTINCT unit, unit AS child, CAST(NULL AS DOUBLE) AS weight, 'key' AS how FROM people.face WHERE spine
        """
    )
    settle_keyed(connection, limits)
    connection.execute("CREATE TEMP TABLE support (unit INTEGER, child INTEGER, weight DOUBLE, unseen BOOLEAN)")
    support(connection, "settled")
    for threshold in (RULED, limits.link + 2 * limits.margin, limits.link + limits.margin, limits.link):
        for _ in range(limits.rounds):
            if not settle_once(connection, threshold, limits.margin):
                break
    doubt_near_ties(connection, limits)
    found_children_unknown_to_the_registry(connection, limits)


def edges(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """`edge`: every pair in both directions but from a registry row, as ruled; `forbidden`: the pairs that people said aren't one child.

    `unseen`: whether it is a pair of a kind that may link unseen, once its weight is enough; `given`: whether the whole name
    was compared and its given name is plainly the same; `placed`: whether the households were compared.
    """
    found = f"""match_weight AS weight, {unseen.may_link_unseen(limits.part)} AS unseen, {unseen.SAME_GIVEN_NAME} AS given,
        {unseen.NAME_ALONE} AS name_alone, gamma_{HOUSEHOLD.name} >= 0 AS placed, household_weight"""
    connection.execute(
        f"""
        CREATE TEMP TABLE ruled AS
        SELECT l.unit AS a, r.unit AS b, ruling
        FROM ruling JOIN people.person l ON (l.extract, l.record_id) = (extract_l, record_id_l)
        JOIN people.person r ON (r.extract, r.record_id) = (extract_r, record_id_r)
        WHERE l.unit <> r.unit;
        INSERT INTO ruled SELECT b, a, ruling FROM ruled;
        CREATE TEMP TABLE forbidden AS SELECT DISTINCT a, b FROM ruled WHERE ruling = 'different';
        CREATE TEMP TABLE edge AS
        SELECT unit_l AS a, unit_r AS b, {found} FROM pairs.pair WHERE extract_l <> '{sources.SPINE}'
        UNION ALL SELECT unit_r, unit_l, {found} FROM pairs.pair WHERE extract_r <> '{sources.SPINE}';
        DELETE FROM edge WHERE (a, b) IN (SELECT (a, b) FROM ruled);
        INSERT INTO edge SELECT DISTINCT a, b, {RULED}, TRUE, TRUE, FALSE, TRUE, 0 FROM ruled WHERE ruling = 'same';
        CREATE TEMP TABLE keyed AS
        SELECT DISTINCT p.unit, s.unit AS child
        FROM people.person p LEFT JOIN people.person s ON s.extract = '{sources.SPINE}' AND s.resident_id = p.resident_id
        WHERE p.extract IN ({", ".join(f"'{name}'" for name in sources.KEYED)})
        """
    )
    unseen.let_singular_names_link(connection)


def settle_keyed(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """A keyed row belongs to its key's child unless its own name and birth date plainly contradict that or lead elsewhere."""
    connection.execute(
        f"""
        INSERT INTO settled
        WITH nearest AS (
            SELECT k.unit, k.child, max(CASE WHEN e.b = k.child THEN e.weight END) AS own,
                   max(CASE WHEN e.b <> k.child THEN e.weight END) AS other
            FROM keyed k LEFT JOIN edge e ON e.a = k.unit AND e.b IN (SELECT unit FROM settled)
            WHERE k.child IS NOT NULL GROUP BY k.unit, k.child
        )
        SELECT unit, child, own, 'key+model' FROM nearest
        WHERE unit IN (SELECT unit FROM pairs.plain_key) AND (unit, child) NOT IN (SELECT (a, b) FROM forbidden)
            AND coalesce(other, 0) < {RULED}
           OR (own + log2((SELECT count(*) FROM settled)) >= {limits.key_evidence} AND own >= coalesce(other - {limits.margin}, own))
        """
    )


def support(connection: duckdb.DuckDBPyConnection, joined: str) -> None:
    """`support`: how near each unit is to each child, by the nearest of the child's units; forbidden children left out.

    `joined` names the table of the units that have joined their child since it was last brought up to date. A unit that says
    nothing of the household doesn't take back what the registry row's says against: else a namesake's clinic visit is nearer
    than the namesake.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE support AS
        SELECT unit, child, max(weight) AS weight, arg_max(unseen, weight + CASE WHEN unseen THEN 1e-9 ELSE 0 END) AS unseen
        FROM (FROM support UNION ALL
              SELECT e.a, j.child, e.weight + CASE WHEN e.placed THEN 0 ELSE least(0, coalesce(own.household_weight, 0)) END, e.unseen
              FROM edge e JOIN {joined} j ON j.unit = e.b LEFT JOIN edge own ON own.a = e.a AND own.b = j.child)
        GROUP BY unit, child;
        DELETE FROM support WHERE (unit, child) IN (SELECT (f.a, s.child) FROM forbidden f JOIN settled s ON s.unit = f.b)
        """
    )


def settle_once(connection: duckdb.DuckDBPyConnection, threshold: float, margin: float) -> int:
    """Every unsettled unit whose nearest child is near enough and leads by the margin joins it. Returns how many did."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joined AS
        WITH open AS (
            SELECT * FROM support WHERE unit NOT IN (SELECT unit FROM settled) AND unit NOT IN (SELECT unit FROM keyed)
        ), ranked AS (
            SELECT unit, child, weight, unseen, row_number() OVER (PARTITION BY unit ORDER BY weight DESC, child) AS nth,
                   lead(weight) OVER (PARTITION BY unit ORDER BY weight DESC, child) AS next_weight
            FROM open
        )
        SELECT unit, child, weight, CASE WHEN weight >= {RULED} THEN 'ruling' ELSE 'model' END
        FROM ranked WHERE nth = 1 AND unseen AND weight >= {threshold} AND weight - coalesce(next_weight, weight - {margin}) >= {margin};
        INSERT INTO settled FROM joined
        """
    )
    joined = database.counted(connection, "SELECT count(*) FROM joined")
    if joined:
        support(connection, "joined")
    return joined


def doubt_near_ties(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """What joined a child before a nearly equal one had grown is taken back; `doubtful` gets every open unit's candidates."""
    connection.execute(
        f"""
        DELETE FROM settled WHERE how = 'model' AND unit IN (
            SELECT s.unit FROM settled s JOIN support o ON o.unit = s.unit AND o.child <> s.child
            WHERE o.weight > s.weight - {limits.margin}
        );
        CREATE TEMP TABLE doubtful AS
        WITH open AS (
            SELECT *, max(weight) OVER (PARTITION BY unit) AS best
            FROM support WHERE unit NOT IN (SELECT unit FROM settled)
        )
        SELECT unit, child, weight FROM open WHERE weight >= {limits.review} AND weight > best - 2 * {limits.margin};
        INSERT INTO doubtful
        SELECT unit, child, NULL FROM keyed
        WHERE child IS NOT NULL AND unit NOT IN (SELECT unit FROM settled)
            AND (unit, child) NOT IN (SELECT (unit, child) FROM doubtful) AND (unit, child) NOT IN (SELECT (a, b) FROM forbidden)
        """
    )


def found_children_unknown_to_the_registry(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """`alone`: clusters of what is left. Each has a full name and birth date in one of its units.

    Links need the same given name, and near isn't enough: of twins whom the registry doesn't know none is there to be a rival.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE left_over AS
        SELECT unit, bool_or(birth_date IS NOT NULL AND coalesce(surname, surname_kana) IS NOT NULL AND coalesce(given, given_kana) IS NOT NULL) AS complete
        FROM people.face
        WHERE unit NOT IN (SELECT unit FROM settled) AND unit NOT IN (SELECT unit FROM doubtful)
            AND unit NOT IN (SELECT unit FROM keyed) AND unit NOT IN (SELECT unit FROM pairs.withheld)
        GROUP BY unit;
        CREATE TEMP TABLE alone AS SELECT unit, unit AS child FROM left_over;
        CREATE TEMP TABLE kin AS
        SELECT a, b FROM edge
        WHERE weight >= {limits.link} AND a IN (SELECT unit FROM left_over) AND b IN (SELECT unit FROM left_over)
            AND unseen AND given
        """
    )
    for _ in range(limits.rounds * 2):
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
    connection.execute(
        """
        DELETE FROM alone WHERE child NOT IN (
            SELECT child FROM alone JOIN left_over USING (unit) GROUP BY child HAVING bool_or(complete))
        """
    )
