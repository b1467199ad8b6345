"""How often what happens: the dated rates, each with its reference.

Rates are read and checked here; what follows from them is decided where the thing happens.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

IN_FORCE = Path(__file__).parent / "2026-11-22.yaml"
MOST = 0.9  # a scaled error rate never becomes a certainty


@dataclass(frozen=True)
class Rates:
    """Chances in [0, 1]: `world[name]`, and by source `habit[name][source]`, `error[name][source]` (scaled already)."""

    world: dict[str, float]
    habit: dict[str, dict[str, float]]
    error: dict[str, dict[str, float]]


def read(path: Path | None = None, error_scale: float = 1.0) -> Rates:
    """The rates of a file (None: those in force). Raises ValueError naming one without reference or out of range."""
    found = yaml.safe_load((path or IN_FORCE).read_text(encoding="utf-8"))
    world = {name: _checked(f"world.{name}", dict(rate))["value"] for name, rate in found["world"].items()}
    habit = {name: _checked(f"habit.{name}", dict(rates)) for name, rates in found["habit"].items()}
    error = {name: _checked(f"error.{name}", dict(rates)) for name, rates in found["error"].items()}
    scaled = {name: {s: min(r * error_scale, MOST) for s, r in rates.items()} for name, rates in error.items()}
    return Rates(world, habit, scaled)


def _checked(name: str, rates: dict) -> dict[str, float]:
    if not rates.pop("reference", None) or not all(0 <= rate <= 1 for rate in rates.values()):
        raise ValueError(f"rates, {name}: needs a reference, and values between 0 and 1")
    return rates
