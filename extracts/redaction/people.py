"""Whom a text may speak of: a child's own family, and everybody on file in the city, by every way their names are written.

Belongs here: names as forms to be found. Doesn't belong here: reading them from a run (roster.py), finding them
(recognisers/on_file.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import ahocorasick

from extracts.redaction.lexicon import Dictionary, comparable

GAP = re.compile(r"[ 　・･=＝,，]+")
LATIN = re.compile("[A-Za-z]")
KANA_ONLY = re.compile("[ァ-ヴー]+")
FULL_KANJI, FULL_KANA = 3, 5  # characters of a whole name, from which it is looked for in every text


@dataclass(frozen=True)
class Person:
    """`role` is who they are to the child (a key of words.PEOPLE); `names` are whole names, their parts set apart."""

    role: str
    names: tuple[str, ...]

    @cached_property
    def whole(self) -> frozenset[str]:
        """Comparable forms of the whole name."""
        return frozenset(comparable("".join(parts(name))) for name in self.names if name)

    @cached_property
    def surnames(self) -> frozenset[str]:
        return frozenset(comparable(parts(name)[0]) for name in self.names if len(parts(name)) > 1)

    @cached_property
    def given(self) -> frozenset[str]:
        """Given names, and what else of a name of three parts is used alone."""
        return frozenset(
            form
            for name in self.names
            for form in (*map(comparable, parts(name)[1:]), comparable("".join(parts(name)[1:])))
            if form
        )

    @property
    def forms(self) -> frozenset[str]:
        """Every form by which a text may name them."""
        return self.whole | self.surnames | self.given


def parts(name: str) -> list[str]:
    return [part for part in GAP.split(name.strip()) if part]


@dataclass(frozen=True)
class Family:
    """A child's family as one text needs it: its people, their addresses, telephones and dates of birth (ISO)."""

    people: tuple[Person, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birth_dates: frozenset[str] = frozenset()


NOBODY = Family()


@dataclass(frozen=True)
class City:
    """Everybody on file: what their names are made of, and the whole names to look for."""

    dictionary: Dictionary
    names: "ahocorasick.Automaton | None" = None


def nobody_on_file() -> City:
    return City(Dictionary())


def automaton(forms: Iterable[str]) -> "ahocorasick.Automaton | None":
    """Comparable forms to be found all at once, each giving its length; None of none."""
    found = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    for form in forms:
        if form:
            found.add_word(form)
    if not len(found):
        return None
    found.make_automaton()
    return found


def whole_forms(names: Iterable[str]) -> set[str]:
    """Comparable forms of whole names, of those long enough not to be found within other words."""
    forms = {comparable("".join(parts(name))) for name in names}
    return {
        form
        for form in forms
        if len(form) >= (FULL_KANA if KANA_ONLY.fullmatch(form) or LATIN.search(form) else FULL_KANJI)
    }
