"""A run put in the order of its children, once: what a card or a list asks for is a few rows of one file, and not a search
through millions in each process.

The file lies in the app's own folder, readable by its user alone. It is made anew for another run, for a manifest that was
superseded and for other tables, and the one before is deleted. Only review.published reads it.
"""

import fcntl
import hashlib
import shutil
from datetime import date
from pathlib import Path

import duckdb

from extracts import database
from extracts.declaration import EXTRACTS
from review.names import folded
from review.sources import SOURCES, entries

LINKED = """
    SELECT l.child_id, l.extract, l.record_key, t.rowid AS place FROM children.link AS l
    JOIN {x}.{x} AS t USING (record_id) WHERE l.extract = '{x}' AND l.decision = 'linked'
"""
ROWS_TOGETHER = 8192
"""Rows of a table that are read or passed over as one, for a child has a few dozen; with fewer, making the file takes twice as
long."""

CARED_FOR = (
    ("school_register", "guardian_id", "学齢簿"),
    ("child_rearing_allowance", "recipient_id", "児童扶養手当"),
    ("child_allowance", "recipient_id", "児童手当"),
    ("maternal_health", "mother_id", "母子"),
)
"""The records of a child that name a guardian, as linkage.households takes them: the extract, its column, the basis."""
SAYS = {"household": "resident_registry", **{basis: extract for extract, _column, basis in CARED_FOR}}
"""The extract that each basis of a guardian stands in."""

GUARDIAN = """
    SELECT l.child_id, t.{column} AS resident_id, '{basis}' AS basis, l.record_key FROM cards.linked AS l
    JOIN {x}.{x} AS t ON t.rowid = l.place WHERE l.extract = '{x}' AND t.{column} IS NOT NULL
"""

FAMILIES = f"""
    CREATE TEMP TABLE named AS {" UNION ALL ".join(GUARDIAN.format(x=x, column=c, basis=b) for x, c, b in CARED_FOR)};

    CREATE TEMP TABLE pair AS
    SELECT o.child_id, c.child_id AS sibling, TRUE AS together
    FROM children.child AS o JOIN children.child AS c USING (household_id) WHERE o.child_id <> c.child_id
    UNION ALL SELECT g.child_id, h.child_id, FALSE
    FROM children.guardian AS g JOIN children.guardian AS h USING (resident_id) WHERE g.child_id <> h.child_id;

    CREATE TEMP TABLE relation AS
    SELECT child_id, 'guardian' AS relation, resident_id, list(basis ORDER BY basis, record_key) AS how,
        list(coalesce(record_key, '') ORDER BY basis, record_key) AS records, '' AS sibling
    FROM children.guardian LEFT JOIN named USING (child_id, resident_id, basis) GROUP BY ALL
    UNION ALL SELECT child_id, 'member', resident_id, [coalesce(min(relationship), '')], [''], ''
    FROM children.member GROUP BY ALL
    UNION ALL SELECT p.child_id, 'sibling', c.resident_id, [if(bool_or(p.together), 'together', 'apart')], [''], p.sibling
    FROM pair AS p JOIN children.child AS c ON c.child_id = p.sibling AND c.minor GROUP BY ALL;

    CREATE TABLE cards.relative AS
    SELECT r.*, p.name, p.kana, coalesce(c.birth_date, p.birth_date) AS birth_date, p.address
    FROM relation AS r LEFT JOIN person AS p USING (resident_id) LEFT JOIN children.child AS c ON c.child_id = r.sibling
    ORDER BY r.child_id, r.relation, if(r.relation = 'sibling', c.birth_date, NULL), r.sibling, r.resident_id;

    CREATE TEMP TABLE close AS
    SELECT child_id, resident_id FROM children.child UNION SELECT child_id, resident_id FROM relation;
"""
"""`close`: whose records stand on a child's card. `records`: of each `how`, the record that says so, or none."""

CHILDREN = """
    CREATE TEMP TABLE found_through AS
    WITH near AS (
        FROM close UNION SELECT r.child_id, g.resident_id FROM relation AS r
        JOIN children.guardian AS g ON g.child_id = r.sibling
    )
    FROM near UNION SELECT n.child_id, r.resident_id FROM near AS n JOIN person AS p USING (resident_id)
    JOIN person AS r ON r.household_id = p.household_id;

    CREATE TEMP TABLE written AS
    SELECT child_id, arg_min({'name': name, 'kana': kana, 'record_key': record_key}, choice) AS as_written FROM (
        SELECT l.child_id, l.record_key, 3 AS choice, r.surname || '　' || r.given_name AS name,
            concat_ws('　', r.surname_kana, r.given_kana) AS kana
        FROM cards.linked AS l JOIN school_roster.school_roster AS r ON r.rowid = l.place WHERE l.extract = 'school_roster'
        UNION ALL SELECT l.child_id, l.record_key, 2, n.name, coalesce(n.kana, '')
        FROM cards.linked AS l JOIN nursery_attendance.nursery_attendance AS n ON n.rowid = l.place
        WHERE l.extract = 'nursery_attendance'
        UNION ALL SELECT l.child_id, l.record_key, 1, s.name, coalesce(s.kana, '')
        FROM cards.linked AS l JOIN consultations.consultations AS s ON s.rowid = l.place WHERE l.extract = 'consultations'
    ) WHERE name IS NOT NULL AND child_id NOT IN (
        SELECT child_id FROM children.child JOIN person USING (resident_id)
    ) GROUP BY child_id;

    CREATE TABLE cards.child AS
    SELECT c.*, coalesce(p.name, w.as_written.name) AS name, coalesce(p.kana, w.as_written.kana, '') AS kana,
        if(p.name IS NULL, w.as_written.record_key, NULL) AS named_by, p.address, p.postcode, p.former_surname, p.alias_name, c.child_id IN (
            SELECT f.child_id FROM found_through AS f JOIN protection_measures.protection_measures AS m USING (resident_id)
            WHERE m.end_date IS NULL OR m.end_date >= getvariable('as_of')
        ) AS measure
    FROM children.child AS c LEFT JOIN person AS p USING (resident_id) LEFT JOIN written AS w USING (child_id)
    ORDER BY c.child_id;
"""
"""`measure`: a 支援措置 is in force for somebody through whom the child could be found: the child, guardians, the household,
siblings, their guardians, and whoever lives with any of them. A child in no registry row is called as a desk, a nursery or a
school wrote it, in the record `named_by`."""

BY_CHILD = f"""
    CREATE TABLE cards.linked AS
    {" UNION ALL ".join(LINKED.format(x=name) for name in EXTRACTS)} ORDER BY child_id, extract;

    CREATE TEMP TABLE person AS
    SELECT resident_id, household_id, coalesce(name, romaji, alias_name, '') AS name,
        coalesce(kana, alias_kana, '') AS kana, birth_date, concat_ws(' ', address, address_detail) AS address,
        postcode, former_surname, alias_name
    FROM resident_registry.resident_registry;
    {FAMILIES} {CHILDREN}

    CREATE TABLE cards.whereabouts AS
    SELECT child_id, extract, record_key, facility, grade, class_name, phone FROM (
        SELECT l.child_id, l.extract, l.record_key, t.school_code AS facility, t.grade, t.class_name, t.phone,
            make_date(t.school_year, 4, 1) AS since, t.record_id
        FROM cards.linked AS l JOIN school_roster.school_roster AS t ON t.rowid = l.place
        WHERE l.extract = 'school_roster' AND t.left_date IS NULL
        UNION ALL SELECT l.child_id, l.extract, l.record_key, t.facility_code, NULL, NULL, NULL, t.start_date, t.record_id
        FROM cards.linked AS l JOIN nursery_enrolment.nursery_enrolment AS t ON t.rowid = l.place
        WHERE l.extract = 'nursery_enrolment' AND (t.end_date IS NULL OR t.end_date >= getvariable('as_of'))
        UNION ALL SELECT l.child_id, l.extract, l.record_key, NULL, NULL, NULL, t.phone, NULL, t.record_id
        FROM cards.linked AS l JOIN consultations.consultations AS t ON t.rowid = l.place
        WHERE l.extract = 'consultations' AND t.phone IS NOT NULL
    ) ORDER BY child_id, extract, since DESC, record_id;

    CREATE TABLE cards.called AS
    SELECT DISTINCT child_id, coalesce(born, '') AS born, folded(names) AS names, record_key FROM (
        SELECT c.child_id, '' AS record_key, r.birth_date_edtf AS born,
            concat_ws('|', r.name, r.kana, r.romaji, r.alias_name, r.alias_kana) AS names
        FROM children.child AS c JOIN resident_registry.resident_registry AS r USING (resident_id) WHERE c.minor
        UNION ALL
        SELECT c.child_id, l.record_key, s.birth_date_edtf,
            concat_ws('|', s.surname || s.given_name, concat(s.surname_kana, s.given_kana))
        FROM children.child AS c JOIN cards.linked AS l ON l.child_id = c.child_id AND l.extract = 'school_roster'
        JOIN school_roster.school_roster AS s ON s.rowid = l.place WHERE c.minor AND c.status = 'unregistered'
        UNION ALL
        SELECT c.child_id, l.record_key, s.birth_date_edtf, concat_ws('|', s.name, s.kana)
        FROM children.child AS c JOIN cards.linked AS l ON l.child_id = c.child_id AND l.extract = 'nursery_attendance'
        JOIN nursery_attendance.nursery_attendance AS s ON s.rowid = l.place WHERE c.minor AND c.status = 'unregistered'
        UNION ALL
        SELECT c.child_id, l.record_key, s.birth_date_edtf, concat_ws('|', s.name, s.kana)
        FROM children.child AS c JOIN cards.linked AS l ON l.child_id = c.child_id AND l.extract = 'consultations'
        JOIN consultations.consultations AS s ON s.rowid = l.place WHERE c.minor AND c.status = 'unregistered'
    ) ORDER BY child_id;

    CREATE TABLE cards.entry AS
    {" UNION ALL ".join(entries(number, source) for number, source in enumerate(SOURCES))}
    ORDER BY child_id, day DESC, source, record_key;

    CREATE TABLE cards.text AS
    SELECT l.child_id, r.extract, r.record_key, r.field, r.text, r.withheld_because FROM redacted.redacted AS r
    JOIN cards.linked AS l ON l.extract = r.extract AND l.record_key = r.record_key
    ORDER BY l.child_id, r.extract, r.record_key, r.field;

    CREATE MACRO records(evidence) AS to_json(list_transform(evidence, lambda e:
        {{'extract': e.extract, 'state': e.state, 'date': e.date, 'record_key': e.record_key}}));

    CREATE TABLE cards.reason AS
    SELECT f.* REPLACE (records(f.evidence) AS evidence), r.section, r.label_ja, r.label_en
    FROM flags.flag AS f JOIN flags.rule AS r USING (rule)
    WHERE f.value IN ('true', 'unknown') AND f.rule NOT LIKE 'takeup-%' ORDER BY f.child_id, r.section, f.rule;

    CREATE TABLE cards.judgement AS
    SELECT * EXCLUDE (thresholds) REPLACE (records(evidence) AS evidence) FROM flags.judgement
    ORDER BY child_id, half_year, strpos('HAN', component);

    CREATE TABLE cards.course AS FROM flags.course ORDER BY child_id, half_year;

    CREATE TABLE cards.takeup AS
    SELECT t.* REPLACE (records(t.evidence) AS evidence), r.label_ja, r.label_en
    FROM flags.takeup AS t JOIN flags.rule AS r ON r.rule = t.support ORDER BY t.child_id, t.support;
"""
"""Each table in the order of children, and of a card within one: whoever asks for a child's rows gets them in this order.
`place` is a landed row's place in its file, so that a record is fetched and not looked for."""


def attach(connection: duckdb.DuckDBPyConnection, run: Path) -> None:
    """The run's tables as `children.child`, `flags.flag`, `resident_registry.resident_registry`, …"""
    paths = {name: run / f"{name}.duckdb" for name in ("children", "facts", "flags", "redacted")}
    for name, path in (paths | {name: run / "landed" / f"{name}.duckdb" for name in EXTRACTS}).items():
        database.attach(connection, path, name)


def opened(run: Path, as_of: date, folder: Path) -> Path:
    """The run's file in `folder`, made where it isn't there; one process makes it, the others wait for it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    what = f"{run}|{run.joinpath('manifest.json').stat().st_mtime_ns}|{BY_CHILD}|{duckdb.__version__}"
    file = folder / f"{run.name}-{hashlib.sha256(what.encode()).hexdigest()[:16]}.duckdb"
    with folder.joinpath("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            forget(folder)
            made = file.with_suffix(".duckdb.making")
            _make(run, as_of, made)
            made.rename(file)
    return file


def forget(folder: Path) -> None:
    """Deletes what lies there of any run. Processes that have it open keep it until they open another."""
    for path in folder.glob("*.duckdb*"):
        if path.is_dir():  # what a process that was killed had put aside
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _make(run: Path, as_of: date, file: Path) -> None:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "2GB",
        "temp_directory": f"{file}.tmp",
    }
    with duckdb.connect(":memory:", config=config) as connection:
        attach(connection, run)
        connection.execute(f"ATTACH '{database.quoted(file)}' AS cards (ROW_GROUP_SIZE {ROWS_TOGETHER})")
        file.chmod(0o600)
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        connection.execute(f"SET VARIABLE as_of = DATE '{as_of.isoformat()}'")
        connection.create_function("folded", folded)
        connection.execute(BY_CHILD)
