"""Every rule, by name: found by walking the packages of indicators and take-ups when this module is imported."""

import pkgutil
from importlib import import_module
from types import ModuleType

from rules import indicators, takeup
from rules.rule import Rule


def find(package: ModuleType) -> list[Rule]:
    modules = (import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    # a take-up may share an indicator's condition: only the rule that a module itself defines counts
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, Rule) and thing.condition.__module__ == module.__name__
    ]


RULES = {rule.name: rule for package in (indicators, takeup) for rule in find(package)}
