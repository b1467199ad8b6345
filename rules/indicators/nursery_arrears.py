"""保育料滞納: months of nursery fees in arrears."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("nursery_arrears")
def nursery_arrears(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    return Finding.of(facts.nursery_arrears.at_least(numbers.months).exist, arrears=facts.nursery_arrears.highest)
