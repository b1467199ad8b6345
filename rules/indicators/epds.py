"""産後うつ: the mother's EPDS after this birth at or over its cut-off. It reaches every child of the birth."""

from rules.calendar import Day
from rules.reading import Facts, known_where
from rules.rule import Finding, Numbers, rule


@rule("age_months", "epds_total", "epds_item10")
def epds(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    total, item10 = facts.epds_total, facts.epds_item10
    high = known_where(total.exist, total.at_least(numbers.cutoff).exist)
    harm = known_where(item10.exist, item10.at_least(numbers.item10_cutoff).exist)
    return Finding.of(
        (facts.age_months.number < numbers.months) & (high | harm), total=total.highest, item10=item10.highest
    )
