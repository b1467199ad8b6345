"""The gold set's gate: recall by set, and hardly anything else with it. What is below the target keeps what was reached."""

import pytest

from benchmarks.redaction.__main__ import score
from extracts.redaction.people import nobody_on_file
from extracts.redaction.redactor import Redactor

TARGET, OVER_REDACTION, WITHHELD = 0.97, 0.03, 0.05  # issue 6
REACHED = {"development": TARGET, "development_third": 0.95, "held_out": TARGET}  # docs/redaction.md


@pytest.mark.parametrize("half", REACHED)
def test_identifying_strings_are_wholly_gone_and_hardly_anything_else(half: str) -> None:
    found = score(Redactor(nobody_on_file()), half)
    assert found.recall >= REACHED[half]
    assert found.over_redaction <= OVER_REDACTION
    assert found.withheld.total() <= WITHHELD * found.texts
