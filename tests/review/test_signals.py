"""A signal stands at the top the hour it comes, before those who may see it, once, until a person says what they did."""

from pathlib import Path

import pytest
from django.urls import reverse
from run_writer import child_id, pseudonym
from signals_delivered import deliver, raised
from signing_in import sign_in
from small_town import town

from review import signals
from review.access import Party
from review.cases import people
from review.models import Case, Event, HiddenRecord, Signal, State
from review.published import current


@pytest.fixture
def runs(tmp_path, settings) -> Path:
    settings.RUNS = tmp_path / "runs"
    town().write(settings.RUNS)
    return settings.RUNS


def page_of(signal: Signal) -> str:
    return reverse("signal", kwargs={"signal_key": signal.signal_key})


def open_worklist(accounts, party: Party = Party.SUPERVISOR) -> str:
    return sign_in(accounts[party]).get(reverse("worklist")).content.decode()


def test_the_supervisor_finds_it_above_every_list_with_its_source_and_time(runs, accounts, cases, whole_log):
    deliver(runs, raised("shizuka"))
    text = open_worklist(accounts)
    assert text.index("いますぐ確かめる") < text.index("絞り込み")
    assert "田中　静" in text and "子どもSOS" in text and "2026/10/02 08:15" in text
    event = Event.objects.filter(action="worklist").latest("seq")
    assert child_id("shizuka") in event.detail["signals"]


def test_a_child_whom_nothing_flagged_has_a_case_to_assign(runs, accounts, cases):
    assert not Case.objects.filter(child_id=child_id("shizuka")).exists()
    deliver(runs, raised("shizuka"))
    open_worklist(accounts)
    case = Case.objects.get(child_id=child_id("shizuka"))
    assert (case.origin, case.state, case.flagged) == ("sos", State.UNASSIGNED, False)


def test_a_case_that_people_had_settled_comes_back(runs, accounts, cases):
    case = Case.objects.get(child_id=child_id("hana"))
    people.decide(case, accounts[Party.CONSULTATION], "watch", "落ち着いている", False, [])
    deliver(runs, raised("hana"))
    open_worklist(accounts)
    case.refresh_from_db()
    assert (case.state, case.returned_because) == (State.BACK, "sos")
    card = sign_in(accounts[Party.CONSULTATION]).get(reverse("child", kwargs={"child_id": case.child_id}))
    assert "本人の信号、または緊急の言葉が届きました。" in card.content.decode()


def test_the_same_signal_is_raised_once_and_stays_answered(runs, accounts, cases, whole_log):
    deliver(runs, raised("shizuka"))
    open_worklist(accounts)
    client = sign_in(accounts[Party.SUPERVISOR])
    signal = Signal.objects.get()
    address = reverse("signal_answer", kwargs={"signal_key": signal.signal_key})
    assert client.post(address, {"answer": ""}).status_code == 400
    client.post(address, {"answer": "学校の先生に電話し、本人と話した"})
    deliver(runs, raised("shizuka"), raised("taro", "2"), name="bbbbbbbbbbbbbbbb")
    text = open_worklist(accounts)
    assert Signal.objects.count() == 2
    assert "いますぐ確かめる <b>1</b>".replace(" ", "") in text.replace(" ", "")
    answered = Event.objects.get(action="signal.answered")
    assert (answered.child_id, answered.reason) == (child_id("shizuka"), "学校の先生に電話し、本人と話した")


def test_what_a_second_person_did_about_a_signal_is_kept_and_they_learn_that_somebody_was_first(
    runs, accounts, cases, whole_log
):
    deliver(runs, raised("hana"))
    open_worklist(accounts)
    signal = Signal.objects.get()
    address = reverse("signal_answer", kwargs={"signal_key": signal.signal_key})
    sign_in(accounts[Party.SUPERVISOR]).post(address, {"answer": "学校に電話した"})
    visit = "家庭訪問し、けがを確認した。児童相談所に通告した"
    shown = sign_in(accounts[Party.SCHOOL]).post(address, {"answer": visit}, follow=True).content.decode()
    assert "先にほかの人が対応していました" in shown and "学校に電話した" in shown and visit in shown
    told = Event.objects.filter(action="signal.answered").order_by("seq")
    assert [(one.reason, one.detail["first"]) for one in told] == [("学校に電話した", True), (visit, False)]


def test_whoever_was_not_found_is_shown_by_school_and_number_to_the_supervisor_alone(runs, accounts, cases):
    deliver(runs, raised(None))
    assert "子どもが見つかっていません" in open_worklist(accounts)
    signal = Signal.objects.get()
    shown = sign_in(accounts[Party.SUPERVISOR]).get(page_of(signal)).content.decode()
    assert "SCH-09" in shown and "PUPIL-77" in shown and "推測では結び付けません" in shown
    for party in Party:
        if party is not Party.SUPERVISOR:
            assert sign_in(accounts[party]).get(page_of(signal)).status_code == 404


def test_a_child_found_by_a_later_run_is_put_to_the_signal_that_waits(runs, accounts, cases):
    deliver(runs, raised(None))
    open_worklist(accounts)
    deliver(runs, raised("shizuka"), name="bbbbbbbbbbbbbbbb")
    assert "田中　静" in open_worklist(accounts)
    assert Signal.objects.get().child_id == child_id("shizuka")


def test_a_case_worker_sees_the_signals_of_assigned_children_alone(runs, accounts, cases):
    deliver(runs, raised("hana"), raised("shizuka", "2"), raised("hana", "3", "consultations"))
    open_worklist(accounts)
    seen = {party: {one.signal_key for one in signals.open_for(accounts[party])} for party in Party}
    own, strangers, desks = (pseudonym("signal", number) for number in "123")
    assert seen[Party.SUPERVISOR] == {own, strangers, desks}
    assert seen[Party.CONSULTATION] == {own, desks}
    assert seen[Party.SCHOOL] == {own}
    assert seen[Party.NURSERY] == seen[Party.HEALTH] == set()


def test_opening_it_leaves_an_event_before_it_is_shown(runs, accounts, cases, whole_log):
    deliver(runs, raised("hana"))
    open_worklist(accounts)
    sign_in(accounts[Party.CONSULTATION]).get(page_of(Signal.objects.get()))
    event = Event.objects.get(action="signal")
    assert (event.account, event.child_id) == (accounts[Party.CONSULTATION].username, child_id("hana"))


def test_a_signal_said_not_to_be_this_childs_is_nobodys_until_ruled_on(runs, accounts, cases):
    deliver(runs, raised("hana"))
    open_worklist(accounts)
    signal = Signal.objects.get()
    HiddenRecord.objects.create(
        record_key=signal.record_key,
        extract="sos_signals",
        child_id=child_id("hana"),
        reason="別の子",
        by=accounts[Party.SCHOOL],
    )
    assert signals.open_for(accounts[Party.SCHOOL]) == []
    assert "子どもが見つかっていません" in open_worklist(accounts)


def test_a_message_is_withheld_until_somebody_reads_it_for_a_reason(runs, accounts, cases):
    deliver(runs, raised("shizuka"))
    open_worklist(accounts)
    shown = sign_in(accounts[Party.SUPERVISOR]).get(page_of(Signal.objects.get())).content.decode()
    assert "消えたい" not in shown and "伏せた文章を読む" in shown


def test_a_protected_childs_message_is_not_offered(runs, accounts, cases):
    deliver(runs, raised("mamoru"))
    open_worklist(accounts)
    shown = sign_in(accounts[Party.SUPERVISOR]).get(page_of(Signal.objects.get())).content.decode()
    assert "住所・学校・園・電話を伏せています" in shown
    assert "伏せた文章を読む" not in shown and "SCH-" not in shown


def test_taking_in_twice_at_once_raises_once(runs, accounts, cases):
    deliver(runs, raised("shizuka"))
    signals.take_in(current())
    signals.take_in(current())
    assert (Signal.objects.count(), Event.objects.filter(action="signals.taken_in").count()) == (1, 1)
