"""A sealed identity (特別養子縁組) is on no page from the moment two people agreed, though the run still has the child."""

import pytest
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in
from small_town import town

from review import four_eyes
from review.access import Party
from review.cases import new_run, people
from review.models import Assignment, Case, Event, OutreachApproval, Report, Sealed, Signal, State
from review.published import current


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


@pytest.fixture
def sealed(cases, accounts, tmp_path, settings) -> Signal:
    """hana's number is sealed after she signalled, and after a letter was approved; returns the signal."""
    settings.RUNS = tmp_path / "runs"
    town().write(settings.RUNS)
    deliver(settings.RUNS, raised("hana"))
    client = sign_in(accounts[Party.SUPERVISOR])
    assert "山田　花" in client.get(reverse("worklist")).content.decode()
    client.post(at("outreach_answer", support="takeup-school-aid"), {"approved": "yes", "reason": "確かめた"})
    assert client.get(at("letter", support="takeup-school-aid")).status_code == 200
    Sealed.objects.create(
        resident_id="0000000001", reason="", by=accounts[Party.SUPERVISOR], stands=True, second_at=timezone.now(),
        second=make_account(Party.SUPERVISOR, "deputy"),
    )  # fmt: skip
    return Signal.objects.get()


@pytest.mark.parametrize("party", [Party.SUPERVISOR, Party.CONSULTATION, Party.SCHOOL, Party.ANALYST])
def test_nobody_opens_or_does_anything_about_a_sealed_identity(party, sealed, accounts):
    client = sign_in(accounts[party])
    before = Assignment.objects.count(), OutreachApproval.objects.count()
    support = {"support": "takeup-school-aid"}
    for address in (at("child"), at("sheet"), at("letter", **support), at("exports"), at("facts")):
        assert client.get(address).status_code == 404, address
    for address in (at("assign"), at("concern"), at("note"), at("outreach_answer", **support), at("suspend")):
        told = {"worker": str(accounts[Party.HEALTH].pk), "reason": "理由", "text": "メモ", "approved": "no"}
        assert client.post(address, told).status_code == 404, address
    assert (Assignment.objects.count(), OutreachApproval.objects.count()) == before


def test_of_its_signal_the_supervisor_reads_that_it_came_and_nothing_of_whose_it_is(sealed, accounts, whole_log):
    client = sign_in(accounts[Party.SUPERVISOR])
    before = Event.objects.count()
    shown = client.get(reverse("worklist")).content.decode()
    assert "山田　花" not in shown and "身元を表示しない子ども" in shown
    page = readable(client.get(reverse("signal", kwargs={"signal_key": sealed.signal_key})))
    assert "子ども本人から相談が届きました" in page
    for secret in ("山田花", "SCH-09", "PUPIL-77", "伏せた文章を読む", child_id("hana")):
        assert secret not in page, secret
    text = {"extract": "sos_signals", "record_key": sealed.record_key, "field": "message"}
    assert client.post(reverse("text", kwargs=text), {"reason": "読む必要がある"}).status_code == 404
    client.post(reverse("signal_answer", kwargs={"signal_key": sealed.signal_key}), {"answer": "担当に知らせた"})
    since = Event.objects.filter(seq__gt=before)
    assert child_id("hana") not in str(list(since.values("child_id", "detail", "fields")))


def test_a_case_worker_doesnt_see_the_signal_of_a_sealed_identity(sealed, accounts):
    client = sign_in(accounts[Party.SCHOOL])
    assert "いますぐ確かめる" not in client.get(reverse("worklist")).content.decode()
    assert client.get(reverse("signal", kwargs={"signal_key": sealed.signal_key})).status_code == 404


def seal(accounts, number: str, child: str = "") -> None:
    Sealed.objects.create(
        resident_id=number, child=child, reason="", by=accounts[Party.SUPERVISOR], stands=True, second_at=timezone.now(),
        second=make_account(Party.SUPERVISOR, "deputy"),
    )  # fmt: skip


def test_nothing_that_rests_on_a_sealed_siblings_record_stands_on_a_relatives_page(cases, accounts):
    """taro, whose consultation is a reason on his sister's card, is sealed."""
    client = sign_in(accounts[Party.CONSULTATION])
    card, reason, label = at("child"), "きょうだいに開いている相談があります", "きょうだいの相談"
    assert reason in client.get(card).content.decode()
    assert label in client.get(reverse("worklist")).content.decode()
    seal(accounts, "0000000002")
    shown = client.get(card).content.decode()
    assert reason not in shown and "山田　太郎" not in shown
    assert "「この子ではない」と報告された記録" not in shown, "nobody said so"
    assert label not in client.get(reverse("worklist")).content.decode()
    assert reason not in readable(client.get(at("sheet")))


def test_no_steward_reads_or_answers_what_was_reported_about_a_sealed_identity(cases, accounts):
    report = Report.objects.create(
        child_id=child_id("taro"), extract="consultations", text="電話番号が違う", by=accounts[Party.CONSULTATION]
    )
    client = sign_in(accounts[Party.STEWARD])
    assert "電話番号が違う" in client.get(reverse("links")).content.decode()
    seal(accounts, "0000000002")
    assert "電話番号が違う" not in client.get(reverse("links")).content.decode()
    answer = client.post(
        reverse("report_answer", kwargs={"report_id": report.pk}), {"corrected": "yes", "answer": "済み"}
    )
    assert answer.status_code == 404


def test_the_number_beside_an_outreach_list_doesnt_count_a_sealed_identity(sealed, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    assert "就学援助" not in client.get(reverse("outreach")).content.decode(), "hana was the only one"


def test_a_run_without_a_sealed_identity_names_it_in_no_event(cases, accounts, tmp_path, settings, whole_log):
    case = Case.objects.get(child_id=child_id("hana"))
    people.decide(case, accounts[Party.CONSULTATION], "support", "訪問した", False, [])
    seal(accounts, "0000000001", child_id("hana"))
    before, written = Event.objects.count(), town()
    for table, rows in written.tables.items():
        written.tables[table] = [row for row in rows if row.get("child_id") != child_id("hana")]
    settings.RUNS = tmp_path / "later"
    written.write(settings.RUNS, "2026-10-01-bbbbbbbbbbbb")
    new_run.take_up(current())
    assert not Event.objects.filter(seq__gt=before, child_id=child_id("hana")).exists()
    assert Case.objects.get(pk=case.pk).state == State.SUPPORTING


def test_the_next_run_doesnt_say_on_a_relatives_card_that_a_sealed_siblings_consultation_is_gone(
    cases, accounts, tmp_path, settings
):
    settings.PEOPLE = tmp_path / "people"
    asked = Sealed(resident_id="0000000002", reason="", by=accounts[Party.SUPERVISOR])
    four_eyes.propose("sealing", asked)
    deputy = make_account(Party.SUPERVISOR, "deputy")
    four_eyes.answer("sealing", asked.pk, deputy, True, "決定書を見た", "0000000002")
    written = town()
    for table, rows in written.tables.items():
        written.tables[table] = [
            row for row in rows if row.get("child_id") != child_id("taro") and row.get("rule") != "sibling-case"
        ]
    settings.RUNS = tmp_path / "later"
    written.write(settings.RUNS, "2026-10-01-bbbbbbbbbbbb")
    new_run.take_up(current())
    shown = sign_in(accounts[Party.CONSULTATION]).get(at("child")).content.decode()
    assert "なくなった理由" not in shown and "きょうだいの相談" not in shown
