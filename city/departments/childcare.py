"""保育課 and the nurseries: enrolment, daily attendance."""

import numpy as np

from city.days import first_of, grade_in, month_of, school_year
from city.places import addresses
from city.view import View
from city.writing import EMPTY, Rows

EXTRACTS = ("nursery_enrolment", "nursery_attendance")


def facility(view: View, who: np.ndarray) -> np.ndarray:
    count = max(2, len(view.world.families) // 250)
    town = addresses(view.world.dice, view.world.people.household[who] * 4).town
    return np.array([f"N{n + 301}" for n in (town % count).tolist()], dtype=object)


def attends(view: View, who: np.ndarray) -> np.ndarray:
    return view.world.dice.happens("nursery", 0.6, who)


def start_of(view: View, who: np.ndarray) -> np.ndarray:
    """The first of an April (or of the month of arrival) from the first birthday on."""
    birth = view.world.people.birth[who]
    april = first_of((school_year(birth + 365) + 1 - 1970) * 12 + 3)
    return np.maximum(april, first_of(month_of(view.arrived[who]) + 1))


def nursery_enrolment(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    who = np.flatnonzero(view.registered & view.child & view.here & (view.grade <= 0))
    who = who[attends(view, who) & (start_of(view, who) <= view.on)]
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "kana": view.kana[who],
            "birth_date": people.birth[who],
            "certification": np.where(view.grade[who] >= -2, np.where(dice.happens("1号", 0.4, who), "1", "2"), "3"),
            "facility_code": facility(view, who),
            "start_date": start_of(view, who),
            "end_date": np.full(len(who), EMPTY),
            "fee_arrears_months": np.where(dice.happens("arrears", 0.03, people.household[who]), dice.between("months", 1, 9, people.household[who]), 0),
        },
    )


def nursery_attendance(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    parts = []
    for month in range(int(month_of(view.since)), int(month_of(view.on))):
        start = int(first_of(month))
        grade = grade_in(school_year(start), people.birth)
        who = np.flatnonzero(view.here & (people.role == 0) & (grade <= 0) & (people.birth < start))
        who = who[attends(view, who) & (start_of(view, who) <= start)]
        parts.append((who, np.full(len(who), month)))
    who, month = (np.concatenate(column) for column in zip(*parts, strict=True))
    open_days = np.array([19, 19, 21, 21, 20, 22, 21, 22, 20, 22, 20, 20])[month % 12]
    missing = (dice.share("away", who, month) ** 3 * 8).astype(np.int64)
    unexplained = np.where(dice.happens("unexplained", 0.02, who), missing, 0)
    return Rows(
        who,
        {
            "facility_code": facility(view, who),
            "child_no": np.array([f"{n:06d}" for n in (who % 1_000_000).tolist()], dtype=object),
            "month": month,
            "name": np.where(view.kanji[who] == "", view.kana[who], view.kanji[who]),
            "kana": view.kana[who],
            "sex": np.where(people.male[who], "男", "女"),
            "birth_date": people.birth[who],
            "open_days": open_days,
            "attended_days": open_days - missing,
            "unexplained_absent_days": unexplained,
        },
    )
