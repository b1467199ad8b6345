"""児童扶養手当: a one-parent household, every adult tax-exempt, and no allowance paid."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("parents", "adult_tax", "child_rearing_allowance")
def rearing_allowance(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    eligible = facts.parents.number.equals(1) & facts.adult_tax.all_are("exempt")
    return Finding.of(eligible & ~facts.child_rearing_allowance.exist, parents=facts.parents.number)
