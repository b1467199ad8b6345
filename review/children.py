"""Who a child is: names, household, guardians, siblings, and where they are found — read for those who may see them.

Places (address, postcode, school, nursery, phone) come from here alone, and pass through the mask: while a 支援措置 is
in force for anyone on the page, or can't be known, they are `MASKED`. Reasons and the timeline don't hold places.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from review import hiding
from review.desks import facility_of
from review.models import Sealed, Suspension
from review.opening import SAYS
from review.published import Row, Run
from review.templatetags.wording import schooling

MASKED = "●●●●"


@dataclass(frozen=True)
class Named:
    name: str
    kana: str


@dataclass(frozen=True)
class Listed:
    """What a list shows of a child."""

    name: Named
    birth_date: date | None


def listed(run: Run, child_ids: Collection[str]) -> dict[str, Listed]:
    """Each child's name and kana, for a child in no registry row as a school, nursery or the desk wrote it; birth date.

    Whom nobody is shown is left out.
    """
    places = ", ".join("?" for _ in child_ids)
    sql = f"SELECT child_id, name, kana, named_by, birth_date FROM cards.child WHERE child_id IN ({places})"
    found = {row["child_id"]: row for row in (run.rows(sql, *child_ids) if child_ids else [])}
    nobodys, hidden = withdrawn(run), hiding.keys(run)
    return {
        child_id: Listed(_called(row, hidden), row.get("birth_date"))
        for child_id, row in ((child_id, found.get(child_id, {})) for child_id in child_ids)
        if child_id not in nobodys
    }


def names(run: Run, child_ids: Collection[str]) -> dict[str, Named]:
    return {child_id: one.name for child_id, one in listed(run, child_ids).items()}


def named(row: Row | None) -> Named:
    """Somebody's name and kana, in full width to be read; said so where no record has a name."""
    if not row or row["name"] is None:
        return Named(_("氏名の記録なし"), "")
    return Named(row["name"], unicodedata.normalize("NFKC", row["kana"]).replace(" ", "　"))


def _called(child: Row, hidden: frozenset[str]) -> Named:
    """The child's name, unless the record that gave it is hidden."""
    return named(None if not child or child["named_by"] in hidden else child)


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
    desks: dict[str, str] = field(default_factory=dict)
    """The telephones of the school and the nursery."""


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


def gone(child_id: str) -> Child:
    """A child whom the run has no more, as people's own words about them are shown: nothing is known of them."""
    return Child(child_id, "", named(None), None, "", "", "gone", None, None, "", "", False, Places())


def withdrawn_numbers() -> frozenset[str]:
    """The resident numbers of sealed identities (特別養子縁組), and of those whose use is suspended (利用停止): from the moment
    two people agreed, on no page."""
    return frozenset(Sealed.in_force()) | frozenset(Suspension.in_force())


def of_number(run: Run, resident_id: str) -> str:
    """The child who has the number in the run; empty for none."""
    found = run.rows("SELECT child_id FROM cards.child WHERE resident_id = ?", resident_id)
    return found[0]["child_id"] if found else ""


def withdrawn(run: Run) -> frozenset[str]:
    """The children of those numbers, whether the run has them still, again, or no more."""
    numbers = withdrawn_numbers()
    if not numbers:
        return frozenset()
    in_force = {"stands": True, "lifts": False, "resident_id__in": numbers}
    had = [
        *Sealed.objects.filter(**in_force).exclude(child="").values_list("child", flat=True),
        *Suspension.objects.filter(**in_force).values_list("child_id", flat=True),
    ]
    sql = "SELECT child_id FROM cards.child WHERE resident_id IN (SELECT unnest(?))"
    return frozenset([*had, *(row["child_id"] for row in run.rows(sql, sorted(numbers)))])


def unshown(run: Run) -> frozenset[str]:
    """The records that nobody is shown on anybody's page: said not to be a child's, or of a child whom nobody is shown."""
    sql = "SELECT record_key FROM cards.linked WHERE child_id IN (SELECT unnest(?))"
    ids = sorted(withdrawn(run))
    theirs = run.rows(sql, ids) if ids else []
    return hiding.keys(run) | {row["record_key"] for row in theirs}


def read(run: Run, child_id: str, extracts: Iterable[str], unmasked: bool) -> Child | None:
    """The child as somebody sees them who reads `extracts`; None where the run doesn't know the id.

    `unmasked` is whether their break-glass lifts the mask.
    """
    found = run.rows("SELECT * FROM cards.child WHERE child_id = ?", child_id)
    if not found:
        return None
    row, hidden, not_theirs, reads = found[0], withdrawn_numbers(), hiding.keys(run), frozenset(extracts)
    if row["resident_id"] in hidden:
        return None
    own = row["resident_id"] or ""
    # where measures can't be known, everybody is protected
    masked = (row["measure"] or run.stale("protection_measures")) and not unmasked
    people: dict[str, list[Row]] = {"guardian": [], "member": [], "sibling": []}
    for person in _relatives(run, child_id, not_theirs, reads):
        if person["resident_id"] not in hidden:
            people[person["relation"]].append(person)
    family = {person["resident_id"] for listed in people.values() for person in listed}
    ids = {person["resident_id"]: person["sibling"] for person in people["sibling"]}

    def relatives(listed: Iterable[Row]) -> list[Relative]:
        return [
            Relative(
                name=named(person),
                birth_date=person["birth_date"],
                how=tuple(dict.fromkeys(person["how"])),
                address=MASKED if masked else person["address"] or "",
                child_id=ids.get(person["resident_id"], ""),
            )
            for person in listed
        ]

    return Child(
        child_id=child_id,
        resident_id=own,
        name=_called(row, not_theirs),
        birth_date=row["birth_date"],
        birth_date_text=row["birth_date_edtf"] or "",
        sex=row["sex"] or "",
        status=row["status"],
        age=age(row["birth_date"], run.as_of),
        grade=grade(row["birth_date"], run.as_of),
        former_surname=row["former_surname"] or "",
        alias=row["alias_name"] or "",
        masked=masked,
        places=places(run, row, reads, not_theirs, masked),
        household=relatives(person for person in people["member"] if person["resident_id"] != own),
        guardians=relatives(people["guardian"]),
        siblings=relatives(person for person in people["sibling"] if person["resident_id"]),
        family_resident_ids=tuple(sorted({own, *family} - {"", None})),
    )


def _relatives(run: Run, child_id: str, hidden: frozenset[str], extracts: frozenset[str]) -> list[Row]:
    """The family, but for guardians whom records alone name that are hidden or that the reader doesn't read, and siblings
    found through nobody but them: that somebody is a guardian says what such a record says."""
    found = run.rows("SELECT * FROM cards.relative WHERE child_id = ?", child_id)
    if not hidden and extracts >= set(SAYS.values()):
        return found
    siblings = [person["sibling"] for person in found if person["relation"] == "sibling"]
    sql = "SELECT * FROM cards.relative WHERE relation = 'guardian' AND child_id IN (SELECT unnest(?))"
    guardians: dict[str, set[str]] = {}
    for person in [*found, *(run.rows(sql, siblings) if siblings else [])]:
        bases = zip(person["how"], person["records"], strict=True)
        person["how"] = [
            how for how, key in bases if key not in hidden and SAYS.get(how, SAYS["household"]) in extracts
        ]
        if person["relation"] == "guardian" and person["how"]:
            guardians.setdefault(person["child_id"], set()).add(person["resident_id"])
    own = guardians.get(child_id, set())
    return [
        person
        for person in found
        if person["how"] and (person["how"] != ["apart"] or own & guardians.get(person["sibling"], set()))
    ]


def places(run: Run, child: Row, extracts: frozenset[str], hidden: frozenset[str], masked: bool) -> Places:
    """Where the child is found, by the extracts that the reader may read and no record that is hidden; masked, it isn't even
    looked up."""
    if masked:
        return Places(MASKED, MASKED, MASKED, MASKED, (MASKED,))
    found: dict[str, list[Row]] = {}
    for row in run.rows("SELECT * FROM cards.whereabouts WHERE child_id = ?", child["child_id"]):
        if row["extract"] in extracts and row["record_key"] not in hidden:
            found.setdefault(row["extract"], []).append(row)
    schools, nurseries = found.get("school_roster", []), found.get("nursery_enrolment", [])
    school, nursery = (facility_of(rows[0]["facility"]) if rows else {"name": ""} for rows in (schools, nurseries))
    in_class = ""
    if schools:
        in_class = _("（{grade} {name}）").format(grade=schooling(schools[0]["grade"]), name=schools[0]["class_name"])
    return Places(
        address=child["address"] or "",
        postcode=child["postcode"] or "",
        school=school["name"] + in_class,
        nursery=nursery["name"],
        desks={"school": school.get("phone", ""), "nursery": nursery.get("phone", "")},
        phones=tuple(sorted({r["phone"] for rows in found.values() for r in rows} - {None})),
    )
