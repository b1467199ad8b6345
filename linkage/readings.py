"""Which kana a given name in kanji may be read as: never a guess at how it is read, only whether a reading on file fits.

A name's readings are those that the name dictionary lists for it, and every way of reading its kanji one by one. How each
kanji is read in names is learnt from the same dictionary and stands in kanji_readings.yaml.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from math import prod
from pathlib import Path

import yaml
from japanese_personal_name_dataset import load_dataset

from extracts.kanji import folded
from linkage.kana import normalised

FILE = Path(__file__).with_name("kanji_readings.yaml")
KANJI = re.compile("[一-鿿]")
NOT_A_BEGINNING = set("ァィゥェォッャュョーン")
MOST = 500  # ways of reading, from which a name says nothing
# a piece that fewer names have at a kanji is a cut in the wrong place
LEAST_NAMES = 3
SINGLE = 100  # a name of one kanji is cut in no place: it counts as many
ROUNDS = 4


Counts = defaultdict[str, defaultdict[str, float]]  # in how many names a kanji has a piece of the reading


@cache
def listed() -> dict[str, frozenset[str]]:
    """Folded given name → the readings in katakana that the dictionary lists for it."""
    found: dict[str, set[str]] = {}
    for names in load_dataset():
        for reading, entry in names.items():
            for kanji in entry["kanji"]:
                found.setdefault(folded(kanji), set()).add(normalised(reading))
    return {name: frozenset(readings) for name, readings in found.items()}


@cache
def of_kanji() -> dict[str, frozenset[str]]:
    """Kanji → how it is read in given names."""
    stored = yaml.safe_load(FILE.read_text(encoding="utf-8"))["readings"]
    return {kanji: frozenset(readings.split()) for kanji, readings in stored.items()}


def readings(given: str) -> frozenset[str]:
    """Every reading in katakana that a given name may have; none where a kanji is unknown or there are too many."""
    name = folded(given)
    pieces = [of_kanji().get(sign, frozenset()) if KANJI.match(sign) else {normalised(sign)} - {""} for sign in name]
    if prod(map(len, pieces)) > MOST:
        return listed().get(name, frozenset())
    return listed().get(name, frozenset()) | {"".join(way) for way in product(*pieces)}


def cuts(reading: str, parts: int) -> Iterator[tuple[str, ...]]:
    """Every way to cut a reading into parts; none begins with a small kana or ン."""
    if parts == 1:
        yield (reading,)
        return
    for end in range(1, len(reading) - parts + 2):
        if reading[end] not in NOT_A_BEGINNING:
            for rest in cuts(reading[end:], parts - 1):
                yield (reading[:end], *rest)


def learnt() -> dict[str, frozenset[str]]:
    """What kanji_readings.yaml holds, from the dictionary: names are cut where most of the pieces are known readings.

    It begins with the names of one kanji; each round knows the readings that the round before found in enough names.
    """
    names = {name: found for name, found in listed().items() if 1 <= len(name) <= 3}
    known = nothing()
    for _ in range(ROUNDS + 1):
        found = nothing()
        for name, name_readings in names.items():
            for reading in sorted(name_readings):
                best = best_cuts(name, reading, known)
                for cut in best:
                    for sign, piece in zip(name, cut, strict=True):
                        if KANJI.match(sign):
                            found[sign][piece] += SINGLE if len(name) == 1 else 1 / len(best)
        known = found
    fit = {sign: {piece for piece, count in pieces.items() if count >= LEAST_NAMES} for sign, pieces in known.items()}
    return {sign: frozenset(pieces) for sign, pieces in sorted(fit.items()) if pieces}


def nothing() -> Counts:
    return defaultdict(lambda: defaultdict(float))


def best_cuts(name: str, reading: str, known: Counts) -> list[tuple[str, ...]]:
    """The cuts with the fewest pieces that aren't known readings, if that is one at most."""
    by_unknown: dict[int, list[tuple[str, ...]]] = {}
    for cut in cuts(reading, len(name)):
        signs = zip(name, cut, strict=True)
        unknown = sum(
            known[sign][piece] < LEAST_NAMES if KANJI.match(sign) else normalised(sign) != piece
            for sign, piece in signs
        )
        by_unknown.setdefault(unknown, []).append(cut)
    fewest = min(by_unknown, default=2)
    return by_unknown[fewest] if fewest <= 1 else []


def write(file: Path = FILE) -> None:
    """Write kanji_readings.yaml anew, for another edition of the dictionary."""
    head = (
        "# How each kanji is read in given names. Written by linkage.readings.write from japanese-personal-name-dataset 0.4.0\n"
        "# (MIT): nothing here is typed by hand.\nreadings:\n"
    )
    lines = [f"  {kanji}: {' '.join(sorted(found))}\n" for kanji, found in learnt().items()]
    file.write_text(head + "".join(lines), encoding="utf-8")
