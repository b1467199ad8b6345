"""Japanese for Presidio: GiNZA's tokens and, where a name may stand, its named entities; offline.

Belongs here: ja_ginza behind Presidio's interface. Doesn't belong here: what a token or an entity means (recognisers).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import spacy
import sudachipy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

LANGUAGE = "ja"
MODEL = "ja_ginza"
# redaction asks for words and names: no syntax
UNUSED = ("parser", "morphologizer", "compound_splitter", "bunsetu_recognizer")
# the others are nonsense on digits and short notes
PERSON = "Person"
NAME = re.compile("人名|地名|固有名詞-一般")
SENTENCE = re.compile(r"[^。\n！？!?]*[。\n！？!?]*")


class Token(NamedTuple):
    """A word: its place, its tag in Sudachi's parts of speech (`名詞-固有名詞-人名-姓`)."""

    text: str
    start: int
    end: int
    tag: str


class Entity(NamedTuple):
    start: int
    end: int


class Japanese(NlpArtifacts):
    """What GiNZA read of a text: its words, and whom it takes for people."""

    def __init__(self, words: list[Token], people: list[Entity], engine: NlpEngine) -> None:
        self.words, self.people = words, people
        super().__init__([], words, [], [], engine, LANGUAGE)  # type: ignore[arg-type]


class Ginza(NlpEngine):
    """The NlpEngine of an AnalyzerEngine for Japanese; its artefacts are `Japanese`."""

    def __init__(self) -> None:
        self.model: Language | None = None

    def load(self) -> None:
        """The model without what isn't used, computing by NumPy's BLAS: several times as fast here as spaCy's own.

        On one thread: the stage runs a process a core, and threads on matrices this small wait for each other.
        """
        threadpool_limits(1, "blas")
        self.model = spacy.load(MODEL, exclude=list(UNUSED))
        operations = NumpyOps(use_blis=False)
        for _, component in self.model.pipeline:
            for layer in component.model.walk():  # type: ignore[attr-defined]
                layer.ops = operations

    def is_loaded(self) -> bool:
        return self.model is not None

    def process_text(self, text: str, language: str) -> Japanese:
        """Sentence by sentence: so what is read of one doesn't depend on what stands beside it."""
        model = self.model
        if model is None:
            raise RuntimeError("load() first")
        words: list[Token] = []
        named: list[tuple[int, Doc]] = []
        for sentence in SENTENCE.finditer(text):
            if sentence[0].strip():
                doc = model.make_doc(sentence[0])
                found = [token_of(doc, place, sentence.start()) for place in range(len(doc))]
                words += [word for word in found if word.text.strip()]
                if any(NAME.search(word.tag) for word in found):
                    named.append((sentence.start(), doc))
        return Japanese(words, list(self.people(named)), self)

    def people(self, sentences: list[tuple[int, Doc]]) -> Iterator[Entity]:
        """Whom GiNZA takes for people in sentences, each with its place in the text."""
        if self.model is None or not sentences:
            return
        docs = [doc for _, doc in sentences]
        for _, component in self.model.pipeline:
            component.set_annotations(docs, component.predict(docs))  # type: ignore[attr-defined]
        for offset, doc in sentences:
            for entity in doc.ents:
                if entity.label_ == PERSON:
                    yield Entity(offset + entity.start_char, offset + entity.end_char)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: object
    ) -> Iterator[tuple[str, Japanese]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return not any(character.isalnum() for character in word)

    def get_supported_entities(self) -> list[str]:
        return [PERSON]

    def get_supported_languages(self) -> list[str]:
        return [LANGUAGE]


@cache
def words_of_sudachi() -> sudachipy.Dictionary:
    return sudachipy.Dictionary()


@lru_cache(maxsize=50_000)
def is_word(text: str) -> bool:
    """Whether Sudachi's dictionary has it, as a name or as anything else."""
    return len(words_of_sudachi().lookup(text)) > 0


@lru_cache(maxsize=50_000)
def is_common_word(text: str) -> bool:
    """Whether Sudachi's dictionary has it as anything but a proper noun."""
    return any(word.part_of_speech()[1] != "固有名詞" for word in words_of_sudachi().lookup(text))


def token_of(doc: Doc, place: int, offset: int) -> Token:
    token = doc[place]
    start = offset + token.idx
    return Token(token.text, start, start + len(token.text), token.tag_)
