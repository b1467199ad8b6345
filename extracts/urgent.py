"""Urgent words in a free text: which kinds of them it says, however they are written.

Belongs here: the words (urgent.yaml) and finding them. Doesn't belong here: whose text it is, and what follows (a person
looks, and nothing else). Raw text is read here, also where redaction withholds it; what comes out is a kind, never text.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

import jaconv
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

PADDING = re.compile(r"[\s\W_ー]+")


class Kind(BaseModel):
    """One kind of urgent words: what it is called, since when it is looked for, and why these words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    since: date
    reference: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def words_stay_words_when_folded(self) -> "Kind":
        """Two letters of kana alone stand in any sentence: no word may fold to less than three, or to two without a kanji."""
        short = [word for word in self.words if len(folded(word)) < 3 and not re.search("[一-鿿]{2}", word)]
        if short:
            raise ValueError(f"too short to mean anything: {short}")
        return self


def folded(text: str) -> str:
    """The text as words are looked for in it: NFKC, hiragana, lower case, without blanks, punctuation and long marks."""
    return PADDING.sub("", jaconv.kata2hira(unicodedata.normalize("NFKC", text)).lower())


@cache
def kinds() -> dict[str, Kind]:
    """The kinds by name. Raises pydantic's ValidationError where one says too little."""
    declared = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {name: Kind(**kind) for name, kind in declared.items()}


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(sorted(map(folded, kind.words)))) for name, kind in kinds().items()}


def said(text: str) -> list[str]:
    """The kinds of urgent words that the text says, in the order of urgent.yaml."""
    where = folded(text)
    return [name for name, pattern in patterns().items() if pattern.search(where)]
