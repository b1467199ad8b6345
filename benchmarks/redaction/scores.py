"""Recall and over-redaction: what had to go is wholly gone, and how much of the rest went with it.

A marked string is gone where no letter, kana, kanji or digit of it is left; what belongs to no name (さん, 第…号) may stay.
Over-redaction is the share of the other characters (without spaces and punctuation) that went.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.redaction.gold_set import Gold
from extracts.redaction.redactor import Redacted

MAY_STAY = re.compile("^第|号$|(?:さん|くん|ちゃん|君|様|氏|先生|家|夫妻)$")


@dataclass
class Score:
    """Of a set of texts. `gone` and `strings` by the gold's type; `right` and `spans` by the span's own type.

    A withheld text counts by what would have been marked in it; `shown` are the strings of texts that aren't withheld.
    """

    texts: int = 0
    withheld: Counter[str] = field(default_factory=Counter)
    strings: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    shown_gone: int = 0
    rest: int = 0
    rest_gone: int = 0

    @property
    def recall(self) -> float:
        return self.gone.total() / self.strings.total()

    @property
    def over_redaction(self) -> float:
        return self.rest_gone / self.rest

    def add(self, gold: Gold, redacted: Redacted) -> list[str]:
        """Counts one text; returns what was missed and what went too much, for whoever develops on it."""
        problems = []
        went = {place for span in redacted.spans for place in range(span.start, span.end)}
        wanted = {place for start, end, _ in gold.spans for place in range(start, end)}
        self.texts += 1
        if redacted.withheld_because:
            self.withheld[redacted.withheld_because] += 1
        for start, end, kind in gold.spans:
            self.strings[kind] += 1
            missed = [place for place in identifying(gold.text, start, end) if place not in went]
            self.gone[kind] += not missed
            if not redacted.withheld_because:
                self.shown += 1
                self.shown_gone += not missed
            if missed:
                problems.append(f"MISSED {kind} {gold.text[start:end]}")
        for span in redacted.spans:
            self.spans[span.type] += 1
            right = any(span.start < end and start < span.end for start, end, _ in gold.spans)
            self.right[span.type] += right
            if extra := [place for place in range(span.start, span.end) if place not in wanted]:
                problems.append(f"EXTRA {span.type} {gold.text[extra[0] : extra[-1] + 1]} ({span.why_en})")
        rest = [place for place in range(len(gold.text)) if place not in wanted and gold.text[place].isalnum()]
        self.rest += len(rest)
        self.rest_gone += sum(place in went for place in rest)
        return problems


def identifying(text: str, start: int, end: int) -> list[int]:
    """The places of a marked string that must be gone."""
    keep = {start + place for match in MAY_STAY.finditer(text[start:end]) for place in range(*match.span())}
    return [place for place in range(start, end) if text[place].isalnum() and place not in keep]
