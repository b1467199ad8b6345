"""Which names families and people are given: surnames by origin and marriage, given names by generation, 通称.

How a source writes them is hand.py's question.
"""

from dataclasses import dataclass

import numpy as np

from city.dice import Dice
from city.families import BOTH_FOREIGN, FATHER_FOREIGN, MOTHER_FOREIGN, Families
from city.names import tables
from city.rates import Rates

JAPANESE = -1  # as an origin; others are rows of names.tables.foreign()
SEXES = ("female", "male")


@dataclass(frozen=True)
class FamilyNames:
    """One element a family: rows of names.tables.surnames(), and where its members come from."""

    family: np.ndarray
    maiden: np.ndarray
    mothers: np.ndarray  # while married
    alias: np.ndarray  # -1: no 通称
    origin: np.ndarray  # of the children
    mothers_origin: np.ndarray
    fathers_origin: np.ndarray


def family_names(dice: Dice, families: Families, ids: np.ndarray) -> FamilyNames:
    """The names of the families `ids`."""
    foreign, mixed = families.origin[ids] >= 0, families.mixed[ids]
    origin = np.where(foreign & (mixed == BOTH_FOREIGN), families.origin[ids], JAPANESE)
    mothers_origin = np.where(foreign & (mixed != FATHER_FOREIGN), families.origin[ids], JAPANESE)
    fathers_origin = np.where(foreign & (mixed != MOTHER_FOREIGN), families.origin[ids], JAPANESE)
    family = surnames(dice, "family name", ids, origin)
    namesake = families.same_name[ids]
    family = np.where(namesake >= 0, family[namesake], family)
    maiden = surnames(dice, "maiden name", ids, mothers_origin)
    keeping = [False, *(people.get("own_surname", False) for people in tables.foreign())]
    keeps = np.array(keeping)[mothers_origin + 1] | (foreign & (mixed == MOTHER_FOREIGN))
    alias = surnames(dice, "alias", ids, np.full(len(ids), JAPANESE))
    return FamilyNames(
        family,
        maiden,
        np.where(keeps, maiden, family),
        np.where(foreign & families.alias[ids], alias, -1),
        origin,
        mothers_origin,
        fathers_origin,
    )


def surnames(dice: Dice, topic: str, ids: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """A surname for each, by origin."""
    table = tables.surnames()
    found = np.zeros(len(ids), dtype=np.int64)
    kinds = [tables.JAPANESE, *(people["origin"] for people in tables.foreign())]
    for number, kind in enumerate(kinds, start=JAPANESE):
        rows, mask = table.of(kind), origin == number
        found[mask] = rows[dice.pick(topic, table.weight[rows], ids[mask])]
    return found


def given_names(
    dice: Dice, topic: str, ids: np.ndarray, child: np.ndarray, male: np.ndarray, origin: np.ndarray
) -> np.ndarray:
    """A given name for each, by sex, generation and origin."""
    table = tables.given_names()
    found = np.zeros(len(ids), dtype=np.int64)
    kinds = [("child", (origin == JAPANESE) & child), ("adult", (origin == JAPANESE) & ~child)]
    kinds += [(people["origin"], origin == number) for number, people in enumerate(tables.foreign())]
    for sex in (0, 1):
        for kind, mask in kinds:
            rows, who = table.of(f"{SEXES[sex]} {kind}"), mask & (male == sex)
            found[who] = rows[dice.pick(topic, table.weight[rows], ids[who])]
    return found


def childrens_names(
    dice: Dice, rates: Rates, family: np.ndarray, birth: np.ndarray, male: np.ndarray, origin: np.ndarray
) -> np.ndarray:
    """Given names of children sorted by family and birth: no two of a family share one, but twins' are often nearly the same."""
    ids = np.arange(len(family))
    all_children = np.ones(len(ids), dtype=bool)
    given = given_names(dice, "given", ids, all_children, male, origin)
    twin = ids[1:][(np.diff(family) == 0) & (np.diff(birth) == 0) & (male[1:] == male[:-1])]
    near = twin[dice.happens("near-same", rates.world["twins_near_same"], twin)]
    given[near] = tables.confusable()[given[near - 1]]
    kana = tables.given_names().kana
    for attempt in range(3):
        for back in (1, 2, 3):
            same = (family[back:] == family[:-back]) & (kana[given[back:]] == kana[given[:-back]])
            again = ids[back:][same]
            topic = f"given again {attempt} {back}"
            given[again] = given_names(dice, topic, again, all_children[again], male[again], origin[again])
    return given
