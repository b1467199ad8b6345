"""Who a child is from run to run: the same child keeps its child_id through renamings, moves, re-deliveries and retraining.

A registered child is known again by its resident_id, a child that the registry doesn't know by the records it had. What
became of an earlier child is an event.
"""

from datetime import date

import duckdb

from extracts import pseudonym


def identify(connection: duckdb.DuckDBPyConnection, previous: str | None, registry: str, as_of: date) -> None:
    """`identity` (child, child_id, first_seen) for every row of `founded`, and the table `identity_event`.

    `previous` is the attached database of the previous published run. Needs `founded`, `row_link` and the pseudonym's key.
    """
    connection.execute(
        "CREATE TABLE identity_event (child_id TEXT, event TEXT, other_child_id TEXT, evidence TEXT, reference_date DATE)"
    )
    remember(connection, previous)
    new_id = pseudonym.sql("'child'", "extract", "record_id")
    taken_id = pseudonym.sql("'child'", "extract", "record_id", f"'{as_of}'")
    connection.execute(
        f"""
        CREATE TEMP TABLE founder AS
        SELECT f.child, coalesce(min('resident_registry') FILTER (f.resident_id IS NOT NULL), min(l.extract)) AS extract,
               coalesce(f.resident_id, arg_min(l.record_id, l.extract || '|' || l.record_id)) AS record_id
        FROM founded f JOIN row_link l ON l.child = f.child AND l.decision = 'linked'
        GROUP BY f.child, f.resident_id;
        CREATE TEMP TABLE identity AS
        SELECT child, coalesce(known_again.child_id,
                   CASE WHEN {new_id} IN (SELECT child_id FROM before) THEN {taken_id} ELSE {new_id} END) AS child_id,
               coalesce(known_again.first_seen, DATE '{as_of}') AS first_seen
        FROM founder LEFT JOIN known_again USING (child)
        """
    )
    if previous:
        events(connection, previous, registry, as_of)


def remember(connection: duckdb.DuckDBPyConnection, previous: str | None) -> None:
    """`before` (earlier children), `shared` (records in common), `known_again` (child, child_id): one to one."""
    connection.execute(
        "CREATE TEMP TABLE before (child_id TEXT, resident_id TEXT, status TEXT, first_seen DATE);"
        "CREATE TEMP TABLE shared (child INTEGER, child_id TEXT, records BIGINT);"
        "CREATE TEMP TABLE known_again (child INTEGER, child_id TEXT, first_seen DATE)"
    )
    if not previous:
        return
    connection.execute(
        f"""
        INSERT INTO before SELECT child_id, resident_id, status, first_seen FROM {previous}.child;
        INSERT INTO shared
        SELECT l.child, p.child_id, count(*) FROM row_link l JOIN {previous}.link p USING (extract, record_id)
        WHERE l.decision = 'linked' AND p.decision = 'linked' AND p.method <> 'via' GROUP BY l.child, p.child_id;
        INSERT INTO known_again
        SELECT f.child, b.child_id, b.first_seen FROM founded f JOIN before b USING (resident_id);
        -- by records: only earlier children whose number, if they had one, is in the registry no more
        INSERT INTO known_again
        WITH open AS (
            SELECT s.child, s.child_id, s.records, b.first_seen
            FROM shared s JOIN before b USING (child_id)
            WHERE s.child NOT IN (SELECT child FROM known_again) AND s.child_id NOT IN (SELECT child_id FROM known_again)
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY child ORDER BY records DESC, child_id) AS of_child,
                   row_number() OVER (PARTITION BY child_id ORDER BY records DESC, child) AS of_earlier
            FROM open
        )
        SELECT child, child_id, first_seen FROM ranked WHERE of_child = 1 AND of_earlier = 1
        """
    )


def events(connection: duckdb.DuckDBPyConnection, previous: str, registry: str, as_of: date) -> None:
    """What became of earlier children; earlier events are carried on."""
    connection.execute(
        f"""
        CREATE TEMP TABLE lost AS
        SELECT p.child_id, count(*) FILTER (l.decision = 'review') AS records
        FROM {previous}.link p JOIN row_link l USING (extract, record_id) WHERE p.decision = 'linked' GROUP BY p.child_id;
        INSERT INTO identity_event SELECT * FROM {previous}.identity_event;
        INSERT INTO identity_event
        SELECT DISTINCT * FROM (
            -- an earlier child that is nobody now, and whose records another child has
            SELECT i.child_id, 'merged', s.child_id, s.records || ' records', DATE '{as_of}'
            FROM shared s JOIN identity i USING (child)
            WHERE s.child_id NOT IN (SELECT child_id FROM identity)
            UNION ALL
            -- a child that wasn't there, with records of an earlier one that still is
            SELECT i.child_id, 'split', s.child_id, s.records || ' records', DATE '{as_of}'
            FROM shared s JOIN identity i USING (child) JOIN identity o ON o.child_id = s.child_id
            WHERE i.child_id NOT IN (SELECT child_id FROM before)
            UNION ALL
            SELECT i.child_id, 'registered', NULL, 'registry row', DATE '{as_of}'
            FROM identity i JOIN founded f USING (child) JOIN before b USING (child_id)
            WHERE b.resident_id IS NULL AND f.resident_id IS NOT NULL
            UNION ALL
            SELECT i.child_id, 'left_registry', NULL, f.status, DATE '{as_of}'
            FROM identity i JOIN founded f USING (child) JOIN before b USING (child_id)
            WHERE b.status = 'resident' AND f.status <> 'resident'
            UNION ALL
            SELECT b.child_id, 'left_registry', NULL, 'no registry row', DATE '{as_of}'
            FROM before b
            WHERE b.status = 'resident' AND b.child_id NOT IN (SELECT child_id FROM identity)
                AND b.resident_id NOT IN (SELECT resident_id FROM {registry})
            UNION ALL
            -- an earlier child that is nobody now, and whose records nobody has
            SELECT b.child_id, 'dissolved', NULL, coalesce(records, 0) || ' records in review', DATE '{as_of}'
            FROM before b LEFT JOIN lost USING (child_id)
            WHERE b.child_id NOT IN (SELECT child_id FROM identity) AND b.child_id NOT IN (SELECT child_id FROM shared)
                AND (b.resident_id IS NULL OR (
                    records IS NOT NULL AND b.resident_id NOT IN (SELECT resident_id FROM {registry})
                    AND b.resident_id NOT IN (FROM suspended UNION ALL FROM sealed)))
        )
        """
    )
