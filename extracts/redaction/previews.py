"""One text at a time, for a person who looks at what would be redacted and why."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from extracts.redaction import roster
from extracts.redaction.people import NOBODY, Family, nobody_on_file
from extracts.redaction.spans import Span

if TYPE_CHECKING:
    from extracts.redaction.redactor import Redactor


@dataclass(frozen=True)
class Preview:
    """A text, and the same with its marks: also where it would be withheld, for whoever looks has it before them."""

    original: str
    text: str
    withheld_because: str | None
    """A key of `WITHHELD`, or None where it would be shown."""
    spans: tuple[Span, ...]
    """In their order, none overlapping another."""


def preview(text: str, run: Path | None = None, child_id: str | None = None) -> Preview:
    """What redaction makes of a text. With a run, whoever is on file in it is known; with a child, its family too."""
    return shown(text, redactor(run), roster.family(run, child_id) if run and child_id else NOBODY)


def propose(run: Path, extract: str, record_key: str, field: str) -> Preview | None:
    """What the run's stage made of one of its texts; None where the run has no such text."""
    for text in roster.texts(run, extract, record_key):
        if text.field == field:
            return shown(text.text, redactor(run), text.family)
    return None


def shown(text: str, by: "Redactor", family: Family) -> Preview:
    redacted = by.redact(text, family)
    return Preview(text, redacted.text, redacted.withheld_because, redacted.spans)


@lru_cache(maxsize=2)
def redactor(run: Path | None) -> "Redactor":
    """For the city of the run last asked for, and for a city of nobody. `run` is a run's own folder: `current` may come to mean another."""
    from extracts.redaction.redactor import Redactor  # noqa: PLC0415 - Presidio and GiNZA take seconds to load

    return Redactor(roster.city(run) if run else nobody_on_file())
