"""Addresses down to number and room, in every notation; a town said in passing, without a number, stays.

Belongs here: what makes an address. Doesn't belong here: the addresses of people on file (on_file.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from presidio_analyzer import RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE, result
from extracts.redaction.ginza import Japanese, Token
from extracts.redaction.lexicon import KANA, KANJI, any_of
from extracts.redaction.recognisers.numbers import D
from extracts.redaction.recognisers.recogniser import Recogniser

_WRITTEN = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

ADDRESS = "address"
NOT_PLACE = frozenset(_WRITTEN["not_places"])
N = r"(?:\d{1,4}|[〇一二三四五六七八九十百壱弐参]{1,5})"
JOIN = rf"\s?(?:{D}|の|ノ|,)\s?"
# 三丁目12番5号, 3丁目1-2, 1203番地の4, 3-12-5-203, 5の8の301, 測点1番地
NUMBERS = re.compile(
    rf"(?:"
    rf"{N}\s?丁目?(?:\s?の?\s?{N}(?:{JOIN}{N}){{0,4}})?(?:\s?番地?(?:(?:{JOIN}|\s)?{N}(?:{JOIN}{N}){{0,3}})?)?(?:\s?号(?!室|棟|車)(?:(?:{JOIN})?{N})?)?"
    rf"|{N}\s?番地?(?![目号組人])(?:(?:{JOIN}|\s)?{N}(?:{JOIN}{N}){{0,2}})?(?:\s?号(?!室|棟|車)(?:(?:{JOIN})?{N})?)?"
    rf"|{N}(?:{JOIN}{N}){{1,4}}(?:\s?(?:号(?!室)|F|階))?"
    rf")(?![\d円人回件歳分点時日])"
)
ROOM = rf"(?:{D}?[A-Z]?{D}?\d{{1,4}}|\d{{1,2}}F{D}?\d{{1,3}}|(?<=\d)の\d{{1,2}}F|[〇一二三四五六七八九十]{{2,4}})(?:号室|号|室|階|F)?"
BLOCK = rf"(?:(?:{N}|[A-Z])\s?(?:号棟|棟|号館)\s?)?"
HOUSE = f"(?:{any_of(frozenset(_WRITTEN['houses']))})"
HOUSES_NAME = f"[{KANJI}ァ-ヴーA-Za-z・ⅠⅡⅢ& ]"
UNCOUNTED = r"(?![\d円人回件歳分点時日月年/])"
# コーポ青葉203, 市営3棟402, -501
BUILDING = re.compile(
    rf"(?!の)[ 、,(]?(?:(?:{HOUSES_NAME}|[0-9ぁ-ん]){{0,16}}?{HOUSE}{HOUSES_NAME}{{0,14}}?)?\s?{BLOCK}{ROOM}{UNCOUNTED}"
)
NAMED_BUILDING = re.compile(
    rf"(?!の)[ 、,(]?{HOUSES_NAME}{{0,12}}?{HOUSE}{HOUSES_NAME}{{0,8}}?"
    r"(?=[にへをでのはが、。)「」 ]|訪問|在住|居住|前|付近|まで|から|より|宅|$)"
)
# アネックス玉串303: whatever it is called, behind an address a name with a room is a building
ANY_BUILDING = re.compile(
    rf" (?:[{KANJI}ァ-ヴーA-Za-z・]{{2,16}})\s?(?:\d{{3,4}}|[〇一二三四五六七八九]{{3}})(?:号室?)?{UNCOUNTED}"
)
# ハイム富丘の二〇六, コーポ青葉203: a building with a room says where, without a town too
ROOM_ALONE = re.compile(
    rf"(?:{any_of(frozenset(_WRITTEN['buildings']))})[{KANJI}{KANA}A-Za-z・]{{0,10}}?(?:の|\s)?{BLOCK}(?:[A-Z]?\d{{2,4}}|\d{{1,2}}F{D}?\d{{1,3}}|[〇一二三四五六七八九]{{3}})(?:号室?)?{UNCOUNTED}"
    rf"|(?:{any_of(frozenset(_WRITTEN['named']))})[{KANJI}ァ-ヴー]{{2,8}}|[{KANJI}]{{2,4}}荘(?!厳)|(?:市営|県営|府営|都営|町営|公営)(?:住宅|団地)?{N}\s?(?:号棟|棟|号館)"
    rf"|[{KANJI}]{{1,4}}字[{KANJI}]{{1,4}}{N}(?![\d円人回件歳])|[{KANJI}ァ-ヴー]{{3,12}}\d{{1,3}}{D}\d{{1,3}}{D}\d{{1,4}}(?![\d]|{D})"
    rf"|[{KANJI}{KANA}A-Za-z・]{{1,10}}(?:{any_of(frozenset(_WRITTEN['buildings']))})(?:の|\s)?{BLOCK}(?:[A-Z]?\d{{1,4}}号室?|[A-Z]?\d{{3,4}}|[〇一二三四五六七八九十]{{1,3}}号室|[〇一二三四五六七八九]{{3}}){UNCOUNTED}"
    rf"|(?:{any_of(frozenset(_WRITTEN['named']))})[ぁ-んー]{{3,6}}(?=の\d{{1,2}}階)"
    rf"|(?:マンション|アパート|団地)[、(「 ][{KANJI}ァ-ヴー]{{2,10}}の?\d{{3,4}}(?:号室?)?{UNCOUNTED}"
)
# 3-12-5, 12番3号, 203号室, 2棟305: numbers as only an address has them
NUMBERS_ALONE = re.compile(
    rf"(?<![\dA-Za-z.:/-])\d{{1,3}}{D}\d{{1,3}}{D}\d{{1,4}}(?![\d.歳点時日人年月回]|{D})|(?<!\d)\d{{1,4}}番地(?:(?:の|{D})?\d{{1,3}})?|(?<!\d)\d{{1,3}}番\d{{1,3}}号"
    rf"|(?<![\dA-Za-z])(?:\d{{1,3}}|[A-Z])(?:号棟|棟)の?\s?{D}?\s?\d{{2,4}}(?:号室?)?|(?<!\d)[A-Z]?\d{{3,4}}号室"
)
CARE_OF = re.compile(rf"\s?[{KANJI}{KANA}]{{1,6}}方(?=[にへでの、。)\s]|$)")
PUBLIC_HOUSING = re.compile(
    rf"(?:市営|県営|府営|都営|町営|公営|公団|UR)?[{KANJI}ァ-ヴー]{{0,8}}(?:住宅|団地|市営|県営|府営|都営)[{KANJI}]{{0,3}}?\s?(?:{N}\s?(?:号棟|棟|号館)\s?{D}?|{N}\s?{D})\s?{ROOM}"
)
PLACE_TAG = re.compile("地名|人名-姓")
PLACE_END = re.compile("(?:[町村市区郡県府都道丘台]|大字|字|ヶ丘|が丘|ケ丘|元町|本町|団地|新田)$")
PART = re.compile(f"[{KANJI}ァ-ヴーヶケノ]+")
SMALL_WORD = frozenset(["が", "ケ", "ヶ", "ノ", "の"])


class Addresses(Recogniser):
    """Addresses by their numbers: what is before them up to the prefecture, what is behind them down to the room."""

    def __init__(self) -> None:
        super().__init__("addresses", ADDRESS)

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        for start, end in numbered(text, japanese.words):
            yield result(ADDRESS, start, end, SURE, "address")
        for match in PUBLIC_HOUSING.finditer(text):
            yield result(ADDRESS, *match.span(), LIKELY, "public_housing")
        for pattern in (ROOM_ALONE, NUMBERS_ALONE):
            for match in pattern.finditer(text):
                yield result(ADDRESS, *match.span(), LIKELY, "room")


def numbered(text: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    until = {token.end: place for place, token in enumerate(tokens)}
    for match in NUMBERS.finditer(text):
        joined = text[match.start() - 1 : match.start()] in (" ", "の")
        start = town_before(text, tokens, until, match.start() - joined)
        if start is None:  # 本町二丁目, one word to the tokeniser
            start = next(
                (one.start for one in tokens if one.start < match.start() < one.end and "地名" in one.tag), None
            )
        if start is not None:
            yield start, building_behind(text, match.end())


def town_before(text: str, tokens: list[Token], until: dict[int, int], end: int) -> int | None:
    """Where the town before the numbers begins; None where nothing before them is a place."""
    start, place = end, until.get(end)
    is_place = False
    while place is not None:
        token = tokens[place]
        if token.text in NOT_PLACE or token.text in lexicon.KIN or token.text in lexicon.PROFESSIONS:
            break
        tagged = bool(PLACE_TAG.search(token.tag))
        small = token.text in SMALL_WORD and place > 0 and start != end and tokens[place - 1].tag.startswith("名詞")
        if small and not PLACE_TAG.search(tokens[place - 1].tag):
            break
        if not (tagged or small or PART.fullmatch(token.text)):
            break
        is_place = is_place or tagged or bool(PLACE_END.search(token.text))
        start = token.start
        place = until.get(start)
        if place is None and text[start - 1 : start] == " ":
            before = until.get(start - 1)
            place = before if before is not None and PLACE_END.search(tokens[before].text) else None
    return start if is_place and start < end else None


def building_behind(text: str, end: int) -> int:
    for pattern in (BUILDING, NAMED_BUILDING, ANY_BUILDING, CARE_OF):
        if match := pattern.match(text, end):
            return match.end()
    return end
