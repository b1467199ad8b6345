"""就学援助: at a municipal school, of little means, and nothing approved this school year."""

from rules.calendar import Day
from rules.reading import Facts, first_that_holds
from rules.rule import Finding, Numbers, rule


@rule(
    "school_stage",
    "school_register",
    "child_rearing_allowance",
    "adult_tax",
    "public_assistance",
    "education_aid",
    "school_assistance",
)
def school_aid(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    pupil = facts.school_stage.value.equals("during") & facts.school_register.of("municipal").exist
    exempt = facts.adult_tax.all_are("exempt")
    without_aid = facts.public_assistance.exist & ~facts.education_aid.exist
    approved = facts.school_assistance.of_number(day.school_year).exist
    return Finding.of(
        pupil & (facts.child_rearing_allowance.exist | exempt | without_aid) & ~approved,
        ground_ja=first_that_holds(
            (facts.child_rearing_allowance.exist, "児童扶養手当を受給中"),
            (exempt, "世帯の大人が全員住民税非課税"),
            (without_aid, "生活保護を受給中（教育扶助なし）"),
        ),
        ground_en=first_that_holds(
            (facts.child_rearing_allowance.exist, "child-rearing allowance in force"),
            (exempt, "every adult of the household exempt from resident tax"),
            (without_aid, "public assistance without education aid"),
        ),
    )
