"""Kana as names carry them: one spelling, a code of one byte a kana, and a skeleton without what typists confuse.

Only what follows from the kana themselves belongs here: dividing a name is names.py's, reading romaji romaji.py's.
"""

import re
import unicodedata

import pandas as pd

from linkage.distinct import each_distinct

HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
# a dakuten typed as a character of its own composes with the kana before it only in its combining form
COMBINING = str.maketrans({"゛": "\u3099", "゜": "\u309a", "ﾞ": "\u3099", "ﾟ": "\u309a"})
MARKS = re.compile("[\u3099\u309a]")
# a hyphen inside a kana name is a long vowel typed with the wrong key
LONG = re.compile(r"(?<=[ァ-ヶー])[-‐‑‒–—―−ｰ~〜]")
SEPARATOR = re.compile(r"[\s・･,、，.．=＝]+")
NOT_KANA = re.compile(r"[^ァ-ヶー ]")
RARE = str.maketrans({"ヷ": "ヴァ", "ヸ": "ヴィ", "ヹ": "ヴェ", "ヺ": "ヴォ"})
REPEATED = re.compile(r"([ァ-ヶ])ヽ")
REPEATED_VOICED = re.compile(r"([ァ-ヶ])ヾ")

# code points of ァ … ヶ laid on "!" … "v"; the long vowel mark follows, the separator stays a space
CODE = {code: code - 0x30A1 + 0x21 for code in range(0x30A1, 0x30F7)} | {ord("ー"): ord("w")}

SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
# sounds that one source writes with the loan-word's kana and another with a plain one
LOANS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ティ": "チ", "ディ": "ジ"}
LOANS |= {"ファ": "ハ", "フィ": "ヒ", "フェ": "ヘ", "フォ": "ホ"}
# their small kana written large, as half-width systems do: ﾃｲ for ティ. Not トウ for トゥ, シエ for セ: 冬真 and 芳江 are names
LOANS |= {loan.translate(SMALL): plain for loan, plain in LOANS.items()}
LOANS |= {"ヴ": "ブ", "トゥ": "ツ", "ドゥ": "ズ", "テー": "チ", "デー": "ジ"}
LOAN = re.compile("|".join(sorted(LOANS, key=len, reverse=True)))
# ヂ and ヅ sound as ジ and ズ; ヲ ヰ ヱ are old spellings
SAME_SOUND = str.maketrans("ヂヅヲヰヱ", "ジズオイエ")
# シ/ツ and ソ/ン are one stroke apart by hand: the old pension matching relaxed them too
CONFUSED = str.maketrans("ツン", "シソ")
ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレ",
    "オ": "オコソトノホモヨロ",
}
LENGTHENED = re.compile(
    "|".join(
        f"(?<=[{row}])[{vowel}{also}]"
        for (vowel, row), also in zip(ROWS.items(), ("", "", "", "イ", "ウ"), strict=True)
    )
)


def normalise(values: pd.Series) -> pd.Series:
    """Full-width katakana, parts separated by one space; small kana and long vowels stay as written.

    Half-width, hiragana, split dakuten and iteration marks are resolved; what isn't kana is dropped, nothing → NULL.
    """
    return each_distinct(values, normalised)


def code(values: pd.Series) -> pd.Series:
    """One ASCII byte a kana, so that a distance counted in bytes (DuckDB) or characters (Spark) counts kana."""
    return each_distinct(values, lambda text: normalised(text).translate(CODE))


def skeleton(values: pd.Series) -> pd.Series:
    """The coded kana without dakuten, small kana, long vowels, loan-word sounds; シ=ツ, ソ=ン; no separator."""
    return each_distinct(values, lambda text: skeletal(normalised(text)).translate(CODE))


def normalised(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(COMBINING)).translate(HIRAGANA_TO_KATAKANA).translate(RARE)
    text = REPEATED.sub(r"\1\1", text)
    text = REPEATED_VOICED.sub(lambda match: match[1] + unicodedata.normalize("NFC", match[1] + "\u3099"), text)
    text = LONG.sub("ー", text)
    return " ".join(NOT_KANA.sub("", SEPARATOR.sub(" ", text)).split())


def skeletal(kana: str) -> str:
    text = LOAN.sub(lambda match: LOANS[match[0]], kana.replace(" ", ""))
    text = text.translate(SMALL).translate(SAME_SOUND).replace("ー", "")
    return LENGTHENED.sub("", unvoiced(text)).translate(CONFUSED)


def unvoiced(kana: str) -> str:
    """Without dakuten and handakuten: 中田 is ナカタ to one family and ナカダ to the next."""
    return MARKS.sub("", unicodedata.normalize("NFD", kana))
