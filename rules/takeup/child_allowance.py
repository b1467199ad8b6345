"""児童手当: a resident child for whom the city pays none."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("residence", "child_allowance")
def child_allowance(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    return Finding.of(facts.residence.value.equals("resident") & ~facts.child_allowance.exist)
