"""One text at a time, for a person who looks at what would be redacted and why."""

from dataclasses import dataclass
from pathlib import Path

from extracts.redaction.spans import Span


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
    return Preview(text, text, "unavailable", ())


def propose(run: Path, extract: str, record_key: str, field: str) -> Preview | None:
    """What the run's stage made of one of its texts; None where the run has no such text."""
    return None
