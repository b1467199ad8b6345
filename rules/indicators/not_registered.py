"""住民登録なし: school, nursery or consultation desk know the child, no row of the registry does."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("residence", "known_to_school", "known_to_survey", "known_to_nursery", "known_to_consultation_desk")
def not_registered(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    known = (
        facts.known_to_school.exist
        | facts.known_to_survey.exist
        | facts.known_to_nursery.exist
        | facts.known_to_consultation_desk.exist
    )
    return Finding.of(facts.residence.value.equals("unregistered") & known)
