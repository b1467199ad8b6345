"""Who a child is: names, household, guardians, siblings, and where they are found — read for those who may see them.

Places (address, postcode, school, nursery, phone) come from here alone, and pass through the mask: while a 支援措置 is
in force for anyone on the page, or can't be known, they are `MASKED`. Reasons and the timeline don't hold places.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from review.models import Sealed
from review.published import Row, Run
from review.templatetags.wording import schooling

MASKED = "●●●●"

NAMES = """
    SELECT c.child_id, r.name, r.kana FROM memory.child AS c JOIN memory.person AS r ON r.resident_id = c.resident_id
    WHERE c.child_id IN (SELECT unnest(?))
"""
UNREGISTERED_NAMES = """
    SELECT l.child_id, 1 AS choice, r.surname || '　' || r.given_name AS name,
        concat_ws('　', r.surname_kana, r.given_kana) AS kana
    FROM memory.linked AS l JOIN school_roster.school_roster AS r ON r.rowid = l.place
    WHERE l.extract = 'school_roster' AND l.child_id IN (SELECT unnest($1))
    UNION ALL SELECT l.child_id, 2, n.name, coalesce(n.kana, '')
    FROM memory.linked AS l JOIN nursery_attendance.nursery_attendance AS n ON n.rowid = l.place
    WHERE l.extract = 'nursery_attendance' AND l.child_id IN (SELECT unnest($1))
    UNION ALL SELECT l.child_id, 3, s.name, coalesce(s.kana, '')
    FROM memory.linked AS l JOIN consultations.consultations AS s ON s.rowid = l.place
    WHERE l.extract = 'consultations' AND l.child_id IN (SELECT unnest($1))
    ORDER BY choice DESC
"""


@dataclass(frozen=True)
class Named:
    name: str
    kana: str


NAMELESS = Named("氏名の記録なし", "")


def names(run: Run, child_ids: Collection[str]) -> dict[str, Named]:
    """Each child's name and kana; for a child in no registry row, as a school, nursery or the desk wrote it."""
    found = {row["child_id"]: Named(row["name"], row["kana"]) for row in run.rows(NAMES, list(child_ids))}
    rest = [child_id for child_id in child_ids if child_id not in found]
    if rest:
        for row in run.rows(UNREGISTERED_NAMES, rest):
            found[row["child_id"]] = Named(row["name"], row["kana"])
    return {child_id: found.get(child_id, NAMELESS) for child_id in child_ids}


def age(birth: date | None, on: date) -> int | None:
    """Completed years on the reference date; None where the birth date isn't wholly known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def grade(birth: date | None, on: date) -> int | None:
    """The school grade by birth date, 1 to 12; None outside it. A child born on 1 April belongs to the older year."""
    if birth is None:
        return None
    born = birth.year - ((birth.month, birth.day) <= (4, 1))
    year = on.year - (on.month < 4)
    reached = year - born - 6
    return reached if 1 <= reached <= 12 else None


@dataclass(frozen=True)
class Places:
    """Where a person is found. Each value is MASKED where it must be, and empty where nothing is known."""

    address: str = ""
    postcode: str = ""
    school: str = ""
    nursery: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relative:
    """A member of the household, a guardian or a sibling. `child_id` where they are a child on file."""

    name: Named
    birth_date: date | None
    how: tuple[str, ...]
    address: str
    child_id: str = ""


@dataclass(frozen=True)
class Child:
    """One child for one page."""

    child_id: str
    resident_id: str
    name: Named
    birth_date: date | None
    birth_date_text: str
    sex: str
    status: str
    age: int | None
    grade: int | None
    former_surname: str
    alias: str
    masked: bool
    places: Places
    household: list[Relative] = field(default_factory=list)
    guardians: list[Relative] = field(default_factory=list)
    siblings: list[Relative] = field(default_factory=list)
    family_resident_ids: tuple[str, ...] = ()


PEOPLE = "SELECT * FROM memory.person WHERE resident_id IN (SELECT unnest(?))"


def sealed() -> frozenset[str]:
    """The resident numbers of sealed identities (特別養子縁組): from the moment two people agreed, on no page."""
    return frozenset(Sealed.in_force())


def sealed_children(run: Run) -> frozenset[str]:
    """The children of the run that are sealed identities: a run before the sealing still has them."""
    numbers = sealed()
    if not numbers:
        return frozenset()
    sql = "SELECT child_id FROM memory.child WHERE resident_id IN (SELECT unnest(?))"
    return frozenset(row["child_id"] for row in run.rows(sql, sorted(numbers)))


def read(run: Run, child_id: str, extracts: Iterable[str], unmasked: bool) -> Child | None:
    """The child as somebody sees them who reads `extracts`; None where the run doesn't know the id.

    `unmasked` is whether their break-glass lifts the mask.
    """
    found = run.rows("SELECT * FROM memory.child WHERE child_id = ?", child_id)
    if not found:
        return None
    row, hidden = found[0], sealed()
    if row["resident_id"] in hidden:
        return None
    guardians, members, siblings = (
        [r for r in row[name] if r["resident_id"] not in hidden] for name in ("guardians", "members", "siblings")
    )
    own = row["resident_id"] or ""
    close = {own} | {r["resident_id"] for r in [*guardians, *members, *siblings] if r["resident_id"]} - {""}
    # where measures can't be known, everybody is protected
    masked = (row["measure"] or run.stale("protection_measures")) and not unmasked
    people = {r["resident_id"]: r for r in run.rows(PEOPLE, sorted(close))}
    ids = {r["resident_id"]: r["child_id"] for r in siblings}

    def relative(resident_id: str, how: Iterable[str]) -> Relative:
        person = people.get(resident_id, {})
        return Relative(
            name=Named(person.get("name", ""), person.get("kana", "")) if person else NAMELESS,
            birth_date=person.get("birth_date"),
            how=tuple(how),
            address=MASKED if masked else person.get("address", ""),
            child_id=ids.get(resident_id, ""),
        )

    registered = people.get(own, {})
    return Child(
        child_id=child_id,
        resident_id=own,
        name=Named(registered["name"], registered["kana"]) if registered else names(run, [child_id])[child_id],
        birth_date=row["birth_date"],
        birth_date_text=row["birth_date_edtf"] or "",
        sex=row["sex"] or "",
        status=row["status"],
        age=age(row["birth_date"], run.as_of),
        grade=grade(row["birth_date"], run.as_of),
        former_surname=registered.get("former_surname") or "",
        alias=registered.get("alias_name") or "",
        masked=masked,
        places=places(run, child_id, registered, set(extracts), masked),
        household=[relative(r["resident_id"], [r["how"] or ""]) for r in members if r["resident_id"] != own],
        guardians=[relative(r["resident_id"], r["how"]) for r in guardians],
        siblings=[
            relative(r["resident_id"], ["together" if r["together"] else "apart"]) for r in siblings if r["resident_id"]
        ],
        family_resident_ids=tuple(sorted(close)),
    )


def places(run: Run, child_id: str, registered: Row, extracts: set[str], masked: bool) -> Places:
    """Where the child is found, by the extracts that the reader may read; masked, it isn't even looked up."""
    if masked:
        return Places(MASKED, MASKED, MASKED, MASKED, (MASKED,))
    school = nursery = ""
    phones: set[str] = set()
    if "school_roster" in extracts:
        for r in run.rows(
            """
            SELECT school_code, grade, class_name, phone FROM memory.linked JOIN school_roster.school_roster AS t
            ON t.rowid = place WHERE child_id = ? AND extract = 'school_roster' AND left_date IS NULL
            ORDER BY school_year DESC, t.record_id
            """,
            child_id,
        ):
            school = school or f"{r['school_code']}（{schooling(r['grade'])} {r['class_name']}）"
            phones |= {r["phone"]} - {None}
    if "nursery_enrolment" in extracts:
        for r in run.rows(
            """
            SELECT facility_code FROM memory.linked JOIN nursery_enrolment.nursery_enrolment AS t ON t.rowid = place
            WHERE child_id = ? AND extract = 'nursery_enrolment' AND (end_date IS NULL OR end_date >= ?)
            ORDER BY start_date DESC, t.record_id LIMIT 1
            """,
            child_id,
            run.as_of,
        ):
            nursery = r["facility_code"]
    if "consultations" in extracts:
        phones |= {
            r["phone"]
            for r in run.rows(
                """
                SELECT phone FROM memory.linked JOIN consultations.consultations AS t ON t.rowid = place
                WHERE child_id = ? AND extract = 'consultations' AND phone IS NOT NULL
                """,
                child_id,
            )
        }
    return Places(
        registered.get("address", ""), registered.get("postcode") or "", school, nursery, tuple(sorted(phones))
    )
