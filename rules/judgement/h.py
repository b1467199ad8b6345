"""H 生活困窮: economic flags e1 to e4 and child-rearing flags c1, c2 of the household."""

from rules.calendar import Day
from rules.judgement.level import any_unknown, at_least, finding, given
from rules.reading import Facts, known_where
from rules.rule import Finding, Numbers, rule


@rule(
    "school_stage",
    "age_months",
    "public_assistance",
    "child_rearing_allowance",
    "school_assistance",
    "adult_tax",
    "abuse_consultation_open",
    "abuse_consultation",
    "checkup_follow_up",
    "epds_total",
)
def condition(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    stage = facts.school_stage.value
    e1 = facts.public_assistance.exist
    e2 = facts.child_rearing_allowance.exist
    e3 = stage.equals("during") & facts.school_assistance.of_number(day.school_year).exist
    e4 = facts.adult_tax.all_are("exempt")
    received = facts.abuse_consultation.since(day.months_ago(int(numbers.abuse_months))).until(day.as_of)
    c1 = facts.abuse_consultation_open.exist | received.exist
    followed = facts.checkup_follow_up.since(day.months_ago(int(numbers.follow_up_months))).until(day.as_of)
    epds = known_where(facts.epds_total.exist, facts.epds_total.at_least(numbers.epds_cutoff).exist)
    # check-ups end before school, and an EPDS belongs to the birth: older children's follow-up is known to be none
    c2 = (stage.equals("before") & followed.exist) | ((facts.age_months.number < numbers.follow_up_months) & epds)
    inputs = {"e1": e1, "e2": e2, "e3": e3, "e4": e4, "c1": c1, "c2": c2}
    e1, e2, e3, e4, c1, c2 = given(inputs).values()
    economic, rearing = [e1, e2, e3, e4], c1 | c2
    return finding(
        inputs,
        cases=[
            (e1 | (at_least(int(numbers.economic_flags), economic) & rearing), "3"),
            (e2 | e3 | (e4 & rearing), "2"),
            (e4 | rearing, "1"),
            (~(e1 | e2 | e3 | e4 | rearing), "0"),
        ],
        lacking=any_unknown([*economic, c1, c2]),
        signs=[
            (e1, "生活保護を受給中", "public assistance in force"),
            (e2, "児童扶養手当を受給中", "child-rearing allowance in force"),
            (e3, "今年度の就学援助を認定", "school assistance approved this school year"),
            (e4, "世帯の課税年齢の全員が住民税非課税", "everyone of taxed age exempt from resident tax"),
            (c1, "虐待の相談が継続中または最近の受付", "a consultation about abuse, open or recent"),
            (c2, "保健指導の継続観察", "followed up by health guidance"),
        ],
    )
