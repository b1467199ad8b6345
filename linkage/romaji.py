"""Romaji names as the katakana that a Japanese desk would write. Only the sounds belong here.

Hepburn, Kunrei and plain typing are read as they are. Names of other languages are approximated, or found in
romaji_names.yaml: near enough to meet another source's katakana by `kana.skeleton`, not to print.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from linkage import kana, names
from linkage.distinct import each_distinct

VOWELS = "aiueo"
PLAIN = """
アイウエオ - | カキクケコ k q kh | サシスセソ s | タチツテト t th | ナニヌネノ n
ハヒフヘホ h | マミムメモ m | ラリルレロ r l | ガギグゲゴ g gh | ザジズゼゾ z
ダヂヅデド d dh | バビブベボ b v bh | パピプペポ p | カシクセコ c
"""
# consonants that stand before a small ャ ュ ョ: kya → キャ, sha → シャ
GLIDES = """
キ ky | シ sh sy x xi | チ ch ty cy | ニ ny | ヒ hy | ミ my | リ ry ly | ギ gy
ジ j jy zy zh jh | ヂ dy | ビ by | ピ py
"""
SMALL_Y = {"a": "ャ", "i": "", "u": "ュ", "e": "ェ", "o": "ョ"}
SMALL = {"a": "ァ", "i": "ィ", "u": "", "e": "ェ", "o": "ォ"}
IRREGULAR = """
ya ヤ yi イ yu ユ ye イエ yo ヨ wa ワ wi ウイ wu ウ woo ウ we ウエ wo ヲ tsu ツ di ディ du ドゥ dhi ディ ee イー
qua クア qui キ que ケ gui ギ gue ゲ seo ソ yeo ヨ jeo ジョ heo ホ
"""
# a consonant that no vowel follows
CODA = """
シュ sh | チ ch | ツ ts tz | ス s th | ン n ng ン | ク k c q kh | ト t | ム m | ル r l | グ g gh | ズ z
ド d dh | ブ b v bh | プ p | フ f ph | ジ j | クス x | ウ w | イ y
"""
FOREIGN_LETTERS = str.maketrans({"ç": "s", "ñ": "ny", "đ": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "e"})
LONG = str.maketrans(
    {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "î": "ii", "û": "uu", "ô": "ou"}
)
DOUBLED = re.compile(r"([kstpcgdbzjf])(?=\1)|t(?=ch)|c(?=k)")
# 本間 Homma, 純平 Jumpei: ン before a lip sound
SHIN_ICHI = re.compile("n['’`](?=[aiueoy])")
APOSTROPHE = re.compile("['’`]")
M_FOR_N = re.compile(r"m(?=[bpm])")
# ン before a vowel, the apostrophe left out: Kenichi, Shinya
N_APART = re.compile("n(?=[aiueoy])")
# as other languages write their sounds: Ferreira, Isabella, Minsoo, Jihee, Seungeun, Hyunjin, Carvalho, Giovanna, Nhung
FOREIGN = {
    "rr": "r", "ll": "l", "oo": "u", "ee": "i", "eu(?=[nlm])": "u", "hyun": "hyon", "hye": "he", "young": "yong",
    "lh(?=[aiueo])": "ly", "gio": "jo", "^nh(?=[aiueo])": "ny",
}  # fmt: skip
LONG_OH = re.compile(r"oh(?![aiueoy])")
Y_FOR_I = re.compile(r"(?<=[bcdfghjklmnpqrstvz])y(?![aiueo])")


def pairs(table: str) -> list[tuple[str, str]]:
    """(sound, kana) of a table written `kana sound sound | kana sound`."""
    return [(sound, kana) for kana, *sounds in map(str.split, re.split(r"[|\n]", table.strip())) for sound in sounds]


def syllables() -> dict[str, str]:
    plain = {c.strip("-") + v: kana for c, row in pairs(PLAIN) for v, kana in zip(VOWELS, row, strict=True)}
    glides = {c + v: kana + SMALL_Y[v] for c, kana in pairs(GLIDES) for v in VOWELS}
    labial = {c + v: "フ" + SMALL[v] for c in ("f", "ph") for v in VOWELS}
    words = IRREGULAR.split()
    return plain | glides | labial | dict(zip(words[::2], words[1::2], strict=True))


def known_names() -> dict[str, list[str]]:
    """Letters → their usual kana, the commonest first."""
    readings = yaml.safe_load((Path(__file__).parent / "romaji_names.yaml").read_text(encoding="utf-8"))["readings"]
    found: dict[str, list[str]] = {}
    for kana_, known in readings.items():
        for name in known.split():
            found.setdefault(name, []).append(kana_)
    return found


SOUNDS = dict(pairs(CODA)) | syllables() | {"ッ": "ッ"}
# a consonant pair closes a syllable only where no vowel follows: Shin-go, not Shing-o
PIECES = [f"{sound}(?![{VOWELS}y])" if sound == "ng" else sound for sound in sorted(SOUNDS, key=len, reverse=True)]
SOUND = re.compile("|".join(PIECES))
KNOWN = known_names()


def to_kana(values: pd.Series) -> pd.Series:
    """Each Latin-letter name in katakana, its parts separated by one space; a name with no Latin letter → NULL."""
    return each_distinct(values, kana_of)


def kana_of(text: str) -> str:
    return " ".join(KNOWN.get(part, [""])[0] or kana_of_part(part) for part in parts_of(text))


def also_kana(text: str) -> str | None:
    """The name with its parts' second usual kana, if there are any: LEE is イ to one desk and リー to the next."""
    parts = parts_of(text)
    if not any(len(KNOWN.get(part, ())) > 1 for part in parts):
        return None
    return " ".join(KNOWN[part][-1] if part in KNOWN else kana_of_part(part) for part in parts)


def parts_of(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower().translate(LONG).translate(FOREIGN_LETTERS)
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return re.findall("[a-zン]+", APOSTROPHE.sub("", SHIN_ICHI.sub("ン", text)))


def kana_of_part(part: str) -> str:
    """As Japanese, where that is a Japanese name; else as the sounds of other languages."""
    part = Y_FOR_I.sub("i", part)
    japanese = M_FOR_N.sub("n", LONG_OH.sub("ou", part))
    for way in (japanese, N_APART.sub("ン", japanese)):
        if shortened(sounded(way)) in japanese_names():
            return sounded(way)
    for written, sound in FOREIGN.items():
        part = re.sub(written, sound, part)
    return sounded(M_FOR_N.sub("n", LONG_OH.sub("ou", part)))


def sounded(part: str) -> str:
    return "".join(SOUNDS[sound] for sound in SOUND.findall(DOUBLED.sub("ッ", part)))


@cache
def japanese_names() -> frozenset[str]:
    """The readings of the name dictionary, long vowels left out as passports do."""
    return frozenset(map(shortened, {*names.given_names(), *names.surname_readings()}))


def shortened(reading: str) -> str:
    plain = kana.unvoiced(reading.translate(kana.SMALL))
    return "".join(
        sign
        for n, sign in enumerate(reading)
        if sign != "ー" and not (n and kana.LENGTHENED.fullmatch(plain, n, n + 1))
    )
