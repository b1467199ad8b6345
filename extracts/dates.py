"""The dates that departments write: Western and era forms, whole, without a day, or 不詳.

Belongs here: one cell's text to a date, a year and month, or a school year. Doesn't belong here: which column has one
(cells). A date that no calendar has, or that lies outside its era, is a fault and never bent into a neighbour.
"""

import re
import unicodedata
from datetime import date

ERAS = {  # first day, last day
    "明治": (date(1868, 1, 25), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
# forms printed before 令和, and systems that nobody changed, go on in 平成: its years still name one day each
# assumption: for ten years at most, a later one is a typing slip
GOES_ON = {"平成": date(2029, 4, 30)}
NAMES = dict(zip("12345", ERAS, strict=True)) | dict(zip("MTSHR", ERAS, strict=True)) | {name: name for name in ERAS}
FIRST_YEAR, LAST_YEAR = 1868, 2100  # what a living person's record can hold; beyond it a typing slip
UNKNOWN = "不詳"
UNKNOWN_DATE = "XXXX"  # in ISO 8601-2

_ONES = "〇零一二三四五六七八九"
_KANJI = re.compile(f"(?<![{_ONES}十])(?:[{_ONES}]{{1,4}}|[二三四五六七八九]?十[一二三四五六七八九]?)(?=[年月日])")
_DIGITS = str.maketrans(_ONES, "00123456789")

_ERA = "(?P<era>[MTSHR]|明治|大正|昭和|平成|令和)(?P<year>元|[0-9]{1,2})"
_WEST = "(?P<west>[0-9]{4})"
_DAY = [
    re.compile(pattern)
    for pattern in (
        _WEST + "(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        _WEST + "(?P<by>[-/.])(?P<month>[0-9]{1,2})(?P=by)(?P<day>[0-9]{1,2})",
        _WEST + "年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
        _ERA + "(?P<by>[-/.])(?P<month>[0-9]{1,2})(?P=by)(?P<day>[0-9]{1,2})",
        _ERA + "年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
        "(?P<era>[1-5MTSHR])(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
]
_MONTH = [
    re.compile(pattern)
    for pattern in (
        _WEST + "(?P<month>[0-9]{2})",
        _WEST + "[-/.](?P<month>[0-9]{1,2})",
        _ERA + "[-/.](?P<month>[0-9]{1,2})",
        "(?P<era>[1-5])(?P<year>[0-9]{2})(?P<month>[0-9]{2})",
    )
]
_DAY_UNKNOWN = [re.compile(year + "年(?P<month>[0-9]{1,2})月") for year in (_WEST, _ERA)]
_SCHOOL_YEAR = [re.compile(pattern) for pattern in (_WEST + "(年度)?", _ERA + "(年度)?")]


class Unreadable(ValueError):
    """A cell that can't be read; `args[0]` is the code of errors.CODES. It never holds the cell."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def plain(cell: str) -> str:
    """A cell with full-width digits and letters made plain, without spaces, in capitals: ` Ｈ２７．４．１` → `H27.4.1`."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).upper()


def _number(kanji: str) -> str:
    tens, ten, ones = kanji.rpartition("十")
    return (f"{tens or '一'}{ones or '〇'}" if ten else kanji).translate(_DIGITS)


def parse_date(cell: str) -> tuple[date | None, str]:
    """A cell's whole date (None unless all of it is known) and what is known of it as ISO 8601-2.

    `H27.4.1` → 2015-04-01, `2015-04-01` · `2015年4月` → None, `2015-04` · `不詳` → None, `XXXX`.
    Raises Unreadable (bad_date, impossible_date).
    """
    text = _KANJI.sub(lambda match: _number(match[0]), plain(cell))
    if text == UNKNOWN:
        return None, UNKNOWN_DATE
    if match := _first(_DAY, text):
        whole = _date(match, int(match["day"]))
        return whole, whole.isoformat()
    if match := _first(_DAY_UNKNOWN, text):
        return None, f"{_month(match):%Y-%m}"
    raise Unreadable("bad_date")


def parse_yearmonth(cell: str) -> date:
    """The first day of a cell's month: 2026-04, 202604, 2026/4, R8.4, 令和8年4月, 50804. Raises Unreadable."""
    text = plain(cell)
    if match := _first(_MONTH + _DAY_UNKNOWN, text):
        return _month(match)
    if (match := _first(_DAY, text)) and int(match["day"]) == 1:
        return _date(match, 1)
    raise Unreadable("bad_yearmonth")


def parse_schoolyear(cell: str) -> int:
    """The calendar year in which a cell's school year (April to March) starts: 2024, 令和6年度, R6. Raises Unreadable."""
    match = _first(_SCHOOL_YEAR, plain(cell))
    if not match:
        raise Unreadable("bad_schoolyear")
    year = _year(match)
    if "era" in match.re.groupindex:
        first, last = _era(match)
        if not first.year <= year <= last.year:
            raise Unreadable("impossible_date")
    return year


def _first(patterns: list[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(text))), None)


def _era(match: re.Match[str]) -> tuple[date, date]:
    """The first day of a match's era, and the last that is written in it."""
    name = NAMES[match["era"]]
    first, last = ERAS[name]
    return first, GOES_ON.get(name, last)


def _year(match: re.Match[str]) -> int:
    """The Western year of a match. Raises Unreadable outside what a record can hold."""
    if "west" in match.re.groupindex:
        year = int(match["west"])
    else:
        count = 1 if match["year"] == "元" else int(match["year"])
        year = ERAS[NAMES[match["era"]]][0].year + count - 1
        if count == 0:
            raise Unreadable("impossible_date")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable("impossible_date")
    return year


def _date(match: re.Match[str], day: int) -> date:
    """The date of a match, which its era must hold."""
    try:
        whole = date(_year(match), int(match["month"]), day)
    except ValueError:
        raise Unreadable("impossible_date") from None
    if "era" in match.re.groupindex:
        first, last = _era(match)
        if not first <= whole <= last:
            raise Unreadable("impossible_date")
    return whole


def _month(match: re.Match[str]) -> date:
    """The first day of a match's month, of which its era must hold at least one day."""
    try:
        month = date(_year(match), int(match["month"]), 1)
    except ValueError:
        raise Unreadable("impossible_date") from None
    if "era" in match.re.groupindex:
        first, last = _era(match)
        if not first.replace(day=1) <= month <= last:
            raise Unreadable("impossible_date")
    return month
