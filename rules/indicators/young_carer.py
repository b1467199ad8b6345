"""ヤングケアラーの兆し: lateness rising, a household member with a disability certificate, and one parent."""

from functools import reduce
from itertools import pairwise
from operator import and_

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("school_stage", "late_count", "disability_in_household", "parents")
def young_carer(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    late = facts.late_count.since(day.months_ago(int(numbers.recent_months)))
    months = [late.month(back) for back in range(1, int(numbers.months) + 1)]
    rising = reduce(and_, (later > earlier for later, earlier in pairwise(months)))
    one_parent = facts.parents.number.equals(1)
    return Finding.of(
        facts.school_stage.value.equals("during") & rising & facts.disability_in_household.exist & one_parent,
        late=months[0],
        first=months[-1],
        certificates=facts.disability_in_household.count,
        parents=facts.parents.number,
    )
