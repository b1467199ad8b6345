"""長期欠席: absent so many days in a school year. Until a month of this year is on record, last year's total stands."""

from rules.calendar import Day
from rules.reading import Facts, known_where
from rules.rule import Finding, Numbers, rule


@rule("school_stage", "absent_days")
def absence_long(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    this_year = facts.absent_days.since(day.school_year_starts())
    last_year = facts.absent_days.since(day.school_year_starts(1)).before(day.school_year_starts())
    long = known_where(this_year.exist, this_year.total_at_least(numbers.days))
    stands = last_year.total_at_least(numbers.days) & ~this_year.exist
    return Finding.of(
        facts.school_stage.value.equals("during") & (long | stands), absent=this_year.total, before=last_year.total
    )
