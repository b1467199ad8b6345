"""A run is opened behind people's backs: the one before is shown until the new one is in order and the cases stand at it."""

import pytest
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.urls import reverse
from run_writer import child_id
from signing_in import make_account, sign_in
from small_town import town

from review import forms, keeper, published
from review.access import Party
from review.cases import new_run
from review.models import Case, RunSeen
from review.widgets import Written

LATER = "2026-10-01-bbbbbbbbbbbb"


@pytest.fixture
def watched(tmp_path, settings, db, monkeypatch):
    """A server process that has had its first look."""
    settings.RUNS, settings.OPENED = tmp_path / "runs", tmp_path / "opened"
    settings.RUNS.mkdir()
    town().write(settings.RUNS)
    monkeypatch.setattr(published, "_shown", [])
    keeper._watching.set()
    keeper.look()
    yield settings
    keeper._watching.clear()


def without_reasons():
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["child_id"] != child_id("hana")]
    return written


def test_the_run_before_is_shown_until_the_new_one_was_brought_in(watched):
    client, hana = sign_in(make_account(Party.SUPERVISOR)), Case.objects.get(child_id=child_id("hana"))
    before = published.current()
    without_reasons().write(watched.RUNS, LATER)
    assert published.current() is before
    assert client.get(reverse("worklist")).status_code == 200
    assert RunSeen.objects.count() == 1, "no request takes a run up"
    keeper.look()
    assert published.current().run_id == LATER
    assert Case.objects.get(pk=hana.pk).run_id == LATER


def test_a_process_that_is_late_doesnt_bring_the_cases_back_to_the_run_before(watched):
    late = published.current()
    without_reasons().write(watched.RUNS, LATER)
    keeper.look()
    new_run.take_up(late)
    assert Case.objects.get(child_id=child_id("hana")).run_id == LATER


def test_a_run_that_cant_be_opened_leaves_the_one_before_and_says_so_without_a_value(watched, caplog):
    before = published.current()
    broken = watched.RUNS / LATER
    broken.mkdir()
    (broken / "manifest.json").write_text('{"inputs": {"as_of": "2026-10-01"}}', encoding="utf-8")
    (watched.RUNS / "current").unlink()
    (watched.RUNS / "current").symlink_to(LATER)
    assert not keeper.look()
    assert published.current() is before
    assert "couldn't be brought in" in caplog.text


def test_looks_that_fail_come_ever_more_seldom_but_never_more_than_five_minutes_apart_until_one_goes_well():
    waits = [keeper.EVERY]
    for _ in range(10):
        waits.append(keeper.next_wait(waits[-1], well=False))
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300]
    assert keeper.next_wait(waits[-1], well=True) == keeper.EVERY


def test_what_lies_in_order_is_the_newest_runs_alone_and_its_owners_to_read(watched):
    first = list(watched.OPENED.glob("*.duckdb*"))
    assert len(first) == 1 and first[0].stat().st_mode & 0o077 == 0 and watched.OPENED.stat().st_mode & 0o077 == 0
    without_reasons().write(watched.RUNS, LATER)
    keeper.look()
    (second,) = watched.OPENED.glob("*.duckdb*")
    assert second.name.startswith(LATER)


@pytest.mark.parametrize(
    "form",
    [
        lambda: forms.Decision({"outcome": "watch", "reason": '<b>"&', "evidence": "e"}, case=None),
        lambda: forms.FollowUp(case=None),
        lambda: forms.Glass(by_password=True),
        lambda: forms.Wrong(extracts=frozenset({"attendance"})),
        forms.Second,
        lambda: forms.Reading({"reason": ""}),
    ],
)
def test_a_field_is_written_as_django_writes_it(form, db):
    make_account(Party.SCHOOL)
    ours, theirs = form(), form()
    ours.renderer, theirs.renderer = Written(), DjangoTemplates()
    for name in ours.fields:
        SimpleTestCase().assertHTMLEqual(str(ours[name]), str(theirs[name]))
