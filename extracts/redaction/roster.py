"""Who is on file in a run: the city's people, and with each free text the family of the child whom it is about.

Belongs here: from a run's tables to people.py's shapes. Doesn't belong here: how names are found. Schools and facilities
are on file by their codes alone, so none is read from there.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from extracts.database import attach
from extracts.declaration import EXTRACTS, Extract
from extracts.redaction.lexicon import Dictionary
from extracts.redaction.people import City, Family, Person, automaton, parts, whole_forms

MEMORY = "600MB"

# every way in which the registry writes a resident's name; 旧氏 with the given name of today
RESIDENTS = """
CREATE TEMP TABLE resident AS
SELECT resident_id, any_value(sex) AS sex,
    list_distinct(flatten(list(list_filter(
        [name, kana, romaji, alias_name, alias_kana, former_surname || regexp_extract(name, '[ 　].*$')], lambda n: n IS NOT NULL
    )))) AS names,
    list_distinct(list(address)) AS addresses,
    list_distinct(list(strftime(birth_date, '%Y-%m-%d'))) AS birth_dates
FROM registry.resident_registry GROUP BY resident_id
"""
# who is who to the child: by both relations to the head of the household; guardians elsewhere are just that
KIN = """
CREATE TEMP TABLE kin AS
WITH own AS (
    SELECT m.child_id, m.relationship FROM children.member AS m JOIN children.child AS c USING (child_id)
    WHERE m.resident_id = c.resident_id
), everyone AS (
    SELECT m.child_id, m.resident_id, r.sex, m.relationship, m.minor, own.relationship AS own_relationship,
        m.resident_id = c.resident_id AS is_child
    FROM children.member AS m JOIN children.child AS c USING (child_id) LEFT JOIN own USING (child_id)
    LEFT JOIN resident AS r ON r.resident_id = m.resident_id
)
SELECT child_id, resident_id, CASE
    WHEN is_child THEN 'child'
    WHEN own_relationship LIKE '%child' AND own_relationship <> 'grandchild' AND relationship IN ('head', 'spouse')
        THEN CASE sex WHEN 'female' THEN 'mother' ELSE 'father' END
    WHEN own_relationship LIKE '%child' AND own_relationship <> 'grandchild' AND relationship = 'parent'
        OR own_relationship = 'grandchild' AND relationship IN ('head', 'spouse')
        THEN CASE sex WHEN 'female' THEN 'grandmother' ELSE 'grandfather' END
    WHEN relationship LIKE '%child' AND relationship <> 'grandchild' AND own_relationship LIKE '%child' AND own_relationship <> 'grandchild'
        OR relationship = 'grandchild' AND own_relationship = 'grandchild' THEN 'sibling'
    WHEN relationship = 'non-relative' THEN 'household'
    ELSE 'relative' END AS role
FROM everyone
UNION
SELECT child_id, resident_id, 'guardian' FROM children.guardian AS g
WHERE NOT EXISTS (FROM children.member AS m WHERE m.child_id = g.child_id AND m.resident_id = g.resident_id)
"""
FAMILIES = """
CREATE TEMP TABLE family AS
SELECT k.child_id, list({'role': k.role, 'names': r.names} ORDER BY k.role, k.resident_id) AS people,
    flatten(list(r.addresses ORDER BY k.resident_id)) AS addresses, flatten(list(r.birth_dates ORDER BY k.resident_id)) AS birth_dates
FROM kin AS k JOIN resident AS r USING (resident_id) GROUP BY k.child_id
"""


@dataclass(frozen=True)
class Text:
    """A free text of a run, and the family of the child whom its row is about."""

    extract: str
    record_key: str
    field: str
    text: str
    family: Family


def city(run: Path) -> City:
    """Everybody in the run's registry."""
    with closing(opened(run)) as connection:
        names = [
            name
            for (listed,) in connection.execute("SELECT names FROM resident ORDER BY resident_id").fetchall()
            for name in listed
        ]
    divided = [parts(name) for name in names]
    dictionary = Dictionary(
        (name[0] for name in divided if len(name) > 1), (part for name in divided for part in name[1:])
    )
    return City(dictionary, automaton(sorted(whole_forms(names))))


def texts(run: Path, extract: str | None = None, record_key: str | None = None) -> Iterator[Text]:
    """The run's free texts whose row somebody may be linked to, in order; of one extract and row if asked.

    A row of a person whose use is suspended is in no link: its text isn't read.
    """
    with closing(opened(run)) as connection:
        attach(connection, run / "children.duckdb", "children")
        for sql in (KIN, FAMILIES):
            connection.execute(sql)
        for declared in EXTRACTS.values():
            # a run whose texts aren't kept has none to show
            kept = (run / "text" / f"{declared.name}.duckdb").exists()
            if declared.text and kept and extract in (None, declared.name):
                yield from of_extract(connection, run, declared, record_key)


def family(run: Path, child_id: str) -> Family:
    """The family of one child of the run; nobody where there is no such child."""
    with closing(opened(run)) as connection:
        attach(connection, run / "children.duckdb", "children")
        for sql in (KIN, FAMILIES):
            connection.execute(sql)
        found = connection.execute(
            "SELECT people, addresses, birth_dates FROM family WHERE child_id = ?", [child_id]
        ).fetchall()
    if not found:
        return Family()
    [(people, addresses, birth_dates)] = found
    return of_row(people, addresses, birth_dates, own=(None,) * 5)


def opened(run: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
    attach(connection, run / "landed" / "resident_registry.duckdb", "registry")
    connection.execute(RESIDENTS)
    return connection


def of_extract(
    connection: duckdb.DuckDBPyConnection, run: Path, extract: Extract, record_key: str | None
) -> Iterator[Text]:
    """The texts of one extract with the family of the linked child and what the row itself says of its person."""
    attach(connection, run / "landed" / f"{extract.name}.duckdb", "landed")
    attach(connection, run / "text" / f"{extract.name}.duckdb", "apart")
    own = ", ".join(
        f"l.{field}" if field in extract.person else f"NULL AS {field}"
        for field in ("name", "kana", "address", "phone")
    )
    birth = "strftime(l.birth_date, '%Y-%m-%d')" if "birth_date" in extract.person else "NULL"
    rows = connection.execute(
        f"""
        SELECT t.record_key, t.field, t.text, f.people, f.addresses, f.birth_dates, {own}, {birth} AS birth_date
        FROM apart.text AS t
        JOIN children.link AS k ON k.extract = ? AND k.record_id = t.record_id
        LEFT JOIN family AS f ON f.child_id = k.child_id
        LEFT JOIN landed.{extract.name} AS l ON l.record_id = t.record_id
        WHERE ? IS NULL OR t.record_key = ?
        ORDER BY t.record_key, t.field
        """,
        [extract.name, record_key, record_key],
    )
    while found := rows.fetchmany(2_000):
        for key, field, text, people, addresses, birth_dates, *written in found:
            yield Text(extract.name, key, field, text, of_row(people, addresses, birth_dates, tuple(written)))
    connection.execute("DETACH apart")
    connection.execute("DETACH landed")


def of_row(
    people: list[dict] | None, addresses: list[str] | None, birth_dates: list[str] | None, own: tuple[str | None, ...]
) -> Family:
    """`own` is what the text's own row says: name, kana, address, telephone, date of birth."""
    name, kana, address, phone, birth_date = own
    listed = [Person(person["role"], tuple(person["names"])) for person in people or []]
    called = tuple(form for form in (name, kana) if form)
    if called:
        known = next((person for person in listed if person.role == "child"), Person("child", ()))
        listed = [Person("child", known.names + called), *(person for person in listed if person is not known)]
    return Family(
        tuple(listed),
        tuple(dict.fromkeys(each for each in (*(addresses or []), address) if each)),
        (phone,) if phone else (),
        frozenset(each for each in (*(birth_dates or []), birth_date) if each),
    )
