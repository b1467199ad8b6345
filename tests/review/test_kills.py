"""Killed in the middle of decisions: none is lost, none stands without its event, and the log is whole."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_town

READY = "ready"
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from run_writer import child_id
from signing_in import make_account
from review.access import Party
from review.cases import new_run, people
from review.models import Case
from review.published import current
new_run.take_up(current())
people.assign(Case.objects.get(child_id=child_id("hana")), make_account(Party.CONSULTATION), make_account(Party.SUPERVISOR))
"""
DECIDE = """
import django; django.setup()
from review.cases import people
from review.models import Account, Assignment
case, worker = Assignment.objects.get().case, Account.objects.get(username="consultation")
print("ready", flush=True)
while True:
    for outcome in ("support", "watch"):
        print(people.decide(case, worker, outcome, "確かめた", False, []).pk, flush=True)
"""
CHECK = """
import sys
import django; django.setup()
from review import log
from review.models import Case, Decision, Event
told = int(sys.argv[1])
decisions = list(Decision.objects.order_by("id").values_list("id", flat=True))
events = [event.detail["decision"] for event in Event.objects.filter(action__in=["case.support", "case.watch"]).order_by("seq")]
assert decisions == events, (len(decisions), len(events))
assert told in decisions, "a decision that was confirmed is lost"
assert Case.objects.get(id=Decision.objects.first().case_id).state in ("supporting", "watching")
assert log.verify() == [], log.verify()
"""


def kill_and_look(tmp_path: Path, kills: int) -> None:
    """Kills a process that decides without pause, at random moments, and looks at what is left."""
    small_town.build(tmp_path / "runs")
    settings = {
        "MIMAMORI_REVIEW_MODE": "demo",
        "MIMAMORI_REVIEW_FOLDER": str(tmp_path),
        "MIMAMORI_REVIEW_RUNS": str(tmp_path / "runs"),
        "DJANGO_SETTINGS_MODULE": "review.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    environment = {**os.environ, **settings}

    def python(code: str, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]

    python(PREPARE)
    rng = random.Random(5)  # noqa: S311
    told = 0
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", DECIDE], env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline().strip() == READY
            told = int(process.stdout.readline())
            time.sleep(rng.uniform(0, 0.2))
            process.kill()
            lines = process.stdout.read().split("\n")[:-1]
            told = int(lines[-1]) if lines else told
    python(CHECK, str(told))


def test_a_process_killed_while_deciding_leaves_each_decision_with_its_event(tmp_path):
    kill_and_look(tmp_path, 3)


@pytest.mark.proof
def test_after_two_hundred_kills_every_decision_has_its_event(tmp_path):
    kill_and_look(tmp_path, 200)
