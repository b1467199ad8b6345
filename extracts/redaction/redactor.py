"""One text redacted: read, recognised, settled, marked, doubted.

Belongs here: the order of these. Doesn't belong here: any of them.
"""

from dataclasses import dataclass
from functools import cache

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from extracts.redaction import confidence
from extracts.redaction.certainty import CERTAIN_FROM
from extracts.redaction.ginza import LANGUAGE, Ginza
from extracts.redaction.marks import mark, settle
from extracts.redaction.people import NOBODY, City, Family
from extracts.redaction.reading import read
from extracts.redaction.recognisers import numbers
from extracts.redaction.recognisers.alone import names_alone
from extracts.redaction.recognisers.dates import birth_dates
from extracts.redaction.recognisers.facilities import Facilities
from extracts.redaction.recognisers.names import names_in_context
from extracts.redaction.recognisers.on_file import Everybody, OwnFamily
from extracts.redaction.recognisers.places import Addresses
from extracts.redaction.spans import Span
from extracts.redaction.words import WHY


@dataclass(frozen=True)
class Redacted:
    """The text with its marks, why it is withheld (or None), and what was marked in the text as written."""

    text: str
    withheld_because: str | None
    spans: tuple[Span, ...]


@cache
def ginza() -> Ginza:
    """The model, once a process."""
    engine = Ginza()
    engine.load()
    return engine


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
        self.engine = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[LANGUAGE]),
            nlp_engine=ginza(),
            supported_languages=[LANGUAGE],
        )

    def redact(self, text: str, family: Family = NOBODY) -> Redacted:
        """`family` is that of the child whom the text is about."""
        if confidence.too_long(text):
            return Redacted("", "too_long", ())
        reading = read(text)
        if not reading.text.strip():
            return Redacted(text, None, ())
        found = self.engine.analyze(
            reading.text, LANGUAGE, return_decision_process=True, ad_hoc_recognizers=[OwnFamily(family)]
        )
        settled = settle(reading.text, found)
        # what may be a name is marked too, and the text waits for a person who sees it so
        doubtful = [one for one in settled if one.score < CERTAIN_FROM]
        spans = tuple(
            Span(*reading.written(one.start, one.end), one.type, one.mark, *WHY[one.why])
            for one in mark(reading.text, settled, family)
        )
        marked = with_marks(text, spans)
        left = read(marked).text
        return Redacted(marked, confidence.doubt(doubtful, left, family), spans)


def with_marks(text: str, spans: tuple[Span, ...]) -> str:
    """The text as written, each span replaced by its mark."""
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], span.mark]
        at = span.end
    return "".join([*pieces, text[at:]])
