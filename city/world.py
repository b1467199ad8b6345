"""The people and households of the city and what happens to them, from before the first delivery to the last.

One history: a delivery is a view of it on its reference date (view.py), so that deliveries can't contradict one another.
What departments write down, and how wrongly, doesn't belong here.
"""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from city.days import NEVER, day, is_minor
from city.dice import Dice
from city.names import tables
from city.rates import Rates

YEAR = 365.25
CHILD, MOTHER, FATHER, GRANDMOTHER, GRANDFATHER = range(5)


@dataclass(frozen=True)
class People:
    """One element a person. Days since 1970; NEVER where it doesn't happen; -1 where there is none."""

    household: np.ndarray  # the family's number
    role: np.ndarray
    male: np.ndarray
    birth: np.ndarray
    death: np.ndarray
    surname: np.ndarray  # row in names.tables.surnames(), before any separation
    later_surname: np.ndarray  # from `renamed` on
    renamed: np.ndarray
    given: np.ndarray
    foreign: np.ndarray
    origin: np.ndarray  # index into names.tables.foreign(), -1 Japanese
    apart_from: np.ndarray  # the day on which this parent leaves for a household of their own
    apart_in_city: np.ndarray
    order: np.ndarray  # among the children of the family, 0 eldest
    twin: np.ndarray

    def __len__(self) -> int:
        return len(self.birth)


@dataclass(frozen=True)
class Families:
    """One element a family."""

    one_parent: np.ndarray
    separated: np.ndarray  # day, NEVER
    arrives: np.ndarray  # day (long ago for most)
    leaves: np.ndarray
    first_move: np.ndarray
    second_move: np.ndarray
    unregistered: np.ndarray
    protected: np.ndarray
    poor: np.ndarray  # in need: 0 no, 1 near-poor, 2 public assistance
    phone: np.ndarray

    def __len__(self) -> int:
        return len(self.separated)


@dataclass(frozen=True)
class World:
    seed: int
    dice: Dice
    rates: Rates
    people: People
    families: Families
    as_of: int

    def at(self, who: np.ndarray, column: str) -> np.ndarray:
        """A family's column, for people."""
        return np.asarray(getattr(self.families, column)[self.people.household[who]])


def build(children: int, seed: int, as_of: date, rates: Rates) -> World:
    """A city with `children` minors living in it or known to it on `as_of`."""
    dice, today = Dice(seed), day(as_of)
    births, families_count = _births(dice, rates, children, today)
    families = _families(dice, rates, families_count, today)
    return World(seed, dice, rates, _people(dice, rates, births, families, today), families, today)


def _births(dice: Dice, rates: Rates, children: int, today: int) -> tuple[dict[str, np.ndarray], int]:
    """Family, birth day, order and twin of every child; families are added until there are minors enough."""
    count = children + 50
    ids = np.arange(count)
    size = 1 + dice.pick("children", [0.44, 0.42, 0.12, 0.02], ids)  # assumption: 国民生活基礎調査 2022, rounded
    eldest = today - (dice.share("eldest", ids) * 21.5 * YEAR).astype(np.int64)
    family, birth, order, twin = [], [], [], []
    born = eldest
    for n in range(5):
        if n:
            born = born + dice.between("gap", 400, 1700, ids, np.full(count, n))
        exists = (size > n) & (born <= today)
        is_twin = exists & dice.happens("twins", rates.world["twins"], ids, np.full(count, n))
        for mask, twins in ((exists, is_twin), (is_twin, is_twin)):
            family.append(ids[mask])
            birth.append(born[mask])
            order.append(np.full(mask.sum(), n))
            twin.append(twins[mask])
    columns = [np.concatenate(parts) for parts in (family, birth, order, twin)]
    sort = np.lexsort((columns[1], columns[0]))
    columns = [column[sort] for column in columns]
    enough = np.searchsorted(np.cumsum(is_minor(columns[1], today)), children) + 1
    columns = [column[:enough] for column in columns]
    return dict(zip(("family", "birth", "order", "twin"), columns, strict=True)), int(columns[0][-1]) + 1


def _families(dice: Dice, rates: Rates, count: int, today: int) -> Families:
    ids, world = np.arange(count), rates.world
    ever = dice.happens("separates", world["one_parent"] * 1.4, ids)
    one_parent = dice.happens("one parent", world["one_parent"] * 0.4, ids)
    long_ago = today - dice.between("separated", 30, 3600, ids)
    separated = np.where(ever & ~one_parent, long_ago, NEVER)
    window = today - dice.between("event day", 5, 1100, ids)

    def within(topic: str, yearly: float) -> np.ndarray:
        days = today - dice.between(topic + " day", 3, int(3 * YEAR), ids)
        return np.where(dice.happens(topic, 3 * yearly, ids), days, NEVER)

    arrives = within("arrives", world["arrives"])
    leaves = within("leaves", world["leaves"])
    first = within("moves", world["moves_within"])
    second = np.where(dice.happens("moves again", 0.15, ids), first + 200, NEVER)
    del window
    need = dice.share("need", ids) / np.where(one_parent | (separated < today), 3.5, 0.75)
    poor = np.where(need < world["public_assistance"], 2, np.where(need < world["near_poor"], 1, 0))
    return Families(
        one_parent,
        separated,
        np.where(arrives == NEVER, today - 30 * 365, arrives),
        np.where(leaves > np.where(arrives == NEVER, 0, arrives), leaves, NEVER),
        first,
        np.where(first == NEVER, NEVER, second),
        dice.happens("unregistered", world["unregistered"], ids),
        dice.happens("protected", world["protected"] * np.where(separated < today, 8.0, 0.3), ids),
        poor,
        dice.below("phone", 10**8, ids),
    )


def _people(dice: Dice, rates: Rates, births: dict[str, np.ndarray], families: Families, today: int) -> People:
    count = len(families)
    ids = np.arange(count)
    eldest = births["birth"][np.searchsorted(births["family"], ids)]
    foreign = dice.happens("foreign", rates.world["foreign"], ids)
    origin = np.where(foreign, dice.pick("origin", [o["weight"] for o in tables.foreign()], ids), -1)
    family_name = _surnames(dice, "family name", ids, origin)
    maiden_name = _surnames(dice, "maiden name", ids, origin)
    mother_keeps = ~families.one_parent | dice.happens("father alone", 1 - rates.world["father_alone"], ids)
    returns = dice.happens("returns", 0.6, ids)  # assumption: 婚氏続称 is chosen by about four in ten
    child_follows = returns & dice.happens("follows", rates.world["child_takes_mothers_surname"], ids)
    mother_birth = eldest - (dice.normal("mother's age", ids) * 4.8 * YEAR + 30.9 * YEAR).clip(16.5 * YEAR, 45 * YEAR).astype(np.int64)
    parts: list[dict[str, np.ndarray]] = []

    def add(role: int, family: np.ndarray, birth: np.ndarray, male: np.ndarray, **more: np.ndarray) -> None:
        n = len(family)
        parts.append(
            {
                "household": family,
                "role": np.full(n, role),
                "birth": birth,
                "male": male,
                "surname": family_name[family],
                "later_surname": family_name[family],
                "renamed": np.full(n, NEVER),
                "apart_from": np.full(n, NEVER),
                "apart_in_city": np.zeros(n, dtype=bool),
                "order": np.full(n, -1),
                "twin": np.zeros(n, dtype=bool),
                **more,
            }
        )

    kids = births["family"]
    later = np.where(child_follows, maiden_name, family_name)
    changed = np.where(child_follows & (families.separated < NEVER), families.separated + 60, NEVER)
    add(
        CHILD,
        kids,
        births["birth"],
        dice.happens("boy", 0.512, np.arange(len(kids))),
        later_surname=later[kids],
        renamed=changed[kids],
        order=births["order"],
        twin=births["twin"],
    )
    mothers = ids[mother_keeps]
    mother_renamed = np.where(returns & (families.separated < NEVER), families.separated, NEVER)
    add(MOTHER, mothers, mother_birth[mothers], np.zeros(len(mothers), dtype=bool),
        later_surname=maiden_name[mothers], renamed=mother_renamed[mothers])  # fmt: skip
    fathers = ids[~families.one_parent | ~mother_keeps]
    father_birth = mother_birth - (dice.normal("father's age", ids) * 3.5 * YEAR + 1.7 * YEAR).clip(-8 * YEAR, 15 * YEAR).astype(np.int64)
    in_city = dice.happens("other parent in city", rates.world["other_parent_in_city"], ids)
    add(FATHER, fathers, father_birth[fathers], np.ones(len(fathers), dtype=bool),
        apart_from=families.separated[fathers], apart_in_city=in_city[fathers])  # fmt: skip
    older = dice.happens("three generations", rates.world["three_generation"], ids)
    for role, share in ((GRANDMOTHER, 0.95), (GRANDFATHER, 0.65)):
        there = ids[older & dice.happens(f"grandparent {role}", share, ids)]
        age = dice.between(f"grandparent's age {role}", 23 * 365, 33 * 365, there)
        add(role, there, mother_birth[there] - age, np.full(len(there), role == GRANDFATHER))
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    people = np.arange(len(joined["birth"]))
    joined["origin"] = origin[joined["household"]]
    joined["foreign"] = joined["origin"] >= 0
    joined["given"] = _given_names(dice, people, joined)
    yearly = np.where(joined["role"] == CHILD, rates.world["dies"], rates.world["dies"] * 10)
    died = dice.happens("dies", yearly * 3, people)
    joined["death"] = np.where(
        died, np.maximum(joined["birth"] + 5, today - dice.between("death", 5, 1000, people)), NEVER
    )
    return People(**{field.name: joined[field.name] for field in fields(People)})


def _surnames(dice: Dice, topic: str, ids: np.ndarray, origin: np.ndarray) -> np.ndarray:
    table = tables.surnames()
    found = np.zeros(len(ids), dtype=np.int64)
    for number, kind in [(-1, "japanese"), *enumerate(o["origin"] for o in tables.foreign())]:
        rows = table.of(kind)
        mask = origin == number
        found[mask] = rows[dice.pick(topic, table.weight[rows], ids[mask])]
    return found


def _given_names(dice: Dice, ids: np.ndarray, people: dict[str, np.ndarray]) -> np.ndarray:
    table = tables.given_names()
    found = np.zeros(len(ids), dtype=np.int64)
    child = people["role"] == CHILD
    for sex, male in (("male", True), ("female", False)):
        groups = [(f"{sex} child", (people["origin"] < 0) & child), (f"{sex} adult", (people["origin"] < 0) & ~child)]
        groups += [(f"{sex} {o['origin']}", people["origin"] == n) for n, o in enumerate(tables.foreign())]
        for kind, mask in groups:
            rows, who = table.of(kind), mask & (people["male"] == male)
            found[who] = rows[dice.pick("given", table.weight[rows], ids[who])]
    return found
