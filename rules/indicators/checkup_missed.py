"""乳幼児健診未受診: an infant check-up not attended so long after its due date, no reason given."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("checkup_unattended")
def checkup_missed(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    missed = facts.checkup_unattended.until(day.days_ago(int(numbers.days)))
    return Finding.of(missed.exist, missed=missed.count, due=missed.latest_date)
