"""予防接種の再案内: whoever has no vaccination on record, by the indicator's own condition and numbers."""

from rules.calendar import Day
from rules.indicators.vaccination_none import vaccination_none
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("age_months", "vaccination")
def vaccination(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    return vaccination_none.condition(facts, numbers, day)
