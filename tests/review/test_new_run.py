"""A new run brings the cases up to date; no decision is lost, none is inherited silently."""

import json

import pytest
from django.urls import reverse
from run_writer import AS_OF, child_id, publish
from signing_in import make_account, sign_in
from small_town import town

from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event, State
from review.published import current

LATER = "2026-10-01-bbbbbbbbbbbb"


@pytest.fixture
def two_runs(tmp_path, settings, accounts):
    """The small run, taken up, with hana's case being supported."""
    settings.RUNS = tmp_path
    town().write(tmp_path)
    new_run.take_up(current())
    case = Case.objects.get(child_id=child_id("hana"))
    people.assign(case, accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case, accounts[Party.CONSULTATION], "support", "訪問した", False, [])
    return tmp_path


def take_up(runs, written) -> Case:
    written.write(runs, LATER)
    new_run.take_up(current())
    return Case.objects.get(child_id=child_id("hana"))


def test_a_run_with_the_same_evidence_leaves_the_case_where_it_was(two_runs, whole_log):
    case = take_up(two_runs, town())
    assert (case.state, case.run_id) == (State.SUPPORTING, LATER)


def test_changed_evidence_brings_the_case_back_and_keeps_the_decision(two_runs, whole_log):
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    case = take_up(two_runs, written)
    assert (case.state, case.returned_because, case.change) == (State.BACK, "evidence", "changed")
    assert Decision.objects.get().stands
    assert Event.objects.get(action="case.return").detail["because"] == "evidence"


@pytest.mark.parametrize("event", ["merged", "split"])
def test_a_child_merged_or_split_comes_back_even_with_the_same_evidence(event, two_runs):
    written = town()
    written.row(
        "identity_event",
        child_id=child_id("hana"),
        event=event,
        other_child_id=child_id("taro"),
        evidence="",
        reference_date=AS_OF,
    )
    assert (take_up(two_runs, written).returned_because, Case.objects.get(child_id=child_id("hana")).state) == (
        event,
        State.BACK,
    )


def test_a_decision_that_waits_for_a_second_person_falls_when_its_evidence_changes(two_runs, accounts):
    case = Case.objects.get(child_id=child_id("hana"))
    Case.objects.filter(pk=case.pk).update(ever_priority=True)
    people.decide(case, accounts[Party.CONSULTATION], "close", "落ち着いた", False, [])
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    assert take_up(two_runs, written).state == State.BACK
    assert Decision.objects.order_by("-id").first().stands is False


def test_going_back_to_the_earlier_run_brings_its_evidence_back(two_runs):
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    take_up(two_runs, written)
    publish(two_runs, "2026-10-01-0123456789ab")
    new_run.take_up(current())
    case = Case.objects.get(child_id=child_id("hana"))
    assert case.run_id == "2026-10-01-0123456789ab" and "sibling-case" in case.rules


def test_taking_up_a_run_twice_changes_nothing(two_runs):
    before = list(Case.objects.order_by("id").values()), Event.objects.count()
    new_run.take_up(current())
    assert (list(Case.objects.order_by("id").values()), Event.objects.count()) == before


def test_a_case_is_opened_for_each_flagged_child_and_no_other(two_runs):
    opened = {case.child_id for case in Case.objects.all()}
    assert opened == {child_id(name) for name in ("hana", "taro", "mamoru", "hanare", "script", "unknown")}
    assert json.loads((current().folder / "manifest.json").read_text())["inputs"]["as_of"] == AS_OF.isoformat()


def test_before_anything_is_published_the_app_says_so(tmp_path, settings, db):
    settings.RUNS = tmp_path
    answer = sign_in(make_account(Party.SUPERVISOR)).get(reverse("worklist"))
    assert answer.status_code == 503 and "公開された処理結果がまだありません" in answer.content.decode()
