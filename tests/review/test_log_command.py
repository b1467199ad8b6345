"""`mimamori verify`: the access log and the published runs, proved from the shell."""

from pathlib import Path

from typer.testing import CliRunner

import mimamori
from review import log
from review.models import Event


def verify(*arguments: str):
    return CliRunner().invoke(mimamori.app, ["verify", *arguments])


def test_verify_log_says_whether_the_log_is_whole_and_which_event_isnt(db):
    for _ in range(3):
        log.record(None, "sign_in.failed")
    whole = verify("--log")
    assert whole.exit_code == 0 and "the log is whole" in whole.stdout
    changed = Event.objects.order_by("-seq")[1]
    Event.objects.filter(pk=changed.pk).update(action="sign_in")
    told = verify("--log")
    assert told.exit_code == 1 and told.stderr.startswith(f"{changed.seq}: mac")


def test_verify_wants_either_a_run_or_the_log(tmp_path: Path):
    assert verify().exit_code == verify("x", "--log").exit_code == 2
    no_run = verify("2026-10-01-000000000000", "--runs", str(tmp_path))
    assert no_run.exit_code == 1 and "no published run" in no_run.stderr
