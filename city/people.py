"""People: every family's children, parents and grandparents, with their births, deaths and names.

One history; who lives where on a day is view.py's question.
"""

from dataclasses import dataclass, fields

import numpy as np

from city.days import NEVER, is_minor
from city.dice import Dice
from city.families import BOTH_FOREIGN, FATHER_FOREIGN, MOTHER_FOREIGN, YEAR, Families
from city.names import tables
from city.rates import Rates

CHILD, MOTHER, FATHER, GRANDMOTHER, GRANDFATHER = range(5)
SIZES = (0.44, 0.42, 0.12, 0.02)  # 国民生活基礎調査 2022: households by number of children, rounded
YOUNGEST, OLDEST = 0.0, 21.5  # years of the eldest child: grown-up siblings still live at home


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


def births(dice: Dice, rates: Rates, families: Families, children: int, today: int) -> dict[str, np.ndarray]:
    """family, birth, order, twin of each child, family by family until `children` minors live in the city on `today`."""
    ids = np.arange(len(families))
    size = 1 + dice.pick("children", SIZES, ids)
    born = today - ((YOUNGEST + dice.share("eldest", ids) * (OLDEST - YOUNGEST)) * YEAR).astype(np.int64)
    born = np.where(families.same_name >= 0, born[families.same_name], born)
    family, birth, order, twin = [], [], [], []
    for n in range(len(SIZES)):
        if n:
            born = born + dice.between(f"gap {n}", 400, 1700, ids)
        exists = (size > n) & (born <= today)
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


def draw(dice: Dice, rates: Rates, families: Families, kids: dict[str, np.ndarray], today: int) -> People:
    """Everyone: the children first, then mothers, fathers, grandparents of the families that have children."""
    world, of = rates.world, kids["family"]
    ids = np.arange(int(of[-1]) + 1)
    eldest = kids["birth"][np.searchsorted(of, ids)]
    foreign = families.origin[ids] >= 0
    mixed = families.mixed[ids]
    father_origin = np.where(foreign & (mixed != MOTHER_FOREIGN), families.origin[ids], -1)
    mother_origin = np.where(foreign & (mixed != FATHER_FOREIGN), families.origin[ids], -1)
    family_origin = np.where(foreign & (mixed == BOTH_FOREIGN), families.origin[ids], -1)
    namesake = families.same_name[ids]
    family_name = _surnames(dice, "family name", ids, family_origin)
    family_name = np.where(namesake >= 0, family_name[namesake], family_name)
    maiden_name = _surnames(dice, "maiden name", ids, mother_origin)
    own = np.array([False, *(origin.get("own_surname", False) for origin in tables.foreign())])[mother_origin + 1]
    mothers_name = np.where(own | (foreign & (mixed == MOTHER_FOREIGN)), maiden_name, family_name)

    separated, gone = families.separated[ids], families.with_grandparents[ids]
    returns = dice.happens("returns", world["mother_returns_to_former_surname"], ids) & (separated < NEVER)
    follows = returns & ~foreign & dice.happens("follows", world["child_takes_mothers_surname"], ids)
    in_city = dice.happens("other parent in city", world["other_parent_in_city"], ids)
    left = np.where(gone, today - dice.between("left to grandparents", 200, 3000, ids), separated)
    years = (30.9 + 4.8 * dice.normal("mother's age", ids)).clip(16.5, 45)  # 人口動態統計 2022: first birth at 30.9
    mother_birth = eldest - (years * YEAR).astype(np.int64)
    gap = (1.7 + 3.5 * dice.normal("father's age", ids)).clip(-8, 15)
    father_alone = dice.happens("father alone", world["father_alone"], ids)
    no_mother = families.one_parent[ids] & father_alone
    no_father = families.one_parent[ids] & ~father_alone
    parts: list[dict[str, np.ndarray]] = []

    def add(role: int, family: np.ndarray, birth: np.ndarray, male: np.ndarray, **more: np.ndarray) -> None:
        count = len(family)
        usual = {
            "family": family,
            "role": np.full(count, role),
            "birth": birth,
            "male": male,
            "surname": family_name[family],
            "later_surname": family_name[family],
            "renamed": np.full(count, NEVER),
            "apart_from": np.full(count, NEVER),
            "apart_in_city": np.zeros(count, dtype=bool),
            "order": np.full(count, -1),
            "twin": np.zeros(count, dtype=bool),
            "origin": family_origin[family],
        }
        parts.append({**usual, **more})

    child_ids = np.arange(len(of))
    boy = dice.happens("boy", 0.512, child_ids)
    first_child = np.searchsorted(of, ids)
    eldest_of_namesakes = first_child[namesake >= 0]
    boy[eldest_of_namesakes] = boy[first_child[namesake[namesake >= 0]]]
    renamed = np.where(follows, separated + dice.between("renaming", 20, 150, ids), NEVER)
    add(CHILD, of, kids["birth"], boy, later_surname=np.where(follows, maiden_name, family_name)[of],
        renamed=renamed[of], order=kids["order"], twin=kids["twin"])  # fmt: skip
    mothers, fathers = ids[~no_mother], ids[~no_father]
    add(MOTHER, mothers, mother_birth[mothers], np.zeros(len(mothers), dtype=bool), surname=mothers_name[mothers],
        later_surname=np.where(returns, maiden_name, mothers_name)[mothers], origin=mother_origin[mothers],
        renamed=np.where(returns, separated, NEVER)[mothers], apart_in_city=in_city[mothers],
        apart_from=np.where(gone, left, NEVER)[mothers])  # fmt: skip
    add(FATHER, fathers, (mother_birth - (gap * YEAR).astype(np.int64))[fathers], np.ones(len(fathers), dtype=bool),
        origin=father_origin[fathers], apart_from=left[fathers], apart_in_city=in_city[fathers])  # fmt: skip
    for role, share in ((GRANDMOTHER, 0.97), (GRANDFATHER, 0.65)):
        there = families.three_generations[ids] & ~(foreign & (mixed == BOTH_FOREIGN))
        there = there & (dice.happens(f"grandparent {role}", share, ids) | (gone & (role == GRANDMOTHER)))
        who = ids[there]
        age = dice.between(f"grandparent's age {role}", 21 * 365, 33 * 365, who)
        add(role, who, mother_birth[who] - age, np.full(len(who), role == GRANDFATHER))

    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    people = np.arange(len(joined["birth"]))
    joined["foreign"] = joined["origin"] >= 0
    joined["given"] = _given_names(dice, rates, people, joined)
    joined["given"][eldest_of_namesakes] = joined["given"][first_child[namesake[namesake >= 0]]]
    alias = joined["foreign"] & families.alias[joined["family"]]
    nobody = np.full(len(ids), -1)
    joined["alias_surname"] = np.where(alias, _surnames(dice, "alias", ids, nobody)[joined["family"]], -1)
    japanese = {**joined, "origin": np.full(len(people), -1)}
    joined["alias_given"] = np.where(alias, _given_names(dice, rates, people, japanese), -1)
    joined["death"] = _deaths(dice, rates, people, joined, today)
    return People(**{field.name: joined[field.name] for field in fields(People)})


def _deaths(dice: Dice, rates: Rates, ids: np.ndarray, people: dict[str, np.ndarray], today: int) -> np.ndarray:
    child = people["role"] == CHILD
    yearly = np.where(child, rates.world["dies_child"], rates.world["dies_adult"])
    died = dice.happens("dies", yearly * 4, ids)
    when = np.maximum(people["birth"] + 3, today - dice.between("death", 5, 4 * 365, ids))
    return np.where(died, when, NEVER)


def _surnames(dice: Dice, topic: str, ids: np.ndarray, origin: np.ndarray) -> np.ndarray:
    table = tables.surnames()
    found = np.zeros(len(ids), dtype=np.int64)
    for number, kind in [(-1, tables.JAPANESE), *enumerate(origin["origin"] for origin in tables.foreign())]:
        rows, mask = table.of(kind), origin == number
        found[mask] = rows[dice.pick(topic, table.weight[rows], ids[mask])]
    return found


def _given_names(dice: Dice, rates: Rates, ids: np.ndarray, people: dict[str, np.ndarray]) -> np.ndarray:
    """By sex, generation and origin; no two children of a family share one, but twins' are often nearly the same."""
    given = _drawn_names(dice, "given", ids, people)
    child = np.flatnonzero(people["role"] == CHILD)
    second = child[1:][people["twin"][child[1:]] & (people["birth"][child[1:]] == people["birth"][child[:-1]])]
    near = second[dice.happens("near-same", rates.world["twins_near_same"], second)]
    near = near[people["male"][near] == people["male"][near - 1]]
    given[near] = tables.confusable()[given[near - 1]]
    kana = tables.given_names().kana
    for attempt in range(3):
        for back in (1, 2, 3):
            later = child[back:]
            same = (people["family"][later] == people["family"][later - back]) & (
                kana[given[later]] == kana[given[later - back]]
            )
            again = later[same]
            given[again] = _drawn_names(
                dice, f"given again {attempt} {back}", again, {k: v[again] for k, v in people.items()}
            )
    return given


def _drawn_names(dice: Dice, topic: str, ids: np.ndarray, people: dict[str, np.ndarray]) -> np.ndarray:
    table = tables.given_names()
    found = np.zeros(len(ids), dtype=np.int64)
    child, japanese = people["role"] == CHILD, people["origin"] < 0
    for sex in ("male", "female"):
        groups = [(f"{sex} child", japanese & child), (f"{sex} adult", japanese & ~child)]
        groups += [(f"{sex} {origin['origin']}", people["origin"] == n) for n, origin in enumerate(tables.foreign())]
        for kind, mask in groups:
            rows, who = table.of(kind), mask & (people["male"] == (sex == "male"))
            found[who] = rows[dice.pick(topic, table.weight[rows], ids[who])]
    return found
