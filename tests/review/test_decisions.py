"""People decide: with a reason, on what they saw, and where it weighs with a second person."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signing_in import make_account, sign_in

from review import log
from review.access import Party
from review.cases import moves, people
from review.cases.moves import MOVES, NotAllowed
from review.models import Account, Assignment, Case, Decision, Event, FollowUp, State
from review.published import current

TOMORROW = timezone.localdate() + timedelta(days=1)


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def decision(case: Case, outcome: str = "support", **more: str) -> dict[str, str]:
    return {"outcome": outcome, "reason": "家庭訪問で確かめた。", "evidence": case.evidence, **more}


def answering(case: Case, agrees: str, reason: str) -> dict[str, str]:
    """A second person's answer to what waits now."""
    return {"agrees": agrees, "reason": reason, "decision": str(case.decisions.get(stands=None).pk)}


@pytest.fixture
def hana(cases) -> Case:
    return Case.objects.get(child_id=child_id("hana"))


@pytest.fixture
def mamoru(cases, accounts) -> Case:
    """重点支援, with an open 要保護 registration; in the hands of the desk and of the school."""
    case = Case.objects.get(child_id=child_id("mamoru"))
    for party in (Party.CONSULTATION, Party.SCHOOL):
        people.assign(case, accounts[party], accounts[Party.SUPERVISOR])
    return Case.objects.get(pk=case.pk)


def test_a_decision_keeps_its_reason_its_run_and_the_evidence_seen(hana, accounts, whole_log):
    client = sign_in(accounts[Party.CONSULTATION])
    follow = {"due_on": TOMORROW.isoformat(), "what": "学校に電話", "who": str(accounts[Party.SCHOOL].pk)}
    assert client.post(at("decide"), decision(hana, **follow)).status_code == 302
    made = Decision.objects.get()
    assert (made.outcome, made.run_id, made.evidence, made.stands) == ("support", hana.run_id, hana.evidence, True)
    assert {item["rule"] for item in made.seen} == {"absence-long", "sibling-case", "H", "A", "N"}
    assert FollowUp.objects.get().who == accounts[Party.SCHOOL]
    assert Case.objects.get(pk=hana.pk).state == State.SUPPORTING
    event = Event.objects.get(action="case.support")
    assert (event.account, event.child_id, event.reason) == ("consultation", hana.child_id, "家庭訪問で確かめた。")


def test_a_decision_without_a_reason_isnt_made_and_the_top_of_the_card_says_so(hana, accounts):
    answer = sign_in(accounts[Party.CONSULTATION]).post(at("decide"), decision(hana, reason=" "))
    assert answer.status_code == 400
    assert answer.content.decode().count("まだ記録されていません") == 1
    assert not Decision.objects.exists()


def test_a_decision_on_evidence_that_changed_meanwhile_isnt_made(hana, accounts):
    page = decision(hana)
    Case.objects.filter(pk=hana.pk).update(evidence="other")
    client = sign_in(accounts[Party.CONSULTATION])
    answer = client.post(at("decide"), page)
    assert answer.status_code == 400 and "根拠が変わりました" in answer.content.decode()
    assert not Decision.objects.exists()
    again = re.search('name="evidence" value="(.*?)"', answer.content.decode())[1]
    client.post(at("decide"), {**page, "evidence": again})
    assert Decision.objects.get().evidence == "other", "what was written can be sent again, on what is shown now"


def test_evidence_that_changes_while_the_decision_is_on_its_way_stops_it(hana, accounts):
    """Another process takes up a run after the form was looked at: only once the case is held is it sure what it rests on."""
    Case.objects.filter(pk=hana.pk).update(evidence="other")
    with pytest.raises(people.Changed):
        people.decide(hana, accounts[Party.CONSULTATION], "watch", "落ち着いている", False, [])
    assert not Decision.objects.exists()


def test_a_second_person_confirms_the_decision_that_they_read_and_no_other(mamoru, accounts):
    """The school reads "watch"; meanwhile it is refused, and "close" waits in its place."""
    desk = accounts[Party.CONSULTATION]
    people.decide(mamoru, desk, "watch", "見守る", False, [])
    page = sign_in(accounts[Party.SCHOOL]).get(at("child", "mamoru")).content.decode()
    read = re.search('name="decision" value="(.*?)"', page)[1]
    people.second(mamoru, accounts[Party.SUPERVISOR], int(read), False, "理由が足りない")
    people.decide(mamoru, desk, "close", "終結する", False, [])
    answer = {"agrees": "yes", "reason": "見守りでよい", "decision": read}
    sign_in(accounts[Party.SCHOOL]).post(at("second", "mamoru"), answer)
    assert Case.objects.get(pk=mamoru.pk).state == State.AWAITING_SECOND
    assert Decision.objects.get(outcome="close").stands is None


def test_what_was_written_survives_a_colleague_who_was_first(mamoru, accounts):
    """The school's worker closes the case, so that a second person is waited for, while the desk writes a decision."""
    school, desk = sign_in(accounts[Party.SCHOOL]), sign_in(accounts[Party.CONSULTATION])
    school.post(at("decide", "mamoru"), decision(mamoru, "close"))
    written = "家庭訪問で母と会い、長い話を聞いて書いた理由。"
    answer = desk.post(at("decide", "mamoru"), decision(mamoru, "support", reason=written))
    shown = answer.content.decode()
    assert answer.status_code == 400 and written in shown and "メモとして残せます" in shown
    first = answering(mamoru, "yes", "よい")
    sign_in(accounts[Party.SUPERVISOR]).post(at("second", "mamoru"), first)
    answer = desk.post(at("second", "mamoru"), {**first, "reason": written})
    assert answer.status_code == 400 and written in answer.content.decode(), "a second answer neither"
    desk.post(at("note", "mamoru"), {"text": written})
    assert written in desk.get(at("child", "mamoru")).content.decode()


def test_nobody_confirms_a_decision_whose_record_is_said_not_to_be_the_childs_by_now(mamoru, accounts):
    record = current().rows("SELECT record_key FROM cards.linked WHERE child_id = ? AND extract = 'consultations'",
        mamoru.child_id)[0]["record_key"]  # fmt: skip
    seen = [{"rule": "H", "records": [record]}]
    people.decide(mamoru, accounts[Party.SCHOOL], "watch", "落ち着いた", False, seen)
    client = sign_in(accounts[Party.SUPERVISOR])
    client.post(at("not_this_child", "mamoru"), {"record_key": record, "reason": "別の子の相談"})
    answer = client.post(at("second", "mamoru"), answering(mamoru, "yes", "そのとおり"))
    assert answer.status_code == 400 and "確認待ちで隠れています" in answer.content.decode()
    assert Decision.objects.get().stands is None
    client.post(at("second", "mamoru"), answering(mamoru, "no", "記録を確かめてから"))
    assert Case.objects.get(pk=mamoru.pk).state == State.BACK


def test_if_the_event_cannot_be_written_neither_is_the_decision(hana, accounts, monkeypatch):
    client = sign_in(accounts[Party.CONSULTATION])
    client.raise_request_exception = False
    real = log.write

    def full(events):
        if any(event.action.startswith("case.") for event in events):
            raise OSError("disk full")
        real(events)

    monkeypatch.setattr(log, "write", full)
    assert client.post(at("decide"), decision(hana)).status_code == 500
    assert not Decision.objects.exists()
    assert Case.objects.get(pk=hana.pk).state == State.ASSIGNED


def test_if_the_view_cannot_be_logged_the_page_isnt_shown(hana, accounts, monkeypatch):
    client = sign_in(accounts[Party.CONSULTATION])
    client.raise_request_exception = False

    def full(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(log, "record", full)
    answer = client.get(at("child"))
    assert answer.status_code == 500 and "山田" not in answer.content.decode()


@pytest.mark.parametrize("outcome", ["close", "watch"])
def test_closing_or_lowering_a_priority_case_waits_for_a_second_person(outcome, mamoru, accounts, whole_log):
    first, other = accounts[Party.CONSULTATION], accounts[Party.SCHOOL]
    sign_in(first).post(at("decide", "mamoru"), decision(mamoru, outcome))
    assert Case.objects.get(pk=mamoru.pk).state == State.AWAITING_SECOND
    sign_in(first).post(at("second", "mamoru"), answering(mamoru, "yes", "よい"))
    assert Case.objects.get(pk=mamoru.pk).state == State.AWAITING_SECOND
    sign_in(other).post(at("second", "mamoru"), answering(mamoru, "yes", "学校でも確かめた"))
    assert Case.objects.get(pk=mamoru.pk).state == {"close": State.CLOSED, "watch": State.WATCHING}[outcome]
    assert Decision.objects.get().second == other


def test_a_second_person_who_disagrees_brings_the_case_back(mamoru, accounts):
    sign_in(accounts[Party.CONSULTATION]).post(at("decide", "mamoru"), decision(mamoru, "close"))
    sign_in(accounts[Party.SUPERVISOR]).post(at("second", "mamoru"), answering(mamoru, "no", "まだ早い"))
    assert Case.objects.get(pk=mamoru.pk).state == State.BACK
    assert Decision.objects.get().stands is False


def test_supporting_a_priority_case_needs_nobody_else(mamoru, accounts):
    sign_in(accounts[Party.CONSULTATION]).post(at("decide", "mamoru"), decision(mamoru, "support"))
    assert Case.objects.get(pk=mamoru.pk).state == State.SUPPORTING


def test_an_open_protection_registration_alone_needs_a_second_person(hana, accounts):
    Case.objects.filter(pk=hana.pk).update(registration="要保護")
    assert people.needs_second(Case.objects.get(pk=hana.pk), "close")
    Case.objects.filter(pk=hana.pk).update(registration="要支援")
    assert not people.needs_second(Case.objects.get(pk=hana.pk), "close")


@pytest.mark.parametrize("state", list(State))
def test_a_move_that_the_table_doesnt_have_cannot_be_made(state, hana, accounts):
    for name, made in MOVES.items():
        case = Case.objects.get(pk=hana.pk)
        case.state = state
        if state in made.sources:
            moves.move(case, name, None, to=State.WATCHING)
            assert case.state == (made.to or State.WATCHING)
        else:
            with pytest.raises(NotAllowed):
                moves.move(case, name, None, to=State.WATCHING)


def test_every_state_has_a_way_in_and_somebody_who_moves_it_on():
    for state in State:
        assert state == State.UNASSIGNED or any(move.to in (state, None) for move in MOVES.values())
        assert any(state in move.sources for move in MOVES.values()), state


def test_only_case_workers_are_assigned(hana, accounts):
    sign_in(accounts[Party.SUPERVISOR]).post(at("assign"), {"worker": str(accounts[Party.AUDITOR].pk)})
    assert not Assignment.objects.filter(account=accounts[Party.AUDITOR]).exists()


def test_nobody_is_assigned_whose_account_was_closed_meanwhile(hana, accounts):
    """The form was checked before: what counts is how the account stands once the case is held."""
    worker = make_account(Party.HEALTH, "leaving")
    Account.objects.filter(pk=worker.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        people.assign(hana, worker, accounts[Party.SUPERVISOR])


def test_nobody_decides_a_case_by_looking_in(mamoru, accounts):
    health = accounts[Party.HEALTH]
    assert sign_in(health).post(at("decide", "mamoru"), decision(mamoru)).status_code == 404


@pytest.mark.parametrize("action", ["decide", "follow_up"])
def test_nobody_promises_to_follow_up_before_today(action, hana, accounts):
    client = sign_in(accounts[Party.SCHOOL])
    asked = {"due_on": "2020-01-01", "what": "面談", "who": str(accounts[Party.SCHOOL].pk)}
    answer = client.post(at(action), decision(hana, **asked))
    page = answer.content.decode()
    assert answer.status_code == 400 and "今日より前の日にはできません" in page and 'value="面談"' in page
    assert "三つを入れてください" not in page, "all three were given"
    assert not FollowUp.objects.exists() and not Decision.objects.exists()
    assert f'min="{timezone.localdate().isoformat()}"' in client.get(at("child")).content.decode()


def test_a_child_is_new_until_somebody_has_decided(hana, accounts):
    client = sign_in(accounts[Party.SCHOOL])
    new = reverse("worklist") + "?mark=changed"
    assert "山田　花" in client.get(new).content.decode()
    client.post(at("decide"), decision(hana))
    assert "山田　花" not in client.get(new).content.decode()


def test_follow_ups_stand_on_the_list_when_due_and_go_when_done(hana, accounts):
    client = sign_in(accounts[Party.SCHOOL])
    today = timezone.localdate().isoformat()
    client.post(at("follow_up"), {"due_on": today, "what": "面談", "who": str(accounts[Party.SCHOOL].pk)})
    due = reverse("worklist") + "?mark=due"
    assert "山田　花" in client.get(due).content.decode()
    client.post(at("followed_up", follow_up_id=FollowUp.objects.get().pk))
    assert "山田　花" not in client.get(due).content.decode()


def test_the_sheet_says_what_was_refused_what_waits_what_is_missing_and_who_does_what(hana, accounts):
    """In the school's hands: the sibling's consultation is the desk's to read, and no health check came."""
    Case.objects.filter(pk=hana.pk).update(ever_priority=True)
    desk, school = accounts[Party.CONSULTATION], accounts[Party.SCHOOL]
    people.decide(hana, desk, "close", "落ち着いた。", False, [])
    people.second(hana, school, Decision.objects.get().pk, False, "まだ早い")
    people.decide(hana, desk, "watch", "夏まで見守る。", True, [])
    people.follow_up(hana, desk, school, date(2026, 12, 1), "担任と面談")
    sheet = readable(sign_in(school).get(at("sheet")))
    refused = sheet[sheet.index("成立せず") : sheet.index("成立せず") + 60]
    assert "落ち着いた。" in refused and "まだ早い" in sheet
    assert "確認待ち" in sheet and "夏まで見守る。" in sheet and "システムの判定に同意しない" in sheet
    assert "ほかの部署の記録に基づく理由があります" in sheet and "足りない情報:学校健康診断" in sheet
    assert "担任と面談" in sheet and "2026/12/01" in sheet


def test_only_somebody_who_sees_the_child_is_asked_to_follow_up(hana, accounts):
    elsewhere = make_account(Party.HEALTH, "nurse2")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(name="よその保健師")
    client = sign_in(accounts[Party.SCHOOL])
    assert "よその保健師" not in client.get(at("child")).content.decode()
    asked = {"due_on": TOMORROW.isoformat(), "what": "面談", "who": str(elsewhere.pk)}
    assert client.post(at("follow_up"), asked).status_code == 400
    with pytest.raises(NotAllowed):
        people.follow_up(hana, accounts[Party.SCHOOL], elsewhere, date(2026, 12, 1), "面談")
    assert not FollowUp.objects.exists()


def test_a_concern_puts_a_child_on_the_list_whom_nothing_flagged(cases, accounts, whole_log):
    client = sign_in(accounts[Party.SUPERVISOR])
    assert "一覧にありません" in client.get(at("child", "shizuka")).content.decode()
    client.post(at("concern", "shizuka"), {"reason": "近所の方から、夜に一人でいると聞いた。"})
    case = Case.objects.get(child_id=child_id("shizuka"))
    assert (case.origin, case.flagged, case.state) == ("concern", False, State.UNASSIGNED)
    assert "田中　静" in client.get(reverse("worklist") + "?state=unassigned").content.decode()


def test_a_concern_about_a_closed_case_brings_it_back_with_its_words(hana, accounts, whole_log):
    worker = sign_in(accounts[Party.CONSULTATION])
    worker.post(at("decide"), decision(hana, "close"))
    assert Case.objects.get(child_id=child_id("hana")).state == State.CLOSED
    assert "再確認に戻せます" in worker.get(at("child")).content.decode()
    sign_in(accounts[Party.SCHOOL]).post(at("concern"), {"reason": "また朝に姿が見えない。"})
    case = Case.objects.get(child_id=child_id("hana"))
    assert (case.state, case.returned_because) == (State.BACK, "concern")
    shown = worker.get(at("child")).content.decode()
    assert "終結したあとに気づきが寄せられました" in shown and "また朝に姿が見えない。" in shown
    assert "山田　花" in worker.get(reverse("worklist") + "?state=back").content.decode()
    event = Event.objects.get(action="case.concern")
    assert (event.account, event.reason, event.detail["from"]) == ("school", "また朝に姿が見えない。", "closed")


def test_a_concern_about_a_child_in_somebodys_hands_says_that_something_is_new_and_undoes_nothing(hana, accounts):
    sign_in(accounts[Party.CONSULTATION]).post(at("decide"), decision(hana, "watch"))
    Case.objects.update(change="")
    sign_in(accounts[Party.SCHOOL]).post(at("concern"), {"reason": "弟の迎えに来なくなった。"})
    case = Case.objects.get(child_id=child_id("hana"))
    assert (case.state, case.change) == (State.WATCHING, "changed")
    changed = sign_in(accounts[Party.CONSULTATION]).get(reverse("worklist") + "?mark=changed").content.decode()
    assert "山田　花" in changed


def test_another_persons_password_alone_opens_nothing(client, accounts):
    token = "000000"
    answer = client.post(
        reverse("sign_in"), {"username": "school", "password": "correct horse battery", "token": token}
    )
    assert answer.status_code == 200 and "いずれかが違います" in answer.content.decode()


def test_five_failures_lock_an_account_even_for_the_right_password(client, accounts):
    from django_otp.oath import totp

    wrong = {"username": "school", "password": "wrong wrong wrong", "token": "123456"}
    answers = [client.post(reverse("sign_in"), wrong).status_code for _ in range(5)]
    assert answers[-1] == 429
    code = f"{totp(accounts[Party.SCHOOL].totpdevice_set.get().bin_key):06d}"
    right = {"username": "school", "password": "correct horse battery", "token": code}
    assert client.post(reverse("sign_in"), right).status_code == 429
    other = make_account(Party.HEALTH, "nurse")
    code = f"{totp(other.totpdevice_set.get().bin_key):06d}"
    assert client.post(reverse("sign_in"), {**right, "username": "nurse", "token": code}).status_code == 302


def test_the_diagram_in_the_docs_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "review.md"
    assert moves.diagram() in page.read_text(encoding="utf-8")
