"""A thousand canaries are sent down the paths of a run, those that succeed and those that fail, and none comes out.

Searched are what is printed, every file of the runs but the sealed databases, temporary files and, of Airflow, its database
and its logs. The paths through the review app are in tests/review/test_canary_pages.py.
"""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import canaries
import pytest

ROOT = Path(__file__).parent.parent.parent
DAY = "20261001"
BUG = """
# read by every Python that is started: one stage meets a bug of ours while it holds somebody's name in its hands
import dataclasses, os
import pipeline.stages
import duckdb
def broken(run, out):
    with duckdb.connect(str(run.folder / "landed" / "resident_registry.duckdb"), read_only=True) as con:
        rows = con.execute("SELECT name, resident_id, address FROM resident_registry ORDER BY record_id").fetchall()
        [row] = [row for row in rows if row[0] and "\u91d1\u96c0" in row[0]][:1]
        if os.environ["BUG"] == "ours":
            raise ValueError(f"can't place {row}")
        con.execute("SELECT CAST(? AS INTEGER)", [row[0]])
stage = os.environ["BUGGY_STAGE"]
pipeline.stages.STAGES[stage] = dataclasses.replace(pipeline.stages.STAGES[stage], work=broken)
"""


@dataclass
class Office:
    """Where the canaries are delivered, and a machine of its own: runs, temporary files, environment."""

    landing: Path
    folder: Path
    key_file: Path

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    def environment(self, **more: str) -> dict[str, str]:
        (self.folder / "tmp").mkdir(exist_ok=True)
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "MIMAMORI"))}
        ours = {"LANDING": self.landing, "RUNS": self.runs, "KEY_FILE": self.key_file, "TAX_BASIS": "架空のデータ"}
        settings = {f"MIMAMORI_{name}": str(value) for name, value in ours.items()}
        return {**outside, **settings, "TMPDIR": str(self.folder / "tmp"), "COLUMNS": "400", **more}

    def start(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "mimamori", *arguments]
        return subprocess.Popen(
            command, env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, cwd=ROOT,
        )  # fmt: skip

    def run(self, as_of: str = "2026-10-01", **more: str) -> tuple[int, str]:
        process = self.start("run", "--as-of", as_of, **more)
        output, _ = process.communicate(timeout=600)
        return process.returncode, output

    def bug(self, stage: str, kind: str) -> dict[str, str]:
        place = self.folder / "bug"
        place.mkdir(exist_ok=True)
        (place / "sitecustomize.py").write_text(BUG, encoding="utf-8")
        return {"PYTHONPATH": f"{place}:{ROOT}", "BUGGY_STAGE": stage, "BUG": kind}

    def leaks(self, *said: str) -> dict[str, set[str]]:
        return canaries.leaks(self.folder, *said, but=[self.landing, self.folder / "bug"])


@pytest.fixture(scope="module")
def planted(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("planted") / "landing"
    assert canaries.plant(city / "extracts", landing, DAY) >= 1000
    attendance = landing / f"attendance_{DAY}.csv"
    header, first, *rest = attendance.read_bytes().decode("utf-8-sig").splitlines()
    spoilt = ",".join([*first.split(",")[:-1], "金雀"])
    attendance.write_text("\r\n".join([header, spoilt, *rest]) + "\r\n", encoding="utf-8")
    return landing


@pytest.fixture
def office(planted: Path, tmp_path: Path, key_file: Path) -> Office:
    return Office(canaries.copy(planted, tmp_path / "landing"), tmp_path, key_file)


def spoil(content: bytes, how: str) -> bytes:
    header, _, body = content.partition(b"\n")
    return {
        "a heading is a name": lambda: "金雀".encode() + header + b"\n" + body,
        "no heading": lambda: body,
        "cut off": lambda: content[: len(content) // 2],
        "a byte too many": lambda: content[:-2] + b"\xff\n",
        "in UTF-16": lambda: content.decode("latin-1").encode("utf-16"),
        "an open quote": lambda: content + '"金雀,\n'.encode(),
        "a cell too many": lambda: content + body.split(b"\n")[0].strip() + ",金雀\r\n".encode(),
        "bad cells": lambda: header + b"\n" + re.sub(rb"(?m)[0-9]{4}[-/][0-9]+[-/][0-9]+", "金雀".encode(), body),
    }[how]()


QUARANTINED = (
    "a heading is a name", "no heading", "cut off", "a byte too many", "in UTF-16", "an open quote", "a cell too many", "bad cells",
)  # fmt: skip


def test_none_comes_out_of_a_bad_file_or_of_a_bug_that_holds_a_name(office: Office) -> None:
    """The short form: a row rejected, then a stage that breaks with a name in its error; and a roster that is quarantined."""
    exit_code, said = office.run(**office.bug("gate", "ours"))
    assert exit_code == 1 and "gate: ValueError" in said and "rejected 1" in said
    assert office.leaks(said) == {}

    roster = office.landing / f"school_roster_{DAY}.csv"
    roster.write_bytes(spoil(roster.read_bytes(), "bad cells"))
    exit_code, said = office.run()
    assert exit_code == 3 and "school_roster" in said
    assert office.leaks(said) == {}


@pytest.mark.proof
def test_none_comes_out_of_a_run_that_broke_and_then_publishes(office: Office) -> None:
    assert office.run(**office.bug("standardise", "ours"))[0] == 1
    exit_code, said = office.run()
    assert exit_code == 0 and "rejected 1" in said
    assert office.leaks(said) == {}


def test_none_comes_out_of_the_same_hour_job(office: Office) -> None:
    process = office.start("sos")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    signals = office.landing / f"sos_signals_{DAY}.csv"
    signals.write_bytes(spoil(signals.read_bytes(), "an open quote"))
    process = office.start("sos")
    refused, _ = process.communicate(timeout=120)
    assert process.returncode == 3, refused
    assert office.leaks(said, refused) == {}


@pytest.mark.proof
@pytest.mark.parametrize("how", QUARANTINED)
def test_none_comes_out_of_any_file_quarantined_in_any_way(office: Office, how: str) -> None:
    for extract in ("school_roster", "attendance", "sos_signals", "achievement_survey"):
        path = office.landing / f"{extract}_{DAY}.csv"
        path.write_bytes(spoil(path.read_bytes(), how))
    exit_code, said = office.run()
    assert exit_code == 3, said
    assert office.leaks(said) == {}


@pytest.mark.proof
def test_none_comes_out_of_a_held_gate(office: Office) -> None:
    """A month later, most residents are missing."""
    assert office.run()[0] == 0
    registry = office.landing / f"resident_registry_{DAY}.csv"
    rows = registry.read_bytes().splitlines(keepends=True)
    (office.landing / "resident_registry_20261101.csv").write_bytes(b"".join(rows[: len(rows) // 4]))
    exit_code, said = office.run("2026-11-01")
    assert exit_code == 3, said
    assert office.leaks(said) == {}


@pytest.mark.proof
@pytest.mark.parametrize(
    "stage",
    ["land/resident_registry", "gate", "standardise", "predict", "cluster", "redact", "facts", "judge", "report"],
)
def test_none_comes_out_of_a_stage_that_is_killed(office: Office, stage: str) -> None:
    process = office.start("run", "--as-of", "2026-10-01")
    while not list((office.runs / "unpublished").glob(f"*/working/{stage}")) and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    assert office.leaks(said) == {}


@pytest.mark.proof
@pytest.mark.parametrize("bytes_", [20_000, 400_000, 2_000_000])
def test_none_comes_out_of_a_disk_that_is_full(office: Office, bytes_: int) -> None:
    process = office.start("run", "--as-of", "2026-10-01")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (bytes_, resource.RLIM_INFINITY))
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 1, said
    assert office.leaks(said) == {}


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["ours", "the database's"])
@pytest.mark.parametrize("stage", ["gate", "standardise", "predict", "cluster", "redact", "facts", "judge", "report"])
def test_none_comes_out_of_a_bug_in_any_stage(office: Office, stage: str, kind: str) -> None:
    exit_code, said = office.run(**office.bug(stage, kind))
    assert exit_code == 1 and f"{stage}: " in said, said
    assert office.leaks(said) == {}


@pytest.mark.proof
@pytest.mark.parametrize("path", ["published", "a bug", "a bad file"])
def test_none_comes_out_of_airflow(office: Office, path: str) -> None:
    """Its database, every log of it and of its processes, and what is printed."""
    change: dict[str, Callable[[], dict[str, str]]] = {
        "published": dict,
        "a bug": lambda: office.bug("standardise", "ours"),
        "a bad file": lambda: spoilt(office),
    }
    home = office.folder / "airflow"
    command = [sys.executable, str(ROOT / "infra" / "schedule.py"), "once", "--home", str(home)]
    done = subprocess.run(
        command, env=office.environment(**change[path]()), capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == (path != "published"), done.stdout + done.stderr
    assert len(list(home.rglob("*.log"))) > 20 and (home / "airflow.db").stat().st_size > 100_000
    assert office.leaks(done.stdout, done.stderr) == {}


def spoilt(office: Office) -> dict[str, str]:
    roster = office.landing / f"school_roster_{DAY}.csv"
    roster.write_bytes(spoil(roster.read_bytes(), "bad cells"))
    return {}
