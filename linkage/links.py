"""`link` and `candidate`: for every row about a child, which child it was linked to, how, and how sure.

Decisions about units come from decide.py; here they reach all of a unit's rows, the rows that carry only a key, and the rows
that follow another extract's row.
"""

import duckdb

from linkage import sources


def decide_rows(connection: duckdb.DuckDBPyConnection, landed: dict[str, str]) -> None:
    """`row_link` (extract, record_id, child, weight, method, decision) and `row_candidate` (extract, record_id, child, weight)."""
    rows_with_a_person(connection)
    doubt_shared_keys(connection)
    rows_by_key_alone(connection, landed)
    for extract in sources.VIA:
        rows_that_follow(connection, extract.name, str(extract.via), extract.fields_of(extract.via_key), landed)
    rule_rows_without_a_person(connection)


def rows_with_a_person(connection: duckdb.DuckDBPyConnection) -> None:
    """Every row of a unit goes where the unit goes. A registry row is its own child's."""
    connection.execute(
        """
        CREATE TEMP TABLE row_link AS
        SELECT p.extract, p.record_id, coalesce(s.child, a.child) AS child, coalesce(s.weakest, s.weight) AS weight,
               CASE WHEN k.unit IS NOT NULL AND s.how IS NULL THEN 'key+model' ELSE coalesce(s.how, 'model') END AS method,
               CASE WHEN coalesce(s.child, a.child) IS NOT NULL THEN 'linked' WHEN d.unit IS NOT NULL THEN 'review'
                    ELSE 'unlinked' END AS decision
        FROM people.person p
        LEFT JOIN settled s USING (unit)
        LEFT JOIN alone a USING (unit)
        LEFT JOIN (SELECT DISTINCT unit FROM doubtful) d USING (unit)
        LEFT JOIN keyed k USING (unit)
        WHERE p.extract NOT IN ('resident_registry') OR s.child IN (SELECT child FROM founded);

        CREATE TEMP TABLE row_candidate AS
        SELECT p.extract, p.record_id, d.child, d.weight FROM doubtful d JOIN people.person p USING (unit)
        """
    )


def doubt_shared_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows that share a key and lead to different children, and strangers in their group, are for people to look at.

    One of them is somebody else's, and which one can't be told from the rows. Where people have said it, it stands.
    """
    connection.execute(
        r"""
        CREATE TEMP TABLE sharing AS
        SELECT extract, record_id, regexp_replace(record_id, '#\d+$', '') AS shared, child, weight, method
        FROM row_link WHERE decision = 'linked' AND extract <> 'resident_registry';
        CREATE TEMP TABLE torn AS
        SELECT extract, record_id, child, weight FROM sharing
        WHERE method <> 'ruling' AND (
            (extract, shared) IN (SELECT (extract, shared) FROM sharing GROUP BY extract, shared HAVING count(DISTINCT child) > 1)
            OR (extract, record_id) IN (SELECT (extract, record_id) FROM people.person WHERE stranger));
        INSERT INTO row_candidate SELECT extract, record_id, child, weight FROM torn;
        UPDATE row_link SET child = NULL, decision = 'review'
        WHERE (extract, record_id) IN (SELECT (extract, record_id) FROM torn)
        """
    )


def rows_by_key_alone(connection: duckdb.DuckDBPyConnection, landed: dict[str, str]) -> None:
    """Rows with a key and no name go by the key. Of extracts about any age, only minors' rows are a child's."""
    for extract in sources.BY_KEY_ALONE:
        kept = "m.minor" if extract in sources.ANY_AGE else "TRUE"
        connection.execute(
            f"""
            INSERT INTO row_link
            SELECT '{extract}', t.record_id, m.child, NULL, 'key', CASE WHEN m.child IS NULL THEN 'unlinked' ELSE 'linked' END
            FROM {landed[extract]} t LEFT JOIN spine m USING (resident_id)
            WHERE t.resident_id IS NOT NULL AND {kept} AND t.resident_id NOT IN (FROM suspended)
            """
        )


def rows_that_follow(
    connection: duckdb.DuckDBPyConnection, extract: str, via: str, fields: tuple[str, ...], landed: dict[str, str]
) -> None:
    """Rows without a person of their own follow the rows of `via` with the same key, into review too where those differ."""
    same = " AND ".join(f"v.{field} = t.{field}" for field in fields)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE followed AS
        SELECT t.record_id, v.record_id AS leader FROM {landed[extract]} t LEFT JOIN {landed[via]} v ON {same};
        INSERT INTO row_link
        SELECT '{extract}', f.record_id, CASE WHEN count(DISTINCT l.child) = 1 AND bool_and(l.decision = 'linked') THEN min(l.child) END,
               max(l.weight), 'via',
               CASE WHEN count(DISTINCT l.child) = 1 AND bool_and(l.decision = 'linked') THEN 'linked'
                    WHEN bool_or(l.decision <> 'unlinked') THEN 'review' ELSE 'unlinked' END
        FROM followed f LEFT JOIN row_link l ON l.extract = '{via}' AND l.record_id = f.leader
        GROUP BY f.record_id;
        INSERT INTO row_candidate
        SELECT '{extract}', f.record_id, c.child, max(c.weight)
        FROM followed f
        JOIN (SELECT extract, record_id, child, weight FROM row_candidate
              UNION ALL SELECT extract, record_id, child, weight FROM row_link WHERE decision = 'linked') c
            ON c.extract = '{via}' AND c.record_id = f.leader
        JOIN row_link l ON l.extract = '{extract}' AND l.record_id = f.record_id AND l.decision = 'review'
        GROUP BY f.record_id, c.child
        """
    )


def rule_rows_without_a_person(connection: duckdb.DuckDBPyConnection) -> None:
    """People's rulings on rows that only a key or another row's child says whose they are: these have no pairs to rule on."""
    connection.execute(
        """
        CREATE TEMP TABLE ruled_row AS
        WITH side AS (
            SELECT extract_l AS extract, record_id_l AS record_id, extract_r AS other, record_id_r AS other_id, ruling FROM ruling
            UNION ALL SELECT extract_r, record_id_r, extract_l, record_id_l, ruling FROM ruling
        )
        SELECT DISTINCT s.extract, s.record_id, l.child, s.ruling
        FROM side s JOIN row_link l ON l.extract = s.other AND l.record_id = s.other_id AND l.child IS NOT NULL
        WHERE (s.extract, s.record_id) NOT IN (SELECT (extract, record_id) FROM people.person);
        DELETE FROM row_candidate
        WHERE (extract, record_id, child) IN (SELECT (extract, record_id, child) FROM ruled_row WHERE ruling = 'different');
        UPDATE row_link SET child = NULL, decision = 'unlinked'
        FROM ruled_row d
        WHERE (d.extract, d.record_id) = (row_link.extract, row_link.record_id) AND d.ruling = 'different'
            AND (d.child = row_link.child
                 OR (decision = 'review' AND (d.extract, d.record_id) NOT IN (SELECT (extract, record_id) FROM row_candidate)));
        CREATE TEMP TABLE ruled_own AS
        SELECT extract, record_id, any_value(child) AS child FROM ruled_row WHERE ruling = 'same'
        GROUP BY extract, record_id HAVING count(*) = 1;
        DELETE FROM row_candidate WHERE (extract, record_id) IN (SELECT (extract, record_id) FROM ruled_own);
        UPDATE row_link SET child = o.child, weight = NULL, method = 'ruling', decision = 'linked'
        FROM ruled_own o WHERE (o.extract, o.record_id) = (row_link.extract, row_link.record_id)
        """
    )
