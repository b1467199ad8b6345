"""`child`, `member`, `guardian`, `household_record`: the children of a run, with whom they live and who cares for them.

Which rows are a child's is decided before; what follows from a household is the rules'.
"""

from datetime import date

import duckdb

from extracts import pseudonym
from linkage import sources

PARENT_LINKS = ("head", "spouse")
CHILD_LINKS = ("child", "first child", "second child", "third child")
RECORD_KEY = pseudonym.sql("t.extract", "t.record_id")


def spine(connection: duckdb.DuckDBPyConnection, registry: str, as_of: date) -> None:
    """`spine` (child, resident_id, household_id, birth date, sex, status, minor): the registry rows that may own records.

    A minor is one up to the 31 March after turning 18. Where the birth date isn't known, whoever is in a household as its
    child counts as one: unknown mustn't hide a child.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE spine AS
        SELECT p.unit AS child, r.resident_id, r.household_id, r.birth_date, r.birth_date_edtf, r.sex,
               replace(r.status, ' ', '_') AS status,
               coalesce(DATE '{as_of}' <= make_date(f.cohort + 12, 3, 31), r.relationship IN {CHILD_LINKS}) AS minor
        FROM people.person p
        JOIN {registry} r USING (record_id)
        JOIN (SELECT unit, max(cohort) AS cohort FROM people.face WHERE spine GROUP BY unit) f USING (unit)
        WHERE p.extract = '{sources.SPINE}' AND NOT p.sealed
        """
    )


def founded(connection: duckdb.DuckDBPyConnection, landed: dict[str, str], as_of: date) -> None:
    """`founded`: a row a child: every minor of the registry, whoever else records lead or may lead to, and those whom it doesn't know."""
    keyed_to = " UNION ".join(
        f"SELECT resident_id FROM {landed[extract]}"
        for extract in sources.BY_KEY_ALONE
        if extract not in sources.ANY_AGE
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE founded AS
        SELECT child, resident_id, household_id, birth_date, birth_date_edtf, sex, status, minor
        FROM spine
        WHERE (minor OR child IN (SELECT child FROM settled WHERE unit <> child UNION ALL SELECT child FROM doubtful)
                OR resident_id IN ({keyed_to}))
            AND resident_id NOT IN (FROM suspended);
        INSERT INTO founded
        WITH told AS (
            SELECT a.child, mode(f.birth_date ORDER BY f.birth_date) AS birth_date, mode(f.sex ORDER BY f.sex) AS sex,
                   mode(f.cohort ORDER BY f.cohort) AS cohort
            FROM alone a JOIN people.face f USING (unit) GROUP BY a.child
        )
        SELECT child, NULL, NULL, born, CAST(born AS TEXT), CASE sex WHEN 'm' THEN 'male' WHEN 'f' THEN 'female' END,
               'unregistered', coalesce(DATE '{as_of}' <= make_date(cohort + 12, 3, 31), TRUE)
        FROM (SELECT *, try_cast(strptime(birth_date, '%Y%m%d') AS DATE) AS born FROM told)
        """
    )


def write(connection: duckdb.DuckDBPyConnection, landed: dict[str, str]) -> None:
    """The four tables, from `founded`, `identity` and `row_link`. Members are those living there now, and the child."""
    registry = landed[sources.SPINE]
    child_of = "JOIN identity i USING (child)"
    connection.execute(
        f"""
        CREATE TABLE child AS
        SELECT i.child_id, f.resident_id, f.household_id, f.birth_date, f.birth_date_edtf, f.sex, f.status, f.minor, i.first_seen
        FROM founded f {child_of};

        CREATE TABLE member AS
        SELECT c.child_id, r.resident_id, r.relationship,
               coalesce(s.minor, r.birth_date IS NULL AND r.relationship IN {CHILD_LINKS}) AS minor, r.birth_date, r.household_id
        FROM child c
        JOIN {registry} r USING (household_id)
        LEFT JOIN spine s ON s.resident_id = r.resident_id
        WHERE (r.status = 'resident' OR r.resident_id = c.resident_id) AND r.resident_id NOT IN (FROM suspended)
            AND r.resident_id NOT IN (FROM sealed);

        CREATE TABLE guardian AS
        SELECT DISTINCT * FROM (
            SELECT m.child_id, a.resident_id, 'household' AS basis
            FROM member m JOIN child c USING (child_id) JOIN member a ON a.child_id = m.child_id AND a.relationship IN {PARENT_LINKS}
            WHERE m.resident_id = c.resident_id AND m.relationship IN {CHILD_LINKS}
            UNION ALL {cared_for("school_register", "guardian_id", "学齢簿", landed)}
            UNION ALL {cared_for("child_rearing_allowance", "recipient_id", "児童扶養手当", landed)}
            UNION ALL {cared_for("child_allowance", "recipient_id", "児童手当", landed)}
            UNION ALL {cared_for("maternal_health", "mother_id", "母子", landed)}
        );

        CREATE TEMP TABLE cared AS
        SELECT resident_id FROM member WHERE NOT minor UNION SELECT resident_id FROM guardian;
        CREATE TABLE household_record AS
        {" UNION ALL ".join(household_rows(extract, field, landed) for extract, field in HOUSEHOLD_ROWS)}
        """
    )


HOUSEHOLD_ROWS = (*((extract, "resident_id") for extract in sources.ANY_AGE), ("maternal_health", "mother_id"))


def household_rows(extract: str, field: str, landed: dict[str, str]) -> str:
    return f"""
        SELECT '{extract}' AS extract, t.record_id, {RECORD_KEY} AS record_key, t.{field} AS resident_id
        FROM (SELECT *, '{extract}' AS extract FROM {landed[extract]}) t
        WHERE t.{field} IN (SELECT resident_id FROM cared)
            AND (t.extract, t.record_id) NOT IN (SELECT (extract, record_id) FROM row_link WHERE decision = 'linked')"""


def cared_for(extract: str, field: str, basis: str, landed: dict[str, str]) -> str:
    return f"""
        SELECT i.child_id, t.{field}, '{basis}' FROM {landed[extract]} t
        JOIN row_link l ON l.extract = '{extract}' AND l.record_id = t.record_id AND l.decision = 'linked'
        JOIN identity i USING (child)
        WHERE t.{field} IS NOT NULL AND t.{field} NOT IN (FROM suspended) AND t.{field} NOT IN (FROM sealed)"""
