"""The tables of names with their frequencies: Japanese surnames, given names by generation, foreign residents' names.

A person holds row numbers. A row is one registered spelling: `kanji` is that, `plain` how it is written every day,
`municipal` what a cp932 system delivers of it. How a name is mistyped in an extract doesn't belong here.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import jaconv
import japanese_personal_name_dataset as published
import numpy as np
import pandas as pd
import yaml

from city.names import geta

FOLDER = Path(__file__).parent
RANK_EXPONENT = 0.75  # assumption: the published top-100 lists fall off about so with the rank
SPELLINGS = 8  # of an adult's name: the dataset lists rare ones too
JAPANESE = "japanese"


@dataclass(frozen=True)
class Name:
    """One spelling of a name; a foreign one has romaji, and kanji only where its bearers write it so."""

    plain: str
    kana: str
    weight: float
    kind: str
    romaji: str = ""
    kanji: str = ""


@dataclass(frozen=True)
class Table:
    """Row numbers are the names; `weight` is how often (any scale), `kind` tells the groups apart."""

    plain: np.ndarray
    kanji: np.ndarray
    municipal: np.ndarray
    kana: np.ndarray
    romaji: np.ndarray
    weight: np.ndarray
    kind: np.ndarray

    def of(self, kind: str) -> np.ndarray:
        return np.flatnonzero(self.kind == kind)


def _yaml(name: str) -> dict:
    return dict(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))


@cache
def foreign() -> list[dict]:
    """The origins with their weights and names."""
    return list(_yaml("foreign.yaml")["origins"])


def half_width(kana: str) -> str:
    return str(jaconv.z2h(kana, kana=True, digit=True, ascii=True)).replace("　", " ")


def _with_registered_spellings(names: list[Name], variants: dict[str, dict[str, float]]) -> list[Name]:
    found = []
    for name in names:
        shares = variants.get(name.plain, {}) if not name.romaji else {}
        found.append(replace(name, kanji=name.plain, weight=name.weight * (1 - sum(shares.values()))))
        found += [replace(name, kanji=form, weight=name.weight * share) for form, share in shares.items()]
    return found


def _table(names: list[Name], municipal: dict[str, str]) -> Table:
    def column(values: list[str]) -> np.ndarray:
        return np.array(values, dtype=object)

    def delivered(kanji: str) -> str:
        for character, code in municipal.items():
            kanji = kanji.replace(character, code)
        return geta.encoded(kanji).decode("cp932")

    return Table(
        column([name.plain for name in names]),
        column([name.kanji for name in names]),
        column([delivered(name.kanji) for name in names]),
        column([name.kana for name in names]),
        column([name.romaji for name in names]),
        np.array([name.weight for name in names]),
        column([name.kind for name in names]),
    )


@cache
def surnames() -> Table:
    """Japanese surnames by published counts (kind `japanese`) and foreign ones (kind: the origin)."""
    listed = pd.read_csv(
        Path(published.__file__).parent / "dataset" / "last_name_org.csv", header=None, usecols=[0, 1, 2]
    )
    variants = _yaml("variants.yaml")
    names = [
        Name(kanji, jaconv.hira2kata(kana), float(n), JAPANESE) for kanji, n, kana in listed.itertuples(index=False)
    ]
    for origin in foreign():
        names += [
            Name(kanji, kana, 1.0, origin["origin"], romaji) for romaji, (kana, kanji) in origin["surname"].items()
        ]
    return _table(_with_registered_spellings(names, variants["surnames"]), variants["municipal"])


def _foreign_given_names(parts: dict, kind: str) -> list[Name]:
    """Every first with every second part."""
    romaji_between, kana_between = (" ", "　") if parts.get("apart") else ("", "")
    if "second" not in parts:
        return [Name(kanji, kana, 1.0, kind, romaji) for romaji, (kana, kanji) in parts["first"].items()]
    return [
        Name(kanji + other_kanji, kana + kana_between + other_kana, 1.0, kind, romaji + romaji_between + other)
        for romaji, (kana, kanji) in parts["first"].items()
        for other, (other_kana, other_kanji) in parts["second"].items()
        if other != romaji
    ]


@cache
def given_names() -> Table:
    """Given names; kind is `male child`, `female child`, `male adult`, `female adult` or `male <origin>`."""
    names: list[Name] = []
    for sex, readings in _yaml("given.yaml").items():
        for rank, (kana, spellings) in enumerate(readings.items(), start=1):
            shares = np.arange(1, len(spellings) + 1) ** -0.5
            shares = rank**-RANK_EXPONENT * shares / shares.sum()
            names += [Name(kanji, kana, share, f"{sex} child") for kanji, share in zip(spellings, shares, strict=True)]
    for sex, dataset in zip(("male", "female"), published.load_dataset("opti"), strict=True):
        for kana, entry in dataset.items():
            kanji = entry["kanji"][:SPELLINGS]
            names += [Name(one, jaconv.hira2kata(kana), 1 / len(kanji), f"{sex} adult") for one in kanji]
    for origin in foreign():
        for sex in ("male", "female"):
            names += _foreign_given_names(origin[sex], f"{sex} {origin['origin']}")
    variants = _yaml("variants.yaml")
    return _table(_with_registered_spellings(names, variants["given"]), variants["municipal"])


@cache
def confusable() -> np.ndarray:
    """For each child's given name another row that is easily taken for it, as twins' names are.

    Same sex, another reading with the same first kana, and the same first kanji or length; itself where there is none.
    """
    table = given_names()
    found = np.arange(len(table.plain))
    for kind in ("male child", "female child"):
        rows = table.of(kind)
        for row in rows:
            like = [
                other
                for other in rows
                if table.kana[other] != table.kana[row]
                and table.kana[other][0] == table.kana[row][0]
                and (table.plain[other][0] == table.plain[row][0] or len(table.kana[other]) == len(table.kana[row]))
            ]
            near = [other for other in like if table.plain[other][0] == table.plain[row][0]] or like
            found[row] = near[row % len(near)] if near else row
    return found


@cache
def same_reading() -> np.ndarray:
    """For each given name another spelling of its reading (悠斗 for 優斗), the row itself where there is none."""
    table = given_names()
    rows = pd.DataFrame({"kind": table.kind, "kana": table.kana, "plain": table.plain}).drop_duplicates()
    found = np.arange(len(table.plain))
    for members in rows.groupby(["kind", "kana"], sort=False).groups.values():
        numbers = np.asarray(members)
        found[numbers] = np.roll(numbers, 1)
    return found
