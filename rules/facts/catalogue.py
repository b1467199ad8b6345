"""Every fact, by name: gathered from the domains' modules when this module is imported, and checked to be told
apart."""

from rules.facts import childcare, economy, education, identity, medical, safety, signals, survey, welfare
from rules.facts.declaration import Fact

MODULES = (identity, economy, welfare, safety, education, signals, survey, childcare, medical)


def gather() -> dict[str, Fact]:
    """Raises ValueError where two facts have one name."""
    facts: dict[str, Fact] = {}
    for fact in (fact for module in MODULES for fact in module.FACTS):
        if fact.name in facts:
            raise ValueError(f"{fact.name}: declared twice")
        facts[fact.name] = fact
    return facts


FACTS = gather()
