"""What was recognised in a text: where, as what, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (excluded) of the text as it was written; `type` is a key of `words.TYPES`.

    `mark` is what stands in their place, brackets included. The reasons repeat nothing of the text.
    """

    start: int
    end: int
    type: str
    mark: str
    why_ja: str
    why_en: str
