"""Waterfalls of invented people: landed, standardised and scored by the same stages and model as the run's own records.

Nothing of the run's people is read here. The examples themselves are in examples.yaml.
"""

import csv
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import yaml

from extracts import deliveries
from extracts.declaration import EXTRACTS
from extracts.landing import land
from linkage import sources
from linkage.model import parameters
from linkage.model.comparisons import COMPARISONS, Comparison, Level
from linkage.predict import predict
from linkage.standardise import standardise

EXAMPLES = Path(__file__).with_name("examples.yaml")
DELIVERED = date(2026, 7, 1)


@dataclass(frozen=True)
class Step:
    """One bar: what was compared, what was found, and its bits (log2 of how much likelier of one child than of two)."""

    name: str
    words_ja: str
    words_en: str
    bits: float


@dataclass(frozen=True)
class Example:
    title: dict[str, str]
    say: dict[str, str]
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        return sum(step.bits for step in self.steps)


def scored(model: Path, prior_bits: float) -> list[Example]:
    """Each example with its bars; `prior_bits`: log2 of the odds before anything is compared, in the run's own city."""
    declared = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        pairs = pairs_of(declared, Path(folder), model)
    worth = parameters.read(model)
    return [
        example(entry, pairs[entry["registry"]["resident_id"]], worth, prior_bits) for entry in declared["examples"]
    ]


def pairs_of(declared: dict[str, Any], run: Path, model: Path) -> dict[str, pd.Series]:
    """The scored pair of each example by its resident_id, and its `bits`: its weight without the few examples' own prior."""
    (run / "landed").mkdir()
    write_deliveries(declared, run)
    delivered = deliveries.find(run, DELIVERED)
    for extract in sources.LINKABLE:
        files = delivered.get(extract.name, [])
        land(
            extract, files, run / "landed" / f"{extract.name}.duckdb", run / f"{extract.name}.text", b"invented people"
        )
    standardise(run, run / "people.duckdb")
    predict(run, run / "pairs.duckdb", model)
    with duckdb.connect(str(run / "pairs.duckdb"), read_only=True) as connection:
        frame = connection.execute("SELECT * FROM pair").df()
    chance = 1 / len(declared["examples"])
    frame["bits"] = frame["match_weight"] - log2(chance / (1 - chance))
    ends = frame[["record_id_l", "record_id_r"]]
    return {
        resident_id: frame[ends.eq(resident_id).any(axis=1)].nlargest(1, "match_weight").iloc[0]
        for resident_id in (entry["registry"]["resident_id"] for entry in declared["examples"])
    }


def write_deliveries(declared: dict[str, Any], folder: Path) -> None:
    rows: dict[str, list[dict[str, str]]] = {}
    for entry in declared["examples"]:
        for extract, record in ((sources.SPINE, entry["registry"]), (entry["extract"], entry["record"])):
            rows.setdefault(extract, []).append({**declared["defaults"][extract], **record})
    for extract, records in rows.items():
        columns = EXTRACTS[extract].columns
        path = folder / f"{extract}_{DELIVERED:%Y%m%d}.csv"
        with path.open("w", encoding=EXTRACTS[extract].encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in columns])
            writer.writerows([record.get(column.field, "") for column in columns] for record in records)


def example(entry: dict[str, Any], pair: pd.Series, worth: parameters.Parameters, prior_bits: float) -> Example:
    steps = [Step("prior", "比べる前", "before comparing", prior_bits)]
    for comparison in COMPARISONS:
        level = level_of(comparison, pair[f"gamma_{comparison.name}"])
        if not level.uncounted:
            m, u = worth.levels[comparison.name][level.name]
            steps.append(Step(comparison.name, level.words_ja, level.words_en, log2(m / u)))
    rarity = pair["bits"] - sum(step.bits for step in steps[1:])
    steps.append(Step("rarity", "氏名の珍しさ", "how rare the name is", rarity))
    languages = ("ja", "en")
    return Example(
        {language: entry[f"title_{language}"] for language in languages},
        {language: entry[f"say_{language}"] for language in languages},
        tuple(steps),
    )


def level_of(comparison: Comparison, gamma: int) -> Level:
    """Splink numbers the levels from the last, 0, up; -1 is the level that doesn't count."""
    counted = [level for level in comparison.levels if not level.uncounted]
    return (
        counted[len(counted) - 1 - gamma]
        if gamma >= 0
        else next(level for level in comparison.levels if level.uncounted)
    )
