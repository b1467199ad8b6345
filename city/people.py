"""People: every family's children, parents and grandparents, with their births, deaths and names.

One history; who lives where on a day is view.py's question.
"""

from dataclasses import dataclass, fields

import numpy as np

from city.days import NEVER, is_minor
from city.dice import Dice
from city.families import HISTORY, YEAR, Families
from city.naming import FamilyNames, childrens_names, family_names, given_names
from city.rates import Rates

CHILD, MOTHER, FATHER, GRANDMOTHER, GRANDFATHER = range(5)
SIZES = (0.21, 0.55, 0.20, 0.04)  # 出生動向基本調査 2021: 完結出生子ども数 of couples with children, rounded
BOYS = 0.512  # 人口動態統計
GRANDPARENTS = ((GRANDMOTHER, 0.97), (GRANDFATHER, 0.65))  # assumption: where three generations live together


@dataclass(frozen=True)
class People:
    """One element a person; days since 1970, NEVER where it doesn't happen; rows of names.tables."""

    family: np.ndarray
    role: np.ndarray
    male: np.ndarray
    birth: np.ndarray
    death: np.ndarray
    surname: np.ndarray  # before any separation
    later_surname: np.ndarray  # from `renamed` on
    renamed: np.ndarray
    given: np.ndarray
    foreign: np.ndarray
    alias_surname: np.ndarray  # of the 通称, -1 none
    alias_given: np.ndarray
    apart_from: np.ndarray  # the day on which this parent leaves for a household of their own
    apart_in_city: np.ndarray
    order: np.ndarray  # among the children of the family, 0 eldest; -1 for the others
    twin: np.ndarray

    def __len__(self) -> int:
        return len(self.birth)


Columns = dict[str, np.ndarray]


def births(dice: Dice, rates: Rates, families: Families, children: int, today: int) -> Columns:
    """family, birth, order, twin of each child, family by family until `children` minors live here on `today`."""
    ids = np.arange(len(families))
    size = 1 + dice.pick("children", SIZES, ids)
    born = families.eldest
    family, birth, order, twin = [], [], [], []
    for n in range(len(SIZES)):
        if n:
            born = born + dice.between(f"gap {n}", 400, 1700, ids)
        exists = (size > n) & (born <= today) & (born < families.separated + 270)
        twins = exists & (families.same_name < 0) & dice.happens(f"twins {n}", rates.world["twins"], ids)
        for mask in (exists, twins):
            family.append(ids[mask])
            birth.append(born[mask])
            order.append(np.full(int(mask.sum()), n))
            twin.append(twins[mask])
    columns = [np.concatenate(parts) for parts in (family, birth, order, twin)]
    by_family = np.lexsort((columns[1], columns[0]))
    columns = [column[by_family] for column in columns]
    counted = is_minor(columns[1], today) & (families.leaves[columns[0]] > today)
    enough = int(np.searchsorted(np.cumsum(counted), children)) + 1
    return dict(zip(("family", "birth", "order", "twin"), (column[:enough] for column in columns), strict=True))


def draw(dice: Dice, rates: Rates, families: Families, kids: Columns, today: int) -> People:
    """Everyone: the children first, then mothers, fathers, grandparents of the families that have children."""
    ids = np.arange(int(kids["family"][-1]) + 1)
    names = family_names(dice, families, ids)
    parts = [
        _children(dice, rates, families, kids, names, ids),
        *_parents(dice, rates, families, names, ids, today),
        *_grandparents(dice, families, names, ids),
    ]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    everyone, child = np.arange(len(joined["birth"])), joined["role"] == CHILD
    adult = everyone[~child]
    origin, male = joined["origin"], joined["male"]
    joined["given"] = np.concatenate(
        [parts[0]["given"], given_names(dice, "given", adult, child[adult], male[adult], origin[adult])]
    )
    joined["foreign"] = origin >= 0
    japanese = np.full(len(everyone), -1)
    alias = np.where(joined["foreign"], names.alias[joined["family"]], -1)
    joined["alias_surname"] = alias
    joined["alias_given"] = np.where(alias >= 0, given_names(dice, "alias", everyone, child, male, japanese), -1)
    joined["death"] = _deaths(dice, rates, everyone, child, joined["birth"], today)
    return People(**{field.name: joined[field.name] for field in fields(People)})


def _columns(role: int, family: np.ndarray, birth: np.ndarray, male: np.ndarray, surname: np.ndarray) -> Columns:
    """People of a role to whom nothing has happened yet; `given` is filled in for everybody at once."""
    count = len(family)
    return {
        "family": family,
        "role": np.full(count, role),
        "birth": birth,
        "male": male,
        "surname": surname,
        "later_surname": surname,
        "renamed": np.full(count, NEVER),
        "given": np.full(count, -1),
        "apart_from": np.full(count, NEVER),
        "apart_in_city": np.zeros(count, dtype=bool),
        "order": np.full(count, -1),
        "twin": np.zeros(count, dtype=bool),
        "origin": np.full(count, -1),
    }


def _children(
    dice: Dice, rates: Rates, families: Families, kids: Columns, names: FamilyNames, ids: np.ndarray
) -> Columns:
    of = kids["family"]
    male = dice.happens("boy", BOYS, np.arange(len(of)))
    first, namesake = np.searchsorted(of, ids), families.same_name[ids]
    second, original = first[namesake >= 0], first[namesake[namesake >= 0]]
    male[second] = male[original]
    given = childrens_names(dice, rates, of, kids["birth"], male, names.origin[of])
    given[second] = given[original]
    follows = _returns(dice, rates, families, ids) & (names.origin == -1) & (names.mothers_origin == -1)
    follows &= dice.happens("follows", rates.world["child_takes_mothers_surname"], ids)
    renamed = np.where(follows, families.separated[ids] + dice.between("renaming", 20, 150, ids), NEVER)
    return {
        **_columns(CHILD, of, kids["birth"], male, names.family[of]),
        "later_surname": np.where(follows, names.maiden, names.family)[of],
        "renamed": renamed[of],
        "given": given,
        "order": kids["order"],
        "twin": kids["twin"],
        "origin": names.origin[of],
    }


def _returns(dice: Dice, rates: Rates, families: Families, ids: np.ndarray) -> np.ndarray:
    """Whether the mother goes back to her former surname, and has the children with her."""
    returns = dice.happens("returns", rates.world["mother_returns_to_former_surname"], ids)
    return returns & (families.separated[ids] < NEVER) & ~families.father_stays[ids]


def _parents(
    dice: Dice, rates: Rates, families: Families, names: FamilyNames, ids: np.ndarray, today: int
) -> list[Columns]:
    stays, separated, gone = families.father_stays[ids], families.separated[ids], families.with_grandparents[ids]
    left = np.where(gone, today - dice.between("left to grandparents", 200, 3000, ids), NEVER)
    in_city = dice.happens("other parent in city", rates.world["other_parent_in_city"], ids)
    mother_birth = _mothers_birth(dice, families, ids)
    gap = (1.7 + 3.5 * dice.normal("father's age", ids)).clip(-8, 15)
    father_birth = mother_birth - (gap * YEAR).astype(np.int64)
    returns = _returns(dice, rates, families, ids)
    found = []
    for role, birth, surname, origin, absent, leaves in (
        (MOTHER, mother_birth, names.mothers, names.mothers_origin, stays, stays),
        (FATHER, father_birth, names.family, names.fathers_origin, ~stays, ~stays),
    ):
        who = ids[~(families.one_parent[ids] & absent)]
        columns = _columns(role, who, birth[who], np.full(len(who), role == FATHER), surname[who])
        columns["apart_from"] = np.minimum(left, np.where(leaves, separated, NEVER))[who]
        columns["apart_in_city"], columns["origin"] = in_city[who], origin[who]
        if role == MOTHER:
            columns["later_surname"] = np.where(returns, names.maiden, names.mothers)[who]
            columns["renamed"] = np.where(returns, separated, NEVER)[who]
        found.append(columns)
    return found


def _mothers_birth(dice: Dice, families: Families, ids: np.ndarray) -> np.ndarray:
    years = (30.9 + 4.8 * dice.normal("mother's age", ids)).clip(16.5, 45)  # 人口動態統計 2022: first birth at 30.9
    return families.eldest[ids] - (years * YEAR).astype(np.int64)


def _grandparents(dice: Dice, families: Families, names: FamilyNames, ids: np.ndarray) -> list[Columns]:
    found = []
    for role, share in GRANDPARENTS:
        there = families.three_generations[ids] & dice.happens(f"grandparent {role}", share, ids)
        there |= families.with_grandparents[ids] & (role == GRANDMOTHER)
        who = ids[there & (names.origin == -1)]
        age = dice.between(f"grandparent's age {role}", 21 * 365, 33 * 365, who)
        birth = _mothers_birth(dice, families, ids)[who] - age
        found.append(_columns(role, who, birth, np.full(len(who), role == GRANDFATHER), names.family[who]))
    return found


def _deaths(dice: Dice, rates: Rates, ids: np.ndarray, child: np.ndarray, birth: np.ndarray, today: int) -> np.ndarray:
    yearly = np.where(child, rates.world["dies_child"], rates.world["dies_adult"])
    died = dice.happens("dies", yearly * HISTORY, ids)
    when = np.maximum(birth + 3, today - dice.between("death", 5, int(HISTORY * YEAR), ids))
    return np.where(died, when, NEVER)
