"""学校・教育センター: attendance, signals, assistance, surveys, health checks of the pupils."""

import numpy as np

from city.days import first_of, month_of, school_year
from city.departments.school import class_and_seat, pupils, school_code, student_no
from city.view import View
from city.writing import EMPTY, Rows

EXTRACTS = ("attendance", "sos_signals", "school_assistance", "achievement_survey", "school_health_check")


def attendance(view: View) -> Rows:
    dice = view.world.dice
    parts = []
    for month in range(int(month_of(view.since)), int(month_of(view.on))):
        start = int(first_of(month))
        year = int(school_year(start))
        who, grade = pupils(view, year)
        parts.append((who, grade, np.full(len(who), month), np.full(len(who), year)))
    who, grade, month, year = (np.concatenate(column) for column in zip(*parts, strict=True))
    days = np.array([17, 20, 19, 20, 21, 14, 5, 20, 20, 20, 16, 16])[month % 12]
    troubled = dice.happens("absent", 0.04, who, year)
    absent = np.where(troubled, dice.between("absent days", 2, 14, who, month), (dice.share("absent days", who, month) ** 4 * 4).astype(np.int64))
    return Rows(
        who,
        {
            "school_code": school_code(view, who, grade),
            "student_no": student_no(who),
            "school_year": year,
            "month": month % 12 + 1,
            "school_days": days,
            "excused_days": (dice.share("excused", who, month) ** 8 * 4).astype(np.int64),
            "absent_days": np.minimum(absent, days),
            "late_count": (dice.share("late", who, month) ** 5 * 6).astype(np.int64),
            "early_leave_count": (dice.share("early", who, month) ** 7 * 4).astype(np.int64),
            "nurse_visits": (dice.share("nurse", who, month) ** 4 * 4).astype(np.int64),
        },
    )


def sos_signals(view: View) -> Rows:
    dice = view.world.dice
    who, grade = pupils(view, view.year)
    sends = dice.happens("signal", 0.02, who, np.full(len(who), view.on))
    who, grade = who[sends], grade[sends]
    mood = dice.happens("mood", 0.6, who)
    when = np.maximum(view.since, view.on - dice.between("signal day", 0, 60, who, np.full(len(who), view.on)))
    return Rows(
        who,
        {
            "signal_no": np.array([f"M{view.on}{n:07d}" for n in who.tolist()], dtype=object),
            "received_at": np.datetime_as_string(when.astype("datetime64[D]")).astype(object) + "T08:15:00+09:00",
            "school_code": school_code(view, who, grade),
            "student_no": student_no(who),
            "kind": np.where(mood, "心の天気", "相談"),
            "mood": np.where(mood, dice.between("weather", 1, 4, who).astype(str), ""),
            "message": np.where(mood, "", "だれかに話をきいてほしいです"),
        },
    )


def school_assistance(view: View) -> Rows:
    dice, world = view.world.dice, view.world
    parts = []
    for year in range(int(school_year(view.since)), view.year + 1):
        who, _ = pupils(view, year)
        applies = (world.at(who, "poor") > 0) & dice.happens("applies", 0.8, world.people.household[who], np.full(len(who), year))
        parts.append((who[applies], np.full(int(applies.sum()), year)))
    who, year = (np.concatenate(column) for column in zip(*parts, strict=True))
    keep = view.registered[who]
    who, year = who[keep], year[keep]
    applied = first_of((year - 1970) * 12 + 3) + dice.between("applied", 0, 60, who)
    refused = dice.happens("refused", 0.08, who, year)
    return Rows(
        who,
        {
            "school_year": year,
            "resident_id": view.resident_id[who],
            "applied_date": applied,
            "decision": np.where(refused, "9", np.where(world.at(who, "poor") == 2, "1", "2")),
            "decided_date": applied + 30,
            "cancelled_date": np.full(len(who), EMPTY),
        },
    )


def achievement_survey(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    parts = []
    for year in range(int(school_year(view.since)), view.year + 1):
        if view.since <= int(first_of((year - 1970) * 12 + 5)) <= view.on:
            who, grade = pupils(view, year)
            class_name, seat = class_and_seat(view, who, grade, year)
            parts.append((who, grade, np.full(len(who), year), class_name, seat))
    if not parts:
        nobody = np.zeros(0, dtype=np.int64)
        parts = [(nobody, nobody, nobody, nobody.astype(object), nobody)]
    who, grade, year, class_name, seat = (np.concatenate(column) for column in zip(*parts, strict=True))

    def score(topic: str) -> np.ndarray:
        ability = dice.normal("ability", who) * 0.7 + dice.normal(topic, who, year) * 0.7
        return np.round(50 + 10 * ability, 1).clip(20, 80)

    return Rows(
        who,
        {
            "school_year": year,
            "school_code": school_code(view, who, grade),
            "grade": grade,
            "class_name": class_name,
            "seat_no": seat,
            "name": view.name[who],
            "kana": view.kana[who],
            "sex": np.where(people.male[who], "男", "女"),
            "birth_date": np.where(dice.happens("survey birth", 0.05, who, year), EMPTY, people.birth[who]),
            "japanese": score("japanese"),
            "mathematics": score("mathematics"),
            "english": np.where(grade >= 7, score("english"), np.nan),
            "fitness": score("fitness"),
            "self_esteem": score("self esteem"),
            "social_adaptation": score("social"),
            "health": score("health"),
            "basic_trust": score("trust"),
        },
    )


def school_health_check(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    parts = []
    for year in range(int(school_year(view.since)), view.year + 1):
        if view.since <= int(first_of((year - 1970) * 12 + 5)) <= view.on:
            who, grade = pupils(view, year)
            parts.append((who, grade, np.full(len(who), year)))
    if not parts:
        parts = [(np.zeros(0, dtype=np.int64),) * 3]
    who, grade, year = (np.concatenate(column) for column in zip(*parts, strict=True))
    age = year - 1970 - people.birth[who] / 365.25 + 0.3
    height = 76 + 6.2 * age + dice.normal("height", who) * 5
    teeth = (dice.share("teeth", who) ** 6 * 9).astype(np.int64)
    june = first_of((year - 1970) * 12 + 5)
    return Rows(
        who,
        {
            "school_year": year,
            "school_code": school_code(view, who, grade),
            "student_no": student_no(who),
            "height_cm": height,
            "weight_kg": 15.5 * (height / 100) ** 2 + dice.normal("weight", who),
            "vision_right": np.array(list("AABCD"), dtype=object)[dice.below("vision", 5, who)],
            "vision_left": np.array(list("AABCD"), dtype=object)[dice.below("vision", 5, who)],
            "untreated_teeth": teeth,
            "referral": teeth > 0,
            "visit_reported_date": np.where((teeth > 0) & dice.happens("dentist", 0.6, who, year), june + 60, EMPTY),
        },
    )
