"""The people's delivery, written by several at once: on a database of its own, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

SUSPEND = """
import threading
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from signing_in import make_account
from review import people
from review.access import Party
from review.models import Suspension
supervisor, faults = make_account(Party.SUPERVISOR), []
def suspend(person):
    try:
        for number in range(15):
            whose = f"{person:05d}{number:05d}"
            Suspension.objects.create(resident_id=whose, child_id="c", reason="届出", by=supervisor, stands=True)
            people.deliver()
    except Exception as fault:
        faults.append(fault)
    connection.close()
threads = [threading.Thread(target=suspend, args=(person,)) for person in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not faults, faults
told = (settings.PEOPLE / "current" / "suspended.csv").read_text().splitlines()[1:]
assert told == Suspension.in_force() and len(told) == 60, len(told)
"""


def test_of_suspensions_agreed_at_the_same_time_none_is_missing_from_the_delivery(tmp_path: Path):
    environment = {
        "MIMAMORI_REVIEW_MODE": "demo",
        "MIMAMORI_REVIEW_FOLDER": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "review.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SUSPEND], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
