"""How often what happens: the dated rates of the world and of typing errors, each with its reference.

Rates are read here and nowhere else; what follows from them is decided where the thing happens.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

IN_FORCE = Path(__file__).parent / "2026-11-22.yaml"
MOST = 0.9  # a scaled error rate never becomes a certainty


@dataclass(frozen=True)
class Rates:
    """`world[name]` and `error[name]` are chances in [0, 1]; the error rates are scaled already."""

    world: dict[str, float]
    error: dict[str, float]


def read(path: Path | None = None, error_scale: float = 1.0) -> Rates:
    """The rates of a file (None: the one in force). Raises ValueError naming a rate without reference or out of range."""
    found = yaml.safe_load((path or IN_FORCE).read_text(encoding="utf-8"))
    sections: dict[str, dict[str, float]] = {}
    for section, scale, most in (("world", 1.0, 1.0), ("error", error_scale, MOST)):
        for name, rate in found[section].items():
            if not rate.get("reference") or not 0 <= rate["value"] <= 1:
                raise ValueError(f"rates, {section}.{name}: needs a reference and a value between 0 and 1")
        sections[section] = {name: min(rate["value"] * scale, most) for name, rate in found[section].items()}
    return Rates(**sections)
