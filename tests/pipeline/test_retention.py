"""What is kept no longer goes; what people need to go on working stays."""

import os
import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from extracts.declaration import EXTRACTS
from pipeline import publication, retention
from pipeline.publication import MANIFEST

AS_OF = date(2026, 10, 1)
SHORTEST = min(extract.retention_years for extract in EXTRACTS.values())
ENDS = AS_OF.replace(year=AS_OF.year + SHORTEST)


@pytest.fixture
def runs(published: Path, tmp_path: Path) -> Path:
    """`current`, of 2026-10-01, the run of 2025 that it carries on, and one of 2024 that no run carries on."""
    copied = Path(shutil.copytree(published, tmp_path / "runs", symlinks=True))
    [now] = publication.published(copied)
    for name, as_of in (("before", date(2025, 10, 1)), ("long-before", date(2024, 10, 1))):
        made = now.model_copy(update={"run_id": name, "inputs": now.inputs.model_copy(update={"as_of": as_of})})
        (copied / name).mkdir()
        (copied / name / MANIFEST).write_text(made.model_dump_json(), encoding="utf-8")
    carrying = now.model_copy(update={"inputs": now.inputs.model_copy(update={"previous": "before"})})
    manifest = copied / now.run_id / MANIFEST
    manifest.chmod(0o640)
    manifest.write_text(carrying.model_dump_json(), encoding="utf-8")
    return copied


def names(runs: Path) -> set[str]:
    return {one.run_id for one in publication.published(runs)}


def test_a_run_goes_on_the_day_that_the_shortest_retention_of_its_extracts_ends(runs: Path) -> None:
    day = date(2024 + SHORTEST, 9, 30)
    assert retention.apply(runs, day)["runs"] == []
    assert retention.apply(runs, day.replace(month=10, day=1))["runs"] == ["long-before"]
    assert "long-before" not in names(runs) and not (runs / "long-before").exists()
    assert publication.history(runs)[-1]["event"] == "kept no longer"


def test_current_and_the_run_that_it_carries_on_stay_however_old(runs: Path) -> None:
    retention.apply(runs, ENDS.replace(year=ENDS.year + 10))
    assert names(runs) == {"before", publication.current(runs).run_id}  # type: ignore[union-attr]


def test_work_that_was_never_published_goes_a_month_after_it_was_last_written_to(runs: Path) -> None:
    today = date.today()
    for name, days in (("held", 40), ("yesterday", 1)):
        file = runs / "unpublished" / name / "run" / "gate.json"
        file.parent.mkdir(parents=True)
        file.write_text("{}", encoding="utf-8")
        then = time.time() - days * 86400
        for path in (file, file.parent, file.parent.parent):
            os.utime(path, (then, then))
    assert retention.apply(runs, today)["unpublished"] == ["held"]
    assert (runs / "unpublished" / "yesterday").exists() and not (runs / "unpublished" / "held").exists()


def test_a_removal_that_was_killed_is_finished_the_next_night(runs: Path) -> None:
    (runs / "long-before").rename(runs / f"long-before{retention.GOING}")
    assert retention.apply(runs, AS_OF)["runs"] == []
    assert not list(runs.glob(f"*{retention.GOING}"))


def test_from_29_february_a_year_has_passed_on_1_march() -> None:
    assert not retention.ended(date(2024, 2, 29), 5, date(2029, 2, 28))
    assert retention.ended(date(2024, 2, 29), 5, date(2029, 3, 1))
