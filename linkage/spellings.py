"""Every form of a name that the model compares: folded kanji, coded kana, the skeleton of its sound, its parts in any order.

How each is made is in kana.py, names.py and romaji.py; which columns a face gets from them is here.
"""

import re

import pandas as pd

from extracts.kanji import WILDCARD, folded
from linkage import kana, names, readings, romaji
from linkage.distinct import each_distinct
from linkage.placeholders import says_nothing

LATIN = r"[A-Za-zＡ-Ｚａ-ｚ]"
ALL_KANA = r"^[ぁ-ゖァ-ヶーｦ-ﾟ・\s]+$"
NO_LETTER = re.compile(rf"[^\w{WILDCARD}]|_")

COLUMNS = (
    "surname",
    "given",
    "full_name",
    "surname_kana",
    "given_kana",
    "full_kana",
    "surname_sound",
    "given_sound",
    "full_sound",
    "sorted_sound",
    "letters",
    "given_readings",
)


def spell(called: pd.DataFrame) -> pd.DataFrame:
    """`called` (columns name, kana, subject; either of the names may be NULL) with COLUMNS added. A form not known is NULL.

    `subject`: whether a record without a key is about somebody of this name. Only then are the readings that a given name
    without kana may have worth their room.
    """
    known = pd.DataFrame({column: each_distinct(called[column], names.plain) for column in ("name", "kana")})
    latin = known["name"].str.contains(LATIN, na=False)
    written_in_kana = known["name"].str.match(ALL_KANA, na=False)
    known.loc[latin & known["kana"].isna(), "kana"] = romaji.to_kana(known.loc[latin & known["kana"].isna(), "name"])
    known.loc[written_in_kana & known["kana"].isna(), "kana"] = known["name"]
    divided = names.divide(known)
    parts = divided.apply(each_distinct, function=said)
    # with a character missing in both parts a name says little more than its length: 〓田　〓子
    surname_missing, given_missing = (
        each_distinct(parts[part], folded).str.contains(WILDCARD, na=False) for part in ("surname", "given")
    )
    parts.loc[surname_missing & given_missing, "given"] = None
    # a given name in hiragana reads itself, also where its surname's reading isn't known
    reads_itself = parts["given_kana"].isna() & parts["given"].str.match(ALL_KANA, na=False)
    parts.loc[reads_itself, "given_kana"] = parts.loc[reads_itself, "given"]
    # a name of which one part is 〓 or 男児 is no whole name: only its other part is compared
    whole = (divided.isna() | parts.notna()).rename(columns={"surname": "name", "surname_kana": "kana"})
    full = kana.normalise(known["kana"].where(whole["kana"] & whole["given_kana"]))
    # a name in letters or kana alone is a reading: there is no writing to compare
    writing = parts[["surname", "given"]].where(~(latin | written_in_kana))
    surname, given = (each_distinct(writing[part], letters) for part in writing)
    forms = {
        "surname": surname,
        "given": given,
        "full_name": (surname.fillna("") + given.fillna("")).replace("", None).where(whole["name"] & whole["given"]),
        "surname_kana": joined(kana.code(parts["surname_kana"])),
        "given_kana": joined(kana.code(parts["given_kana"])),
        "full_kana": joined(kana.code(full)),
        "surname_sound": kana.skeleton(parts["surname_kana"]),
        "given_sound": kana.skeleton(parts["given_kana"]),
        "full_sound": kana.skeleton(full),
        "sorted_sound": each_distinct(full, in_order),
        "given_readings": each_distinct(
            writing["given"].where(called["subject"] & parts["given_kana"].isna()), between_bars
        ),
        "letters": each_distinct(joined(kana.code(full)), lambda name: "".join(sorted(name))),
    }
    return called.assign(**forms)


def said(part: str) -> str | None:
    """A part of a name, NULL where it is a placeholder or has no character that its source could write."""
    return None if says_nothing(folded(part), "names") else part


def letters(part: str) -> str:
    """A part in folded kanji without marks, 〓 kept: a dot or a hyphen in it is the typist's."""
    return NO_LETTER.sub("", folded(part))


def joined(values: pd.Series) -> pd.Series:
    """Without the separator between surname and given name: where it stands, or whether, is the typist's."""
    return values.str.replace(r"[\s　]+", "", regex=True).replace("", None)


def in_order(name: str) -> str:
    """The sounds of a name's parts, sorted: which comes first is a custom, or a clerk's guess."""
    return " ".join(sorted(kana.skeletal(part) for part in name.split()))


def between_bars(given: str) -> str | None:
    """`|coded reading|another|`: whether a reading is among them is then one plain search, on any engine."""
    found = sorted(reading.translate(kana.CODE) for reading in readings.readings(given))
    return f"|{'|'.join(found)}|" if found else None
