"""Dated numbers: what a room tolerates, read from its YAML, each value with the day from which it holds and its reason.

Belongs here: reading one dated value. Doesn't belong here: any number.
"""

from datetime import date
from pathlib import Path
from typing import Any

import yaml


class Limits:
    """The limits of one YAML file. Raises ValueError when it is read and a value has no date or no reason."""

    def __init__(self, file: Path) -> None:
        self._declared: dict[str, list[dict[str, Any]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, entries in self._declared.items():
            if not all(entry.get("reference") and isinstance(entry.get("since"), date) for entry in entries):
                raise ValueError(f"{file.name}: {name} needs a date (since) and a reason (reference) with each value")

    @property
    def names(self) -> set[str]:
        return set(self._declared)

    def in_force(self, name: str, on: date) -> dict[str, Any]:
        """The entry in force on that day; before the first one, the first. Raises KeyError for a name not declared."""
        entries = sorted(self._declared[name], key=lambda entry: entry["since"])
        return ([entry for entry in entries if entry["since"] <= on] or entries[:1])[-1]

    def value(self, name: str, on: date) -> float:
        return float(self.in_force(name, on)["value"])


LANDING = Limits(Path(__file__).with_suffix(".yaml"))
