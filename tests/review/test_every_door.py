"""However a case comes onto the list — a run, somebody's worry, a signal, the sample — it holds what the run found of the
child; and however identities change, what was decided is found again, and counts."""

from datetime import date

import pytest
from django.urls import reverse
from run_writer import AS_OF, child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in
from small_town import town

from review import four_eyes, quality, signals
from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event, FollowUp, Report, Signal, State, Suspension
from review.models.case import Change
from review.published import current

HERS = {"child_id": child_id("shizuka")}
PROTECTED = {"complaint": "身体", "route": "近隣", "risk": "中度", "registration": "要保護"}


@pytest.fixture
def town_runs(tmp_path, settings, accounts):
    """shizuka, whom nothing flags, has an open 要保護."""
    settings.RUNS = tmp_path
    registered().write(tmp_path)
    new_run.take_up(current())
    assert not Case.objects.filter(**HERS).exists()
    return tmp_path


def registered():
    written = town()
    written.land("consultations", "shizuka", "model", reception_no="C-9", received_date=date(2026, 9, 1), name="田中　静",
        **PROTECTED)  # fmt: skip
    return written


def case_of(name: str) -> Case:
    return Case.objects.get(child_id=child_id(name))


def by_concern(town_runs, accounts) -> None:
    people.concern(child_id("shizuka"), accounts[Party.SUPERVISOR], "姿を見ない", current())


def by_signal(town_runs, accounts) -> None:
    deliver(town_runs, raised("shizuka"))
    signals.take_in(current())


def by_sample(town_runs, accounts) -> None:
    quality.draw(current(), accounts[Party.SUPERVISOR], 400, "半期の標本")


DOORS = pytest.mark.parametrize("door", [by_concern, by_signal, by_sample], ids=lambda one: one.__name__)


@DOORS
def test_an_open_registration_needs_a_second_person_however_the_case_was_opened(door, town_runs, accounts):
    door(town_runs, accounts)
    case = case_of("shizuka")
    assert (case.registration, case.consultation_open, case.overall) == ("要保護", True, "対象外")
    people.assign(case, accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case_of("shizuka"), accounts[Party.CONSULTATION], "close", "落ち着いた", False, [])
    assert case_of("shizuka").state == State.AWAITING_SECOND


@DOORS
def test_a_case_opened_by_hand_doesnt_come_back_for_a_run_that_found_the_same(door, town_runs, accounts):
    door(town_runs, accounts)
    people.assign(case_of("shizuka"), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case_of("shizuka"), accounts[Party.CONSULTATION], "watch", "様子を見る", False, [])
    before = case_of("shizuka").state
    take_up(town_runs, registered(), "b")
    assert (case_of("shizuka").state, case_of("shizuka").change) == (before, Change.NONE)


def take_up(town_runs, written, letter: str) -> None:
    written.write(town_runs, f"2026-10-01-{letter * 12}")
    new_run.take_up(current())


def moved_out(written, name: str):
    """Whom rules no longer cover, though the run has them."""
    for row in written.tables["child"]:
        if row["child_id"] == child_id(name):
            row["status"] = "moved_out"
    return without(written, name, ("flag", "judgement"))


def without(written, name: str, tables: tuple[str, ...] = ("child", "flag", "judgement", "link")):
    for table in tables:
        written.tables[table] = [row for row in written.tables[table] if row["child_id"] != child_id(name)]
    return written


def event(written, now: str, what: str, before: str):
    identities = {"child_id": child_id(now), "event": what, "other_child_id": child_id(before)}
    written.row("identity_event", **identities, evidence="", reference_date=AS_OF)
    return written


@pytest.mark.parametrize("change", [moved_out, without], ids=["moved out", "in no record any more"])
def test_an_open_registration_isnt_closed_by_one_person_when_rules_cover_the_child_no_more(change, town_runs, accounts):
    by_concern(town_runs, accounts)
    people.assign(case_of("shizuka"), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    take_up(town_runs, change(registered(), "shizuka"), "b")
    assert people.needs_second(case_of("shizuka"), "close")


def supported(accounts, name: str, outcome: str, reason: str) -> None:
    people.assign(case_of(name), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case_of(name), accounts[Party.CONSULTATION], outcome, reason, False, [])


def test_a_child_merged_into_one_who_moved_out_stays_on_the_list(town_runs, accounts):
    """hana's records are shizuka's now, who has moved out: rules cover her no more, but what was decided for hana is hers."""
    supported(accounts, "hana", "support", "訪問している")
    written = event(moved_out(registered(), "shizuka"), "shizuka", "merged", "hana")
    take_up(town_runs, without(written, "hana"), "b")
    assert case_of("shizuka").returned_because == "merged"
    supervisor = sign_in(accounts[Party.SUPERVISOR])
    assert child_id("shizuka") in supervisor.get(reverse("worklist")).content.decode()
    assert "訪問している" in supervisor.get(reverse("child", kwargs=HERS)).content.decode()


@pytest.fixture
def merged_twice(town_runs, accounts):
    """hana became taro's, and then both shizuka's. hana was supported, and reported on; she signalled meanwhile."""
    supported(accounts, "hana", "support", "訪問している")
    Case.objects.filter(child_id=child_id("hana")).update(ever_priority=True)
    told = {"child_id": child_id("hana"), "extract": "attendance", "by": accounts[Party.CONSULTATION]}
    Report.objects.create(**told, text="欠席日数が違う")
    deliver(town_runs, raised("hana"))
    signals.take_in(current())
    take_up(town_runs, without(event(registered(), "taro", "merged", "hana"), "hana"), "b")
    written = event(event(registered(), "taro", "merged", "hana"), "shizuka", "merged", "taro")
    take_up(town_runs, without(without(written, "hana"), "taro"), "c")
    return sign_in(accounts[Party.SUPERVISOR]).get(reverse("child", kwargs=HERS)).content.decode()


def test_what_was_decided_and_reported_is_found_after_two_merges(merged_twice):
    assert "訪問している" in merged_twice and "欠席日数が違う" in merged_twice


def test_what_a_child_signalled_goes_with_them_when_they_are_merged(merged_twice):
    assert Signal.objects.get().child_id == child_id("shizuka")
    assert "まだ対応が記録されていません" in merged_twice


def test_to_watch_whom_another_person_supports_needs_a_second_though_it_was_before_a_merge(merged_twice, accounts):
    people.assign(case_of("shizuka"), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    assert people.needs_second(case_of("shizuka"), "watch") and not people.needs_second(case_of("shizuka"), "support")


def test_what_a_child_wrote_stays_on_the_list_and_card_once_somebody_answered(town_runs, accounts):
    by_signal(town_runs, accounts)
    signals.answer(Signal.objects.get(), accounts[Party.SUPERVISOR], "家庭訪問し、無事を確かめた")
    people.assign(case_of("shizuka"), accounts[Party.SCHOOL], accounts[Party.SUPERVISOR])
    school = sign_in(accounts[Party.SCHOOL])
    listed = school.get(reverse("worklist") + "?mark=sos").content.decode()
    assert child_id("shizuka") in listed and "SOS 2026/10/02" in listed
    assert "家庭訪問し、無事を確かめた" in school.get(reverse("child", kwargs=HERS)).content.decode()
    people.assign(case_of("shizuka"), accounts[Party.HEALTH], accounts[Party.SUPERVISOR])
    assert "無事を確かめた" not in sign_in(accounts[Party.HEALTH]).get(reverse("child", kwargs=HERS)).content.decode()


def test_what_is_still_to_be_done_about_a_closed_case_is_on_the_list_when_it_is_due(town_runs, accounts):
    desk = accounts[Party.CONSULTATION]
    supported(accounts, "taro", "support", "転居した")
    FollowUp.objects.create(case=case_of("taro"), due_on=date(2026, 10, 1), what="転出先の市に電話", who=desk)
    Case.objects.filter(child_id=child_id("taro")).update(state=State.CLOSED)
    client = sign_in(desk)
    assert child_id("taro") not in client.get(reverse("worklist")).content.decode()
    for mark in ("due", "mine"):
        assert child_id("taro") in client.get(reverse("worklist") + f"?mark={mark}").content.decode()


def test_a_concern_told_where_the_earlier_run_is_still_shown_is_decided_once_the_new_one_is(town_runs, accounts):
    earlier = current()
    registered().write(town_runs, "2026-10-01-bbbbbbbbbbbb")
    new_run.take_up(current())
    people.concern(child_id("shizuka"), accounts[Party.SUPERVISOR], "姿を見ない", earlier)
    people.assign(case_of("shizuka"), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    client, at = sign_in(accounts[Party.CONSULTATION]), reverse("decide", kwargs=HERS)
    client.post(at, {"outcome": "watch", "reason": "様子を見る", "evidence": case_of("shizuka").evidence})
    assert Decision.objects.get(case__child_id=child_id("shizuka")).outcome == "watch"


def test_who_said_that_a_record_isnt_the_childs_and_how_it_was_ruled_stands_on_the_card(town_runs, accounts):
    sql = "SELECT record_key FROM cards.linked WHERE extract = 'consultations' AND child_id = ?"
    record = current().rows(sql, child_id("shizuka"))[0]["record_key"]
    client = sign_in(accounts[Party.SUPERVISOR])
    client.post(reverse("not_this_child", kwargs=HERS), {"record_key": record, "reason": "同姓同名の別の子ども"})
    card = client.get(reverse("child", kwargs=HERS)).content.decode()
    assert "確認待ち（隠している）" in card and "同姓同名の別の子ども" in card


def test_a_suspended_child_is_on_no_page_even_of_the_run_before(town_runs, accounts):
    agreed = {"stands": True, "second": make_account(Party.SUPERVISOR, "deputy"), "by": accounts[Party.SUPERVISOR]}
    Suspension.objects.create(resident_id="0000000001", child_id=child_id("hana"), reason="届出", **agreed)
    client = sign_in(accounts[Party.SUPERVISOR])
    assert "山田　花" not in client.get(reverse("worklist")).content.decode()
    assert client.get(reverse("child", kwargs={"child_id": child_id("hana")})).status_code == 404
    taro = client.get(reverse("child", kwargs={"child_id": child_id("taro")})).content.decode()
    assert "山田　花" not in taro, "nor among her brother's family"


@pytest.mark.parametrize("kind", ["suspension", "sealing"])
def test_once_the_run_is_without_a_suspended_or_sealed_child_its_case_is_on_no_page(kind, town_runs, accounts):
    """What people wrote about the child is kept until it is erased, and shown to nobody meanwhile."""
    supervisor, about = accounts[Party.SUPERVISOR], {"resident_id": "0000000001", "by": accounts[Party.SUPERVISOR]}
    hana = {"child_id": child_id("hana")} if kind == "suspension" else {}
    asked = four_eyes.KINDS[kind].model(**about, **hana, reason="家庭裁判所の審判")
    four_eyes.propose(kind, asked)
    four_eyes.answer(kind, asked.pk, make_account(Party.SUPERVISOR, "deputy"), True, "確かめた", "0000000001")
    take_up(town_runs, without(registered(), "hana"), "b")
    shown = sign_in(supervisor).get(reverse("worklist")).content.decode()
    assert child_id("hana") not in shown and "氏名の記録なし" not in shown
    for name in ("child", "sheet", "exports"):
        assert sign_in(supervisor).get(reverse(name, kwargs={"child_id": child_id("hana")})).status_code == 404
    assert child_id("hana") not in str(Event.objects.filter(action__startswith="sealing").values())
