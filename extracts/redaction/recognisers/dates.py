"""Dates of birth; the date of anything else stays, for it tells when it happened."""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import BORN_BEFORE, LIKELY, SURE, result
from extracts.redaction.ginza import Japanese
from extracts.redaction.recognisers.numbers import recogniser
from extracts.redaction.recognisers.recogniser import Recogniser

NUMBER = r"(?:\d{1,2}|[〇一二三四五六七八九十廿]{1,4}|元)"
ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHR])"
YEAR = rf"(?:(?:西暦)?(?:19|20)\d{{2}}|{ERA}\s?{NUMBER}|[一二][〇一二三四五六七八九]{{3}})"
SEPARATOR = r"\s?[-/.・年‐–—−]\s?"
WHOLE = rf"(?<!\d){YEAR}(?:年?\s?\({YEAR}年?\)\s?|{SEPARATOR}){NUMBER}\s?[-/.・月‐–—−]\s?{NUMBER}(?:日|(?!\d))"
COMPACT = r"(?<!\d)(?:(?:19|20)\d{6}|[1-5]\d{6}|[MTSHR]\d{6})(?!\d)"
DAY = rf"(?<![\d年/.-]){NUMBER}月\s?{NUMBER}日"
SLASHED = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
ANY = f"(?:{WHOLE}|{COMPACT}|{DAY}|{SLASHED})"
YEAR_AND_MONTH = rf"(?<!\d){YEAR}年\s?{NUMBER}月"
SAID = r"生年月日|誕生日|たんじょうび|バースデー|出生日|出生年月日|出生|DOB|dob|D\.O\.B\.|Birth|birth|生まれた日|生まれ|生日"
BORN = r"(?:生(?!活|徒|計|保|後|理|ま?ゴミ|徒|協)|生まれ|うまれ|出生(?!届|証|前|後|連絡票)|誕生(?!会)|[にがで、]{0,2}(?:生まれ|うまれ|誕生|出生し))"
# 12月1日の夜の生まれ, 2月28日マニラ生まれ
BETWEEN = r"\s?の?(?:(?:未明|早朝|朝|昼|夕方|夜|深夜)の?)?(?:[ァ-ヴー一-鿿]{1,8}?(?=生まれ|で))?"
# 平30.4.12, S55/7/22, T9.3.3: a form in which birth dates are written more than anything else
SHORT = rf"(?<![A-Za-z\d])(?:[MTSH]|[明大昭平令R])\s?{NUMBER}\s?[-/.年]\s?{NUMBER}\s?[-/.月]\s?{NUMBER}日?(?!\d)"
# 31.4.30(平成): the era behind
TURNED = rf"(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]\d{{1,2}}(?=、?\(?{ERA})"
SIX = r"(?<![\d.-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.円-])"
DATED = re.compile(f"{WHOLE}|{SHORT}|{TURNED}|{COMPACT}|{SIX}|(?<!\\d){YEAR}年\\s?{NUMBER}月")
# what happened then: the date of an event
EVENT = re.compile(
    r"[日月]?\s?(?:に(?!出生|生|産)|から|より|まで|付|以降|以来|頃|ごろ|当時|時点|現在|受|発|開|終|[~〜-]|の(?!生|子|男|女|第))"
)
# whose date it is stands before it: 陽菜(…, 母千夏、…, 子は…
OF_SOMEBODY = re.compile(
    r"(?:さん|くん|ちゃん|さま|君|様|氏|児|母|父|子|姉|兄|妹|弟|男|女|祖母|祖父)?(?:[(、・ :]|は)?\s?$"
)
KATAKANA = re.compile("[ァ-ヴー]{2,}")
RECORD = re.compile(r"(?:^|\n)\s*$")  # a note begins with its own date


def birth_dates() -> list[EntityRecognizer]:
    """What is said to be a date of birth, and what by its place or age is one."""
    said = recogniser(
        "birth_date",
        {
            "birth_date_said": (
                SURE,
                rf"(?<=(?:{SAID})(?:[はがも:/=(「、\s]|の欄)*)(?:{ANY}|{SHORT}|{YEAR_AND_MONTH}|[昭平令]\d{{1,2}}年\d{{1,2}}月)",
            ),
            "birth_date_born": (SURE, rf"(?:{WHOLE}|{SHORT}|{COMPACT}|{DAY}|{YEAR_AND_MONTH}){BETWEEN}(?={BORN})"),
            "birth_date_child": (SURE, rf"{WHOLE}(?=\s?に\s?[一-鿿ァ-ヴーぁ-ん]{{0,12}}(?:で|にて)出生)"),
        },
    )
    return [said, BirthDates()]


class BirthDates(Recogniser):
    """Dates that stand beside a name as what belongs to it, and whole dates long past that tell of no event."""

    def __init__(self) -> None:
        super().__init__("birth dates by their place", "birth_date")

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        until = {word.end: word for word in japanese.words}
        for match in DATED.finditer(text):
            if EVENT.match(text, match.end()) or RECORD.search(text[: match.start()]):
                continue
            before = OF_SOMEBODY.search(text[: match.start()])
            name = until.get(before.start()) if before else None
            if (name and ("固有名詞" in name.tag or KATAKANA.fullmatch(name.text) or name.text in lexicon.KIN)) or (
                before and before[0].strip("(、・ :は")
            ):
                yield result("birth_date", *match.span(), LIKELY, "birth_date_beside")
            elif (
                re.match(f"の第.子|、?\\(?{ERA}", text[match.end() :])
                or any(int(day[:4]) < BORN_BEFORE for _, _, day in dates(match[0]))
                or re.fullmatch(SHORT, match[0])
            ):
                yield result("birth_date", *match.span(), LIKELY, "birth_date_past")


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
    written = written.replace("廿", "二十")
    if "十" in written:
        tens, ones = written.split("十")
        return 10 * (DIGITS[tens] if tens else 1) + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[kanji]) for kanji in written))
