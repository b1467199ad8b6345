"""The same app on PostgreSQL, where it is installed: migrations, a chain that doesn't fork, a decision with its event."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

BIN = next(
    (
        path.parent
        for path in [Path(shutil.which("postgres") or ""), *Path("/usr/lib/postgresql").glob("*/bin/postgres")]
        if path.is_file()
    ),
    None,
)

pytestmark = pytest.mark.skipif(BIN is None, reason="no PostgreSQL on this machine")

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
[thread.join() for thread in threads]
assert Event.objects.count() == 200
assert log.verify() == [], log.verify()
assert Event.objects.filter(detail__icontains="ab" * 16).count() == 200
Event.objects.filter(seq=77).update(reason="x")
assert [fault.code for fault in log.verify()] == ["mac"]
"""


@pytest.fixture
def server():
    """A PostgreSQL of the test's own, on a socket in its folder; it won't run as root, so then it runs as postgres."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        shutil.chown(folder, "postgres", "postgres")

    def pg(program: str, *arguments: str) -> None:
        subprocess.run([*as_postgres, BIN / program, "-D", folder / "data", *arguments], check=True, cwd=folder)

    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        pg("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        pg("pg_ctl", "-w", "-o", options, "-l", f"{folder}/data/log", "start")
        yield f"postgresql://postgres:x@{str(folder).replace('/', '%2F')}/postgres"
        pg("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def test_on_postgresql_eight_people_at_once_write_one_whole_chain(server, tmp_path):
    settings = {
        "MIMAMORI_REVIEW_MODE": "demo",
        "MIMAMORI_REVIEW_DATABASE": server,
        "MIMAMORI_REVIEW_ANCHORS": str(tmp_path / "anchors.jsonl"),
        "DJANGO_SETTINGS_MODULE": "review.settings",
    }
    (tmp_path / "anchors.jsonl").touch()
    done = subprocess.run(
        [sys.executable, "-c", WORK], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
