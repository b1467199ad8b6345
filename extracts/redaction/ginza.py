"""Japanese for Presidio: Sudachi's words at once, and GiNZA's people in the sentences for which they are asked; offline.

Belongs here: Sudachi and ja_ginza behind Presidio's interface. Doesn't belong here: what a word or an entity means
(recognisers), which sentences leave a question open (recognisers/undecided.py).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import spacy
import sudachipy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training.batchers import minibatch_by_words
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

LANGUAGE = "ja"
MODEL = "ja_ginza"
# redaction asks for people: no syntax
UNUSED = ("parser", "morphologizer", "compound_splitter", "bunsetu_recognizer")
# the others are nonsense on digits and short notes
PERSON = "Person"
AT_ONCE = 1_000  # words: as many rows of the network's matrices; more cost memory and no less time a word
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
    """What Sudachi read of a text: its words, sentence by sentence."""

    def __init__(self, sentences: list[list[Token]], engine: NlpEngine) -> None:
        self.sentences = sentences
        self.words = [word for sentence in sentences for word in sentence]
        super().__init__([], self.words, [], [], engine, LANGUAGE)  # type: ignore[arg-type]


class Ginza(NlpEngine):
    """The NlpEngine of an AnalyzerEngine for Japanese; its artefacts are `Japanese`."""

    def load(self) -> None:
        """All of it, for whoever goes on in several processes; else each part loads itself when it is asked for."""
        tokeniser()
        network()

    def is_loaded(self) -> bool:
        """Nothing has to be beforehand."""
        return True

    def process_text(self, text: str, language: str) -> Japanese:
        """Sentence by sentence: so what is read of one doesn't depend on what stands beside it."""
        return Japanese([words_of(sentence[0], sentence.start()) for sentence in SENTENCE.finditer(text)], self)

    def people(self, sentences: list[str]) -> list[list[Entity]]:
        """Whom GiNZA takes for people in each of the sentences. Many at once cost much less than one by one."""
        if not sentences:
            return []
        model = network()
        docs = [model.make_doc(sentence) for sentence in sentences]
        for batch in minibatch_by_words(sorted(docs, key=len), AT_ONCE):
            annotate(model, batch)
        return [
            [Entity(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ == PERSON]
            for doc in docs
        ]

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
def network() -> Language:
    """ja_ginza without what isn't used, computing by NumPy's BLAS: several times as fast here as spaCy's own.

    On one thread: the stage runs a process a core, and threads on matrices this small wait for each other.
    """
    threadpool_limits(1, "blas")
    model = spacy.load(MODEL, exclude=list(UNUSED))
    operations = NumpyOps(use_blis=False)
    for _, component in model.pipeline:
        for layer in component.model.walk():  # type: ignore[attr-defined]
            layer.ops = operations
    return model


def annotate(model: Language, docs: list[Doc]) -> None:
    """As the pipeline would, but that each step of all the sentences is one product of NumPy's: spaCy's own are slow."""
    vectors: Any = model.get_pipe("tok2vec")
    entities: Any = model.get_pipe("ner")
    vectors.set_annotations(docs, vectors.predict(docs))
    states = unfinished = entities.moves.init_batch(docs)
    scores = entities.model.predict(docs)
    while unfinished:
        unfinished = entities.transition_states(unfinished, scores.predict(unfinished))
    entities.set_annotations(docs, states)


@cache
def words_of_sudachi() -> sudachipy.Dictionary:
    return sudachipy.Dictionary()


@cache
def tokeniser() -> sudachipy.Tokenizer:
    """It divides as ja_ginza does: into the longest words."""
    return words_of_sudachi().create(mode=sudachipy.SplitMode.C)


@lru_cache(maxsize=5_000)
def tag(part_of_speech: tuple[str, ...]) -> str:
    return "-".join(part for part in part_of_speech[:4] if part != "*")


def words_of(sentence: str, offset: int) -> list[Token]:
    return [
        Token(text, offset + word.begin(), offset + word.end(), tag(word.part_of_speech()))
        for word in tokeniser().tokenize(sentence)
        if (text := word.surface()).strip()
    ]


@lru_cache(maxsize=50_000)
def is_word(text: str) -> bool:
    """Whether Sudachi's dictionary has it, as a name or as anything else."""
    return len(words_of_sudachi().lookup(text)) > 0


@lru_cache(maxsize=50_000)
def is_common_word(text: str) -> bool:
    """Whether Sudachi's dictionary has it as anything but a proper noun."""
    return any(word.part_of_speech()[1] != "固有名詞" for word in words_of_sudachi().lookup(text))
