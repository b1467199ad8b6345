"""The gate's tests deliver and land with the desk of the extracts' tests."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desk import DAY, Desk
from sound_city import sound

from expectations import gate
from extracts import EXTRACTS, deliveries


@pytest.fixture(scope="session")
def sound_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A sound delivery of every extract, landed. Read it, don't write."""
    made = Desk(tmp_path_factory.mktemp("sound"))
    for extract in EXTRACTS:
        made.deliver(extract, sound(extract))
    made.land_all()
    return made


@pytest.fixture
def desk(tmp_path: Path, sound_desk: Desk) -> Desk:
    """A desk of the test's own with the same deliveries."""
    shutil.copytree(sound_desk.landing, tmp_path / "landing")
    return Desk(tmp_path)


@pytest.fixture
def judged(desk: Desk, sound_desk: Desk) -> Callable[..., dict]:
    """Judges what lies on the desk, once it has landed: what the test left as it was needn't land again."""

    def judge(as_of: date = DAY, previous: Path | None = None, people: Path | None = None) -> dict:
        before, now = (deliveries.find(one.landing, as_of) for one in (sound_desk, desk))
        for extract in EXTRACTS:
            if [file.sha256 for file in now[extract]] == [file.sha256 for file in before[extract]]:
                shutil.copy(sound_desk.run / "landed" / f"{extract}.duckdb", desk.run / "landed")
            else:
                desk.land(extract, as_of)
        out = desk.run / "gate.json"
        counts = gate.check(desk.run, out, previous, people, as_of)
        said = json.loads(out.read_text(encoding="utf-8"))
        failed = [result["severity"] for result in said["results"] if not result["success"]]
        assert counts == {
            "checks": len(said["results"]),
            "critical": failed.count("critical"),
            "warning": failed.count("warning"),
            "cleared": sum(result["cleared"] for result in said["results"]),
            "held": int(said["held"]),
        }
        return said

    return judge
