"""きょうだいの相談: a sibling, or a child of the same household, has an open consultation."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("sibling_consultation_open")
def sibling_case(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    cases = facts.sibling_consultation_open
    return Finding.of(cases.exist, cases=cases.count, received=cases.earliest_date)
