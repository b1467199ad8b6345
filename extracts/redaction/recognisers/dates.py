"""Dates of birth; the date of anything else stays, for it tells when it happened."""

import re
from collections.abc import Iterator

from presidio_analyzer import PatternRecognizer

from extracts.redaction.certainty import SURE
from extracts.redaction.recognisers.numbers import recogniser

NUMBER = r"(?:\d{1,2}|[〇一二三四五六七八九十]{1,3}|元)"
ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHR])"
YEAR = rf"(?:(?:西暦)?(?:19|20)\d{{2}}|{ERA}\s?{NUMBER}|[一二][〇一二三四五六七八九]{{3}})"
SEPARATOR = r"\s?[-/.・年‐–—−]\s?"
WHOLE = rf"(?<!\d){YEAR}(?:年?\s?\({YEAR}年?\)\s?|{SEPARATOR}){NUMBER}\s?[-/.・月‐–—−]\s?{NUMBER}(?:日|(?!\d))"
COMPACT = r"(?<!\d)(?:(?:19|20)\d{6}|[1-5]\d{6}|[MTSHR]\d{6})(?!\d)"
DAY = rf"(?<![\d年/.-]){NUMBER}月\s?{NUMBER}日"
SLASHED = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
ANY = f"(?:{WHOLE}|{COMPACT}|{DAY}|{SLASHED})"
YEAR_AND_MONTH = rf"(?<!\d){YEAR}年\s?{NUMBER}月"
SAID = r"生年月日|誕生日|たんじょうび|バースデー|出生日|出生年月日|DOB|dob|D\.O\.B\.|Birth|birth|生まれた日|生日"
BORN = r"(?:生(?!活|徒|計|保|後|理|ま?ゴミ|徒|協)|生まれ|うまれ|出生(?!届|証|前|後|連絡票)|誕生(?!会)|[にがで、]{0,2}(?:生まれ|うまれ|誕生|出生し))"


def birth_dates() -> PatternRecognizer:
    return recogniser(
        "birth_date",
        {
            "birth_date_said": (SURE, rf"(?<=(?:{SAID})(?:[はがも:/=(「\s]|の欄)*){ANY}"),
            "birth_date_born": (SURE, rf"(?:{WHOLE}|{COMPACT}|{DAY}|{YEAR_AND_MONTH})(?=\s?{BORN})"),
            "birth_date_child": (SURE, rf"{WHOLE}(?=\s?に\s?[一-鿿ァ-ヴーぁ-ん]{{0,12}}(?:で|にて)出生)"),
        },
    )


ERAS = {
    "明治": 1867,
    "M": 1867,
    "大正": 1911,
    "T": 1911,
    "昭和": 1925,
    "S": 1925,
    "平成": 1988,
    "H": 1988,
    "令和": 2018,
    "R": 2018,
}
DIGITS = {**{kanji: value for value, kanji in enumerate("〇一二三四五六七八九")}, "元": 1}
PARTS = re.compile(
    rf"(?P<era>{ERA})?\s?(?P<year>(?:19|20)\d{{2}}|{NUMBER}|[一二][〇一二三四五六七八九]{{3}})(?:年?\s?\({YEAR}年?\)\s?|{SEPARATOR})(?P<month>{NUMBER})\s?[-/.・月‐–—−]\s?(?P<day>{NUMBER})"
)
WRITTEN = re.compile(WHOLE)
TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")


def dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Each whole date in a text: where, and which day (ISO)."""
    for match in WRITTEN.finditer(text):
        if parts := PARTS.match(match[0]):
            year = number(parts["year"]) + (ERAS[parts["era"]] if parts["era"] else 0)
            yield match.start(), match.end(), f"{year:04d}-{number(parts['month']):02d}-{number(parts['day']):02d}"
    for match in TOGETHER.finditer(text):
        yield match.start(), match.end(), "-".join(match.groups())


def number(written: str) -> int:
    """元, 12, 二十七, 二〇一五."""
    if written.isdigit() and written.isascii():
        return int(written)
    if "十" in written:
        tens, ones = written.split("十")
        return 10 * (DIGITS[tens] if tens else 1) + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[kanji]) for kanji in written))
