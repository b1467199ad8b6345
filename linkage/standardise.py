"""The standardise stage: every landed row that says who it is about, in one shape, in people.duckdb.

`person` has a row a landed row. `face` has what the model compares: a *unit* is the rows of one number of a source's own (a
registry row, a pupil, a beneficiary), judged together, and a face is one way in which its rows know the person (the name,
the 通称, the 旧氏, the romaji, a spelling in one month's file). Values are standardised once each, not once a row, by the
pure functions beside this module. No pair is compared here.
"""

from pathlib import Path

import duckdb

from extracts import database
from linkage import addresses, people, phones, romaji, sources, spellings
from linkage.distinct import each_distinct
from linkage.limits import limit

# under a 旧氏 only the surname differs; how it was read isn't on file
FORMER = {
    "surname": "f.full_name",
    "full_name": "f.full_name || n.given",
    "surname_kana": "NULL",
    "full_kana": "NULL",
    "surname_sound": "NULL",
    "full_sound": "NULL",
    "sorted_sound": "NULL",
    "letters": "NULL",
}
# 569-0071, ５６９００７１
PLAIN_DIGITS = "translate(k.postcode, '０１２３４５６７８９', '0123456789')"
POSTCODE = f"nullif(regexp_extract(regexp_replace({PLAIN_DIGITS}, '[^0-9]', '', 'g'), '^[0-9]{{7}}$'), '')"
# columns of `known` that come from more than one place; the others stand as delivered
SAID_APART = ("name", "kana", "guardian", "facility_code")


def standardise(run: Path, out: Path, people_delivery: Path | None = None) -> dict[str, int]:
    """Write people.duckdb from the landed extracts of `run`.

    Rows keyed to a child whose use is suspended are left out here; of `people_delivery` (see linkage/people.py) only the
    lists of suspended and sealed identities are read. Returns counts of rows, units and faces.
    """
    with database.writing(out, int(limit("memory_mb"))) as connection:
        people.load(connection, people_delivery)
        landed = {name: database.attach_landed(connection, run, name) for name in (e.name for e in sources.LINKABLE)}
        collect_rows(connection, landed)
        number_units(connection)
        collect_ways_of_knowing(connection, landed)
        standardise_values(connection)
        write_faces(connection, landed[sources.SPINE])
        counts = {
            "rows": database.counted(connection, "SELECT count(*) FROM person"),
            "units": database.counted(connection, "SELECT count(DISTINCT unit) FROM face"),
            "faces": database.counted(connection, "SELECT count(*) FROM face"),
        }
        for name in landed:
            connection.execute(f"DETACH landed_{name}")
    return counts


def collect_rows(connection: duckdb.DuckDBPyConnection, landed: dict[str, str]) -> None:
    """`delivered`: the person fields of every linkable row; of the registry only people young enough to have records."""
    years = int(limit("spine_years"))
    young = f"""birth_date IS NULL OR birth_date > (
        SELECT max(reference_date) FROM landed_{sources.SPINE}.delivery) - INTERVAL {years} YEAR"""
    selects = []
    for extract in sources.LINKABLE:
        where = "NOT coalesce(resident_id IN (FROM suspended), FALSE)"
        if extract.name == sources.SPINE:
            where = young
        elif extract.name in sources.KEYLESS:
            where = "TRUE"
        selects.append(sources.person_select(extract, landed[extract.name]) + f" WHERE {where}")
    connection.execute(f"CREATE TEMP TABLE delivered AS {' UNION ALL '.join(selects)}")


def number_units(connection: duckdb.DuckDBPyConnection) -> None:
    """`person`: a row a delivered row, with the number of its unit. Numbers follow the groups' names, so they repeat.

    A row is a `stranger` in its group where neither name nor kana nor birth date is what most of the group's rows have, or
    where its surname is and its given name plainly isn't, as a twin's: the number was typed for somebody else. It is a unit
    of its own.
    """
    said = ("name", "kana", "birth_date_edtf")
    differ = " OR ".join(f"min({column}) <> max({column})" for column in said)
    most = ", ".join(f"mode({column} ORDER BY {column}) AS {column}" for column in said)
    connection.execute(
        f"""
        CREATE TEMP TABLE torn AS SELECT extract, group_id FROM delivered GROUP BY ALL HAVING {differ};
        """
    )
    spelt = connection.execute(
        "SELECT DISTINCT name, kana, FALSE AS subject FROM delivered JOIN torn USING (extract, group_id)"
    )
    connection.register("spelt", spellings.spell(spelt.df())[["name", "kana", "surname_sound", "given_sound"]])
    connection.execute(
        f"""
        CREATE TEMP TABLE strange AS
        WITH most AS (
            SELECT extract, group_id, {most} FROM delivered JOIN torn USING (extract, group_id) GROUP BY extract, group_id
        )
        SELECT d.extract, d.record_id FROM delivered d JOIN most m USING (extract, group_id)
        JOIN spelt n ON n.name IS NOT DISTINCT FROM d.name AND n.kana IS NOT DISTINCT FROM d.kana
        LEFT JOIN spelt o ON o.name IS NOT DISTINCT FROM m.name AND o.kana IS NOT DISTINCT FROM m.kana
        WHERE (d.birth_date_edtf <> m.birth_date_edtf AND coalesce(d.name <> m.name, d.kana <> m.kana, FALSE) AND coalesce(d.kana <> m.kana, TRUE))
            OR (n.surname_sound = o.surname_sound AND levenshtein(n.given_sound, o.given_sound) > 2
                AND NOT starts_with(n.given_sound, o.given_sound) AND NOT starts_with(o.given_sound, n.given_sound));
        CREATE TEMP TABLE told AS
        SELECT extract, record_id, group_id, resident_id, (extract, record_id) IN (FROM strange) AS stranger FROM delivered;
        CREATE TEMP TABLE numbered AS
        SELECT *, CAST(row_number() OVER (ORDER BY extract, group_id, apart) AS INTEGER) AS unit
        FROM (SELECT DISTINCT extract, group_id, CASE WHEN stranger THEN record_id ELSE '' END AS apart FROM told);
        CREATE TABLE person AS
        SELECT t.extract, record_id, t.group_id, resident_id, unit, stranger, coalesce(resident_id IN (FROM sealed), FALSE) AS sealed
        FROM told t JOIN numbered n
            ON n.extract = t.extract AND n.group_id = t.group_id AND n.apart = CASE WHEN stranger THEN record_id ELSE '' END;
        DROP TABLE torn; DROP TABLE strange; DROP TABLE told; DROP TABLE numbered
        """
    )
    connection.unregister("spelt")


def collect_ways_of_knowing(connection: duckdb.DuckDBPyConnection, landed: dict[str, str]) -> None:
    """`known`: each unit's distinct ways of being known, still as delivered.

    A registry child is also known by 通称, romaji and 旧氏, by the adults of the household (which a roster's guardian is
    compared with) and by the nurseries it is enrolled at.
    """
    spine = landed[sources.SPINE]
    plain = ", ".join(f"d.{column}" for column in (*sources.TEXTS, *sources.NUMBERS) if column not in SAID_APART)
    facility = "landed_nursery_enrolment.nursery_enrolment"
    connection.execute(
        f"""
        CREATE TEMP TABLE known AS
        SELECT DISTINCT p.unit, p.extract, p.resident_id AS checked_key, FALSE AS former, CAST(NULL AS TEXT) AS former_surname, d.name, d.kana, d.guardian,
               CAST(NULL AS TEXT) AS guardian_kana, CAST(NULL AS TEXT) AS guardian_other, CAST(NULL AS TEXT) AS guardian_other_kana,
               d.facility_code, {plain}
        FROM delivered d JOIN person p USING (extract, record_id)
        WHERE d.extract <> '{sources.SPINE}';

        INSERT INTO known
        WITH adult AS (
            SELECT household_id, max((name, kana)) FILTER (relationship = 'head') AS head,
                   max((name, kana)) FILTER (relationship = 'spouse') AS spouse
            FROM {spine} WHERE relationship IN ('head', 'spouse') GROUP BY household_id
        ), enrolled AS (
            SELECT DISTINCT resident_id, facility_code FROM {facility}
        ), called AS (
            SELECT record_id, FALSE AS former, NULL AS former_surname, name, kana FROM {spine}
            UNION SELECT record_id, FALSE, NULL, romaji, NULL FROM {spine} WHERE romaji IS NOT NULL
            UNION SELECT record_id, FALSE, NULL, alias_name, alias_kana FROM {spine} WHERE alias_name IS NOT NULL
            UNION SELECT record_id, TRUE, former_surname, name, kana FROM {spine} WHERE former_surname IS NOT NULL
        )
        SELECT DISTINCT p.unit, p.extract, p.resident_id, c.former, c.former_surname, c.name, c.kana,
               a.head[1], a.head[2], a.spouse[1], a.spouse[2], e.facility_code, {plain}
        FROM delivered d
        JOIN person p USING (extract, record_id)
        JOIN {spine} s USING (record_id)
        JOIN called c USING (record_id)
        LEFT JOIN adult a ON a.household_id = CASE WHEN s.relationship IN ('head', 'spouse') THEN NULL ELSE s.household_id END
        LEFT JOIN enrolled e ON e.resident_id = d.resident_id
        WHERE d.extract = '{sources.SPINE}';
        """
    )


def standardise_values(connection: duckdb.DuckDBPyConnection) -> None:
    """`name_value`, `address_value`, `phone_value`: each distinct value once, as delivered and as standardised."""
    keyed = ", ".join(f"'{name}'" for name in sources.KEYED)
    lettered = "SELECT DISTINCT name FROM known WHERE kana IS NULL AND regexp_matches(name, '[A-Za-zＡ-Ｚａ-ｚ]') ORDER BY name"
    letters = connection.execute(lettered).df()
    letters["also"] = each_distinct(letters["name"], romaji.also_kana)
    connection.register("letters", letters)
    connection.execute(
        """
        INSERT INTO known
        SELECT DISTINCT k.* REPLACE (l.also AS kana) FROM known k JOIN letters l USING (name)
        WHERE k.kana IS NULL AND l.also IS NOT NULL AND NOT k.former
        """
    )
    connection.unregister("letters")
    called = connection.execute(
        f"""
        SELECT name, kana, bool_or(subject) AS subject FROM (
            SELECT DISTINCT name, kana, extract NOT IN ({keyed}) AS subject FROM known
            UNION SELECT name, NULL, TRUE FROM known WHERE kana IS NOT NULL AND regexp_matches(name, '[ぁ-ゖァ-ヶー]$')
            UNION SELECT guardian, guardian_kana, FALSE FROM known WHERE guardian IS NOT NULL
            UNION SELECT guardian_other, guardian_other_kana, FALSE FROM known WHERE guardian_other IS NOT NULL
            UNION SELECT former_surname, NULL, FALSE FROM known WHERE former_surname IS NOT NULL
        ) GROUP BY name, kana ORDER BY name, kana
        """
    ).df()
    connection.register("spelt", spellings.spell(called))
    connection.execute("CREATE TEMP TABLE name_value AS SELECT * FROM spelt")
    # a given name in hiragana reads itself: where the kana beside it say otherwise, one of the two is a slip
    connection.execute(
        """
        INSERT INTO known
        SELECT DISTINCT k.* REPLACE (NULL AS kana)
        FROM known k JOIN name_value n ON n.name = k.name AND n.kana = k.kana JOIN name_value w ON w.name = k.name AND w.kana IS NULL
        WHERE NOT k.former AND w.given_kana <> n.given_kana
        """
    )
    lived = connection.execute("SELECT DISTINCT postcode, address, address_detail FROM known ORDER BY ALL").df()
    connection.register("parsed", lived.join(addresses.parse(lived)))
    connection.execute("CREATE TEMP TABLE address_value AS SELECT * FROM parsed")
    phoned = connection.execute("SELECT DISTINCT phone FROM known WHERE phone IS NOT NULL ORDER BY phone").df()
    phoned["number"] = phones.normalise(phoned["phone"])
    connection.register("phoned", phoned)
    connection.execute("CREATE TEMP TABLE phone_value AS SELECT * FROM phoned")
    for frame in ("spelt", "parsed", "phoned"):
        connection.unregister(frame)


def write_faces(connection: duckdb.DuckDBPyConnection, spine: str) -> None:
    """`face`: the ways of knowing with their values standardised, numbered in an order that repeats; those without a birth
    date come first, which blocking builds on.

    `cohort` is the year in which the child enters elementary school: from the birth date (born up to 1 April goes with the
    year before), else from the school year and grade. `half` says which part of the name is all that there is (a kana name
    that can't be divided may be whole).
    """
    forms = ", ".join(f"n.{column}" for column in spellings.COLUMNS if column not in FORMER)
    connection.execute(
        rf"""
        CREATE TEMP TABLE entering AS
        WITH spelt AS (
            SELECT k.unit, k.extract, k.checked_key, k.extract = '{sources.SPINE}' AS spine,
                   {", ".join(f"CASE WHEN k.former THEN {sql} ELSE n.{column} END AS {column}" for column, sql in FORMER.items())},
                   {forms},
                   CASE k.sex WHEN 'male' THEN 'm' WHEN 'female' THEN 'f' END AS sex, k.birth_date_edtf AS edtf,
                   {POSTCODE} AS postcode, a.town, a.town || '|' || a.block AS block, a.town || '|' || a.block || '|' || coalesce(a.number, '') AS dwelling,
                   nullif(regexp_extract(a.building, '(\d+)\D*$', 1), '') AS flat,
                   p.number AS phone, {guardian("g", "guardian")}, {guardian("o", "guardian_other")}, k.school_code AS school,
                   k.school_year, k.grade, k.class_name AS class, k.facility_code AS facility
            FROM known k
            LEFT JOIN name_value n ON n.name IS NOT DISTINCT FROM k.name AND n.kana IS NOT DISTINCT FROM k.kana
            LEFT JOIN name_value f ON f.name = k.former_surname AND f.kana IS NULL
            LEFT JOIN address_value a ON a.postcode IS NOT DISTINCT FROM k.postcode
                AND a.address IS NOT DISTINCT FROM k.address AND a.address_detail IS NOT DISTINCT FROM k.address_detail
            LEFT JOIN phone_value p ON p.phone = k.phone
            LEFT JOIN name_value g ON g.name = k.guardian AND g.kana IS NOT DISTINCT FROM k.guardian_kana
            LEFT JOIN name_value o ON o.name = k.guardian_other AND o.kana IS NOT DISTINCT FROM k.guardian_other_kana
        ), dated AS (
            SELECT DISTINCT * EXCLUDE (edtf),
                   CASE WHEN regexp_matches(edtf, '^\d{{4}}-\d{{2}}-\d{{2}}$') THEN replace(edtf, '-', '') END AS birth_date,
                   try_cast(substr(edtf, 1, 4) AS INTEGER) AS birth_year,
                   try_cast(substr(edtf, 6, 2) AS INTEGER) AS birth_month,
                   try_cast(substr(edtf, 9, 2) AS INTEGER) AS birth_day
            FROM spelt
        )
        SELECT *, substr(full_sound, 1, 2) AS beginning, right(full_sound, 2) AS ending,
            CASE WHEN coalesce(surname, surname_kana) IS NULL AND coalesce(given, given_kana) IS NOT NULL THEN 'given'
                 WHEN surname IS NOT NULL AND coalesce(given, given_kana) IS NULL THEN 'surname' END AS half,
            date_diff('day', DATE '1900-01-01', CAST(try_strptime(birth_date, '%Y%m%d') AS DATE)) AS born,
            coalesce(
            CASE WHEN birth_month IS NULL THEN NULL
                 WHEN birth_month * 100 + coalesce(birth_day, 15) >= 402 THEN birth_year + 7 ELSE birth_year + 6 END,
            school_year - grade + 1) AS cohort
        FROM dated
        """
    )
    find_household_phones(connection, spine)
    columns = ", ".join(f"e.{column}" for column in connection.table("entering").columns if column != "phone")
    connection.execute(
        f"""
        CREATE TABLE face AS
        SELECT CAST(row_number() OVER (ORDER BY e.birth_date IS NOT NULL, {columns}, e.phone) AS INTEGER) AS face, {columns},
               coalesce(e.phone, h.phone) AS phone, h.phone_other
        FROM entering e LEFT JOIN household_phone h USING (unit)
        """
    )


def guardian(name: str, column: str) -> str:
    """An adult's whole name, and its sound whatever the order and the gap: a surname alone is every relative's."""
    return f"""CASE WHEN {name}.surname IS NOT NULL AND {name}.given IS NOT NULL THEN {name}.full_name END AS {column},
                   CASE WHEN {name}.surname_sound IS NOT NULL AND {name}.given_sound IS NOT NULL
                       THEN array_to_string(list_sort(string_split({name}.full_sound, '')), '') END AS {column}_sound"""


def find_household_phones(connection: duckdb.DuckDBPyConnection, spine: str) -> None:
    """`household_phone`: of each registry child, the two numbers that most records of the household's children give.

    The registry has no phone. Only records whose full name and birth date one registry child has, and no other, say whose
    number it is: so a pupil's number is evidence for a brother who isn't at school, and never more than evidence.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE household_phone AS
        WITH child AS (
            SELECT DISTINCT e.unit, s.household_id, e.birth_date, e.full_kana, e.full_name
            FROM entering e JOIN person p USING (unit) JOIN {spine} s ON s.record_id = p.record_id
            WHERE e.spine AND NOT p.sealed AND e.birth_date IS NOT NULL
        ), said AS (
            SELECT DISTINCT unit, phone, birth_date, full_kana, full_name FROM entering
            WHERE NOT spine AND phone IS NOT NULL AND birth_date IS NOT NULL
        ), met AS (
            SELECT u.unit, u.phone, c.unit AS child, c.household_id FROM said u JOIN child c USING (birth_date, full_kana)
            UNION SELECT u.unit, u.phone, c.unit, c.household_id FROM said u JOIN child c USING (birth_date, full_name)
        ), plain AS (
            SELECT unit, phone, any_value(household_id) AS household_id FROM met GROUP BY unit, phone HAVING count(DISTINCT child) = 1
        ), ranked AS (
            SELECT household_id, phone, row_number() OVER (PARTITION BY household_id ORDER BY count(*) DESC, phone) AS nth
            FROM plain GROUP BY household_id, phone
        )
        SELECT c.unit, max(phone) FILTER (nth = 1) AS phone, max(phone) FILTER (nth = 2) AS phone_other
        FROM (SELECT DISTINCT unit, household_id FROM child) c JOIN ranked USING (household_id) GROUP BY c.unit
        """
    )
