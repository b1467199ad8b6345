"""予防接種なし: no vaccination on record at an age by which several are usual."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("age_months", "vaccination")
def vaccination_none(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    age = facts.age_months.number
    return Finding.of((age >= numbers.from_months) & (age < numbers.below_months) & ~facts.vaccination.exist, age=age)
