"""The model file: what each level is worth, how rare names are, and what training said about both. Dated, never edited.

Reading and writing belong here; estimating is train.py's, choosing the one in force the pipeline's.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from linkage.model.comparisons import COMPARISONS


@dataclass(frozen=True)
class Parameters:
    """`levels[comparison][level]` is (m, u): how often a level holds of two records of one child, and of two children's.

    `rarity[column]` has the share of people who carry each part of a name; a part carried by few isn't listed (it would
    point at somebody) and counts as `rarest[column]`. `diagnostics` is what training reports; nothing is computed from it.
    """

    trained_on: date
    levels: dict[str, dict[str, tuple[float, float]]]
    rarity: dict[str, dict[str, float]]
    rarest: dict[str, float]
    diagnostics: dict[str, Any] = field(default_factory=dict)


class UnknownModel(ValueError):
    """The model file doesn't fit the comparisons of this code."""


def read(path: Path) -> Parameters:
    """The model file. Raises UnknownModel where its levels aren't those of the code's comparisons."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    levels = {name: {level: (m, u) for level, (m, u) in values.items()} for name, values in stored["levels"].items()}
    expected = {c.name: {level.name for level in c.levels if not level.uncounted} for c in COMPARISONS}
    found = {name: set(values) for name, values in levels.items()}
    if found != expected:
        differing = sorted(name for name in expected | found if expected.get(name) != found.get(name))
        raise UnknownModel(
            f"{path.name}: 比較水準がプログラムと違います。mimamori train で作り直してください "
            f"(levels differ from the code's: {', '.join(differing)}; train a new model)"
        )
    return Parameters(**{**stored, "trained_on": date.fromisoformat(stored["trained_on"]), "levels": levels})


def write(parameters: Parameters, path: Path) -> None:
    """Write a new model file. Raises FileExistsError rather than change one."""
    stored: Mapping[str, Any] = {**asdict(parameters), "trained_on": parameters.trained_on.isoformat()}
    with path.open("x", encoding="utf-8") as file:
        json.dump(stored, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.write("\n")
