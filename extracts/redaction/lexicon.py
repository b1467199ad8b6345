"""What names are made of: the dictionaries of surnames and given names, and the words that stand around them.

Belongs here: words alone. Doesn't belong here: where in a sentence they make a name (recognisers).
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import jaconv
import yaml
from japanese_personal_name_dataset import load_dataset

from extracts.redaction.reading import plain

_WRITTEN: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

HONORIFICS, TITLES = frozenset(_WRITTEN["honorifics"]), frozenset(_WRITTEN["titles"])
KIN, PROFESSIONS = frozenset(_WRITTEN["kin"]), frozenset(_WRITTEN["professions"])
NOT_NAMES, NOUNS = frozenset(_WRITTEN["not_names"]), frozenset(_WRITTEN["nouns"])
YOUNG, CHINESE = frozenset(_WRITTEN["young"]), frozenset(_WRITTEN["chinese_surnames"])
LABELS, MODERN = frozenset(_WRITTEN["labels"]), frozenset(_WRITTEN["modern"])
ACRONYMS, PRODUCTS = frozenset(_WRITTEN["acronyms"]), frozenset(_WRITTEN["products"])

KANJI = "一-鿿々〆ヶヵ\U00020000-\U0003ffff"
KANA = "ぁ-んァ-ヴー"
ONE_KANA = re.compile(f"[{KANA}]")


def any_of(words: frozenset[str]) -> str:
    """A pattern of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


class Dictionary:
    """Surnames and given names, in kanji (one form of each, no gaps) and in katakana: published ones and a city's own."""

    def __init__(self, surnames: Iterable[str] = (), given: Iterable[str] = ()) -> None:
        """`surnames` and `given` are those on file, in any writing."""
        self.surnames = published_surnames() | several(surnames)
        self.given = published_given_names() | several(given)

    @property
    def of_the_city(self) -> frozenset[str]:
        """What is on file and in no published dictionary."""
        return (self.surnames - published_surnames()) | (self.given - published_given_names())

    def is_surname(self, text: str) -> bool:
        return comparable(text) in self.surnames

    def is_given(self, text: str) -> bool:
        return comparable(text) in self.given

    def is_known(self, text: str) -> bool:
        """Whether the text is a surname, a given name, or the one followed by the other, as far as is known."""
        form = comparable(text)
        if form in self.surnames or form in self.given:
            return True
        return any(form[:cut] in self.surnames and form[cut:] in self.given for cut in range(1, len(form)))


@lru_cache(maxsize=100_000)
def comparable(text: str) -> str:
    """Without gaps, each kanji in one form, kana as katakana."""
    return jaconv.hira2kata(plain(text))


@cache
def published_surnames() -> frozenset[str]:
    listed = load_dataset(include_last_names=True)[2]
    return frozenset(comparable(form) for name, entry in listed.items() for form in (name, entry["reading"]))


@cache
def published_given_names() -> frozenset[str]:
    men, women = load_dataset()
    return several(
        form for names in (men, women) for reading, entry in names.items() for form in (reading, *entry["kanji"])
    ) | several(MODERN)


def several(names: Iterable[str]) -> frozenset[str]:
    """Their comparable forms, but for those of one kana: they would be found everywhere."""
    return frozenset(form for name in names if (form := comparable(name)) and not ONE_KANA.fullmatch(form))
