"""Names divided into surname and given name, whatever way they were written: apart, together, swapped, foreign.

Only where the parts are belongs here; their spelling is kana.py's and kanji.py's. A given name's reading is never
guessed (a fifth to a third would be right); a surname's reading is a hint for blocking.
"""

import re
import unicodedata
from functools import cache

import pandas as pd
from japanese_personal_name_dataset import load_dataset

from linkage.distinct import each_distinct
from linkage.kana import normalised as kana_normalised
from linkage.kanji import folded

COLUMNS = ("surname", "given", "surname_kana", "given_kana")
SPACE = re.compile(r"\s+")
DOTS = re.compile(r"[・･·=＝]")
COMMA = re.compile(r"[,，、]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# 山田さくら: the script changes where the given name begins; ノ ヶ ヵ are a surname's own (一ノ瀬, 三ヶ島)
KANJI_THEN_KANA = re.compile(r"^([一-鿿々〓\U00020000-\U0003ffffノヶヵ之]+)([ぁ-んァ-ヴー]+)$")

Parts = tuple[str | None, str | None]


@cache
def surnames() -> dict[str, tuple[str, int]]:
    """Folded surname → its commonest reading in katakana and how many people bear it."""
    found: dict[str, tuple[str, int]] = {}
    for name, entry in load_dataset(include_last_names=True)[2].items():
        form = folded(name)
        if entry["count"] > found.get(form, ("", -1))[1]:
            found[form] = (kana_normalised(entry["reading"]), entry["count"])
    return found


@cache
def surname_readings() -> dict[str, int]:
    """Reading in katakana → how many people bear a surname read so."""
    found: dict[str, int] = {}
    for reading, count in surnames().values():
        found[reading] = found.get(reading, 0) + count
    return found


@cache
def given_names() -> frozenset[str]:
    """Folded given names that the dictionary knows, and their readings in katakana."""
    men, women = load_dataset()
    spelt = {folded(kanji) for names in (men, women) for entry in names.values() for kanji in entry["kanji"]}
    return frozenset(spelt | {kana_normalised(reading) for names in (men, women) for reading in names})


def divide(frame: pd.DataFrame) -> pd.DataFrame:
    """Frame [name, kana] → [surname, given, surname_kana, given_kana]; index kept, a part that can't be told is NULL."""
    frame = frame[["name", "kana"]].astype(object).where(frame[["name", "kana"]].notna(), None)
    pairs = pd.Series(list(zip(frame["name"], frame["kana"], strict=True)), index=frame.index, dtype=object)
    parts = {pair: divided(*pair) for pair in pairs.unique()}
    return pd.DataFrame([parts[pair] for pair in pairs], index=frame.index, columns=list(COLUMNS)).astype("str")


def sorted_full(values: pd.Series) -> pd.Series:
    """All parts of each name in one order, so that swapped names are equal."""
    return each_distinct(values, lambda name: " ".join(sorted(spaced(name).upper().split())))


def surname_reading(values: pd.Series) -> pd.Series:
    """Folded surnames → their commonest reading in katakana (93 % right), NULL for one that the dictionary doesn't know."""
    return each_distinct(values, lambda surname: surnames().get(surname, ("", 0))[0])


def spaced(name: str) -> str:
    return SPACE.sub(" ", DOTS.sub(" ", COMMA.sub(" ", unicodedata.normalize("NFKC", name)))).strip()


def divided(name: str | None, kana: str | None) -> tuple[str | None, str | None, str | None, str | None]:
    """The parts of one name and its kana, each helping to divide the other."""
    kana_parts = apart(kana_normalised(kana)) if kana else (None, None)
    name_parts = name_apart(name, kana_parts) if name else (None, None)
    if kana_parts[1] is None and kana_parts[0] and name_parts[1]:
        kana_parts = kana_by_name(kana_parts[0], folded(name_parts[0] or ""))
    if swapped(name_parts, kana_parts):
        name_parts, kana_parts = name_parts[::-1], kana_parts[::-1]
    return *name_parts, *kana_parts


def apart(name: str) -> Parts:
    """(first part, the rest) of a name whose parts stand apart; (whole, None) where they don't."""
    first, _, rest = name.partition(" ")
    return first or None, rest or None


def name_apart(name: str, kana: Parts) -> Parts:
    written = unicodedata.normalize("NFKC", name).strip()
    if COMMA.search(written):
        return apart(" ".join(spaced(part) for part in COMMA.split(written, 1)))
    if DOTS.search(written) and " " not in written:
        # マリア・サントス is written in its natural order: the surname is last
        given, _, surname = spaced(written).rpartition(" ")
        return surname, given or None
    first, rest = apart(spaced(written))
    return (first, rest) if rest or not first or LATIN.search(first) else together(first, kana)


def together(name: str, kana: Parts) -> Parts:
    """A Japanese name written without a gap: by the kana's surname, the surname dictionary, or the change of script."""
    form = folded(name)
    if len(form) != len(name) or len(name) < 2:
        return name, None
    known = {cut: surnames()[form[:cut]] for cut in range(1, min(len(form), 5)) if form[:cut] in surnames()}
    by_kana = [
        cut
        for cut, (reading, _) in known.items()
        if kana[0] and (kana[0] if kana[1] else kana[0][: len(reading)]) == reading
    ]
    if by_kana:
        cut = max(by_kana)
    elif match := KANJI_THEN_KANA.match(name):
        cut = len(match[1])
    elif known:
        cut = max(known, key=lambda cut: (form[cut:] in given_names(), known[cut][1]))
    else:
        return name, None
    return name[:cut], name[cut:]


def kana_by_name(kana: str, surname: str) -> Parts:
    """Kana written without a gap, divided by the reading of the surname beside it."""
    reading = surnames().get(surname, ("", 0))[0]
    return (reading, kana[len(reading) :]) if reading and kana.startswith(reading) and kana != reading else (kana, None)


def swapped(name: Parts, kana: Parts) -> bool:
    """Whether the given name stands first: its second part is a surname that the dictionary knows, its first only a given name."""
    if not (name[0] and name[1]):
        return False
    first, second = folded(name[0]), folded(name[1])
    return second in surnames() and first not in surnames() and (first in given_names() or second not in given_names())
