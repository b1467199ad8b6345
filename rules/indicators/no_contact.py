"""所在・接触なし: resident here all that time, and nobody who meets children has met this one."""

from functools import reduce
from operator import or_

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule(
    "residence",
    "age_months",
    "resident_since",
    "contact_nursery",
    "contact_school",
    "contact_checkup",
    "contact_clinic",
    "vaccination",
)
def no_contact(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    start = day.months_ago(int(numbers.months))
    contacts = (
        facts.contact_nursery,
        facts.contact_school,
        facts.contact_checkup,
        facts.contact_clinic,
        facts.vaccination,
    )
    met = reduce(or_, (contact.since(start).exist for contact in contacts))
    here = facts.residence.value.equals("resident") & (facts.age_months.number >= numbers.months)
    return Finding.of(
        here & ~facts.resident_since.since(start).exist & ~met,
        nursery=facts.contact_nursery.latest_month,
        school=facts.contact_school.latest_month,
        checkup=facts.contact_checkup.latest_date,
        clinic=facts.contact_clinic.latest_month,
        vaccination=facts.vaccination.latest_date,
    )
