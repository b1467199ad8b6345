"""A run's folder as it would be were every link right: the city's extracts landed, children.duckdb made from its truth.

Rules are tried on true links, so that what they say is theirs alone. Belongs here: that stand-in for linkage, with
linkage's tables, and runs that follow one another.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from extracts import pseudonym
from extracts.declaration import EXTRACTS
from extracts.deliveries import find
from extracts.landing import land
from rules.facts import build
from rules.judge import judge

KEY = b"a key for tests"
CONTEXT = ("resident_tax", "public_assistance", "disability_certificates")
NAMED = {
    "school_register": ("学齢簿", "guardian_id"),
    "child_rearing_allowance": ("児童扶養手当", "recipient_id"),
    "child_allowance": ("児童手当", "recipient_id"),
    "maternal_health": ("母子", "mother_id"),
}

PEOPLE = """
CREATE TEMP TABLE truth AS
    SELECT extract, record_id, person_id FROM read_csv($records, all_varchar = true) SEMI JOIN landed USING (extract,
           record_id);
CREATE TEMP TABLE registry AS
    SELECT truth.person_id, registry.* FROM landed_resident_registry.resident_registry AS registry
    JOIN truth ON truth.extract = 'resident_registry' AND truth.record_id = registry.record_id;
CREATE TEMP TABLE elsewhere AS
    SELECT person_id, birth_date FROM truth LEFT JOIN dated USING (extract, record_id);
CREATE TEMP TABLE born AS
    SELECT person_id, any_value(resident_id) AS resident_id, min(birth_date) AS birth_date,
           any_value(sex) AS sex, any_value(household_id) AS household_id, any_value(status) AS status
    FROM (SELECT person_id, resident_id, birth_date, sex, household_id, status FROM registry
          UNION ALL SELECT person_id, NULL, birth_date, NULL, NULL, 'unregistered' FROM elsewhere
          WHERE person_id NOT IN (SELECT person_id FROM registry))
    GROUP BY person_id;
CREATE TEMP MACRO is_minor(born, day) AS day <= make_date(
    year(born) + 18 + CASE WHEN month(born) > 4 OR (month(born) = 4 AND day(born) > 1) THEN 1 ELSE 0 END, 3, 31);
CREATE TABLE child AS
    SELECT md5(person_id) AS child_id, resident_id, household_id, birth_date, birth_date::TEXT AS birth_date_edtf, sex,
           status,
           coalesce(is_minor(birth_date, $as_of), TRUE) AS minor, $as_of AS first_seen
    FROM born WHERE coalesce(birth_date > $as_of - INTERVAL 25 YEAR, TRUE);
CREATE TABLE member AS
    SELECT child.child_id, registry.resident_id, registry.relationship, is_minor(registry.birth_date, $as_of) AS minor,
           registry.birth_date, child.household_id
    FROM child JOIN registry ON registry.household_id = child.household_id AND registry.status = 'resident';
CREATE TABLE candidate (extract TEXT, record_id TEXT, record_key TEXT, child_id TEXT, match_weight DOUBLE);
CREATE TABLE link (extract TEXT, record_id TEXT, record_key TEXT, child_id TEXT, resident_id TEXT, match_weight DOUBLE,
                   match_probability DOUBLE, method TEXT, decision TEXT);
CREATE TABLE household_record (extract TEXT, record_id TEXT, record_key TEXT, resident_id TEXT);
CREATE TABLE guardian AS
    SELECT child.child_id, adult.resident_id, 'household' AS basis FROM child
    JOIN registry AS own ON own.resident_id = child.resident_id AND own.relationship LIKE '%child' AND own.relationship
    <> 'grandchild'
    JOIN registry AS adult ON adult.household_id = child.household_id AND adult.status = 'resident'
         AND adult.relationship IN ('head', 'spouse');
"""


def judge_each(city: Path, folder: Path, days: Iterable[date]) -> dict[date, Path]:
    """A run a day in `folder`, landed, truly linked and judged, each after the one before it: the run's folder by day."""
    runs: dict[date, Path] = {}
    previous = None
    for day in days:
        run = folder / f"judged-{day}"
        land_all(city, run, day)
        link_all(city, run, day)
        build(run, run / "facts.duckdb", previous, day, KEY)
        judge(run, run / "flags.duckdb", previous, day)
        runs[day] = previous = run
    return runs


def land_all(city: Path, run: Path, as_of: date, without: tuple[str, ...] = ()) -> None:
    """The landed/ folder of a run for that day; the extracts `without` weren't delivered."""
    (run / "landed").mkdir(parents=True)
    (run / "text").mkdir()
    for name, deliveries in find(city / "extracts", as_of).items():
        used = [] if name in without else deliveries
        land(EXTRACTS[name], used, run / "landed" / f"{name}.duckdb", run / "text" / f"{name}.duckdb", KEY)


def link_all(city: Path, run: Path, as_of: date) -> None:
    """children.duckdb of the run, by the truth."""
    with duckdb.connect(str(run / "children.duckdb")) as connection:
        pseudonym.prepare(connection, KEY)
        for name in EXTRACTS:
            connection.execute(f"ATTACH '{run}/landed/{name}.duckdb' AS landed_{name} (READ_ONLY)")
        values = {"records": str(city / "truth/records.csv"), "as_of": as_of}
        each = " UNION ALL ".join(
            f"SELECT '{name}' AS extract, record_id FROM landed_{name}.{name}" for name in EXTRACTS
        )
        connection.execute(f"CREATE TEMP TABLE landed AS {each}")
        dated = " UNION ALL ".join(
            f"SELECT '{name}' AS extract, record_id, birth_date FROM landed_{name}.{name}"
            for name, extract in EXTRACTS.items()
            if "birth_date" in extract.fields
        )
        connection.execute(f"CREATE TEMP TABLE dated AS {dated}")
        for statement in PEOPLE.strip().split(";\n"):
            used = {name: value for name, value in values.items() if f"${name}" in statement}
            connection.execute(statement, used)
        for name in EXTRACTS:
            link(connection, name)


def link(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """The link and household_record rows of one extract, and the guardians that it names."""
    key = pseudonym.record_key_sql(name)
    landed = f"landed_{name}.{name}"
    of_extract = f"(SELECT record_id, person_id FROM truth WHERE extract = '{name}')"
    owned = f"(SELECT * FROM {landed} JOIN {of_extract} USING (record_id))"
    children = "child.child_id = md5(person_id)"
    connection.execute(f"""
        INSERT INTO link
        SELECT '{name}', record_id, {key}, child.child_id, child.resident_id, NULL, 1, 'key', 'linked'
        FROM {owned} AS owned JOIN child ON {children}""")
    if name in CONTEXT:
        connection.execute(f"""
            INSERT INTO household_record SELECT '{name}', record_id, {key}, resident_id
            FROM {owned} AS owned ANTI JOIN child ON {children}""")
    if name in NAMED:
        basis, column = NAMED[name]
        connection.execute(f"""
            INSERT INTO guardian SELECT DISTINCT child.child_id, {column}, '{basis}'
            FROM {owned} AS owned JOIN child ON {children} WHERE {column} IS NOT NULL""")
