"""Texts redacted: read, recognised, settled, marked, doubted.

Belongs here: the order of these. Doesn't belong here: any of them.
"""

from dataclasses import dataclass
from itertools import islice

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

from extracts.redaction import confidence
from extracts.redaction.certainty import CERTAIN_FROM
from extracts.redaction.ginza import LANGUAGE, Entity, Ginza
from extracts.redaction.marks import mark, settle
from extracts.redaction.people import NOBODY, City, Family
from extracts.redaction.reading import Reading, read
from extracts.redaction.recognisers import numbers
from extracts.redaction.recognisers.alone import names_alone
from extracts.redaction.recognisers.dates import birth_dates
from extracts.redaction.recognisers.facilities import Facilities
from extracts.redaction.recognisers.names import names_in_context
from extracts.redaction.recognisers.on_file import Everybody, OwnFamily
from extracts.redaction.recognisers.places import Addresses
from extracts.redaction.recognisers.undecided import Undecided
from extracts.redaction.recognisers.words import Words
from extracts.redaction.spans import Span
from extracts.redaction.words import WHY


@dataclass(frozen=True)
class Redacted:
    """The text with its marks, why it is withheld (or None), and what was marked in the text as written."""

    text: str
    withheld_because: str | None
    spans: tuple[Span, ...]


GINZA = Ginza()


@dataclass(frozen=True)
class Begun:
    """A text by all recognisers but GiNZA's network, and the sentences that this is to be asked about."""

    text: str
    family: Family
    reading: Reading
    found: list[RecognizerResult]
    undecided: Undecided

    def ended(self, people: list[list[Entity]]) -> Redacted:
        """`people` are those whom the network reads in the undecided sentences."""
        settled = settle(self.reading.text, [*self.found, *self.undecided.names_among(people)])
        # what may be a name is marked too, and the text waits for a person who sees it so
        doubtful = [one for one in settled if one.score < CERTAIN_FROM]
        spans = tuple(
            Span(*self.reading.written(one.start, one.end), one.type, one.mark, *WHY[one.why])
            for one in mark(self.reading.text, settled, self.family)
        )
        marked = with_marks(self.text, spans)
        return Redacted(marked, confidence.doubt(doubtful, read(marked).text, self.family), spans)


class Redactor:
    """Redacts texts of one city."""

    def __init__(self, city: City) -> None:
        recognisers = [
            *numbers.recognisers(),
            *birth_dates(),
            Addresses(),
            Facilities(),
            names_in_context(city.dictionary),
            names_alone(city.dictionary),
            Everybody(city.names),
        ]
        self.dictionary = city.dictionary
        self.engine = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[LANGUAGE]),
            nlp_engine=GINZA,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=NoContextWords(0, 0, 0, 0),
        )

    def redact(self, text: str, family: Family = NOBODY) -> Redacted:
        """`family` is that of the child whom the text is about."""
        [redacted] = self.redact_all([(text, family)])
        return redacted

    def redact_all(self, texts: list[tuple[str, Family]]) -> list[Redacted]:
        """Together, for the network reads the undecided sentences of all of them at once."""
        begun = [self.begin(text, family) for text, family in texts]
        asked = [sentence for one in begun if isinstance(one, Begun) for sentence in one.undecided.texts]
        people = iter(GINZA.people(asked))
        return [
            one.ended(list(islice(people, len(one.undecided.sentences)))) if isinstance(one, Begun) else one
            for one in begun
        ]

    def begin(self, text: str, family: Family) -> Begun | Redacted:
        if confidence.too_long(text):
            return Redacted("", "too_long", ())
        reading = read(text)
        if not reading.text.strip():
            return Redacted(text, None, ())
        japanese = GINZA.process_text(reading.text, LANGUAGE)
        found = self.engine.analyze(
            reading.text,
            LANGUAGE,
            return_decision_process=True,
            ad_hoc_recognizers=[OwnFamily(family)],
            nlp_artifacts=japanese,
        )
        words = Words(reading.text, japanese.words, self.dictionary)
        return Begun(text, family, reading, found, Undecided(words, japanese, found))


class NoContextWords(ContextAwareEnhancer):
    """The results as they are: recognisers here look around themselves, and Presidio's own would copy all of them."""

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: object, **__: object
    ) -> list[RecognizerResult]:
        return raw_results


def with_marks(text: str, spans: tuple[Span, ...]) -> str:
    """The text as written, each span replaced by its mark."""
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], span.mark]
        at = span.end
    return "".join([*pieces, text[at:]])
