"""Section 3 of RULES.md, once more: the five supports that a child is eligible for and doesn't receive."""

from .family import all_exempt, allowance_in_force, assistance_in_force, on_assistance, one_parent
from .indicators import checkup_missed, vaccination_none
from .minoh import aid_approved, months_old, school_age
from .reading import City
from .three import Answer, all_of, any_of, negated


def at_municipal_school(city: City, person: str) -> Answer:
    if not city.usable("school_register"):
        return None
    return any(row["enrolment"] == "municipal" for row in city.about("school_register", person))


def education_aid(city: City, person: str) -> Answer:
    """教育扶助 in the child's own 生活保護 rows."""
    if not city.usable("public_assistance"):
        return None
    rows = [row for row in city.about("public_assistance", person) if row["education_aid"]]
    return any_of(assistance_in_force(row, city.as_of) for row in rows)


def school_aid(city: City, person: str) -> Answer:
    without = all_of([on_assistance(city, person), negated(education_aid(city, person))])
    poor = any_of([allowance_in_force(city, person), all_exempt(city, person), without])
    place = all_of([school_age(city, person), at_municipal_school(city, person)])
    return all_of([place, poor, negated(aid_approved(city, person))])


def rearing_allowance(city: City, person: str) -> Answer:
    receives = allowance_in_force(city, person)
    return all_of([one_parent(city, person), all_exempt(city, person), negated(receives), city.child_now(person)])


def child_allowance(city: City, person: str) -> Answer:
    """Paid from its first to its last month."""
    if city.registered(person) is None:
        return False
    if not city.usable("child_allowance"):
        return None
    month = city.as_of.replace(day=1)
    paid = [
        row["start_month"] is not None
        and row["start_month"] <= month
        and (row["end_month"] is None or row["end_month"] >= month)
        for row in city.about("child_allowance", person)
    ]
    return all_of([city.child_now(person), not any(paid)])


HAD_UP_TO = {"4 months": 12, "18 months": 24, "3 years": 48}
"""Months of age at which a check-up can't be had any more (母子保健法 12条; of the first, its 乳児: 6条)."""


def checkup_again(city: City, person: str) -> Answer:
    """健診の再案内: a check-up missed that can still be had."""
    return any_of(
        all_of([checkup_missed(city, person, of=which), negated(months_old(city, person, months))])
        for which, months in HAD_UP_TO.items()
    )


TAKEUPS = {
    "takeup-school-aid": school_aid,
    "takeup-rearing-allowance": rearing_allowance,
    "takeup-child-allowance": child_allowance,
    "takeup-checkup": checkup_again,
    "takeup-vaccination": vaccination_none,
}
