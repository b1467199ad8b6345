"""Changed thresholds, as two people decided them in the review app: `thresholds.yaml` of the people's delivery.

Belongs here: its shape, and the rules with those values among their own. Doesn't belong here: who may change what, nor
the numbers that the rules came with. A change is a dated value like any other: it holds from its day on, and each flag
that it made says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rules.judgement import COMPONENTS
from rules.numbers import Number, Value
from rules.rule import Rule
from rules.rulebook import RULES

FILE = "thresholds.yaml"


class BadChange(ValueError):
    """thresholds.yaml isn't in its shape, or names a rule or number that there isn't. The message says which."""


class Change(Value):
    """One value more of a rule's number; `author` are both: who proposed it and who approved it."""

    rule: str
    number: str

    @property
    def value_alone(self) -> Value:
        return Value(**self.model_dump(include=set(Value.model_fields)))


def read(people: Path | None) -> list[Change]:
    """The changes of a people's delivery, oldest decision first; none without the file. Raises BadChange."""
    path = people / FILE if people else None
    if path is None or not path.exists():
        return []
    try:
        listed: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return [Change(**entry) for entry in listed]
    except (yaml.YAMLError, TypeError, ValidationError) as error:
        raise BadChange(f"{FILE}: 形が違います (not in its shape): {type(error).__name__}") from None


def as_decided(people: Path | None) -> tuple[dict[str, Rule], dict[str, Rule]]:
    """The rules, and the components of the judgement, with what the delivery changed. Raises BadChange."""
    decided = in_force({**RULES, **COMPONENTS}, read(people))
    return {name: decided[name] for name in RULES}, {name: decided[name] for name in COMPONENTS}


def in_force(rules: Mapping[str, Rule], changes: list[Change]) -> dict[str, Rule]:
    """The rules with the changed values among their numbers' own; of two of a day the later decision stands.

    A rule that shares the number of another shares its changes. Raises BadChange.
    """
    changed: dict[str, Rule] = dict(rules)
    for change in changes:
        number = rules[change.rule].declaration.numbers.get(change.number) if change.rule in rules else None
        if number is None:
            raise BadChange(f"{FILE}: {change.rule} の {change.number} はありません (there is no such number)")
        for name, rule in rules.items():
            if rule.declaration.numbers.get(change.number) == number:
                changed[name] = _with(changed[name], change)
    return changed


def _with(rule: Rule, change: Change) -> Rule:
    number = rule.declaration.numbers[change.number]
    values = {value.since: value for value in number.values} | {change.since: change.value_alone}
    revised = Number(meaning=number.meaning, unit=number.unit, values=tuple(values[day] for day in sorted(values)))
    numbers = rule.declaration.numbers | {change.number: revised}
    return replace(rule, declaration=rule.declaration.model_copy(update={"numbers": numbers}))
