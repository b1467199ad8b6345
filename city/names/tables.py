"""The tables of names with their frequencies: Japanese surnames, given names by generation, foreign residents' names.

Each table is a frame with the columns kanji, kana (katakana), romaji and weight; a person holds row numbers. How a name is
spelt or mistyped in an extract doesn't belong here.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import japanese_personal_name_dataset as published
import jaconv
import numpy as np
import pandas as pd
import yaml

FOLDER = Path(__file__).parent
RANK_EXPONENT = 0.75  # assumption: the published top-100 lists fall off about so with the rank


@dataclass(frozen=True)
class Table:
    """Row numbers are the names; `weight` is how often (any scale), `kind` tells the groups apart."""

    kanji: np.ndarray
    kana: np.ndarray
    romaji: np.ndarray
    weight: np.ndarray
    kind: np.ndarray

    def of(self, kind: str) -> np.ndarray:
        return np.flatnonzero(self.kind == kind)


def _table(rows: list[tuple[str, str, str, float, str]]) -> Table:
    kanji, kana, romaji, weight, kind = zip(*rows, strict=True)
    return Table(
        np.array(kanji, dtype=object),
        np.array(kana, dtype=object),
        np.array(romaji, dtype=object),
        np.array(weight, dtype=float),
        np.array(kind, dtype=object),
    )


@cache
def foreign() -> list[dict]:
    return list(yaml.safe_load((FOLDER / "foreign.yaml").read_text(encoding="utf-8")))


@cache
def surnames() -> Table:
    """Japanese surnames by published counts (kind `japanese`) and foreign ones (kind: the origin)."""
    found = pd.read_csv(
        Path(published.__file__).parent / "dataset" / "last_name_org.csv", header=None, usecols=[0, 1, 2, 3]
    )
    rows = [
        (kanji, jaconv.hira2kata(kana), romaji.upper(), float(count), "japanese")
        for kanji, count, kana, romaji in found.itertuples(index=False)
    ]
    for origin in foreign():
        rows += [(kanji, kana, romaji, 1.0, origin["origin"]) for romaji, (kana, kanji) in origin["surname"].items()]
    return _table(rows)


@cache
def given_names() -> Table:
    """Given names; kind is `male child`, `female child`, `male adult`, `female adult` or `male <origin>`."""
    rows: list[tuple[str, str, str, float, str]] = []
    for sex, readings in yaml.safe_load((FOLDER / "given.yaml").read_text(encoding="utf-8")).items():
        for rank, (kana, spellings) in enumerate(readings.items(), start=1):
            shares = np.arange(1, len(spellings) + 1) ** -0.5
            for spelling, share in zip(spellings, shares / shares.sum(), strict=True):
                rows.append((spelling, kana, "", rank**-RANK_EXPONENT * share, f"{sex} child"))
    men, women = published.load_dataset("opti")
    for sex, dataset in (("male", men), ("female", women)):
        for kana, entry in dataset.items():
            spellings = entry["kanji"][:8]
            rows += [(kanji, jaconv.hira2kata(kana), "", 1 / len(spellings), f"{sex} adult") for kanji in spellings]
    for origin in foreign():
        for sex in ("male", "female"):
            rows += [(kanji, kana, romaji, 1.0, f"{sex} {origin['origin']}") for romaji, (kana, kanji) in origin[sex].items()]
    return _table(rows)

