"""How certain a recogniser is, in three steps; what they are worth, and from where a text is in doubt, is in limits.yaml."""

from datetime import date
from pathlib import Path

from presidio_analyzer import AnalysisExplanation, RecognizerResult

from extracts.limits import Limits

LIMITS = Limits(Path(__file__).parent / "limits.yaml")
TODAY = date.max  # the newest values: a text is redacted by what is known now, whatever the run's reference date


def limit(name: str) -> float:
    return LIMITS.value(name, TODAY)


SURE, LIKELY, POSSIBLE = limit("sure"), limit("likely"), limit("possible")
CERTAIN_FROM = limit("certain_from")
BORN_BEFORE = int(limit("born_before"))


def result(kind: str, start: int, end: int, certainty: float, why: str) -> RecognizerResult:
    """A Presidio result; `why` is a key of `words.WHY`."""
    explanation = AnalysisExplanation(recognizer=kind, original_score=certainty, pattern_name=why)
    return RecognizerResult(kind, start, end, certainty, analysis_explanation=explanation)
