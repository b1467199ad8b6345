"""就学状況不明: the register says whereabouts unknown, or no source has a school for a child of school age."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("school_stage", "school_register", "school_roster")
def whereabouts(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    lost = facts.school_register.of("whereabouts unknown").exist
    in_school = facts.school_register.exist | facts.school_roster.exist
    return Finding.of(lost | (facts.school_stage.value.equals("during") & ~in_school))
