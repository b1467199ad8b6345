"""健診の再案内: whoever missed an infant check-up, by the indicator's own condition and numbers."""

from rules.calendar import Day
from rules.indicators.checkup_missed import checkup_missed
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("checkup_unattended")
def checkup(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    return checkup_missed.condition(facts, numbers, day)
