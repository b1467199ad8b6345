"""A sealed identity (特別養子縁組) is on no page from the moment two people agreed, though the run still has the child."""

import pytest
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in
from small_town import town

from review.access import Party
from review.models import Assignment, Event, OutreachApproval, Sealed, Signal


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
