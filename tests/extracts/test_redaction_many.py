"""A stage that is killed in the middle, again and again, ends with each text redacted once."""

from pathlib import Path

import pytest

from benchmarks.redaction.many import resumed


@pytest.mark.proof
def test_nothing_is_lost_or_done_twice_where_the_stage_is_killed_on_its_way(tmp_path: Path) -> None:
    texts = 2_000
    found = resumed(tmp_path, texts, kills=2)
    first, second = found["kept after each kill"]
    assert 0 < first < second < texts
    assert found["done"] == texts - second
    assert found["texts"] == found["rows"] == found["distinct rows"] == found["outcomes"] == texts
    assert found["failed"] == 0
