"""Every form of a name that the model compares: folded kanji, coded kana, the skeleton of its sound, its parts in any order.

How each is made is in kana.py, names.py and romaji.py; which columns a face gets from them is here.
"""

import pandas as pd

from extracts.kanji import folded
from linkage import kana, names, readings, romaji
from linkage.distinct import each_distinct

LATIN = r"[A-Za-zＡ-Ｚａ-ｚ]"
ALL_KANA = r"^[ぁ-ゖァ-ヶーｦ-ﾟ・\s]+$"

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
    known = pd.DataFrame({"name": called["name"].astype("object"), "kana": called["kana"].astype("object")})
    latin = known["name"].str.contains(LATIN, na=False)
    written_in_kana = known["name"].str.match(ALL_KANA, na=False) & known["kana"].isna()
    known.loc[latin & known["kana"].isna(), "kana"] = romaji.to_kana(known.loc[latin & known["kana"].isna(), "name"])
    known.loc[written_in_kana, "kana"] = known.loc[written_in_kana, "name"]
    parts = names.divide(known)
    # a given name in hiragana reads itself, also where its surname's reading isn't known
    reads_itself = parts["given_kana"].isna() & parts["given"].str.match(ALL_KANA, na=False)
    parts.loc[reads_itself, "given_kana"] = parts.loc[reads_itself, "given"]
    full = kana.normalise(known["kana"])
    # a name in letters or kana alone is a reading: there is no writing to compare
    writing = ~(latin | known["name"].str.match(ALL_KANA, na=False))
    forms = {
        "surname": each_distinct(parts["surname"].where(writing), folded),
        "given": each_distinct(parts["given"].where(writing), folded),
        "full_name": joined(each_distinct(known["name"].where(writing), folded)),
        "surname_kana": joined(kana.code(parts["surname_kana"])),
        "given_kana": joined(kana.code(parts["given_kana"])),
        "full_kana": joined(kana.code(full)),
        "surname_sound": kana.skeleton(parts["surname_kana"]),
        "given_sound": kana.skeleton(parts["given_kana"]),
        "full_sound": kana.skeleton(full),
        "sorted_sound": each_distinct(full, in_order),
        "given_readings": each_distinct(
            parts["given"].where(called["subject"] & writing & parts["given_kana"].isna()), between_bars
        ),
        "letters": each_distinct(joined(kana.code(full)), lambda name: "".join(sorted(name))),
    }
    return called.assign(**forms)


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
