"""未処置歯: many untreated teeth at this school year's check, and no visit reported by the deadline."""

from rules.calendar import Day
from rules.reading import FALSE, TRUE, Facts, known_where
from rules.rule import Finding, Numbers, rule


@rule("school_stage", "untreated_teeth", "teeth_visit")
def teeth(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    deadline = day.in_school_year(int(numbers.deadline_month), int(numbers.deadline_day))
    teeth = facts.untreated_teeth
    many = known_where(teeth.exist, teeth.at_least(numbers.teeth).exist)
    unvisited = ~facts.teeth_visit.until(deadline).exist
    passed = TRUE if day.as_of > deadline else FALSE
    return Finding.of(
        facts.school_stage.value.equals("during") & passed & many & unvisited,
        untreated=teeth.highest,
        visit=facts.teeth_visit.latest_date,
    )
