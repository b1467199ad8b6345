"""People whom GiNZA reads where all other recognisers leave a question open; its network costs more than all of them.

Belongs here: which sentences it is asked about, what of its answer is a name. Doesn't belong here: the network (ginza.py).
"""

import re
from collections.abc import Iterable, Iterator

from presidio_analyzer import RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, result
from extracts.redaction.ginza import Entity, Japanese, Token
from extracts.redaction.recognisers.words import PROPER, ROLES, Words

BEHIND = lexicon.HONORIFICS | lexicon.TITLES
HIRAGANA = re.compile("[ぁ-んー]+")  # あり, a word in nearly every note, is a surname too
NO_NAMES = ROLES | BEHIND | lexicon.NOUNS


class Undecided:
    """A text's sentences in which a word that may be part of a name stays, and nothing has said why."""

    def __init__(self, words: Words, japanese: Japanese, found: list[RecognizerResult]) -> None:
        self.words = words
        self.gone = {place for one in found for place in range(one.start, one.end)}
        self.names = {one.end for one in found if one.entity_type == "name"}
        self.sentences = [(one[0].start, one[-1].end) for one in japanese.sentences if any(map(self.is_open, one))]

    @property
    def texts(self) -> list[str]:
        return [self.words.text[start:end] for start, end in self.sentences]

    def is_open(self, token: Token) -> bool:
        """沼田, a town to the tokeniser; 梶, a noun to it and a surname too; 琉生, a noun behind 杉山."""
        if self.gone.issuperset(range(token.start, token.end)):
            return False
        if PROPER.search(token.tag):
            return True
        if not token.tag.startswith("名詞-普通名詞-一般") or token.text in NO_NAMES:
            return False
        gap = self.words.text[token.start - 1 : token.start] == " "
        surname = self.words.dictionary.is_surname(token.text) and not HIRAGANA.fullmatch(token.text)
        return token.start - gap in self.names or surname

    def names_among(self, people: Iterable[list[Entity]]) -> Iterator[RecognizerResult]:
        """What is a name of those whom GiNZA takes for people in each of the sentences."""
        for (offset, _), read in zip(self.sentences, people, strict=True):
            for person in read:
                if span := self.name(offset + person.start, offset + person.end):
                    yield result("name", *span, LIKELY, "entity")

    def name(self, start: int, end: int) -> tuple[int, int] | None:
        """The person without relation, title and what is no letter; None where no word of it is a name by tag or dictionary."""
        words = self.words
        while (
            (last := words.ending_at(end)) and last.start > start and (last.text in BEHIND or not last.text.isalnum())
        ):
            end = last.start
        while (first := words.starting_at(start)) and first.end < end and words.is_role(first.start, first.end):
            start = first.end
        if words.text[start:end] in lexicon.NOUNS | lexicon.NOT_NAMES or words.is_role(start, end):
            return None
        inside = [token for token in words.tokens if start <= token.start and token.end <= end]
        return (start, end) if any(map(words.part_of_name, inside)) else None
