"""The gold set's gate. The development half holds the targets; of the held-out half only that what was measured stays."""

import pytest

from benchmarks.redaction.__main__ import score
from extracts.redaction.people import nobody_on_file
from extracts.redaction.redactor import Redactor

RECALL, OVER_REDACTION, WITHHELD = 0.97, 0.03, 0.05  # issue 6
HELD_OUT_MEASURED = 0.91  # docs/redaction.md: below the target; this only keeps it from falling


@pytest.mark.parametrize(("half", "recall"), [("development", RECALL), ("held_out", HELD_OUT_MEASURED)])
def test_identifying_strings_are_wholly_gone_and_hardly_anything_else(half: str, recall: float) -> None:
    found = score(Redactor(nobody_on_file()), half)
    assert found.recall >= recall
    assert found.over_redaction <= OVER_REDACTION
    assert found.withheld.total() <= WITHHELD * found.texts
