"""欠席の兆し: absent often in each of the last months, or late and leaving early often in the last one."""

from functools import reduce
from operator import and_

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("school_stage", "absent_days", "late_count", "early_leave_count")
def absence_early(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    since = day.months_ago(int(numbers.recent_months))
    absent, late, early = (rows.since(since) for rows in (facts.absent_days, facts.late_count, facts.early_leave_count))
    often = [absent.month(back) >= numbers.absent_days for back in range(1, int(numbers.months) + 1)]
    unpunctual = late.month(1) + early.month(1)
    return Finding.of(
        facts.school_stage.value.equals("during") & (reduce(and_, often) | (unpunctual >= numbers.late_or_early)),
        absent=absent.month(1),
        before=absent.month(2),
        unpunctual=unpunctual,
    )
