"""Which school a child goes to, and under which number: what the schools' extracts share, and the rosters."""

import numpy as np

from city.days import day, grade_in, school_year
from city.names import tables
from city.places import addresses, written
from city.view import View
from city.writing import EMPTY, Rows

EXTRACTS = ("school_register", "school_roster")


def school_code(view: View, who: np.ndarray, grade: np.ndarray) -> np.ndarray:
    """One elementary school for about 500 pupils, one junior high for two of them; by town."""
    schools = max(2, len(view.world.families) // 700)
    town = addresses(view.world.dice, view.world.people.household[who] * 4).town
    number = town % schools
    return np.where(
        grade <= 6, np.char.add("E", (number + 101).astype(str)), np.char.add("J", (number // 2 + 201).astype(str))
    ).astype(object)


def enrolment(view: View, who: np.ndarray) -> np.ndarray:
    """就学区分 code."""
    return np.array(["1", "2", "3", "4", "9", "5"], dtype=object)[
        view.world.dice.pick("enrolment", [0.945, 0.008, 0.025, 0.015, 0.003, 0.001], who)
    ]


def pupils(view: View, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Pupils of the municipal schools in a school year, and their grades."""
    grade = grade_in(year, view.world.people.birth)
    who = np.flatnonzero((grade >= 1) & (grade <= 9) & (view.arrived <= view.on) & view.here)
    who = who[enrolment(view, who) == "1"]
    return who, grade[who]


def student_no(who: np.ndarray) -> np.ndarray:
    return np.array([f"S{n:07d}" for n in (who * 9 + 1234567).tolist()], dtype=object)


def class_and_seat(view: View, who: np.ndarray, grade: np.ndarray, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Classes of 35 within school and grade, seats in the order of the kana."""
    school = school_code(view, who, grade)
    order = np.lexsort((view.kana[who].astype(str), grade, school.astype(str)))
    key = school[order].astype(str)
    change = np.flatnonzero(np.r_[True, (key[1:] != key[:-1]) | (grade[order][1:] != grade[order][:-1])])
    position = np.arange(len(who)) - np.repeat(change, np.diff(np.r_[change, len(who)]))
    size = np.repeat(np.diff(np.r_[change, len(who)]), np.diff(np.r_[change, len(who)]))
    classes = -(-size // 35)
    class_no, seat = position % classes + 1, position // classes + 1
    back = np.empty(len(who), dtype=np.int64)
    back[order] = np.arange(len(who))
    return class_no[back].astype(str).astype(object), seat[back]


def school_register(view: View) -> Rows:
    people = view.world.people
    who = np.flatnonzero(view.registered & view.here & view.child & (view.grade >= 0) & (view.grade <= 9))
    kind = enrolment(view, who)
    guardian = view.guardian[people.household[who]]
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "name": view.name[who],
            "birth_date": people.birth[who],
            "school_code": np.where(kind == "1", school_code(view, who, view.grade[who]), "X999"),
            "enrolment": kind,
            "grade": view.grade[who],
            "class_kind": np.where(view.world.dice.happens("special class", 0.05, who), "2", "1"),
            "guardian_id": np.where(guardian >= 0, view.resident_id[guardian], ""),
        },
    )


def school_roster(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    who, grade = pupils(view, view.year)
    class_name, seat = class_and_seat(view, who, grade, view.year)
    keeps_old = dice.happens("school keeps the surname", 0.6, who)
    surname = np.where(keeps_old, people.surname[who], view.surname[who])
    names, given = tables.surnames(), tables.given_names()
    foreign_only = names.kanji[surname] == ""
    guardian = view.guardian[people.household[who]]
    return Rows(
        who,
        {
            "school_code": school_code(view, who, grade),
            "student_no": student_no(who),
            "school_year": np.full(len(who), view.year),
            "grade": grade,
            "class_name": class_name,
            "seat_no": seat,
            "surname": np.where(foreign_only, names.kana[surname], names.kanji[surname]),
            "given_name": np.where(
                given.kanji[people.given[who]] == "", given.kana[people.given[who]], given.kanji[people.given[who]]
            ),
            "surname_kana": names.kana[surname],
            "given_kana": given.kana[people.given[who]],
            "sex": np.where(people.male[who], "male", "female"),
            "birth_date": people.birth[who],
            "address": written(addresses(dice, view.address[who]), dice.below("school address", 4, who)),
            "guardian_name": np.where(guardian >= 0, view.name[guardian], ""),
            "phone": view.phone[who],
            "joined_date": np.full(len(who), EMPTY),
            "left_date": np.full(len(who), EMPTY),
        },
    )


__all__ = ["day", "school_year"]
