"""Identities that come and go: a child who was merged away and lives again, two merged crosswise, a run that is taken back.
What they signalled stays theirs, what was done about it is found, and nobody waits for ever."""

import pytest
from django.urls import reverse
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in
from test_every_door import case_of, event, registered, take_up, town_runs, without  # noqa: F401 - the fixture `town_runs`

from review import four_eyes, signals
from review.access import Party
from review.cases import people
from review.models import HiddenRecord, Signal, Suspension
from review.published import current


@pytest.fixture
def hana_called(town_runs):  # noqa: F811
    deliver(town_runs, raised("hana"))
    signals.take_in(current())
    return town_runs


def merged(written):
    return without(event(written, "taro", "merged", "hana"), "hana")


def test_a_child_who_lives_again_keeps_what_they_signalled_and_is_on_the_list(hana_called, accounts):
    """A run carries all earlier events on: that hana was taro once is still said when she is herself again."""
    lives = event(event(registered(), "taro", "merged", "hana"), "hana", "split", "taro")
    take_up(hana_called, lives, "b")
    assert Signal.objects.get().child_id == child_id("hana") and case_of("hana").merged_into == ""
    assert child_id("hana") in sign_in(accounts[Party.SUPERVISOR]).get(reverse("worklist")).content.decode()


def test_what_was_signalled_comes_back_when_the_run_is_taken_back(hana_called):
    take_up(hana_called, merged(registered()), "b")
    assert Signal.objects.get().child_id == child_id("taro")
    take_up(hana_called, registered(), "c")
    signals.take_in(current())
    assert Signal.objects.get().child_id == child_id("hana")


def test_two_who_were_merged_crosswise_hold_nobody_up(hana_called, accounts):
    take_up(hana_called, merged(registered()), "b")
    back = event(event(registered(), "taro", "merged", "hana"), "hana", "split", "taro")
    take_up(hana_called, without(event(back, "hana", "merged", "taro"), "taro"), "c")
    assert Signal.objects.get().child_id == child_id("hana")
    assert [one.child_id for one in people.merged_into(case_of("hana"))] == [child_id("taro")]


def test_of_a_merged_child_the_list_says_the_same_day_that_they_called(hana_called):
    take_up(hana_called, merged(registered()), "b")
    assert case_of("taro").sos_on == Signal.objects.get().day


def test_what_was_done_about_a_signal_stands_on_the_card_of_whom_the_child_was_merged_into(hana_called, accounts):
    signals.answer(Signal.objects.get(), accounts[Party.SUPERVISOR], "家庭訪問し、無事を確かめた")
    take_up(hana_called, merged(registered()), "b")
    card = sign_in(accounts[Party.SUPERVISOR]).get(reverse("child", kwargs={"child_id": child_id("taro")}))
    assert "家庭訪問し、無事を確かめた" in card.content.decode()


def test_whoever_is_asked_to_lift_a_suspension_is_told_whose(town_runs, accounts):  # noqa: F811
    """The name is on no page; the number is what the paper says."""
    supervisor, deputy = accounts[Party.SUPERVISOR], make_account(Party.SUPERVISOR, "deputy")
    hers = {"resident_id": "0000000001", "child_id": child_id("hana")}
    stops = Suspension(**hers, reason="届出", by=supervisor)
    four_eyes.propose("suspension", stops)
    four_eyes.answer("suspension", stops.pk, deputy, True, "確かめた")
    four_eyes.propose("suspension", Suspension(**hers, reason="撤回", by=supervisor, lifts=True))
    assert "0000000001" in sign_in(deputy).get(reverse("proposals")).content.decode()


def test_a_hidden_reason_is_no_other_departments(town_runs, accounts):  # noqa: F811
    """The supervisor reads every department: what they don't see is hidden until a steward has ruled."""
    by = accounts[Party.SUPERVISOR]
    for row in current().rows("SELECT extract, record_key, child_id FROM cards.linked"):
        if row["extract"] != "resident_registry":
            HiddenRecord.objects.create(**row, reason="別の子ども", by=by)
    assert "ほかの部署の記録による" not in sign_in(by).get(reverse("worklist")).content.decode()
