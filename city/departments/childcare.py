"""保育課 and the nurseries: enrolment with fees, and the facilities' own records of attendance."""

from collections.abc import Iterator

import numpy as np

from city.cases import known_to_desk
from city.cells import COMPACT, EMPTY, ISO
from city.days import born_into, first_of, grade_in, month_of, school_year
from city.hand import Hand
from city.places import town_of
from city.view import View
from city.world import World
from city.writing import Rows

CHILDREN_A_FACILITY = 95  # こども家庭庁 2024: 2.7 M children in 39,805 facilities, with 1号 more
OPEN_DAYS = np.array([22, 19, 19, 21, 21, 20, 22, 21, 22, 20, 22, 20])  # assumption: by month, April first
CHILD_NUMBERS = 999_983  # a prime
UNEXPLAINED = 0.004  # assumption: monthly, of all; tenfold where the desk knows the family


def _goes(world: World, who: np.ndarray) -> np.ndarray:
    return world.dice.happens("nursery", world.rates.world["nursery"], who)


def _starts(world: World, who: np.ndarray) -> np.ndarray:
    """入所日: an April between the first and the fourth birthday, or the month after the family came."""
    birth = world.people.birth[who]
    age = world.dice.pick("starts at", (0.35, 0.25, 0.15, 0.25), who)
    april = first_of((school_year(birth) + 1 + age - 1970) * 12 + 3)
    return np.maximum(april, first_of(month_of(world.arrived[who]) + 1))


def _ends(world: World, who: np.ndarray) -> np.ndarray:
    """退所日: before school, or when the family left."""
    before_school = first_of((born_into(world.people.birth[who]) + 7 - 1970) * 12 + 3) - 1
    return np.minimum(before_school, world.gone[who])


def _facility(world: World, who: np.ndarray) -> np.ndarray:
    """The facility's number, of those in the district lived in at the start."""
    count = max(2, round(len(world.children) * 0.25 / CHILDREN_A_FACILITY))
    return 301 + town_of(world.dice, world.address_on(who, _starts(world, who))) % count


def _facility_code(number: np.ndarray) -> np.ndarray:
    texts = {n: f"N{n:04d}" for n in np.unique(number).tolist()}
    lookup = np.full(max(texts, default=0) + 1, "", dtype=object)
    lookup[list(texts)] = list(texts.values())
    return np.asarray(lookup[number])


def _child_no(who: np.ndarray) -> np.ndarray:
    return np.array([f"{n:06d}" for n in (who * 4_799 % CHILD_NUMBERS).tolist()], dtype=object)


def nursery_enrolment(view: View) -> Iterator[Rows]:
    """Enrolments now and of the last two years, with the months that fees are owed."""
    world, hand = view.world, Hand(view, "checkups")  # typed by the same office staff as the check-ups
    who = view.minors(view.registered & (view.grade <= 2))
    who = who[_goes(world, who)]
    start, end = _starts(world, who), _ends(world, who)
    mine = (start <= view.on) & (end > start) & (end > view.on - 730)
    who, start, end = who[mine], start[mine], end[mine]
    names = hand.names(who, who)
    birth, _ = hand.birth(who, who)
    age = view.year - school_year(world.people.birth[who])
    kindergarten = world.dice.happens("kindergarten", 0.4, who)
    owes = world.harder("arrears", world.rates.world["nursery_arrears"] * 2, world.people.family[who]) & ~kindergarten
    yield Rows(
        who,
        {
            "resident_id": hand.resident_id(who, who, "nursery_enrolment"),
            "kana": hand.full_kana(names, who),
            "birth_date": birth,
            "certification": np.where(age <= 3, "3", np.where(kindergarten, "1", "2")),
            "facility_code": _facility_code(_facility(world, who)),
            "start_date": start,
            "end_date": np.where(end <= view.on, end, EMPTY),
            "fee_arrears_months": np.where(owes, world.dice.between("months owed", 1, 9, who), 0),
        },
        style=COMPACT,
    )


def nursery_attendance(view: View) -> Iterator[Rows]:
    """Every month since the last delivery, of everyone there, by the facilities' own numbers and names."""
    world, dice, hand = view.world, view.world.dice, Hand(view, "nursery")
    likely = world.children[_goes(world, world.children)]
    likely = likely[grade_in(school_year(view.since), world.people.birth[likely]) <= 0]
    known = known_to_desk(world)
    starts, ends = _starts(world, likely), _ends(world, likely)
    for month in range(int(month_of(view.since)), int(month_of(view.on))):
        begins = int(first_of(month))
        who = likely[(starts <= begins) & (ends > begins) & (world.people.birth[likely] < begins)]
        facility = _facility(world, who)
        order = np.lexsort((who, facility))
        who, facility = who[order], facility[order]
        months, ids = np.full(len(who), month), who
        names = hand.names(who, ids)
        birth, _ = hand.birth(who, ids)
        slipped = dice.happens("child number", world.rates.error["key_repeated"].get("nursery", 0.0), who, months)
        slipped[1:] &= facility[1:] == facility[:-1]
        slipped[:1] = False
        open_days = np.full(len(who), int(OPEN_DAYS[(month - 3) % 12]))
        away = (dice.share("away", who, months) ** 3 * 9).astype(np.int64)
        chance = np.where(known[who], UNEXPLAINED * 25, UNEXPLAINED)
        unexplained = np.where(
            dice.happens("unexplained", chance, who, months), dice.between("silent days", 1, 12, who, months), 0
        )
        yield Rows(
            who,
            {
                "facility_code": _facility_code(facility),
                "child_no": _child_no(who[np.arange(len(who)) - slipped]),
                "month": months,
                "name": hand.full_name(names, ids),
                "kana": hand.full_kana(names, ids),
                "sex": hand.sex(who, ids, "男", "女"),
                "birth_date": birth,
                "open_days": open_days,
                "attended_days": open_days - np.maximum(away, unexplained),
                "unexplained_absent_days": unexplained,
            },
            style=ISO,
            styles={"birth_date": hand.date_style(ISO, ids)},
        )
