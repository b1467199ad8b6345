"""子どもSOS: the child asked for help, or reported the worst mood again and again. The same-day job doesn't wait for
this one."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("sos_consultation", "sos_thunder")
def sos(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    asked = facts.sos_consultation.since(day.days_ago(int(numbers.days)))
    thunder = facts.sos_thunder.since(day.days_ago(int(numbers.mood_days)))
    return Finding.of(
        asked.exist | thunder.at_least_so_many(int(numbers.moods)), asked=asked.count, thunder=thunder.count
    )
