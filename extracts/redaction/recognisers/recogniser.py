"""What the recognisers of Japanese text have in common: they look at GiNZA's words and need nothing loaded."""

from abc import abstractmethod
from collections.abc import Iterable

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from extracts.redaction.ginza import LANGUAGE, Japanese


class Recogniser(EntityRecognizer):
    """Finds strings of the kinds (keys of words.TYPES) by the words of a text."""

    def __init__(self, name: str, *kinds: str) -> None:
        super().__init__(supported_entities=[*kinds], name=name, supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing: what a recogniser knows is handed to it."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        if not isinstance(nlp_artifacts, Japanese):
            raise TypeError("made for the engine in ginza.py")
        return list(self.find(text, nlp_artifacts))

    @abstractmethod
    def find(self, text: str, japanese: Japanese) -> Iterable[RecognizerResult]:
        """Every string found in the text."""
