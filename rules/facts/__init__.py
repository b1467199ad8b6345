"""Facts: what is known of each child on the reference date, and the only thing that rules read."""

from rules.facts.build import build
from rules.facts.catalogue import FACTS

__all__ = ["FACTS", "build"]
