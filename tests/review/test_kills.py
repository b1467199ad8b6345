"""The server is killed in the middle of decisions: none that was confirmed is lost, none stands without its event."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PEOPLE = 3
LONGEST_WAIT = 60  # seconds for one decision, with the server's start before it
CSRF = "x" * 32
PREPARE = f"""
import json
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from run_writer import child_id
from signing_in import make_account, sign_in
from review.access import Party
from review.cases import new_run, people
from review.models import Case
from review.published import current
new_run.take_up(current())
supervisor, case = make_account(Party.SUPERVISOR), Case.objects.get(child_id=child_id("hana"))
sessions = []
for number in range({PEOPLE}):
    worker = make_account(Party.CONSULTATION, f"desk{{number}}")
    people.assign(case, worker, supervisor)
    sessions.append(sign_in(worker).session.session_key)
print(json.dumps({{"child": case.child_id, "evidence": case.evidence, "sessions": sessions}}))
"""
CHECK = """
import json, sys
import django; django.setup()
from review import log
from review.cases.people import STANDING
from review.models import Case, Decision, Event, State
confirmed = json.loads(sys.argv[1])
decisions = dict(Decision.objects.values_list("id", "reason"))
events = [(event.detail["decision"], event.reason)
    for event in Event.objects.filter(action__in=["case.support", "case.watch"])]
assert sorted(events) == sorted(decisions.items()), "a decision without its event, or an event without its decision"
assert set(confirmed) <= set(decisions.values()), "a decision that was confirmed is lost"
last = Decision.objects.order_by("-id").first()
assert STANDING[State(Case.objects.get(pk=last.case_id).state)] == last.outcome
assert log.verify() == [], log.verify()
print(len(decisions))
"""


class Office:
    """The app under gunicorn on the small run, in processes of its own, and people who decide without pause."""

    def __init__(self, folder: Path, runs: Path, database: str) -> None:
        self.environment = {
            **os.environ,
            "MIMAMORI_REVIEW_MODE": "demo",
            "MIMAMORI_REVIEW_FOLDER": str(folder),
            "MIMAMORI_REVIEW_DATABASE": database,
            "MIMAMORI_REVIEW_RUNS": str(runs),
            "DJANGO_SETTINGS_MODULE": "review.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.case = json.loads(self.python(PREPARE))
        self.confirmed: list[str] = []
        self.refused: list[str] = []
        self.closing = threading.Event()

    def python(self, code: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    @contextlib.contextmanager
    def server(self) -> Iterator[int]:
        """gunicorn's pid; it makes a killed worker anew, and is killed itself in the end."""
        options = ["--preload", "--workers", "1", "--threads", "4", "--log-level", "critical"]
        command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{self.port}", *options, "review.wsgi"]
        with subprocess.Popen(command, env=self.environment, start_new_session=True) as process:
            try:
                yield process.pid
            finally:
                os.killpg(process.pid, signal.SIGKILL)

    @contextlib.contextmanager
    def people_at_work(self) -> Iterator[None]:
        people = [threading.Thread(target=self.decide, args=(person,)) for person in range(PEOPLE)]
        for person in people:
            person.start()
        try:
            yield
        finally:
            self.closing.set()
            for person in people:
                person.join()

    def wait_for_one_more(self) -> None:
        """Until somebody's decision was confirmed; fails where that takes too long."""
        before, deadline = len(self.confirmed), time.monotonic() + LONGEST_WAIT
        while len(self.confirmed) == before:
            assert not self.refused, self.refused[0]
            assert time.monotonic() < deadline, "nobody's decision was confirmed"
            time.sleep(0.005)

    def decide(self, person: int) -> None:
        """Posts one decision after the other; what the server confirmed is remembered."""
        cookies = {"sessionid": self.case["sessions"][person], "csrftoken": CSRF}
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", cookies=cookies, timeout=30) as client:
            number = 0
            while not self.closing.is_set():
                number += 1
                form = {
                    "outcome": ("support", "watch")[number % 2],
                    "reason": f"{person}の{number}番目の判断",
                    "evidence": self.case["evidence"],
                    "csrfmiddlewaretoken": CSRF,
                }
                try:
                    answer = client.post(f"/children/{self.case['child']}/decide/", data=form)
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code != 302:
                    self.refused.append(answer.text)
                    return
                self.confirmed.append(form["reason"])


def kill_and_look(folder: Path, runs: Path, kills: int, whole_every: int, database: str = "") -> tuple[int, int]:
    """Kills the server at random moments while people decide — its worker, and each so many times all of it — and looks
    at what is left: how many decisions stand, and how many were confirmed."""
    office = Office(folder, runs, database)
    rng = random.Random(5)  # noqa: S311
    left = kills
    with office.people_at_work():
        while left:
            with office.server() as master:
                children = Path(f"/proc/{master}/task/{master}/children")
                for _ in range(min(left, whole_every)):
                    left -= 1
                    office.wait_for_one_more()
                    time.sleep(rng.uniform(0, 0.1))
                    for worker in children.read_text().split():
                        os.kill(int(worker), signal.SIGKILL)
    return int(office.python(CHECK, json.dumps(office.confirmed))), len(office.confirmed)


def test_a_server_killed_while_people_decide_leaves_each_decision_with_its_event(tmp_path, runs):
    stand, confirmed = kill_and_look(tmp_path, runs, kills=2, whole_every=2)
    assert stand >= confirmed >= 2


@pytest.mark.proof
def test_after_two_hundred_kills_every_decision_has_its_event(tmp_path, runs):
    stand, confirmed = kill_and_look(tmp_path, runs, kills=200, whole_every=20)
    assert stand >= confirmed >= 200


@pytest.mark.proof
def test_nor_does_postgresql_lose_one_or_its_event(tmp_path, runs, postgresql):
    stand, confirmed = kill_and_look(tmp_path, runs, kills=40, whole_every=20, database=postgresql)
    assert stand >= confirmed >= 40
