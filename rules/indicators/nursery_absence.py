"""登園の途絶え: a child registered as 要保護 or 要支援, absent without word often in the last month on record."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("registration_open", "nursery_unexplained_absences")
def nursery_absence(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    recent = facts.nursery_unexplained_absences.since(day.months_ago(int(numbers.recent_months)))
    absent = recent.month(1)
    return Finding.of(
        facts.registration_open.exist & recent.exist & (absent >= numbers.days),
        absent=absent,
        month=recent.latest_month,
    )
