"""国保連: the insurer's claims, under numbers of its own and in half-width kana."""

from collections.abc import Iterator

import numpy as np

from city.cells import ERA_DIGITS
from city.days import first_of, is_minor, month_of
from city.families import YEAR
from city.hand import Hand
from city.names import tables
from city.slips import split_dakuten
from city.view import View
from city.world import World
from city.writing import Rows

SPECIALTIES = np.array(["内科", "小児科", "外科", "歯科", "眼科", "耳鼻科", "精神科", "救急"], dtype=object)
YOUNG = (0.08, 0.62, 0.03, 0.06, 0.04, 0.15, 0.0, 0.02)  # assumption, after 患者調査 2023: under seven
OLDER = (0.2, 0.2, 0.08, 0.22, 0.12, 0.13, 0.03, 0.02)
CLINICS_A_CHILD = 1 / 300
AT_NIGHT = 0.04  # assumption
BENEFICIARIES = 99_999_989  # a prime


def _half_names(hand: Hand, who: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """ｾｲ ﾒｲ: table look-ups where the kana is as in the tables, converted one by one where it isn't."""
    names = hand.names(who, ids)
    full = names.surname_kana + "　" + names.given_kana
    texts, which = np.unique(full.astype(str), return_inverse=True)
    half = np.array([tables.half_width(text) for text in texts.tolist()], dtype=object)[which]
    split = hand.habit("split_dakuten", ids)
    half[split] = [split_dakuten(text) for text in full[split].tolist()]
    return half


def clinic_visits(view: View) -> Iterator[Rows]:
    """Every month since the last delivery: each child's visits to a clinic in one row."""
    world, dice, hand = view.world, view.world.dice, Hand(view, "clinic")
    child = world.children[is_minor(world.people.birth[world.children], view.since)]
    child = child[~world.harder("never visits", world.rates.world["never_visits_clinic"], child)]
    changes = dice.happens("insurer", world.rates.world["insurer_changed"], child)
    changed = np.where(changes, world.today - dice.between("insurer changed", 1, 700, child), view.on + 10_000)
    as_typed = {}
    for new in (0, 1):
        ids = child * 2 + new
        as_typed[new] = (
            _half_names(hand, child, ids),
            hand.birth(child, ids)[0],
            hand.male(child, ids)[0],
            hand.postcode(child, ids),
        )
    for month in range(int(month_of(view.since)), int(month_of(view.on))):
        begins, months = int(first_of(month)), np.full(len(child), month)
        age = (begins - world.people.birth[child]) / YEAR
        chance = world.rates.world["visits_clinic"] * np.where(age < 7, 1.4, 0.75)
        visits = dice.happens("visits", chance, child, months) & is_minor(world.people.birth[child], begins)
        visits &= (np.maximum(world.people.birth[child], world.arrived[child]) <= begins) & (world.gone[child] > begins)
        at = np.flatnonzero(visits)
        who, later = child[at], (changed[at] <= begins).astype(np.int64)
        kana, birth, male, postcode = (np.where(later, as_typed[1][n][at], as_typed[0][n][at]) for n in range(4))
        ids = (who, months[at])
        specialty = np.where(age[at] < 7, dice.pick("specialty", YOUNG, *ids), dice.pick("specialty", OLDER, *ids))
        yield Rows(
            who,
            {
                "beneficiary_no": _beneficiary_no(world, who, later, hand, months[at]),
                "month": months[at],
                "clinic_code": _clinic(world, who, specialty),
                "kana": kana.astype(object),
                "sex": np.where(male, "1", "2"),
                "birth_date": birth,
                "postcode": postcode.astype(object),
                "specialty": SPECIALTIES[specialty],
                "visit_days": 1 + (dice.share("visit days", *ids) ** 4 * 6).astype(np.int64),
                "out_of_hours": dice.happens("at night", AT_NIGHT, *ids),
            },
            style=ERA_DIGITS,
        )


def _beneficiary_no(world: World, who: np.ndarray, later: np.ndarray, hand: Hand, months: np.ndarray) -> np.ndarray:
    """受給者番号; rarely a sibling's."""
    slipped = hand.slip("key_repeated", who * 4096 + months) & (world.sibling[who] >= 0)
    holder = np.where(slipped, world.sibling[who], who)
    numbers = (holder * 2 + later) * 7_919 % BENEFICIARIES
    return np.array([f"{number:08d}" for number in numbers.tolist()], dtype=object)


def _clinic(world: World, who: np.ndarray, specialty: np.ndarray) -> np.ndarray:
    """Each family's usual clinic of a specialty."""
    count = max(20, int(len(world.children) * CLINICS_A_CHILD))
    number = world.dice.below("clinic", count, world.people.family[who], specialty)
    codes = np.array([f"27{n:05d}" for n in range(count)], dtype=object)
    return np.asarray(codes[number])
