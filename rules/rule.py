"""What a rule is: a function over facts, the dated YAML beside it, and what stops the import when either says too
little.

A rule is a module in rules/indicators/ or rules/takeup/: `@rule("fact", …)` on a function that is given the facts it
names, the numbers in force and the reference date, and answers with a `Finding`. Its name is the module's with dashes,
a take-up's after `takeup-`. Belongs here: that contract. Doesn't belong here: how rules are evaluated (evaluate.py) or
worded (explain.py).
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from extracts.declaration import EXTRACTS
from rules.calendar import Day
from rules.facts.catalogue import FACTS
from rules.facts.declaration import Fact
from rules.numbers import Number, Value, Words, parse
from rules.reading import Facts, Term, allow

PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
TAKEUP = "takeup"


class Sentences(BaseModel):
    """How an answer is told; `{name}` is a number of the rule or something that its finding shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holds: Words
    doesnt: Words
    unknown: Words

    def placeholders(self) -> set[str]:
        texts = (text for words in (self.holds, self.doesnt, self.unknown) for text in (words.ja, words.en))
        return {name for text in texts for name in PLACEHOLDER.findall(text)}


class Letter(BaseModel):
    """What a family is written of a take-up, in Japanese, and the department whose desk they call; `{reason}` is the rule's own
    sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: str
    paragraphs: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def a_department_of_the_city_writes(self) -> "Letter":
        if self.department not in {extract.owner for extract in EXTRACTS.values()}:
            raise ValueError(f"{self.department}: no department of that name")
        return self

    def saying(self, reason: str) -> list[str]:
        """The paragraphs with the reason in its place."""
        return [paragraph.replace("{reason}", reason) for paragraph in self.paragraphs]


class Declaration(BaseModel):
    """The YAML beside a rule. `numbers_of` may name another rule's YAML (relative) whose numbers it shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Words
    reading: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    numbers: dict[str, Number] = Field(default_factory=dict)
    sentences: Sentences
    bring: Words | None = None
    letter: Letter | None = None

    @model_validator(mode="before")
    @classmethod
    def numbers_are_read(cls, declared: dict[str, Any]) -> dict[str, Any]:
        return declared | {"numbers": parse(declared.get("numbers") or {})}


class Numbers:
    """The numbers in force, as attributes."""

    def __init__(self, values: dict[str, float]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> float:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"{name}: the rule's YAML has no such number")
        return self._values[name]


@dataclass(frozen=True)
class Finding:
    """Whether a rule holds, what of the facts its sentences show, and since when it asked for each fact."""

    holds: Term
    shows: dict[str, Term]
    asked: dict[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, holds: Term, **shows: Term) -> "Finding":
        return cls(holds, shows)


Condition = Callable[[Facts, Numbers, Day], Finding]


@dataclass(frozen=True)
class Rule:
    """A rule as it stands in the code; its numbers are those of the day that it is asked for."""

    name: str
    section: Literal["indicators", "takeup"]
    declaration: Declaration
    reads: tuple[Fact, ...]
    condition: Condition

    def numbers(self, as_of: date) -> dict[str, Value]:
        return {name: number.on(as_of) for name, number in self.declaration.numbers.items()}

    def finding(self, as_of: date, values: dict[str, float]) -> Finding:
        """The finding as SQL over a child's rows, with these numbers."""
        facts = Facts({fact.name: fact for fact in self.reads})
        return replace(self.condition(facts, Numbers(values), Day(as_of)), asked=facts.asked)


def rule(*reads: str) -> Callable[[Condition], Rule]:
    """Make a rule of a function that reads exactly these facts. Raises ValueError or KeyError at import where it is
    defined wrongly."""

    def declare(condition: Condition) -> Rule:
        module = Path(inspect.getfile(condition))
        section = module.parent.name
        name = module.stem.replace("_", "-")
        made = Rule(
            name=f"{TAKEUP}-{name}" if section == TAKEUP else name,
            section="takeup" if section == TAKEUP else "indicators",
            declaration=read(module.with_suffix(".yaml")),
            reads=tuple(allow(reads, FACTS).allowed.values()),
            condition=condition,
        )
        check(made)
        return made

    return declare


def read(path: Path) -> Declaration:
    """The YAML of a rule. Raises FileNotFoundError, or ValueError naming what is missing."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    if shared := declared.pop("numbers_of", None):
        others = yaml.safe_load((path.parent / shared).resolve().read_text(encoding="utf-8"))["numbers"]
        declared["numbers"] = others | declared.get("numbers", {})
    return Declaration(**declared)


def check(made: Rule) -> None:
    """That the rule reads what it says, and that its sentences show what it has."""
    numbers = {name: value.value for name, value in made.numbers(date.max).items()}
    facts = allow((fact.name for fact in made.reads), FACTS)
    finding = made.condition(facts, Numbers(numbers), Day(date(2026, 4, 1)))
    if unread := set(facts.allowed) - set(facts.asked):
        raise ValueError(f"{made.name}: says that it reads {sorted(unread)}, and doesn't")
    if unshown := made.declaration.sentences.placeholders() - set(finding.shows) - set(numbers):
        raise ValueError(f"{made.name}: its sentences show {sorted(unshown)}, which it doesn't have")
    for told in (made.declaration.bring, made.declaration.letter):
        if (made.section == TAKEUP) != (told is not None):
            raise ValueError(f"{made.name}: a take-up rule, and no other, says what to bring and what its letter says")
