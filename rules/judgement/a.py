"""A 学力: the mean standard score of the subjects taken in the newest survey, and its change since the survey before."""

from datetime import date

from rules.calendar import Day
from rules.judgement.level import Sign, any_unknown, finding, given
from rules.judgement.survey import of_newest, of_year
from rules.reading import Facts, Rows, Term
from rules.rule import Finding, Numbers, rule


def mean(subjects: list[Rows], start: date, at_least: int) -> Term:
    """Rounded to six decimals: a change of exactly 5 stays one whatever the order of adding."""
    scores = (
        f"list_filter([{', '.join(of_year(rows, start).sql for rows in subjects)}], lambda score: score IS NOT NULL)"
    )
    average = f"CASE WHEN len(found) >= {at_least} THEN round(list_avg(found), 6) END"
    return Term(f"list_transform([{scores}], lambda found: {average})[1]")


@rule("school_stage", "survey_newest", "survey_japanese", "survey_mathematics", "survey_english")
def condition(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    subjects = [facts.survey_japanese, facts.survey_mathematics, facts.survey_english]
    years = [mean(subjects, day.school_year_starts(ago), int(numbers.subjects)) for ago in (0, 1, 2)]
    inputs = {
        "stage": facts.school_stage.value,
        "d": of_newest(facts.survey_newest, years[:2], day),
        "before": of_newest(facts.survey_newest, years[1:], day),
    }
    stage, d, before = given(inputs).values()
    change = Term(f"round({d.sql} - {before.sql}, 6)")
    fell, fell_much = ~(change > -numbers.fall), ~(change > -numbers.great_fall)
    low, very_low = d < numbers.low, d < numbers.very_low
    signs: list[Sign] = [
        (very_low, "平均偏差値がとても低い", "a very low mean score"),
        (low & ~very_low, "平均偏差値が低い", "a low mean score"),
        (fell_much, "前年からの大きな低下", "a great fall since the year before"),
        ((d < numbers.middle) & fell & ~fell_much, "前年からの低下", "a fall since the year before"),
    ]
    return finding(
        inputs,
        cases=[
            (~stage.equals("during"), "not_applicable"),
            (very_low | (low & fell_much), "3"),
            (low | fell_much, "2"),
            ((d < numbers.middle) & fell, "1"),
            (d >= 0, "0"),
        ],
        lacking=any_unknown([d, change]),
        signs=signs,
        d=Term(f"round({d.sql}, 1)"),
        change=Term(f"round({change.sql}, 1)"),
    )
