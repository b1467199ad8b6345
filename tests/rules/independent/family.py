"""Who lives with a child, who answers for it, and what their rows say: 世帯番号 and the guardian columns."""

from datetime import date

from .reading import City, Row
from .three import Answer, all_of, any_of, by, negated, since, span

CHILD_OF_HEAD = {"child", "first child", "second child", "third child"}
PARENTS = {"head", "spouse"}
TAXED_FROM_AGE = 18  # on 1 January of the tax year: who is younger is exempt below a limit that no file holds


def in_force(row: Row, day: date, start: str = "start_date", end: str = "end_date") -> Answer:
    """Started by that day, and not ended: the day of ending is the first without it."""
    begins, ends = span(row[f"{start}_edtf"]), span(row[f"{end}_edtf"])
    return all_of([by(begins, day) if begins else None, negated(by(ends, day)) if ends else True])


def household(city: City, person: str) -> list[Row]:
    """The registry rows of those who live with the child, its own included."""
    row = city.registered(person)
    return city.households[row["household_id"]] if row else []


def parents_at_home(city: City, person: str) -> list[Row] | None:
    """Head and spouse where the child is a child of the head; None where 続柄 doesn't tell."""
    row = city.registered(person)
    if row is None or row["relationship"] not in CHILD_OF_HEAD:
        return None
    return [member for member in household(city, person) if member["relationship"] in PARENTS]


def guardians(city: City, person: str) -> set[str]:
    """宛名番号 of those who answer for the child, in whatever household."""
    named = {row["resident_id"] for row in parents_at_home(city, person) or []}
    named |= {row["guardian_id"] for row in city.about("school_register", person)}
    named |= {row["recipient_id"] for row in city.about("child_rearing_allowance", person)}
    named |= {row["recipient_id"] for row in city.about("child_allowance", person)}
    named |= {row["mother_id"] for row in city.about("maternal_health", person)}
    return named - {None}


def one_parent(city: City, person: str) -> Answer:
    parents = parents_at_home(city, person)
    return None if parents is None else len(parents) == 1


def siblings(city: City, person: str) -> set[str]:
    """Other children of the household, and other children of the child's guardians."""
    home = {city.person_of_resident[row["resident_id"]] for row in household(city, person)}
    shared = {other for guardian in guardians(city, person) for other in wards(city)[guardian]}
    return ((home & set(city.covered)) | shared) - {person}


def wards(city: City) -> dict[str, set[str]]:
    """The children whom each guardian answers for, worked out once a city."""
    if not city.wards:
        for child in city.covered:
            for guardian in guardians(city, child):
                city.wards[guardian].add(child)
    return city.wards


def adult(city: City, row: Row) -> Answer:
    """Of taxed age: 18 on 1 January of the tax year on file."""
    year = tax_year(city)
    birth = span(row["birth_date_edtf"])
    if year is None or birth is None:
        return None
    return by(birth, date(year - TAXED_FROM_AGE, 1, 1))


def tax_year(city: City) -> int | None:
    return max(city.by("resident_tax", "tax_year"), default=None)


def exempt(city: City, resident_id: str) -> Answer:
    """Exempt from 住民税 in the year on file; undeclared, taxed elsewhere or no row: unknown."""
    year, own = tax_year(city), city.by("resident_tax", "resident_id").get(resident_id, [])
    rows = [row for row in own if row["tax_year"] == year]
    if not city.usable("resident_tax") or not rows:
        return None
    row = rows[0]
    return None if row["undeclared"] or row["taxed_elsewhere"] else row["tax_class"] == "exempt"


def all_exempt(city: City, person: str) -> Answer:
    """Is every taxed-age member of the household exempt? Nobody of taxed age: unknown, as no tax row speaks for it."""
    members = household(city, person)
    taxed = [(adult(city, row), exempt(city, row["resident_id"])) for row in members]
    if not any(of_age for of_age, _ in taxed):
        return None
    return all_of(any_of([negated(of_age), free]) for of_age, free in taxed)


def on_assistance(city: City, person: str) -> Answer:
    """生活保護 in force for anybody of the household or any guardian."""
    if city.registered(person) is None or not city.usable("public_assistance"):
        return None
    concerned = {row["resident_id"] for row in household(city, person)} | guardians(city, person)
    by_number = city.by("public_assistance", "resident_id")
    rows = [row for number in concerned for row in by_number.get(number, [])]
    return any_of(assistance_in_force(row, city.as_of) for row in rows)


def assistance_in_force(row: Row, day: date) -> Answer:
    """Started, not ended, and not suspended without having been resumed since."""
    suspended, resumed = span(row["suspended_date_edtf"]), span(row["resumed_date_edtf"])
    paused: Answer = by(suspended, day) if suspended else False
    if paused and suspended and resumed:
        paused = negated(all_of([by(resumed, day), since(resumed, suspended[0])]))
    return all_of([in_force(row, day), negated(paused)])


def allowance_in_force(city: City, person: str) -> Answer:
    """児童扶養手当, full or partial."""
    if city.registered(person) is None or not city.usable("child_rearing_allowance"):
        return None
    rows = city.about("child_rearing_allowance", person)
    return any_of(all_of([row["payment"] in ("full", "partial"), in_force(row, city.as_of)]) for row in rows)
