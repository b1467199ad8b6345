"""生活福祉課・こども給付課・障害福祉課: assistance, allowances, certificates."""

from collections.abc import Iterator

import numpy as np

from city.cells import EMPTY, ERA, ERA_DIGITS, ISO
from city.days import NEVER, month_of
from city.people import CHILD
from city.troubles import disabled
from city.view import View
from city.writing import Rows

PROTECTED = 2  # families.need
CERTIFICATES = (0.35, 0.45, 0.2)  # 福祉行政報告例 2022: physical, intellectual, mental, of younger people (rounded)
FULL_SHARE = 0.55  # 全国ひとり親世帯等調査 2021: 全部支給 of recipients, rounded
LIVES_APART = 0.08  # assumption: 児童手当 paid to, or 学齢簿 naming, the parent who lives elsewhere in the city


def _numbers(form: str, numbers: np.ndarray) -> np.ndarray:
    return np.array([form.format(number) for number in numbers.tolist()], dtype=object)


def public_assistance(view: View) -> Iterator[Rows]:
    """Every member of a household in 生活保護, also of cases that ended within two years."""
    world, dice = view.world, view.world.dice
    who = np.flatnonzero(view.resident & (world.families.need[world.people.family] == PROTECTED) & ~view.apart)
    who = who[np.argsort(world.people.family[who], kind="stable")]
    family = world.people.family[who]
    start = np.maximum(world.today - dice.between("assistance", 30, 3000, family), world.families.arrives[family] + 14)
    end = np.where(dice.happens("assistance ends", world.rates.world["assistance_ended"], family), start + 200, NEVER)
    stopped = np.where(dice.happens("suspended", world.rates.world["assistance_suspended"], family), start + 60, NEVER)
    resumed = np.where(dice.happens("resumed", 0.6, family), stopped + 45, NEVER)
    first = np.flatnonzero(np.r_[True, np.diff(family) != 0]) if len(who) else np.zeros(0, dtype=np.int64)
    member = np.arange(len(who)) - np.repeat(first, np.diff(np.r_[first, len(who)])) + 1
    start = np.maximum(start, world.people.birth[who])
    rows = (start <= view.on) & (end > view.on - 730)
    values = {
        "case_no": _numbers("{:06d}", family * 3 + 100_001),
        "member_no": member,
        "resident_id": world.resident_id[who],
        "start_date": start,
        "suspended_date": np.where((stopped <= view.on) & (stopped < end), stopped, EMPTY),
        "resumed_date": np.where((resumed <= view.on) & (resumed < end), resumed, EMPTY),
        "end_date": np.where(end <= view.on, end, EMPTY),
        "education_aid": (view.grade[who] >= 1) & (view.grade[who] <= 9) & dice.happens("教育扶助", 0.9, family),
    }
    yield Rows(who[rows], {name: column[rows] for name, column in values.items()}, style=ERA_DIGITS)


def child_rearing_allowance(view: View) -> Iterator[Rows]:
    """One-parent families, and grandparents who bring children up; some never applied."""
    world, dice, families = view.world, view.world.dice, view.world.families
    who = view.minors(view.resident)
    family = world.people.family[who]
    recipient = view.guardian[family]
    forgotten = dice.happens("no allowance", world.rates.world["no_rearing_allowance"], family)
    gets = view.alone[family] & (recipient >= 0) & ~forgotten
    who, family, recipient = who[gets], family[gets], recipient[gets]
    apart = np.where(families.separated[family] < NEVER, families.separated[family], world.today - 3000)
    start = np.maximum.reduce([world.people.birth[who] + 30, world.arrived[who] + 20, apart + 40])
    better_off = families.need[family] == 0
    kind = np.where(dice.happens("full", FULL_SHARE, family), "1", "2")
    kind = np.where(better_off & dice.happens("over the limit", 0.5, family), "3", kind)
    ended = dice.happens("allowance ends", 0.04, family)
    rows = start <= view.on
    values = {
        "certificate_no": _numbers("児第{:07d}号", family * 3 + 11),
        "recipient_id": world.resident_id[recipient],
        "resident_id": world.resident_id[who],
        "payment": kind.astype(object),
        "start_date": start,
        "end_date": np.where(ended & (start + 300 <= view.on), start + 300, EMPTY),
    }
    yield Rows(who[rows], {name: column[rows] for name, column in values.items()}, style=ERA)


def child_allowance(view: View) -> Iterator[Rows]:
    """Every child but those of public servants, of parents who forgot, and newborns of the last weeks."""
    world, dice = view.world, view.world.dice
    who = view.minors(view.registered & (view.world.left > view.on - 365) & (view.world.people.death > view.on))
    family = world.people.family[who]
    other = view.other_parent[family]
    apart = (other >= 0) & dice.happens("paid to the other parent", LIVES_APART, family)
    recipient = np.where(
        apart, other, np.where(view.guardian[family] >= 0, view.guardian[family], world.mother[family])
    )
    unpaid = world.families.public_servant[family] | dice.happens(
        "forgot", world.rates.world["no_child_allowance"], who
    )
    start = month_of(np.maximum(world.people.birth[who], world.arrived[who]) + 15) + 1
    paid = ~unpaid & (recipient >= 0) & (start <= int(month_of(view.on)))
    gone = world.left[who] <= view.on
    values = {
        "recipient_id": world.resident_id[recipient],
        "resident_id": world.resident_id[who],
        "living": np.where(apart, "2", "1").astype(object),
        "start_month": start,
        "end_month": np.where(gone, month_of(np.minimum(world.left[who], view.on)), EMPTY),
    }
    yield Rows(who[paid], {name: column[paid] for name, column in values.items()})


def disability_certificates(view: View) -> Iterator[Rows]:
    """Children's and adults' certificates, returned ones too."""
    world, dice = view.world, view.world.dice
    who = np.flatnonzero(view.resident & disabled(world))
    issued = world.today - dice.between("issued", 30, 3500, who)
    issued = np.maximum(issued, world.people.birth[who] + 300)
    child = world.people.role[who] == CHILD
    returned = np.where(~child & dice.happens("returned", 0.04, who), issued + 400, NEVER)
    kind = dice.pick("certificate", CERTIFICATES, who)
    grades = np.array(
        [["1級", "2級", "3級", "4級"], ["A", "B1", "B2", "B2"], ["1級", "2級", "3級", "3級"]], dtype=object
    )
    rows = issued <= view.on
    values = {
        "certificate_no": _numbers("第{:07d}号", who * 13 % 9_999_991),
        "resident_id": world.resident_id[who],
        "kind": (kind + 1).astype(str).astype(object),
        "grade": grades[kind, dice.below("certificate grade", 4, who)],
        "issued_date": issued,
        "returned_date": np.where(returned <= view.on, returned, EMPTY),
    }
    yield Rows(who[rows], {name: column[rows] for name, column in values.items()}, style=ISO)
