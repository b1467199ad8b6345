"""The numbers of landing, read from limits.yaml: each dated and with its reason.

Belongs here: reading one dated value. Doesn't belong here: any number.
"""

from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_suffix(".yaml")


@cache
def _declared() -> dict[str, list[dict]]:
    limits: dict[str, list[dict]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for name, values in limits.items():
        if not all(entry.get("reference") and isinstance(entry.get("since"), date) for entry in values):
            raise ValueError(f"{FILE.name}: {name} needs a date (since) and a reason (reference) with each value")
    return limits


def limit(name: str, on: date) -> float:
    """The value in force on that day; before the first one, the first. Raises KeyError for a name that isn't declared."""
    values = sorted(_declared()[name], key=lambda entry: entry["since"])
    in_force = [entry for entry in values if entry["since"] <= on]
    return float((in_force[-1] if in_force else values[0])["value"])
