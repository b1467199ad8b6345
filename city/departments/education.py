"""学務課・学校: the school register, the rosters, attendance, assistance, and what pupils write to the city."""

from collections.abc import Iterator

import numpy as np

from city.cells import COMPACT, EMPTY, ERA, ISO
from city.days import first_of, grade_in, month_of, school_year
from city.departments.welfare import LIVES_APART
from city.hand import Hand
from city.people import CHILD
from city.school import (
    MUNICIPAL,
    NOWHERE,
    Pupils,
    class_name,
    enrolment,
    in_month,
    pupils,
    school_code,
    school_of,
    student_no,
)
from city.texts import compose
from city.troubles import absent_days, late_count
from city.view import View
from city.writing import Rows

SCHOOL_DAYS = np.array([17, 20, 19, 20, 21, 14, 5, 20, 20, 20, 16, 16])  # assumption: by month, July 14, August 5
CORRECTED = 0.01  # assumption: monthly figures corrected after delivery


def school_register(view: View) -> Iterator[Rows]:
    """学齢簿: children of school age and those who start next April; foreign residents where they asked for a school."""
    world, hand = view.world, Hand(view, "school_register", municipal=True)
    who = view.minors(view.resident & (view.grade >= 0) & (view.grade <= 9))
    kind = enrolment(world, who)
    who, kind = who[kind != NOWHERE], kind[kind != NOWHERE]
    family = world.people.family[who]
    other, home = view.other_parent[family], view.guardian[family]
    apart = (other >= 0) & world.dice.happens("guardian apart", LIVES_APART, family)
    guardian = np.where(apart, other, home)
    names = hand.names(who, who)
    birth, _ = hand.birth(who, who)
    school = school_code(school_of(world, who, view.grade[who], np.full(len(who), view.on)))
    elsewhere = np.array([f"X{code}00" for code in range(10)], dtype=object)[np.array(kind.tolist(), dtype=np.int64)]
    yield Rows(
        who,
        {
            "resident_id": hand.resident_id(who, who, "school_register"),
            "name": hand.full_name(names, who),
            "birth_date": birth,
            "school_code": np.where(kind == MUNICIPAL, school, elsewhere),
            "enrolment": kind,
            "grade": view.grade[who],
            "class_kind": np.where(world.dice.happens("special class", 0.04, who), "2", "1"),
            "guardian_id": np.where(guardian >= 0, world.resident_id[guardian], ""),
        },
        style=COMPACT,
    )


def school_roster(view: View) -> Iterator[Rows]:
    """Each pupil of the period once a school, as of their last year there; who left stays on file with the day."""
    parts = [there[there.first <= view.on] for there in (pupils(view.world, year) for year in view.school_years)]
    year = np.concatenate([np.full(len(there), there.year) for there in parts])
    columns = ("who", "grade", "school", "class_no", "seat", "first", "last")
    there = Pupils(view.year, *(np.concatenate([getattr(part, column) for part in parts]) for column in columns))
    place = there.who * 1000 + there.school
    last = np.unique(place[::-1], return_index=True)[1]
    stands = np.sort(len(place) - 1 - last)
    there, year = there[stands], year[stands]
    hand = Hand(view, "school")
    slipped = hand.slip("key_repeated", there.who)
    rows = _roster(view, hand, there, year, student_no(there.who, there.school))
    yield rows if not slipped[1:].any() else _with_repeated_numbers(view, hand, there, year, rows, slipped)


def _with_repeated_numbers(
    view: View, hand: Hand, there: Pupils, year: np.ndarray, rows: Rows, slipped: np.ndarray
) -> Rows:
    """Here and there a pupil stands once more, under the number of the pupil listed before."""
    again = np.flatnonzero(slipped[1:] & (there.school[1:] == there.school[:-1])) + 1
    number = student_no(there.who[again - 1], there.school[again - 1])
    more = _roster(view, hand, there[again], year[again], number)
    values = {name: np.concatenate([column, more.values[name]]) for name, column in rows.values.items()}
    styles = {name: np.concatenate([column, more.styles[name]]) for name, column in rows.styles.items()}
    return Rows(np.concatenate([rows.person, more.person]), values, rows.style, styles)


def _roster(view: View, hand: Hand, there: Pupils, year: np.ndarray, number: np.ndarray) -> Rows:
    world, who = view.world, there.who
    ids = who * 1000 + there.school
    names = hand.names(who, ids)
    birth, _ = hand.birth(who, ids)
    guardian = view.guardian[world.people.family[who]]
    left_early = there.last < np.minimum(view.on, first_of((year - 1970) * 12 + 15) - 1)
    over = (year < view.year) | (left_early & (there.last < view.on))
    joined = there.first > first_of((year - 1970) * 12 + 3)
    no_kana = hand.slip("no_kana", ids)
    return Rows(
        who,
        {
            "school_code": school_code(there.school),
            "student_no": number,
            "school_year": year,
            "grade": there.grade,
            "class_name": class_name(there),
            "seat_no": there.seat,
            "surname": names.surname,
            "given_name": names.given,
            "surname_kana": np.where(no_kana, "", names.surname_kana),
            "given_kana": np.where(no_kana, "", names.given_kana),
            "sex": hand.sex(who, ids, "male", "female"),
            "birth_date": birth,
            "address": hand.address(who, ids),
            "guardian_name": np.where(guardian >= 0, view.name[guardian], ""),
            "phone": hand.phone(who, ids),
            "joined_date": np.where(joined, there.first, EMPTY),
            "left_date": np.where(over, there.last, EMPTY),
        },
        style=ISO,
        styles={"birth_date": hand.date_style(ISO, ids)},
    )


def attendance(view: View) -> Iterator[Rows]:
    """Each month since the last delivery, and of the month before it what was corrected since."""
    first, end = int(month_of(view.since)), int(month_of(view.on))
    if not view.first:
        there = in_month(pupils(view.world, int(school_year(first_of(first - 1)))), first - 1)
        late = view.world.dice.happens("corrected", CORRECTED, there.who, np.full(len(there), first))
        yield _month_of_attendance(view, there[late], first - 1, more_absent=1)
    for month in range(first, end):
        there = in_month(pupils(view.world, int(school_year(first_of(month)))), month)
        yield _month_of_attendance(view, there, month)


def _month_of_attendance(view: View, there: Pupils, month: int, more_absent: int = 0) -> Rows:
    world, dice, who = view.world, view.world.dice, there.who
    school_days, months = int(SCHOOL_DAYS[month % 12]), np.full(len(who), month)
    absent = absent_days(world, who, there.year, month, school_days)
    excused = (dice.share("excused", who, months) ** 8 * 5).astype(np.int64)
    nurse = np.where(
        dice.happens("nurse untold", 0.1, there.school),
        EMPTY,
        (dice.share("nurse", who, months) ** 4 * 4).astype(np.int64),
    )
    return Rows(
        who,
        {
            "school_code": school_code(there.school),
            "student_no": student_no(who, there.school),
            "school_year": np.full(len(who), there.year),
            "month": months % 12 + 1,
            "school_days": np.full(len(who), school_days),
            "excused_days": np.minimum(excused, school_days - absent),
            "absent_days": np.minimum(absent + more_absent, school_days),
            "late_count": late_count(world, who, month),
            "early_leave_count": (dice.share("early", who, months) ** 8 * 4).astype(np.int64),
            "nurse_visits": nurse,
        },
    )


def sos_signals(view: View) -> Iterator[Rows]:
    """What pupils sent: a wish to talk, or how they feel, thunder often twice within days."""
    world, dice = view.world, view.world.dice
    sent = []
    for month in range(int(month_of(view.since)), int(month_of(view.on)) + 1):
        there = in_month(pupils(world, int(school_year(first_of(month)))), month)
        ids = (there.who, np.full(len(there), month))
        sends = world.harder("signal", world.rates.world["signals"] / 6, *ids)
        day = first_of(month) + dice.below("signal day", 27, *ids)
        mood = dice.pick("mood", (0.35, 0.25, 0.2, 0.2), *ids) + 1
        for nth, mask in enumerate((sends, sends & (mood == 4) & dice.happens("again", 0.6, *ids))):
            when = day + nth * 4
            at = np.flatnonzero(mask & (when >= view.since) & (when <= view.on))
            sent.append(np.stack([there.who[at], there.school[at], when[at], mood[at], np.full(len(at), nth)]))
    who, school, when, mood, nth = np.concatenate(sent, axis=1)
    ids = who * 65_536 + when + nth
    talks = dice.happens("talks", 0.45, who, when - nth * 4)
    minute = dice.below("minute", 14 * 60, ids) + 7 * 60
    clock = [f"T{m // 60:02d}:{m % 60:02d}:00+09:00" for m in minute.tolist()]
    says = talks | dice.happens("says why", 0.2, ids)
    yield Rows(
        who,
        {
            "signal_no": np.array(
                [f"S{d}-{w:07d}-{n}" for d, w, n in zip(when.tolist(), who.tolist(), nth.tolist(), strict=True)],
                dtype=object,
            ),
            "received_at": np.datetime_as_string(when.astype("datetime64[D]")).astype(object)
            + np.array(clock, dtype=object),
            "school_code": school_code(school),
            "student_no": student_no(who, school),
            "kind": np.where(talks, "相談", "心の天気"),
            "mood": np.where(talks, "", mood.astype(str)),
            "message": np.where(says, compose(world, "signals", who, ids, when), ""),
        },
    )


def school_assistance(view: View) -> Iterator[Rows]:
    """Applications of a school year, decided in July."""
    world, dice = view.world, view.world.dice
    for year in view.school_years:
        child = world.children
        grade = grade_in(year, world.people.birth[child])
        there = (
            (grade >= 1) & (grade <= 9) & (world.people.role[child] == CHILD) & (enrolment(world, child) == MUNICIPAL)
        )
        april = int(first_of((year - 1970) * 12 + 3))
        family = world.people.family[child]
        years = np.full(len(child), year)
        asks = (world.families.need[family] > 0) | dice.happens("asks in vain", 0.02, family, years)
        asks &= ~dice.happens("doesn't ask", world.rates.world["no_school_assistance"], family, years)
        applied = np.maximum(april + dice.between("applied", 0, 50, family, years), world.arrived[child] + 10)
        decided = np.maximum(applied + 30, april + 95)
        begins = max(view.since, april) if not view.first else april
        mine = (
            there
            & asks
            & (decided <= view.on)
            & (decided >= begins)
            & (world.gone[child] > decided)
            & ~world.unregistered[child]
        )
        who, family, years = child[mine], family[mine], years[mine]
        need = world.families.need[family]
        refused = (need == 0) | dice.happens("refused", 0.05, family, years)
        cancelled = np.where(dice.happens("cancelled", 0.02, family, years), decided[mine] + 60, EMPTY)
        unsaid = dice.happens("application undated", 0.02, who, years)
        yield Rows(
            who,
            {
                "school_year": years,
                "resident_id": world.resident_id[who],
                "applied_date": np.where(unsaid, EMPTY, applied[mine]),
                "decision": np.where(refused, "9", np.where(need == 2, "1", "2")),
                "decided_date": decided[mine],
                "cancelled_date": np.where(~refused & (cancelled <= view.on), cancelled, EMPTY),
            },
            style=ERA,
        )
