"""The numbers that linkage decides by, from limits.yaml: each dated and with its reason.

The model's parameters are not here: they are in linkage/models/.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_suffix(".yaml")


@cache
def declared() -> dict[str, list[dict[str, Any]]]:
    """Every limit's dated values. Raises ValueError for one without a date or a reason."""
    limits: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for name, values in limits.items():
        if not all(entry.get("reference") and isinstance(entry.get("since"), date) for entry in values):
            raise ValueError(f"{FILE.name}: {name} needs a date (since) and a reason (reference) with each value")
    return limits


def limit(name: str, on: date = date.max) -> float:
    """The value in force on that day; before the first one, the first. Raises KeyError for a name that isn't declared."""
    values = sorted(declared()[name], key=lambda entry: entry["since"])
    in_force = [entry for entry in values if entry["since"] <= on]
    return float((in_force[-1] if in_force else values[0])["value"])
