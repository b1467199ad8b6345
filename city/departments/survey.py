"""教育センター・保健担当: the yearly survey of achievement and daily life, and the school health check."""

from collections.abc import Iterator

import numpy as np

from city.cells import EMPTY, ISO, LETTER, SLASHES
from city.days import first_of
from city.hand import Hand
from city.school import Pupils, class_name, pupils, school_code, student_no
from city.view import View
from city.writing import Rows

SURVEY_DAY, CHECK_DAY = 75, 60  # after 1 April: mid-June, end of May (学校保健安全法施行規則: by 30 June)
TEETH_EXPONENT = 18  # so that about 3 % have five or more untreated teeth (学校保健統計 2023: 未処置歯 15-18 %)


def _years(view: View, day: int) -> Iterator[tuple[int, int]]:
    """The school years whose survey (check) lies in the period, and its day."""
    for year in view.school_years:
        when = int(first_of((year - 1970) * 12 + 3)) + day
        if (view.first or when >= view.since) and when <= view.on:
            yield year, when


def _there(view: View, year: int, when: int) -> Pupils:
    there = pupils(view.world, year)
    return there[(there.first <= when) & (there.last >= when)]


def achievement_survey(view: View) -> Iterator[Rows]:
    """Scores standardised in the grade; names as the pupils or their teachers typed them."""
    world, dice, hand = view.world, view.world.dice, Hand(view, "survey")
    rates = world.rates.world
    for year, when in _years(view, SURVEY_DAY):
        there = _there(view, year, when)
        there = there[~world.harder("survey missed", rates["survey_missed"], there.who, np.full(len(there), year))]
        who, grade = there.who, there.grade
        years, ids = np.full(len(who), year), who * 64 + year % 64
        slipped = np.r_[False, (hand.slip("key_repeated", ids)[1:]) & (np.diff(there.school * 10 + grade) == 0)][
            : len(who)
        ]
        taken_from = np.arange(len(who)) - slipped
        names = hand.names(who, ids)
        birth, _ = hand.birth(who, ids)

        def score(topic: str, weight: float, there: Pupils = there, years: np.ndarray = years) -> np.ndarray:
            own = dice.normal("ability", there.who) * weight + dice.normal(topic, there.who, years) * 0.7
            return _standardised(own - 0.3 * world.strain[there.who], there.grade)

        def taken(
            topic: str, rate: float, scores: np.ndarray, who: np.ndarray = who, years: np.ndarray = years
        ) -> np.ndarray:
            return np.where(dice.happens(f"left out {topic}", rate, who, years), np.nan, scores)

        yield Rows(
            who,
            {
                "school_year": years,
                "school_code": school_code(there.school),
                "grade": grade,
                "class_name": class_name(there)[taken_from],
                "seat_no": there.seat[taken_from],
                "name": hand.full_name(names, ids),
                "kana": hand.full_kana(names, ids),
                "sex": hand.sex(who, ids, "男", "女"),
                "birth_date": birth,
                "japanese": taken("japanese", rates["subject_missed"], score("japanese", 0.8)),
                "mathematics": taken("mathematics", rates["subject_missed"], score("mathematics", 0.8)),
                "english": np.where(
                    grade >= 7, taken("english", rates["subject_missed"], score("english", 0.8)), np.nan
                ),
                "fitness": score("fitness", 0.0),
                **{
                    domain: taken(domain, rates["domain_unanswered"], score(domain, 0.2))
                    for domain in ("self_esteem", "social_adaptation", "health", "basic_trust")
                },
            },
            style=LETTER,
            styles={"birth_date": hand.date_style(SLASHES, ids)},
        )


def _standardised(score: np.ndarray, grade: np.ndarray) -> np.ndarray:
    """Mean 50 and standard deviation 10 within the grade."""
    count = np.maximum(np.bincount(grade, minlength=13), 1)
    mean = np.bincount(grade, score, minlength=13) / count
    spread = np.sqrt(np.bincount(grade, (score - mean[grade]) ** 2, minlength=13) / count)
    return np.asarray((50 + 10 * (score - mean[grade]) / np.where(spread > 0, spread, 1)[grade]).clip(15, 85))


def school_health_check(view: View) -> Iterator[Rows]:
    """The check of a year; delivered once more when a visit to the dentist was reported since."""
    world, dice = view.world, view.world.dice
    for year in view.school_years:
        when = int(first_of((year - 1970) * 12 + 3)) + CHECK_DAY
        if when > view.on:
            continue
        there = _there(view, year, when)
        who, years = there.who, np.full(len(there), year)
        luck = dice.share("teeth", who, years) * np.exp(0.01 * world.strain[who])
        teeth = (luck.clip(0, 1) ** TEETH_EXPONENT * 10).astype(np.int64)
        reported = when + dice.between("dentist", 10, 150, who, years)
        reported = np.where((teeth > 0) & ~world.harder("no dentist", 0.4, who, years), reported, EMPTY)
        in_period = (
            (when >= view.since) | ((reported != EMPTY) & (reported >= view.since) & (reported <= view.on)) | view.first
        )
        there, who, years, teeth, reported = (
            there[in_period],
            who[in_period],
            years[in_period],
            teeth[in_period],
            reported[in_period],
        )
        age = (when - world.people.birth[who]) / 365.25
        height = 80 + 6.0 * age + dice.normal("height", who) * 5.5
        weight = (14.0 + 0.35 * age + dice.normal("weight", who) * 1.6) * (height / 100) ** 2
        sight = np.array(list("ABCD"), dtype=object)
        eyes = [sight[dice.pick(f"sight {side}", (0.6, 0.15, 0.15, 0.1), who, years)] for side in ("right", "left")]
        yield Rows(
            who,
            {
                "school_year": years,
                "school_code": school_code(there.school),
                "student_no": student_no(who, there.school),
                "height_cm": height,
                "weight_kg": weight,
                "vision_right": eyes[0],
                "vision_left": eyes[1],
                "untreated_teeth": np.where(dice.happens("no dentist there", 0.02, who, years), EMPTY, teeth),
                "referral": teeth > 0,
                "visit_reported_date": np.where(reported <= view.on, reported, EMPTY),
            },
            style=ISO,
        )
