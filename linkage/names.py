"""Names divided into surname and given name, whatever way they were written: apart, together, swapped, foreign.

Only where the parts are belongs here; their spelling is kana.py's and extracts/kanji.py's. A given name's reading is never
guessed (a fifth to a third would be right).
"""

import re
import unicodedata
from collections.abc import Container
from functools import cache

import pandas as pd
from japanese_personal_name_dataset import load_dataset

from extracts.kanji import folded
from linkage.kana import COMBINING, unvoiced
from linkage.kana import normalised as kana_normalised
from linkage.placeholders import says_nothing, words

COLUMNS = ("surname", "given", "surname_kana", "given_kana")
SPACE = re.compile(r"\s+")
DOTS = re.compile(r"[・･·=＝]")
COMMA = re.compile(r"[,，、]")
KANJI = re.compile("[一-鿿々〓\U00020000-\U0003ffff]")
# what a desk writes behind a name: 花子ちゃん, 山田太郎様, 山田太郎(長男)
HONORIFIC = re.compile("(?<=.)(ちゃん|くん|さん|さま)$|(?<=..)(様|氏|君|殿)$")
BRACKETED = re.compile(r"[(\[【〔〈「『].*?([)\]】〕〉」』]|$)")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# 山田さくら: the script changes where the given name begins; ノ ヶ ヵ are a surname's own (一ノ瀬, 三ヶ島)
KANJI_THEN_KANA = re.compile(r"^([一-鿿々〓\U00020000-\U0003ffffノヶヵ之]+)([ぁ-んァ-ヴー]+)$")
# 山田男児, 山田ベビー: the given name isn't known
UNNAMED = re.compile(f"(.+)(?:{'|'.join(word for word in words('names') if len(word) > 1)})$")

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
    """Frame [name, kana], both `plain` → [surname, given, surname_kana, given_kana]; index kept.

    A part that can't be told is NULL; kana come out as full-width katakana, kanji as written.
    """
    frame = frame[["name", "kana"]].astype(object).where(frame[["name", "kana"]].notna(), None)
    pairs = pd.Series(list(zip(frame["name"], frame["kana"], strict=True)), index=frame.index, dtype=object)
    parts = {pair: divided(*pair) for pair in pairs.unique()}
    return pd.DataFrame([parts[pair] for pair in pairs], index=frame.index, columns=list(COLUMNS)).astype("str")


def plain(name: str) -> str | None:
    """A name or its kana without what a desk writes around it; None where that says nothing: 不明, 男児, 〓〓."""
    if says_nothing(name, "names"):
        return None
    said = unicodedata.normalize("NFKC", name.translate(COMBINING)).strip()
    written = HONORIFIC.sub("", BRACKETED.sub("", said).strip() or said).strip()
    return None if written != said and says_nothing(written, "names") else written


def spaced(name: str) -> str:
    return SPACE.sub(" ", DOTS.sub(" ", COMMA.sub(" ", unicodedata.normalize("NFKC", name)))).strip()


def divided(name: str | None, kana: str | None) -> tuple[str | None, str | None, str | None, str | None]:
    """The parts of one `plain` name and its kana, each helping to divide the other, each put in order by itself."""
    sound = apart(kana_normalised(kana)) if kana else (None, None)
    spelt = name_apart(name, sound) if name else (None, None)
    reading = surnames().get(folded(spelt[0] or ""), ("", 0))[0]
    if sound[0] and not sound[1]:
        sound = kana_together(sound[0], reading)
    elif sound[1] and reading and unvoiced(sound[1]) == unvoiced(reading) != unvoiced(sound[0] or ""):
        sound = sound[::-1]
    elif not name:
        sound = sound[::-1] if given_first(sound, surname_readings()) else sound
    return *spelt, *sound


def apart(name: str) -> Parts:
    """(first part, the rest) of a name whose parts stand apart; (whole, None) where they don't."""
    first, _, rest = name.partition(" ")
    return first or None, rest or None


def name_apart(name: str, sound: Parts) -> Parts:
    if COMMA.search(name):
        return apart(" ".join(spaced(part) for part in COMMA.split(name, 1)))
    if DOTS.search(name) and " " not in name and not KANJI.search(name):
        # マリア・サントス is written in its natural order: the surname is last
        given, _, surname = spaced(name).rpartition(" ")
        return surname, given or None
    parts = apart(spaced(name))
    if parts[1]:
        return parts[::-1] if given_first((folded(parts[0] or ""), folded(parts[1])), surnames()) else parts
    return together(parts[0], sound) if parts[0] and not LATIN.search(parts[0]) else parts


def together(name: str, sound: Parts) -> Parts:
    """A Japanese name written without a gap: by the kana's surname, the surname dictionary, or the change of script."""
    form = folded(name)
    if (unnamed := UNNAMED.match(form)) and unnamed[1] in surnames():
        return name[: unnamed.end(1)], name[unnamed.end(1) :]
    if kana_normalised(name) == name or len(form) != len(name) or form in surnames():
        return kana_together(name, "") if form not in surnames() else (name, None)
    if is_given(form) and (not sound[0] or sound[0] in given_names()):
        return None, name
    known = {cut: surnames()[form[:cut]] for cut in range(1, min(len(form), 5)) if form[:cut] in surnames()}
    heard = [cut for cut, (reading, _) in known.items() if starts_with(sound, reading)]
    if heard:
        cut = max(heard)
    elif match := KANJI_THEN_KANA.match(name):
        cut = len(match[1])
    elif known:
        cut = max(known, key=lambda cut: (is_given(form[cut:]), known[cut][1]))
    else:
        # a surname that no dictionary knows: before a known given name, else as most such names are divided
        usual = (len(form) + 1) // 2
        ends = [cut for cut in range(2, len(form) - 1) if is_given(form[cut:])]
        cut = min(ends or [usual], key=lambda cut: abs(cut - usual))
    return name[:cut] or None, name[cut:] or None


def kana_together(kana: str, reading: str) -> Parts:
    """Kana written without a gap: by the reading of the surname beside it, else by the dictionary's readings."""
    if reading and len(kana) > len(reading) and unvoiced(kana).startswith(unvoiced(reading)):
        return kana[: len(reading)], kana[len(reading) :]
    form = kana_normalised(kana)
    if form in given_names():
        return None, kana
    if len(form) != len(kana) or form in surname_readings():
        return kana, None
    cuts = [cut for cut in range(2, len(form) - 1) if form[:cut] in surname_readings() and form[cut:] in given_names()]
    if not cuts:
        return kana, None
    cut = max(cuts, key=lambda cut: surname_readings()[form[:cut]])
    return kana[:cut], kana[cut:]


def starts_with(sound: Parts, reading: str) -> bool:
    """Whether the kana's surname, or the kana where it isn't divided, begins as the surname is read."""
    heard = unvoiced(sound[0] or "")
    return heard == unvoiced(reading) if sound[1] else heard.startswith(unvoiced(reading))


def is_given(form: str) -> bool:
    return (kana_normalised(form) or form) in given_names() if not KANJI.search(form) else form in given_names()


def given_first(parts: Parts, known: Container[str]) -> bool:
    """Whether the second part is a surname that the dictionary knows, and the first only a given name."""
    first, second = parts
    return bool(first and second) and second in known and first not in known and is_given(first or "")
