"""The municipal schools: who is in which school, class and seat in a school year, and under which number.

The same for every delivery: seats are given for the whole year, also to those who come during it. What is written down
of the pupils is departments/education.py's question.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from city.days import first_of, grade_in
from city.names import tables
from city.places import town_of
from city.world import World

PUPILS_A_SCHOOL = 480  # assumption, after 学校基本調査 2023: about 320 in the country, more in a suburb
CLASS_SIZE = 35  # 公立義務教育諸学校の学級編制法 2021
STUDENT_NUMBERS = 9_999_991  # a prime
MUNICIPAL, NATIONAL, PRIVATE, SPECIAL, DEFERRED, WHEREABOUTS_UNKNOWN, NOWHERE = "1", "2", "3", "4", "5", "9", ""


@dataclass(frozen=True)
class Pupils:
    """One element a pupil of a municipal school in a school year; `first` to `last`: the days of their time there."""

    year: int
    who: np.ndarray
    grade: np.ndarray
    school: np.ndarray
    class_no: np.ndarray
    seat: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def __getitem__(self, which: np.ndarray) -> "Pupils":
        columns = ("who", "grade", "school", "class_no", "seat", "first", "last")
        return Pupils(self.year, *(getattr(self, column)[which] for column in columns))

    def __len__(self) -> int:
        return len(self.who)


def enrolment(world: World, who: np.ndarray) -> np.ndarray:
    """就学区分 codes of people of school age: for their whole schooldays, "" for those whom no school knows."""
    rates = world.rates.world
    foreign_out = world.people.foreign[who] & world.dice.happens("no school", rates["foreign_no_school"], who)
    codes = np.array([MUNICIPAL, PRIVATE, SPECIAL, NATIONAL, DEFERRED], dtype=object)
    others = (rates["private_school"], rates["special_school"], 0.004, 0.0005)
    found = codes[world.dice.pick("enrolment", (1 - sum(others), *others), who)]
    unknown = world.harder("whereabouts", rates["whereabouts_unknown"], who) & ~world.unregistered[who]
    found = np.where(unknown, WHEREABOUTS_UNKNOWN, found)
    return np.asarray(np.where(foreign_out, NOWHERE, np.where(world.unregistered[who], MUNICIPAL, found)), dtype=object)


@lru_cache(maxsize=32)
def pupils(world: World, year: int) -> Pupils:
    """The pupils of the municipal schools in the school year `year`, in the order of their numbers."""
    begins, ends = (int(first_of((y - 1970) * 12 + 3)) for y in (year, year + 1))
    grade = grade_in(year, world.people.birth[world.children])
    who = world.children[(grade >= 1) & (grade <= 9)]
    first, last = np.maximum(world.arrived[who], begins), np.minimum(world.gone[who], ends) - 1
    there = (first <= last) & (enrolment(world, who) == MUNICIPAL)
    who, first, last = who[there], first[there], last[there]
    grade = grade_in(year, world.people.birth[who])
    school = school_of(world, who, grade, first)
    class_no, seat = _seats(world, who, school * 10 + grade, first)
    return Pupils(year, who, grade, school, class_no, seat, first, last)


def school_of(world: World, who: np.ndarray, grade: np.ndarray, when: np.ndarray) -> np.ndarray:
    """The number of the school of the district lived in on those days: 101… elementary, 201… junior high."""
    elementary = max(2, round(len(world.children) / 3 / PUPILS_A_SCHOOL))
    district = town_of(world.dice, world.address_on(who, when)) % elementary
    return np.where(grade <= 6, 101 + district, 201 + district // 2)


def _seats(world: World, who: np.ndarray, cohort: np.ndarray, when: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Classes of at most CLASS_SIZE in each cohort, seats in the order of the kana."""
    renamed = world.people.renamed[who] <= when
    surname = np.where(renamed, world.people.later_surname[who], world.people.surname[who])
    by_kana = [
        np.argsort(np.argsort(table.kana, kind="stable"), kind="stable")
        for table in (tables.surnames(), tables.given_names())
    ]
    order = np.lexsort((who, by_kana[1][world.people.given[who]], by_kana[0][surname], cohort))
    starts = np.flatnonzero(np.r_[True, np.diff(cohort[order]) != 0])
    sizes = np.diff(np.r_[starts, len(who)])
    position = np.arange(len(who)) - np.repeat(starts, sizes)
    classes = np.repeat(-(-sizes // CLASS_SIZE), sizes)
    class_no, seat = np.empty(len(who), dtype=np.int64), np.empty(len(who), dtype=np.int64)
    class_no[order], seat[order] = position % classes + 1, position // classes + 1
    return class_no, seat


def school_code(school: np.ndarray) -> np.ndarray:
    """E0101, J0201."""
    codes = {number: f"{'E' if number < 200 else 'J'}{number:04d}" for number in np.unique(school).tolist()}
    lookup = np.full(max(codes, default=0) + 1, "", dtype=object)
    lookup[list(codes)] = list(codes.values())
    return np.asarray(lookup[school])


def student_no(who: np.ndarray, school: np.ndarray) -> np.ndarray:
    """学籍番号: a pupil's number in one school; another school gives another."""
    numbers = (who * 9_973 + school * 7_919) % STUDENT_NUMBERS
    return np.array([f"{number:07d}" for number in numbers.tolist()], dtype=object)


def class_name(pupils_there: Pupils) -> np.ndarray:
    """組: 1, 2, 3 … in elementary schools, A, B, C … in junior high schools."""
    letters = np.array([chr(ord("A") + n) for n in range(26)], dtype=object)
    digits = np.array([str(n + 1) for n in range(26)], dtype=object)
    index = (pupils_there.class_no - 1) % 26
    return np.asarray(np.where(pupils_there.grade <= 6, digits[index], letters[index]), dtype=object)


def in_month(there: Pupils, month: int) -> Pupils:
    """Those who were there in a month (months since 1970)."""
    begins, ends = (int(first_of(m)) for m in (month, month + 1))
    return there[(there.first < ends) & (there.last >= begins)]
