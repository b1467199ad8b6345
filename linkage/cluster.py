"""The cluster stage: children, their records, households and history, in children.duckdb.

The steps are here, in their order: decisions in decide.py, rows in links.py, people in households.py, time in identity.py.
"""

from datetime import date
from pathlib import Path

import duckdb

from extracts import database, pseudonym
from extracts.declaration import EXTRACTS
from linkage import decide, households, identity, links, people, sources
from linkage.limits import limit


def cluster(
    run: Path, out: Path, previous: Path | None, people_delivery: Path | None, as_of: date, key: bytes
) -> dict[str, int]:
    """Write children.duckdb from the run's landed, people and pairs databases. Returns counts.

    `previous` is the folder of the previous published run, whose children keep their child_id; `people_delivery` what people
    ruled (linkage/people.py); `key` the pseudonym's key.
    """
    with database.writing(out, int(limit("memory_mb"))) as connection:
        pseudonym.prepare(connection, key)
        people.load(connection, people_delivery)
        database.attach(connection, run / "people.duckdb", "people")
        database.attach(connection, run / "pairs.duckdb", "pairs")
        landed = {name: database.attach_landed(connection, run, name) for name in EXTRACTS}
        if previous:
            database.attach(connection, previous / "children.duckdb", "previous")
        decide.decide(connection, limits_on(as_of))
        households.spine(connection, landed[sources.SPINE], as_of)
        households.founded(connection, landed, as_of)
        links.decide_rows(connection, landed)
        forget_suspended(connection, limit("margin", as_of))
        identity.identify(connection, "previous" if previous else None, landed[sources.SPINE], as_of)
        write_links(connection)
        write_ruled(connection)
        households.write(connection, landed)
        return counts(connection)


def limits_on(as_of: date) -> decide.Limits:
    return decide.Limits(
        link=limit("link_weight", as_of),
        part=limit("part_weight", as_of),
        review=limit("review_weight", as_of),
        margin=limit("margin", as_of),
        key_evidence=limit("key_evidence", as_of),
        rounds=int(limit("rounds", as_of)),
    )


def forget_suspended(connection: duckdb.DuckDBPyConnection, margin: float) -> None:
    """Rows that turn out to be a suspended child's go, now that they are known to be.

    One that may be theirs as likely as anybody's is proposed to nobody: the others would seem the only ones.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE gone AS SELECT child FROM spine WHERE resident_id IN (FROM suspended);
        CREATE TEMP TABLE perhaps_gone AS
        WITH weighed AS (
            SELECT extract, record_id, child, weight, max(weight) OVER (PARTITION BY extract, record_id) AS best FROM row_candidate
        )
        SELECT DISTINCT extract, record_id FROM weighed
        WHERE child IN (FROM gone) AND coalesce(weight > best - {margin}, TRUE);
        DELETE FROM row_link WHERE child IN (FROM gone);
        UPDATE row_link SET decision = 'unlinked' WHERE (extract, record_id) IN (SELECT (extract, record_id) FROM perhaps_gone);
        DELETE FROM row_candidate
        WHERE child IN (FROM gone) OR (extract, record_id) IN (SELECT (extract, record_id) FROM perhaps_gone)
        """
    )


def write_links(connection: duckdb.DuckDBPyConnection) -> None:
    """`link` and `candidate`, in the names that other rooms read. A ruling's weight isn't a measurement: it is left out."""
    record_key = pseudonym.sql("l.extract", "l.record_id")
    connection.execute(
        f"""
        CREATE TABLE link AS
        SELECT l.extract, l.record_id, {record_key} AS record_key, i.child_id, f.resident_id,
               CASE WHEN l.method = 'ruling' THEN NULL ELSE l.weight END AS match_weight,
               CASE WHEN l.method = 'ruling' THEN NULL ELSE round(1 - 1 / (1 + pow(2, least(l.weight, 500))), 9) END AS match_probability,
               l.method, l.decision
        FROM row_link l LEFT JOIN founded f USING (child) LEFT JOIN identity i USING (child);
        CREATE TABLE candidate AS
        SELECT l.extract, l.record_id, {record_key} AS record_key, i.child_id, max(l.weight) AS match_weight
        FROM row_candidate l JOIN identity i USING (child)
        GROUP BY ALL ORDER BY ALL
        """
    )


def write_ruled(connection: duckdb.DuckDBPyConnection) -> None:
    """`ruled_pair`: what people said of a source's record and a registry row, beside the weight that the model gave them.

    A clerical sample for the report: no record and no child can be told from it.
    """
    connection.execute(
        f"""
        CREATE TABLE ruled_pair AS
        WITH weighed AS (
            SELECT unit_l AS a, unit_r AS b, match_weight FROM pairs.pair UNION ALL SELECT unit_r, unit_l, match_weight FROM pairs.pair
        ), record AS (
            SELECT unit, any_value(extract) AS extract FROM people.person GROUP BY unit
        )
        SELECT l.extract, match_weight, ruling
        FROM (SELECT DISTINCT a, b, ruling FROM ruled) JOIN record l ON l.unit = a JOIN record r ON r.unit = b
        LEFT JOIN weighed USING (a, b)
        WHERE l.extract <> '{sources.SPINE}' AND r.extract = '{sources.SPINE}' ORDER BY ALL
        """
    )


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = dict(connection.execute("SELECT decision, count(*) FROM link GROUP BY decision").fetchall())
    children = dict(connection.execute("SELECT status, count(*) FROM child GROUP BY status").fetchall())
    return {**found, **{f"children {status}": count for status, count in children.items()}}
