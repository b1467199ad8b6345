"""What facts are made from: an extract's rows per child, households, guardians, siblings.

Belongs here: the tables that a fact's SQL may read, and which columns they leave out: names, kana, addresses, numbers
to reach someone by, nationality. What isn't in these tables, no fact and so no rule can read. Free text isn't landed.
"""

from datetime import date
from pathlib import Path

import duckdb

from extracts import pseudonym
from extracts.database import attach
from extracts.declaration import Extract

HIDDEN_TYPES = {"name", "kana", "address"}
HIDDEN_FIELDS = {"phone", "postcode", "resident_kind"}

# a day or month that isn't known counts as its last possible one, so that nothing expires too early; 不詳 stays NULL
LAST_POSSIBLE = """
CREATE TEMP MACRO last_possible(day, edtf) AS coalesce(day,
    (try_strptime(left(edtf, 7) || '-01', '%Y-%m-%d') + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE,
    (try_strptime(left(edtf, 4) || '-12-31', '%Y-%m-%d'))::DATE);
"""

PEOPLE = """
-- within this connection a child goes by a small number: comparing and sorting pseudonyms would be most of the work
CREATE TEMP TABLE child AS
    SELECT row_number() OVER (ORDER BY child_id)::INTEGER AS child_id, child_id AS pseudonym, resident_id, household_id,
           birth_date, status
    FROM children.child WHERE minor AND status IN ('resident', 'unregistered');
CREATE TEMP TABLE member AS
    SELECT child.child_id, member.resident_id, relationship, member.birth_date
    FROM children.member JOIN child ON pseudonym = member.child_id;
CREATE TEMP TABLE guardian AS
    SELECT child.child_id, guardian.resident_id, basis FROM children.guardian JOIN child ON pseudonym = guardian.child_id;
-- whose rows reach a child, and whether they live with it
CREATE TEMP TABLE reach AS
    SELECT child_id, resident_id, bool_or(together) AS lives_together FROM (
        SELECT child_id, resident_id, TRUE AS together FROM member
        UNION ALL SELECT child_id, resident_id, FALSE FROM guardian)
    GROUP BY ALL;
-- children of one household, and children of one guardian wherever they live
CREATE TEMP TABLE sibling AS
    SELECT DISTINCT one.child_id, other.child_id AS sibling_id
    FROM child AS one JOIN child AS other USING (household_id) WHERE one.child_id <> other.child_id
    UNION
    SELECT DISTINCT one.child_id, other.child_id FROM guardian AS one JOIN guardian AS other USING (resident_id)
    WHERE one.child_id <> other.child_id;
"""


def open_people(connection: duckdb.DuckDBPyConnection, run: Path) -> None:
    """The tables child, member, guardian, reach and sibling of the children that rules cover."""
    attach(connection, run / "children.duckdb", "children")
    connection.execute(LAST_POSSIBLE + PEOPLE)


def columns(extract: Extract) -> list[str]:
    """The columns of an extract that facts may read, as SQL; of the registry, an address as its keyed hash."""
    listed = ["landed.delivered"]
    for column in extract.columns:
        if column.field in {*extract.text_fields, *HIDDEN_FIELDS} or column.type in HIDDEN_TYPES:
            continue
        if column.type == "date":
            listed.append(f"landed.{column.field}_edtf")
            name = f"last_possible(landed.{column.field}, landed.{column.field}_edtf)"
        else:
            name = f"landed.{column.field}"
        listed.append(f"{name} AS {column.field}")
    if extract.name == "resident_registry":
        listed.append(pseudonym.sql("'address'", "landed.address") + " AS address_key")
    return listed


def open_extract(connection: duckdb.DuckDBPyConnection, extract: Extract, landed: Path) -> None:
    """What facts of one extract read, until `close_extract`: `own` (rows linked to a child, or in review for it),
    `household` (rows of everyone in its household and of its guardians) and `every` (all rows, each with its link's
    `decision` and, where linked, `linked_to` and `linked_birth_date`: the date also of a child that rules don't cover)."""
    attach(connection, landed, "landed_file")
    readable = ", ".join(columns(extract))
    table = f"landed_file.{extract.name} AS landed"
    connection.execute(f"""
        CREATE TEMP TABLE own AS
        SELECT child.child_id, row_of.record_key, row_of.doubtful, {readable}
        FROM (SELECT child_id, record_id, record_key, FALSE AS doubtful FROM children.link
              WHERE extract = '{extract.name}' AND decision = 'linked'
              UNION ALL SELECT child_id, record_id, record_key, TRUE FROM children.candidate
              WHERE extract = '{extract.name}') AS row_of
        JOIN child ON pseudonym = row_of.child_id
        JOIN {table} USING (record_id)""")
    connection.execute(f"""
        CREATE TEMP VIEW every AS
        SELECT {pseudonym.record_key_sql(extract.name, "landed.record_id")} AS record_key, coalesce(link.decision, 'unlinked') AS decision,
               child.child_id AS linked_to, linked.birth_date AS linked_birth_date, {readable}
        FROM {table}
        LEFT JOIN children.link ON link.extract = '{extract.name}' AND link.record_id = landed.record_id
        LEFT JOIN children.child AS linked ON linked.child_id = link.child_id
        LEFT JOIN child ON pseudonym = link.child_id""")
    if "resident_id" in extract.fields:
        connection.execute(f"""
            CREATE TEMP VIEW household AS
            SELECT reach.child_id, reach.lives_together, keyed.record_key, {readable}
            FROM (SELECT record_id, record_key, resident_id FROM children.household_record
                  WHERE extract = '{extract.name}'
                  UNION SELECT record_id, record_key, resident_id FROM children.link
                  WHERE extract = '{extract.name}' AND decision = 'linked') AS keyed
            JOIN reach USING (resident_id)
            JOIN {table} USING (record_id)""")


def close_extract(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP VIEW IF EXISTS household; DROP VIEW every; DROP TABLE own; DETACH landed_file")


def delivered(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The newest reference date of the extract that is open; None where it wasn't delivered."""
    newest: list[tuple[date | None]] = connection.execute(
        "SELECT max(reference_date) FROM landed_file.delivery"
    ).fetchall()
    return newest[0][0]
