"""Fixtures of the rules' tests: small runs with every link true, made once a session."""

from datetime import date
from pathlib import Path

import pytest
from true_links import judge_each, land_all, link_all

from extracts.declaration import EXTRACTS

DAYS = (date(2025, 10, 1), date(2026, 4, 1), date(2026, 10, 1))


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory, city: Path) -> dict[date, Path]:
    """Three half-years of the shared city, landed, truly linked and judged, each after the other: a run's folder a day."""
    return judge_each(city, tmp_path_factory.mktemp("judged"), DAYS)


@pytest.fixture(scope="session")
def folder_of_empty_extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which nothing was delivered and nobody is known."""
    run = tmp_path_factory.mktemp("empty")
    (run / "extracts").mkdir()
    (run / "truth").mkdir()
    (run / "truth/records.csv").write_text("extract,record_id,resident_id,person_id\n", encoding="utf-8")
    land_all(run, run, DAYS[-1], without=tuple(EXTRACTS))
    link_all(run, run, DAYS[-1])
    return run
