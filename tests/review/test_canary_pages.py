"""Canaries through the review app: pages, refusals and errors, and none in what the app prints or logs."""

import io
import logging

import canaries
import pytest
from django.test import Client
from django.urls import reverse
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import sign_in
from small_town import town

from review.access import Party
from review.discreet import Discreet
from review.models import Event
from review.views import child as card_page

NAME, PHONE, TEXT = canaries.canary("name", 7), canaries.canary("phone", 7), canaries.canary("text", 7)


@pytest.fixture
def runs(tmp_path, settings):
    """The small run, where hana is called by a canary's name, and a signal holds a canary's text."""
    settings.RUNS = tmp_path / "runs"
    written = town()
    for row in written.landed["resident_registry"]:
        if row["resident_id"] == "0000000001":
            row.update(name=NAME, address=canaries.canary("address", 7))
    written.write(settings.RUNS)
    deliver(settings.RUNS, raised("hana"), message=TEXT)
    return settings.RUNS


@pytest.fixture
def printed(capfd):
    """What the app's own log handler prints, as in production; Django's test client is quiet about it otherwise."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: stream.getvalue() + "".join(capfd.readouterr())
    root.removeHandler(handler)


def broken(*_args, **_more):
    raise ValueError(f"can't show {NAME}, {PHONE}")


def test_pages_refusals_and_errors_print_and_log_no_canary(runs, cases, accounts, printed, monkeypatch):
    client = sign_in(accounts[Party.SUPERVISOR])
    client.raise_request_exception = False
    card = reverse("child", kwargs={"child_id": child_id("hana")})
    assert canaries.found_in(client.get(reverse("worklist")).content.decode())
    assert canaries.found_in(client.get(card).content.decode())
    assert canaries.found_in(client.post(reverse("find"), {"words": NAME}).content.decode())
    assert client.get(f"/children/{NAME}/").status_code == 404
    assert client.get(f"/{NAME}/{PHONE}/?q={NAME}").status_code == 404
    assert client.get("/worklist/", {"filter": NAME, "page": PHONE}).status_code == 200
    assert client.post(reverse("audit_look_up"), {"child": NAME}).status_code == 404
    assert client.get("/", headers={"host": "kin.example"}).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post(f"/worklist/find/?{NAME}", {"words": NAME}, headers={"referer": f"http://x/{NAME}"}).status_code
        == 403
    )
    monkeypatch.setattr(card_page, "read", broken)
    assert client.get(card).status_code == 500
    said = printed()
    assert "review/views/child.py" in said and "ValueError" in said
    assert canaries.found_in(said) == set()
    kept = "\n".join(str(row) for row in Event.objects.values("action", "reason", "fields", "detail"))
    assert canaries.found_in(kept) == set()


def test_what_a_steward_pastes_is_in_no_log_even_when_redaction_breaks(runs, cases, accounts, printed, monkeypatch):
    from review.views import redaction

    client = sign_in(accounts[Party.STEWARD])
    client.raise_request_exception = False
    monkeypatch.setattr(redaction, "look", broken)
    assert client.post(reverse("redaction_preview"), {"text": TEXT}).status_code == 500
    assert client.post(reverse("redaction_preview"), {"text": TEXT * 1000}).status_code == 400
    said = printed()
    assert canaries.found_in(said) == set(), said
    assert canaries.found_in(str(list(Event.objects.values()))) == set()


def test_production_writes_its_log_in_this_way_and_no_other(settings):
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"discreet"}
    assert settings.LOGGING["formatters"]["discreet"]["()"] == "review.discreet.Discreet"
