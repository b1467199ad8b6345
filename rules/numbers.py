"""Dated, cited numbers: every threshold is a value in YAML with the day it took effect, its reference, its author.

Belongs here: what such an entry must say, and which value is in force on a day. Doesn't belong here: the numbers
themselves, which stand beside the rule (or the facts) that they belong to. A number without a reference stops the
import; one that rests on nothing published says `assumption`, and why.
"""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

ASSUMPTION = "assumption"


class Words(BaseModel):
    """The same in Japanese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Value(BaseModel):
    """One value of a number, since a day, until a later one follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    value: int | float
    reference: str = Field(min_length=1)
    reference_en: str = ""
    reason: str = ""
    author: str = Field(min_length=1)

    @model_validator(mode="after")
    def an_assumption_has_its_reason(self) -> "Value":
        if self.reference == ASSUMPTION and not self.reason:
            raise ValueError("an assumption needs its reason")
        return self


class Number(BaseModel):
    """A number and all the values that it ever had, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meaning: Words
    unit: Words
    values: tuple[Value, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def values_follow_one_another(self) -> "Number":
        days = [value.since for value in self.values]
        if days != sorted(set(days)):
            raise ValueError("its values must be dated, oldest first, no two of a day")
        return self

    def on(self, day: date) -> Value:
        """The value in force on that day; the first before any was. A practice city's past has no other."""
        return next((value for value in reversed(self.values) if value.since <= day), self.values[0])


def parse(declared: dict[str, Any]) -> dict[str, Number]:
    """Numbers by name. Raises pydantic's ValidationError where an entry says too little."""
    return {name: Number(**entry) for name, entry in declared.items()}
