"""The same app on PostgreSQL, where it is installed: migrations, a chain that doesn't fork, a decision with its event."""

import os
import subprocess
import sys
from pathlib import Path

WORK = """
import os, sys, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
assert connection.vendor == "postgresql"
from review import log
from review.models import Account, Event
account = Account.objects.create_user("one", "correct horse battery", name="一", role="auditor")
def many():
    for _ in range(25):
        log.record(account, "audit", detail={"children": ["ab" * 16]})
    connection.close()
threads = [threading.Thread(target=many) for _ in range(8)]
[thread.start() for thread in threads]
while any(thread.is_alive() for thread in threads):
    assert log.verify() == [], "whoever verifies while people work is told of no fault"
[thread.join() for thread in threads]
assert Event.objects.count() == 200
assert log.verify() == [], log.verify()
assert Event.objects.filter(detail__icontains="ab" * 16).count() == 200
Event.objects.filter(seq=77).update(reason="x")
assert [fault.code for fault in log.verify()] == ["mac"]
"""


DECIDE = """
import os, pathlib, threading, time
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
call_command("migrate", verbosity=0)
from run_writer import child_id
from signing_in import make_account
from small_town import town
from review import log, published
from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event

town().write(settings.RUNS)
new_run.take_up(published.newest())
supervisor, desk = make_account(Party.SUPERVISOR), make_account(Party.CONSULTATION)
hana = lambda: Case.objects.get(child_id=child_id("hana"))
people.assign(hana(), desk, supervisor)
people.decide(hana(), desk, "support", "訪問した", False, [])
assert Decision.objects.get().pk == Event.objects.get(action="case.support").detail["decision"]

try:
    with transaction.atomic():
        people.decide(hana(), desk, "close", "落ち着いた", False, [])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
except OperationalError:
    connection.close()
assert hana().state == "supporting" and Decision.objects.count() == 1
assert not Event.objects.filter(action="case.close").exists(), "the connection was lost: neither one nor the other"

written = town()
written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
written.write(settings.RUNS, "2026-10-01-bbbbbbbbbbbb")
run, faults = published.newest(), []
def bring_in():
    try:
        new_run.take_up(run)
    except Exception as fault:
        faults.append(fault)
    connection.close()
meanwhile = threading.Thread(target=bring_in)
with log.changing():
    case = people.locked(child_id("hana"))
    meanwhile.start()
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                break
            time.sleep(0.05)
        else:
            raise AssertionError("the run doesn't wait for the decision")
    people.decide(case, desk, "watch", "電話で確かめた", False, [])
meanwhile.join()
assert not faults, faults
assert (hana().state, hana().returned_because) == ("back", "evidence"), "decided first, then the run brought it back"
assert list(Decision.objects.order_by("id").values_list("outcome", "stands")) == [("support", True), ("watch", True)]
assert sorted(Event.objects.filter(action__startswith="case.").values_list("action", flat=True)) == [
    "case.assign", "case.return", "case.support", "case.watch"]
assert log.verify() == [], log.verify()
"""


def on(postgresql: str, folder: Path, work: str) -> None:
    settings = {
        "MIMAMORI_REVIEW_MODE": "demo",
        "MIMAMORI_REVIEW_DATABASE": postgresql,
        "MIMAMORI_REVIEW_FOLDER": str(folder),
        "MIMAMORI_REVIEW_RUNS": str(folder / "runs"),
        "DJANGO_SETTINGS_MODULE": "review.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", work],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_on_postgresql_eight_people_at_once_write_one_whole_chain(postgresql, tmp_path):
    on(postgresql, tmp_path, WORK)


def test_on_postgresql_a_decision_stands_with_its_event_and_none_waits_for_a_run_that_waits_for_it(
    postgresql, tmp_path
):
    on(postgresql, tmp_path, DECIDE)
