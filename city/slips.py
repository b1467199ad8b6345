"""Slips of the pen: what goes wrong in one name, date or number when it is typed. How often is rates' question."""

import numpy as np

from city.dice import Dice

VOICED = dict(zip("カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボ", strict=True))
UNVOICED = {voiced: plain for plain, voiced in VOICED.items()}
SMALL = dict(zip("ヤユヨツアイウエオ", "ャュョッァィゥェォ", strict=True))
LARGE = {small: large for large, small in SMALL.items()}
ALIKE = {"シ": "ツ", "ツ": "シ", "ソ": "ン", "ン": "ソ", "ノ": "メ", "チ": "テ", "ワ": "ク"}
KINDS = ({**UNVOICED, **VOICED}, {**LARGE, "ヨ": "ョ", "ユ": "ュ", "ツ": "ッ"}, ALIKE)
SPLIT = str.maketrans({voiced: plain + "゛" for voiced, plain in UNVOICED.items()})


def misread_kana(kana: str, luck: float) -> str:
    """One slip: a voicing mark, a small kana, one that looks alike, a long vowel left out, two swapped, one lost."""
    kind, where = divmod(int(luck * 1_000_000) % 6_000, 1_000)
    if kind < len(KINDS):
        at = [n for n, kana_ in enumerate(kana) if kana_ in KINDS[kind]]
        if at:
            n = at[where % len(at)]
            return kana[:n] + KINDS[kind][kana[n]] + kana[n + 1 :]
    long = [n for n, kana_ in enumerate(kana) if n and kana_ in "ウオー"]
    if kind == 3 and long:
        n = long[where % len(long)]
        return kana[:n] + kana[n + 1 :]
    n = where % max(len(kana) - 1, 1)
    if kind == 4 and len(kana) > 1:
        return kana[:n] + kana[n + 1] + kana[n] + kana[n + 2 :]
    return kana[: n + 1] + kana[n + 2 :] if len(kana) > 2 else kana + "ウ"


def split_dakuten(kana: str) -> str:
    """ガ as カ゛, as some conversions leave it."""
    return kana.translate(SPLIT)


def swap_day_and_month(days: np.ndarray) -> np.ndarray:
    """4 September for 9 April; the day itself where it isn't a month."""
    dates = days.astype("datetime64[D]")
    year = dates.astype("datetime64[Y]")
    month = (dates.astype("datetime64[M]") - year.astype("datetime64[M]")).astype(np.int64)
    day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    swapped = (year.astype("datetime64[M]") + np.minimum(day, 11)).astype("datetime64[D]") + month
    return np.where(day < 12, swapped.astype(np.int64), days)


def wrong_era(days: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """A wareki year off by one, or the other era's letter with the same year (平成5年 for 令和5年)."""
    years = np.where(luck < 0.4, 1, np.where(luck < 0.8, -1, np.where(days < 18017, 30, -30)))
    return _years_later(days, years)


def _years_later(days: np.ndarray, years: np.ndarray) -> np.ndarray:
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    within = (dates - month.astype("datetime64[D]")).astype(np.int64)
    moved = (month + 12 * years).astype("datetime64[D]").astype(np.int64) + np.minimum(within, 27)
    return np.asarray(moved, dtype=np.int64)


def day_off(days: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """The day before or after, or ten days off: one digit."""
    return days + np.array([-1, 1, 10, -10])[(luck * 4).astype(np.int64)]


def wrong_digits(numbers: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """One digit of each number wrong."""
    found = []
    for number, chance in zip(numbers.tolist(), luck.tolist(), strict=True):
        places = [n for n, character in enumerate(number) if character.isdigit()]
        n = places[int(chance * 997) % len(places)]
        found.append(number[:n] + str((int(number[n]) + 1 + int(chance * 9)) % 10) + number[n + 1 :])
    return np.array(found, dtype=object)


def someone_elses(dice: Dice, topic: str, ids: np.ndarray, relatives: np.ndarray) -> np.ndarray:
    """Of each row of relatives (-1: none), one who exists; -1 where nobody does."""
    order = np.argsort(relatives < 0, axis=1, kind="stable")
    count = (relatives >= 0).sum(axis=1)
    pick = dice.below(topic, np.maximum(count, 1), ids)
    return np.take_along_axis(relatives, order, axis=1)[np.arange(len(ids)), pick]
