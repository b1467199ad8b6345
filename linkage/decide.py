"""Link, review or leave: which child each unit's rows belong to, from the pairs, the keys and people's rulings.

A cluster has one registry row at most because it grows from one: in rounds, the plainest first, a unit joins the child
that its nearest pair leads to, directly or through units that joined before, if no other child is nearly as near. So a
survey row under an old surname follows the roster's row, and twins' rows wait for people. Connected components would
merge twins; a chain is as strong as its nearest link here, never the sum of links that repeat one another. What a record
leaves out it can't take back: see chains.py. Children whom the registry doesn't know are alone.py's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from extracts import database
from linkage import alone, chains, sources, unseen
from linkage.model.comparisons import BIRTH_DATE, GRADE, HOUSEHOLD, SEX

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
    """Write `settled` (unit, child, weight, weakest, how, grown), `doubtful` (unit, child, weight) and `alone` (unit, child).

    `child` is the unit of the child's registry row; for `alone`, a number of a cluster that the registry doesn't know.
    `weight` is the last pair's, `weakest` the weakest pair's along the chain, NULL where a key or a ruling says it.
    Needs the attached people and pairs, and the table `ruling`.
    """
    rulings(connection)
    edges(connection, limits)
    chains.prepare(connection)
    connection.execute(
        """
        CREATE TEMP TABLE settled AS
        SELECT DISTINCT unit, unit AS child, CAST(NULL AS DOUBLE) AS weight, CAST(NULL AS DOUBLE) AS weakest, 'key' AS how, FALSE AS grown
        FROM people.face WHERE spine;
        CREATE TEMP TABLE taken_back AS SELECT unit, child, weight, FALSE AS late FROM settled LIMIT 0;
        CREATE TEMP TABLE support (unit INTEGER, child INTEGER, weight DOUBLE, weakest DOUBLE, unseen BOOLEAN)
        """
    )
    support(connection, "settled")
    grow(connection, limits, [RULED], grown=False)
    settle_keyed(connection, limits)
    plainest_first = [RULED, limits.link + 2 * limits.margin, limits.link + limits.margin, limits.link]
    grow(connection, limits, plainest_first)
    while take_back_near_ties(connection, limits):
        grow(connection, limits, plainest_first)
    doubt(connection, limits)
    alone.found(connection, limits.link, limits.rounds)


def rulings(connection: duckdb.DuckDBPyConnection) -> None:
    """`ruled`: people's rulings as units, both ways; `forbidden`: the pairs that aren't one child.

    Whoever is the same as one of two that differ differs from the other too, unless people have said that they are the same.
    """
    connection.execute(
        """
        CREATE TEMP TABLE ruled AS
        SELECT l.unit AS a, r.unit AS b, ruling
        FROM ruling JOIN people.person l ON (l.extract, l.record_id) = (extract_l, record_id_l)
        JOIN people.person r ON (r.extract, r.record_id) = (extract_r, record_id_r)
        WHERE l.unit <> r.unit;
        INSERT INTO ruled SELECT b, a, ruling FROM ruled;
        CREATE TEMP TABLE forbidden AS
        WITH RECURSIVE alike AS (
            SELECT DISTINCT a, a AS b FROM ruled
            UNION SELECT alike.a, r.b FROM alike JOIN ruled r ON r.a = alike.b WHERE r.ruling = 'same'
        )
        SELECT a, b FROM ruled WHERE ruling = 'different'
        UNION SELECT l.b, r.b
        FROM ruled d JOIN alike l ON l.a = d.a JOIN alike r ON r.a = d.b
        WHERE d.ruling = 'different' AND (l.b, r.b) NOT IN (SELECT (a, b) FROM alike)
        """
    )


def edges(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """`edge`: every pair in both directions but from a registry row, as ruled.

    `unseen`: whether it is a pair of a kind that may link unseen, once its weight is enough; `given`: whether the whole name
    was compared and its given name is plainly the same; `aged`, `sexed`, `placed`: whether the ages (by birth date or grade),
    sexes, households were compared; `surnamed`: whether the surnames were, or the family is the same; `other_name`: whether they differ.
    """
    found = f"""match_weight AS weight, {unseen.may_link_unseen(limits.part)} AS unseen, {unseen.SAME_GIVEN_NAME} AS given,
        {unseen.NAME_ALONE} AS name_alone, greatest(gamma_{BIRTH_DATE.name}, gamma_{GRADE.name}) >= 0 AS aged,
        gamma_{SEX.name} >= 0 AS sexed, gamma_{HOUSEHOLD.name} >= 0 AS placed, household_weight,
        {unseen.SURNAMES_MEET} AS surnamed, {unseen.OTHER_NAME} AS other_name"""
    connection.execute(
        f"""
        CREATE TEMP TABLE edge AS
        SELECT unit_l AS a, unit_r AS b, {found} FROM pairs.pair WHERE extract_l <> '{sources.SPINE}'
        UNION ALL SELECT unit_r, unit_l, {found} FROM pairs.pair WHERE extract_r <> '{sources.SPINE}';
        DELETE FROM edge WHERE (a, b) IN (SELECT (a, b) FROM ruled) OR (a, b) IN (SELECT (a, b) FROM forbidden);
        INSERT INTO edge SELECT DISTINCT a, b, {RULED}, TRUE, TRUE, FALSE, TRUE, TRUE, TRUE, 0, TRUE, FALSE FROM ruled WHERE ruling = 'same';
        CREATE TEMP TABLE keyed AS
        SELECT DISTINCT p.unit, s.unit AS child
        FROM people.person p
        LEFT JOIN people.person s ON s.extract = '{sources.SPINE}' AND s.resident_id = p.resident_id AND NOT s.sealed
        WHERE p.extract IN ({", ".join(f"'{name}'" for name in sources.KEYED)})
        """
    )
    unseen.let_singular_names_link(connection)


def settle_keyed(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """A keyed row belongs to its key's child unless its own name and birth date plainly contradict that or lead elsewhere:
    by the margin, or to a child to whom it would link by its name, where the key's child has a given name that is only near.

    Where people have said whose it is, that has been done, or couldn't be.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joining AS
        WITH nearest AS (
            SELECT k.unit, k.child, max(CASE WHEN e.b = k.child THEN e.weight END) AS own,
                   max(CASE WHEN e.b <> k.child THEN e.weight END) AS other,
                   max(CASE WHEN e.b <> k.child AND e.given AND e.weight >= {limits.link} THEN e.weight END) AS named,
                   coalesce(bool_or(e.b = k.child AND e.given), FALSE) AS own_given
            FROM keyed k LEFT JOIN edge e ON e.a = k.unit AND e.b IN (SELECT child FROM settled)
            WHERE k.child IS NOT NULL AND k.unit NOT IN (SELECT unit FROM settled) GROUP BY k.unit, k.child
        )
        SELECT unit, child, own AS weight, NULL AS weakest, 'key+model' AS how, FALSE AS grown FROM nearest
        WHERE greatest(coalesce(own, 0), coalesce(other, 0)) < {RULED}
            AND (unit IN (SELECT unit FROM pairs.plain_key)
                 OR (own + log2((SELECT count(DISTINCT child) FROM settled)) >= {limits.key_evidence}
                     AND own >= coalesce(other - {limits.margin}, own) AND (own_given OR own > coalesce(named, own - 1))))
        """
    )
    admit(connection)


def grow(
    connection: duckdb.DuckDBPyConnection, limits: Limits, thresholds: Iterable[float], *, grown: bool = True
) -> None:
    """Units join children at one threshold after the other, in rounds along the chains."""
    for threshold in thresholds:
        for _ in range(limits.rounds):
            if not settle_once(connection, threshold, limits.margin, grown=grown):
                break


def settle_once(connection: duckdb.DuckDBPyConnection, threshold: float, margin: float, *, grown: bool) -> int:
    """Every open unit whose nearest child is near enough and leads by the margin joins it. Returns how many did.

    A keyed unit follows its key; elsewhere it goes by people's ruling alone. What is further off is no rival.
    """
    nearest = "weight + CASE WHEN unseen THEN 1e-9 ELSE 0 END"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joining AS
        WITH open AS (
            SELECT unit, child, max(weight) AS weight, arg_max(least(weight, weakest), {nearest}) AS weakest, arg_max(unseen, {nearest}) AS unseen
            FROM support
            WHERE weight > {threshold} - {margin} AND unit NOT IN (SELECT unit FROM settled) AND unit NOT IN (SELECT unit FROM taken_back WHERE late)
                AND (weight >= {RULED} OR unit NOT IN (SELECT unit FROM keyed))
            GROUP BY unit, child
        ), ranked AS (
            SELECT unit, child, weight, weakest, unseen, row_number() OVER (PARTITION BY unit ORDER BY weight DESC, child) AS nth,
                   lead(weight) OVER (PARTITION BY unit ORDER BY weight DESC, child) AS next_weight
            FROM open
        )
        SELECT unit, child, weight, weakest, CASE WHEN weight >= {RULED} THEN 'ruling' ELSE 'model' END AS how, {grown} AS grown
        FROM ranked WHERE nth = 1 AND unseen AND weight >= {threshold} AND weight - coalesce(next_weight, weight - {margin}) >= {margin}
        """
    )
    return admit(connection)


def admit(connection: duckdb.DuckDBPyConnection) -> int:
    """`joined`: those of `joining` that people haven't parted from another unit of the child. Returns how many they are.

    Of two that people parted and that would join one child, which one isn't the child's can't be told: both wait.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE joined AS
        SELECT * FROM joining WHERE (unit, child) NOT IN (
            SELECT (f.a, o.child) FROM forbidden f JOIN (FROM settled UNION ALL FROM joining) o ON o.unit = f.b
        );
        INSERT INTO settled FROM joined
        """
    )
    joined = database.counted(connection, "SELECT count(*) FROM joined")
    if joined:
        support(connection, "joined")
    return joined


def support(connection: duckdb.DuckDBPyConnection, joined: str) -> None:
    """`support`: how near each unit is to each child by each of the child's units; forbidden children left out.

    `joined` names the table of the units that have joined their child since it was last brought up to date. A unit that says
    nothing of the household doesn't take back what the registry row's says against: else a namesake's clinic visit is nearer
    than the namesake. Nor is one that leaves out age, sex or surname a way to a child of another age, sex or surname.
    """
    chains.find_contradicted(connection, joined)
    connection.execute(
        f"""
        INSERT INTO support
        SELECT e.a, j.child, e.weight + CASE WHEN e.placed THEN 0 ELSE least(0, coalesce(own.household_weight, 0)) END, j.weakest, e.unseen
        FROM edge e JOIN {joined} j ON j.unit = e.b LEFT JOIN edge own ON own.a = e.a AND own.b = j.child
        LEFT JOIN contradicted c ON c.unit = e.a AND c.child = j.child
        WHERE (e.aged OR c.age IS NOT TRUE) AND (e.sexed OR c.sex IS NOT TRUE) AND (e.surnamed OR own.other_name IS NOT TRUE);
        DELETE FROM support WHERE (unit, child) IN (SELECT (f.a, s.child) FROM forbidden f JOIN settled s ON s.unit = f.b)
        """
    )


def take_back_near_ties(connection: duckdb.DuckDBPyConnection, limits: Limits) -> int:
    """What joined a child before a nearly equal one had grown is taken back for good, and returns how many units that are.

    All that had joined those children since they began to grow is taken back with it, for it may hang on it.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE late AS
        SELECT s.unit, s.child, o.child AS rival, o.weight FROM settled s JOIN support o ON o.unit = s.unit AND o.child <> s.child
        WHERE s.grown AND o.weight > s.weight - {limits.margin};
        INSERT INTO taken_back SELECT unit, rival, weight, TRUE FROM late;
        INSERT INTO taken_back
        SELECT unit, child, weight, unit IN (SELECT unit FROM late) FROM settled WHERE grown AND child IN (SELECT child FROM late);
        DELETE FROM settled WHERE grown AND child IN (SELECT child FROM late);
        DELETE FROM support WHERE child IN (SELECT child FROM late);
        CREATE OR REPLACE TEMP TABLE joined AS SELECT * FROM settled WHERE child IN (SELECT child FROM late)
        """
    )
    late = database.counted(connection, "SELECT count(DISTINCT unit) FROM late")
    if late:
        support(connection, "joined")
    return late


def doubt(connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """`doubtful`: every open unit's candidates: the nearest, a ruling's, those it was taken back from and its key's."""
    connection.execute(
        f"""
        CREATE TEMP TABLE doubtful AS
        WITH open AS (
            SELECT unit, child, nullif(max(weight), {RULED}) AS weight FROM support
            WHERE unit NOT IN (SELECT unit FROM settled) GROUP BY unit, child
        ), ranked AS (
            SELECT *, max(weight) OVER (PARTITION BY unit) AS best FROM open
        )
        SELECT unit, child, weight FROM ranked
        WHERE weight IS NULL OR (weight >= {limits.review} AND weight > best - 2 * {limits.margin});
        INSERT INTO doubtful
        SELECT unit, child, max(nullif(weight, {RULED})) FROM taken_back
        WHERE unit NOT IN (SELECT unit FROM settled) AND (unit, child) NOT IN (SELECT (unit, child) FROM doubtful)
            AND (unit, child) NOT IN (SELECT (f.a, s.child) FROM forbidden f JOIN settled s ON s.unit = f.b)
        GROUP BY unit, child;
        INSERT INTO doubtful
        SELECT unit, child, NULL FROM keyed
        WHERE child IS NOT NULL AND unit NOT IN (SELECT unit FROM settled) AND unit NOT IN (SELECT unit FROM pairs.withheld)
            AND (unit, child) NOT IN (SELECT (unit, child) FROM doubtful)
            AND (unit, child) NOT IN (SELECT (f.a, s.child) FROM forbidden f JOIN settled s ON s.unit = f.b)
        """
    )
