"""Romaji names as the katakana that a Japanese desk would write. Only the sounds belong here.

Hepburn, Kunrei and plain wāpuro are read as they are; names of other languages are approximated, good enough to meet
another source's katakana by `kana.skeleton`, not good enough to print.
"""

import re
import unicodedata

import pandas as pd

from linkage.distinct import each_distinct

VOWELS = "aiueo"
ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ",
    "r": "ラリルレロ", "l": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
    "c": "カシクセコ", "q": "カキクケコ",
}  # fmt: skip
# consonants before イ-column kana and a small vowel: kya → キャ; the plain ones before a small vowel: fa → ファ
GLIDES = {
    "ky": "キ", "sh": "シ", "sy": "シ", "ch": "チ", "ty": "チ", "cy": "チ", "ny": "ニ", "hy": "ヒ", "my": "ミ", "ry": "リ", "ly": "リ",
    "gy": "ギ", "j": "ジ", "jy": "ジ", "zy": "ジ", "dy": "ヂ", "by": "ビ", "py": "ピ", "xi": "シ", "zh": "ジ",
}  # fmt: skip
SMALL_Y = {"a": "ャ", "i": "", "u": "ュ", "e": "ェ", "o": "ョ"}
SMALL = {"a": "ァ", "i": "ィ", "u": "", "e": "ェ", "o": "ォ"}
SYLLABLES = (
    {consonant + vowel: kana for consonant, row in ROWS.items() for vowel, kana in zip(VOWELS, row, strict=True)}
    | {glide + vowel: kana + SMALL_Y[vowel] for glide, kana in GLIDES.items() for vowel in VOWELS}
    | {"f" + vowel: "フ" + SMALL[vowel] for vowel in VOWELS}
    | {"v" + vowel: kana for vowel, kana in zip(VOWELS, "バビブベボ", strict=True)}
    | {"ph" + vowel: "フ" + SMALL[vowel] for vowel in VOWELS}
    | {
        "th" + vowel: kana
        for vowel, kana in zip(VOWELS, "タティトゥテト".replace("ティ", "チ").replace("トゥ", "ツ"), strict=True)
    }
    | {
        "ya": "ヤ",
        "yu": "ユ",
        "yo": "ヨ",
        "ye": "イエ",
        "yi": "イ",
        "wa": "ワ",
        "wi": "ウイ",
        "we": "ウエ",
        "wo": "ヲ",
        "wu": "ウ",
    }
    | {
        "shi": "シ",
        "chi": "チ",
        "tsu": "ツ",
        "she": "シェ",
        "che": "チェ",
        "je": "ジェ",
        "di": "ディ",
        "du": "ドゥ",
        "ti": "チ",
    }
)
# a consonant that no vowel follows; n is ン
CODA = {
    "sh": "シュ", "ch": "チ", "ts": "ツ", "th": "ス", "ph": "フ", "ck": "ック", "ng": "ン", "k": "ク", "s": "ス", "t": "ト", "n": "ン",
    "h": "", "m": "ム", "r": "ル", "l": "ル", "g": "グ", "z": "ズ", "d": "ド", "b": "ブ", "p": "プ", "c": "ク", "q": "ク", "f": "フ",
    "v": "ブ", "j": "ジ", "x": "クス", "w": "ウ", "y": "イ", "ky": "キ", "ny": "ニ",
}  # fmt: skip
DOUBLED = re.compile(r"([kstpcgdbzjf])(?=\1)|t(?=ch)")
N_BEFORE_LABIAL = re.compile(r"m(?=[bp])")
MACRON = str.maketrans(
    {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "î": "ii", "û": "uu", "ê": "ee", "ô": "ou"}
)
LONG_OH = re.compile(r"oh(?![aiueoy])")
SOUND = re.compile("|".join(sorted({*SYLLABLES, *CODA, "ッ"}, key=len, reverse=True)))


def to_kana(values: pd.Series) -> pd.Series:
    """Each Latin-letter name in katakana, its parts separated by one space; a name with no Latin letter → NULL."""
    return each_distinct(values, kana_of)


def kana_of(text: str) -> str | None:
    text = unicodedata.normalize("NFKC", text).lower().translate(MACRON)
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    parts = re.findall(r"[a-z]+", text.replace("'", "").replace("’", ""))
    return " ".join(filter(None, map(part_in_kana, parts)))


def part_in_kana(part: str) -> str:
    part = LONG_OH.sub("ou", N_BEFORE_LABIAL.sub("n", part))
    part = DOUBLED.sub("ッ", part)
    return "".join(SYLLABLES.get(sound) or CODA.get(sound, sound) for sound in SOUND.findall(part))
