"""A run that is killed, or finds the disk full, publishes nothing; run again, it ends as if nothing had happened."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import publication
from pipeline.stages import AFTER_LANDING

STAGES = [stage.name for stage in AFTER_LANDING]
PUBLISHING = {
    "before the run's folder is renamed": "files.move",
    "between the rename and the link": "files.point",
    "between the link and the history": "publication.remember",
}
DIE_AT = """
import os, signal, sys
import mimamori
from pipeline import files, publication
publishing = publication.publish
def publish(run):
    {step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    return publishing(run)
publication.publish = publish
sys.argv = ["mimamori", *sys.argv[1:]]
mimamori.main()
"""


class Machine:
    """A machine on which a run is started again and again."""

    def __init__(self, city: Path, runs: Path, key_file: Path) -> None:
        self.runs = runs
        self.arguments = ["run", "--landing", str(city / "extracts"), "--runs", str(runs), "--as-of", "2026-10-01"]
        self.env = {**os.environ, "MIMAMORI_KEY_FILE": str(key_file), "MIMAMORI_TAX_BASIS": "架空のデータ"}

    def start(self, *how: str, largest_file: int = resource.RLIM_INFINITY) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *(how or ("-m", "mimamori")), *self.arguments],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
        return process

    def kill_once_there_is(self, pattern: str, *, children_too: bool) -> None:
        began = time.time()
        process = self.start()
        try:
            while not any(made_since(began, path) for path in (self.runs / "unpublished").glob(f"*/{pattern}")):
                assert process.poll() is None, f"ended before {pattern}: {process.communicate()[0]}"
                time.sleep(0.002)
        finally:
            (os.killpg if children_too else os.kill)(process.pid, signal.SIGKILL)
            process.communicate()
        assert not (self.runs / "current").exists()

    def finish(self) -> tuple[int, str]:
        process = self.start()
        output, _ = process.communicate(timeout=600)
        return process.returncode, output


def made_since(began: float, path: Path) -> bool:
    """Not a leftover of what was killed before."""
    try:
        return path.stat().st_mtime > began
    except FileNotFoundError:
        return False


@pytest.fixture
def machine(city: Path, key_file: Path, tmp_path: Path) -> Machine:
    return Machine(city, tmp_path / "runs", key_file)


def digest(runs: Path) -> str:
    now = publication.current(runs)
    assert now is not None
    assert publication.verify(runs, now.run_id) == []
    return now.logical_digest


def kill_at_publication(machine: Machine) -> None:
    for step in PUBLISHING.values():
        process = machine.start("-c", DIE_AT.format(step=step))
        output, _ = process.communicate(timeout=600)
        assert process.returncode == -signal.SIGKILL, output


def test_a_run_that_found_the_disk_full_and_was_killed_again_and_again_ends_like_an_undisturbed_one(
    machine: Machine, published: Path
) -> None:
    full = machine.start(largest_file=400_000)
    output, _ = full.communicate(timeout=600)
    assert full.returncode == 1, output
    assert "ディスク" in output
    assert not (machine.runs / "current").exists()

    machine.kill_once_there_is("working/land/*", children_too=True)
    machine.kill_once_there_is("working/predict", children_too=False)
    machine.kill_once_there_is("seals/cluster.json", children_too=True)
    machine.kill_once_there_is("working/report", children_too=True)
    kill_at_publication(machine)

    exit_code, output = machine.finish()
    assert exit_code == 0, output
    assert digest(machine.runs) == digest(published)


@pytest.mark.proof
@pytest.mark.parametrize("moment", ["working/{}", "seals/{}.json"])
@pytest.mark.parametrize("children_too", [True, False])
def test_killed_at_every_stage_a_run_ends_like_an_undisturbed_one(
    moment: str, children_too: bool, machine: Machine, published: Path
) -> None:
    for name in ("land/resident_registry", "land/vaccinations", *STAGES):
        machine.kill_once_there_is(moment.format(name), children_too=children_too)
    kill_at_publication(machine)
    exit_code, output = machine.finish()
    assert exit_code == 0, output
    assert digest(machine.runs) == digest(published)
