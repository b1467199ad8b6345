"""N 非認知能力等: how many of the four domains are low in the newest survey. Domain scores only; no answers to items exist here."""

from rules.calendar import Day
from rules.judgement.level import at_least, finding, given
from rules.judgement.survey import of_newest, of_year
from rules.reading import FALSE, TRUE, Facts, Term
from rules.rule import Finding, Numbers, rule

DOMAINS = (
    ("survey_self_esteem", "自尊感情", "self-esteem"),
    ("survey_social_adaptation", "社会適応", "social adaptation"),
    ("survey_health", "健康・体力", "health and fitness"),
    ("survey_basic_trust", "基礎的信頼", "basic trust"),
)


@rule("school_stage", "survey_newest", *(name for name, _, _ in DOMAINS))
def condition(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    starts = (day.school_year_starts(), day.school_year_starts(1))
    inputs = {"stage": facts.school_stage.value} | {
        name: of_newest(facts.survey_newest, [of_year(getattr(facts, name), start) for start in starts], day)
        for name, _, _ in DOMAINS
    }
    stage, *scores = given(inputs).values()
    low = [score < numbers.low for score in scores]
    answered = at_least(int(numbers.answered), [Term(f"({score.sql} IS NOT NULL)") for score in scores])
    return finding(
        inputs,
        cases=[
            (FALSE if numbers.used else TRUE, "not_used"),
            (~stage.equals("during"), "not_applicable"),
            (at_least(3, low), "3"),
            (at_least(2, low), "2"),
            (at_least(1, low), "1"),
            (answered, "0"),
        ],
        lacking=~answered if numbers.used else FALSE,
        signs=[(sign, f"{ja}が低い", f"low {en}") for sign, (_, ja, en) in zip(low, DOMAINS, strict=True)],
    )
