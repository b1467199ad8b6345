"""What leaves the ordinary path: break-glass, "not this child", wrong data, and what the next run is told."""

import csv
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import small_town
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from run_writer import child_id
from signing_in import make_account, sign_in

from linkage.people import SHAPES
from review import links, people, published
from review.access import Party
from review.cases import people as acts
from review.models import BreakGlass, Event, HiddenRecord, LinkRuling, OutreachApproval, Report, Suspension
from review.views import glass
from review.views.glass import due


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def emergency(account, **more: str) -> dict[str, str]:
    return {
        "name": "佐藤　守", "birth_date": "2014-06-01", "reason": "夜間に病院から連絡があり、緊急に状況を確認する必要がある",
        "password": "correct horse battery", "token": f"{totp(account.totpdevice_set.get().bin_key):06d}", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("opened_on", "by"),
    [
        (date(2026, 11, 24), date(2026, 11, 27)),
        (date(2026, 11, 20), date(2026, 11, 26)),  # a week-end and 勤労感謝の日
        (date(2026, 5, 1), date(2026, 5, 11)),  # the golden week, with 振替休日
        (date(2026, 12, 28), date(2027, 1, 6)),  # the turn of the year
    ],
)
def test_a_break_glass_is_reviewed_within_three_days_on_which_the_city_works(opened_on, by):
    assert due(opened_on) == by


def test_break_glass_opens_one_child_for_an_hour_and_tells_the_supervisor(cases, accounts, whole_log):
    health = accounts[Party.HEALTH]
    client = sign_in(health)
    assert client.get(at("child", "mamoru")).status_code == 404
    answer = client.post(reverse("glass_open"), emergency(health))
    assert answer["Location"] == at("child", "mamoru")
    assert client.get(at("child", "mamoru")).status_code == 200
    assert client.get(at("child", "taro")).status_code == 404
    listed = sign_in(accounts[Party.SUPERVISOR]).get(reverse("openings")).content.decode()
    assert "夜間に病院から" in listed and "カードを見た 1回" in listed, "whoever reviews reads what was done"
    name = published.current().rows("SELECT name FROM cards.child WHERE child_id = ?", child_id("mamoru"))[0]["name"]
    assert name in listed
    assert name not in sign_in(accounts[Party.AUDITOR]).get(reverse("openings")).content.decode()
    assert (
        '緊急閲覧の審査 <b class="tag alert">1</b>'
        in sign_in(accounts[Party.SUPERVISOR]).get("/outreach/").content.decode()
    )
    BreakGlass.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(at("child", "mamoru")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "急いで見たい"},
        {"password": "wrong"},
        {"token": "000000"},
        {"birth_date": "2014-06-02"},
        {"name": "佐藤"},
    ],
)
def test_break_glass_needs_a_reason_both_factors_and_exactly_one_child(wrong, cases, accounts):
    health = accounts[Party.HEALTH]
    answer = sign_in(health).post(reverse("glass_open"), emergency(health, **wrong))
    assert answer.status_code == 400
    assert not BreakGlass.objects.exists()


def test_five_failures_to_sign_in_again_lock_an_account_out_of_break_glass_too(cases, accounts):
    health = accounts[Party.HEALTH]
    client = sign_in(health)
    guesses = [client.post(reverse("glass_open"), emergency(health, password="wrong")).status_code for _ in range(5)]
    assert guesses == [400, 400, 400, 400, 429]
    assert client.post(reverse("glass_open"), emergency(health)).status_code == 429
    assert not BreakGlass.objects.exists() and Event.objects.order_by("-seq").first().action == "sign_in.locked"


def test_however_many_were_reviewed_those_that_wait_stand_first(cases, accounts):
    supervisor, now = accounts[Party.SUPERVISOR], timezone.now()
    about = {"child_id": child_id("hana"), "account": accounts[Party.HEALTH], "until": now}
    BreakGlass.objects.create(**about, reason="まだ審査されていない緊急閲覧")
    reviewed = {**about, "reviewed_by": supervisor, "reviewed_at": now, "reason": "済んだもの"}
    BreakGlass.objects.bulk_create([BreakGlass(**reviewed) for _ in range(glass.LISTED)])
    assert "まだ審査されていない緊急閲覧" in sign_in(supervisor).get(reverse("openings")).content.decode()


def test_a_concern_noted_while_the_glass_was_open_counts_once(cases, accounts):
    health = sign_in(accounts[Party.HEALTH])
    health.post(reverse("glass_open"), emergency(accounts[Party.HEALTH]))
    health.post(at("concern", "mamoru"), {"reason": "病院から電話があった"})
    supervisor = sign_in(accounts[Party.SUPERVISOR])
    assert "気づきを記録 1回</p>" in supervisor.get(reverse("openings")).content.decode()
    supervisor.cookies["django_language"] = "en"
    assert "recorded a concern ×1</p>" in supervisor.get(reverse("openings")).content.decode()


def test_nobody_reviews_their_own_break_glass(cases, accounts):
    supervisor, other = accounts[Party.SUPERVISOR], make_account(Party.SUPERVISOR, "deputy")
    glass = BreakGlass.objects.create(
        child_id=child_id("mamoru"), account=supervisor, reason="緊急", until=timezone.now()
    )
    address = reverse("glass_review", kwargs={"glass_id": glass.pk})
    assert sign_in(supervisor).post(address, {"finding": "問題なし"}).status_code == 404
    assert sign_in(other).post(address, {"finding": "問題なし"}).status_code == 302
    assert BreakGlass.objects.get().reviewed_by == other


def test_three_working_days_skip_the_weekend():
    assert due(date(2026, 10, 1)) == date(2026, 10, 6)  # Thursday to Tuesday


@pytest.fixture
def desk_record(cases) -> str:
    rows = published.current().rows(
        "SELECT record_key FROM children.link WHERE extract = 'consultations' AND record_id = 'C-1'"
    )
    return rows[0]["record_key"]


def test_not_this_child_hides_the_record_and_its_reasons_at_once_for_everyone(desk_record, cases, accounts):
    supervisor = sign_in(accounts[Party.SUPERVISOR])
    before = supervisor.get(at("child", "taro")).content.decode()
    assert "ネグレクト" in before
    said = {"extract": "consultations", "record_key": desk_record, "reason": "同姓同名の別の子どもの相談"}
    assert supervisor.post(at("not_this_child", "taro"), said).status_code == 302
    for party in (Party.SUPERVISOR, Party.CONSULTATION):
        assert "ネグレクト" not in sign_in(accounts[party]).get(at("child", "taro"), follow=True).content.decode()
    assert "［氏名］さんが夕方" not in supervisor.get(at("child", "taro")).content.decode()


def test_a_record_that_isnt_linked_to_the_child_cannot_be_hidden(desk_record, accounts):
    said = {"extract": "consultations", "record_key": desk_record, "reason": "別の子"}
    assert sign_in(accounts[Party.SUPERVISOR]).post(at("not_this_child", "shizuka"), said).status_code == 404
    assert not HiddenRecord.objects.exists()


def test_stewards_who_agree_show_the_record_again(desk_record, accounts):
    supervisor = accounts[Party.SUPERVISOR]
    HiddenRecord.objects.create(
        record_key=desk_record, extract="consultations", child_id=child_id("taro"), reason="?", by=supervisor
    )
    for name in ("first", "second"):
        steward = make_account(Party.STEWARD, name)
        pair = links.waiting(published.current(), steward)[0]
        links.rule(published.current(), pair, steward, True, "受付票で確認")
    assert HiddenRecord.objects.get().ruled_out is False
    assert "ネグレクト" in sign_in(supervisor).get(at("child", "taro")).content.decode()


@pytest.fixture
def stewards(cases):
    made = [make_account(Party.STEWARD, name) for name in ("one", "two", "three")]
    for account in made:
        account.department = "国保連"
        account.save()
    return made


def test_two_stewards_rule_blind_and_a_third_decides_where_they_disagree(
    stewards, whole_log, django_capture_on_commit_callbacks
):
    run = published.current()
    for account, same, stands in zip(stewards, (True, False, True), (None, None, True), strict=True):
        pair = links.waiting(run, account)[0]
        address = reverse("pair", kwargs=vars(pair))
        text = sign_in(account).get(address).content.decode()
        assert "ﾔﾏﾀﾞ ﾊﾅ" in text and "1.5" not in text and "山田　花" in text
        abroad = sign_in(account)
        abroad.cookies["django_language"] = "en"
        english = abroad.get(address).content.decode()
        assert "<dt>birth date</dt>" in english and "<dt>生年月日</dt>" in text and "生年月日" not in english
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(account).post(reverse("rule_pair", kwargs=vars(pair)), {"same": "yes" if same else "no"})
        assert people.standing(list(LinkRuling.objects.all())) is stands
        assert sign_in(account).get(address).status_code == 404
    assert links.waiting(run, make_account(Party.STEWARD, "four")) == []


def test_what_stands_is_delivered_in_the_shape_that_linkage_reads(
    stewards, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.PEOPLE = tmp_path / "people"
    run = published.current()
    Suspension.objects.create(
        resident_id="0000000031", child_id=child_id("shizuka"), reason="届出", by=stewards[0], stands=True
    )
    with django_capture_on_commit_callbacks(execute=True):
        for account in stewards[:2]:
            links.rule(run, links.waiting(run, account)[0], account, False, "")
    folder = settings.PEOPLE / "current"
    for file, columns in SHAPES.values():
        rows = list(csv.reader((folder / file).open(encoding="utf-8")))
        assert tuple(rows[0]) == columns
    assert list(csv.reader((folder / "rulings.csv").open(encoding="utf-8")))[1:] == [
        ["clinic_visits", "K1|2026-05-01|CL1", "resident_registry", "0000000001", "different"]
    ]
    assert (folder / "suspended.csv").read_text() == "resident_id\n0000000031\n"
    assert set(json.loads((folder / "manifest.json").read_text())) == {
        *("rulings.csv", "suspended.csv", "sealed.csv", "clearances.csv")
    }
    assert people.deliver() == folder.resolve()


def test_who_reported_wrong_data_reads_the_report_and_its_answer_on_the_card(cases, accounts):
    desk, steward = sign_in(accounts[Party.CONSULTATION]), sign_in(accounts[Party.STEWARD])
    desk.post(at("wrong"), {"extract": "consultations", "text": "電話番号が違う"})
    card = desk.get(at("child")).content.decode()
    assert "電話番号が違う" in card and "回答待ち" in card
    report = {"report_id": Report.objects.get().pk}
    refused = steward.post(reverse("report_answer", kwargs=report), {"answer": "本人に確かめて直した"})
    assert refused.status_code == 400 and 'value="本人に確かめて直した"' in refused.content.decode(), "it isn't lost"
    steward.post(reverse("report_answer", kwargs=report), {"corrected": "yes", "answer": "本人に確かめて直した"})
    card = desk.get(at("child")).content.decode()
    assert "本人に確かめて直した" in card and "回答待ち" not in card
    at_school = sign_in(accounts[Party.SCHOOL]).get(at("child")).content.decode()
    assert "電話番号が違う" not in at_school, "of an extract that school staff don't read"


def test_an_answer_about_outreach_leads_back_to_the_list_whatever_page_it_names(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    for page in ("x", "", "99", "-1&support=y"):
        newest = OutreachApproval.objects.order_by("-id").first()
        answered = {"approved": "yes", "reason": "要件を満たす", "page": page, "read": newest.pk if newest else ""}
        answer = client.post(at("outreach_answer", support="takeup-school-aid"), answered)
        assert answer.status_code == 302 and client.get(answer["Location"]).status_code == 200, page


def test_a_report_of_wrong_data_reaches_the_department_that_owns_it_and_says_whose_record_and_by_when(cases, accounts):
    told = {"extract": "consultations", "text": "電話番号が違う", "requested": "on"}
    supervisor = sign_in(accounts[Party.SUPERVISOR])
    for child in ("taro", "mamoru"):
        supervisor.post(at("wrong", child), told)
    Report.objects.update(at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    page = sign_in(accounts[Party.STEWARD]).get(reverse("links")).content.decode()
    assert "電話番号が違う" in page and "山田　太郎" in page and "072-000-0002" in page and "2026/12/01" in page
    assert "佐藤　守" in page and small_town.SECRET_PHONE not in page, "a protected child's places stay masked"
    read = Event.objects.get(action="links")
    assert read.fields == ["consultations.person", "report"]
    assert set(read.detail["children"]) == {child_id("taro"), child_id("mamoru")}
    supervisor.get(at("child", "taro"))
    assert "report" in Event.objects.filter(action="child").latest("seq").fields


def test_outreach_is_approved_one_by_one_and_nothing_can_accept_all(cases, accounts, whole_log):
    client = sign_in(accounts[Party.SUPERVISOR])
    where = {"support": "takeup-school-aid"}
    assert "就学援助の認定がありません" in client.get(reverse("outreach")).content.decode()
    assert client.get(at("letter", **where)).status_code == 404
    client.post(at("outreach_answer", **where), {"approved": "yes", "page": "1"})
    assert not OutreachApproval.objects.exists(), "nobody contacts a family without saying why"
    answer = {"approved": "yes", "page": "1", "reason": "申請書がまだ出ていない"}
    client.post(at("outreach_answer", **where), answer)
    assert "申請書がまだ出ていない" in client.get(reverse("outreach")).content.decode()
    letter = client.get(at("letter", **where))
    said = readable(letter)
    assert letter.status_code == 200 and "就学援助のご案内" in said and f"{timezone.localdate():%Y/%m/%d}" in said
    assert [event.action for event in Event.objects.order_by("-seq")[:2]] == ["letter", "outreach"]
    assert Event.objects.get(action="outreach.answered").reason == "申請書がまだ出ていない"


@pytest.mark.parametrize(
    ("name", "party", "basis", "fields"),
    [
        ("child", Party.SCHOOL, "assigned", {"identity", "attendance"}),
        ("child", Party.SUPERVISOR, "supervisor", {"identity", "consultations", "takeup.reason", "case"}),
        ("sheet", Party.CONSULTATION, "assigned", {"identity", "consultations"}),
        ("exports", Party.SUPERVISOR, "supervisor", {"resident_registry.name"}),
        ("worklist", Party.SCHOOL, "assigned", {"resident_registry.name"}),
        ("outreach", Party.SUPERVISOR, "supervisor", {"resident_registry.name"}),
        ("proposals", Party.SUPERVISOR, "supervisor", {"resident_registry.name"}),
    ],
)
def test_every_view_says_why_it_was_theirs_to_see_and_which_fields_it_showed(
    name, party, basis, fields, cases, accounts
):
    where = {"child_id": child_id("hana")} if name in {"child", "sheet", "exports"} else {}
    assert sign_in(accounts[party]).get(reverse(name, kwargs=where)).status_code == 200
    event = Event.objects.get(action=name)
    assert event.detail["basis"] == basis and fields <= set(event.fields)
    assert event.detail.get("assigned_by") == ("supervisor" if where and basis == "assigned" else None)


def test_whoever_is_called_with_a_dot_or_an_at_sign_breaks_no_page(cases, accounts):
    worker = make_account(Party.SCHOOL, "hanako.sato+1@city.example.jp")
    case = cases[child_id("hana")]
    acts.assign(case, worker, accounts[Party.SUPERVISOR])
    assert sign_in(worker).get(at("child")).status_code == 200
    auditor, supervisor = sign_in(accounts[Party.AUDITOR]), sign_in(accounts[Party.SUPERVISOR])
    touched = reverse("audit_account", kwargs={"username": worker.username})
    assert auditor.get(reverse("audit")).status_code == auditor.get(touched).status_code == 200
    assert worker.name in supervisor.get(at("child")).content.decode()
    supervisor.post(at("unassign", username=worker.username))
    assert sign_in(worker).get(at("child")).status_code == 404


def test_the_auditor_reads_who_looked_at_a_child_and_why(cases, accounts, whole_log):
    sign_in(accounts[Party.SCHOOL]).get(at("child"))
    sign_in(accounts[Party.NURSERY]).get(reverse("worklist"))
    client = sign_in(accounts[Party.AUDITOR])
    found = client.post(reverse("audit_look_up"), {"child": "0000000001"})
    assert found["Location"] == at("audit_child")
    text = client.get(found["Location"]).content.decode()
    assert "schoolさん" in text and "出欠月次集計" in text and "ほか " in text and "山田" not in text
    assert "attendance" not in text and "identity" not in text, "what was seen is said in words"
    assert "nursery" in text, "a list that showed the child's name counts"
    touched = client.get(reverse("audit_account", kwargs={"username": "school"})).content.decode()
    assert child_id("hana")[:8] in touched
    assert "担当として（担当を決めた人 supervisorさん）" in touched, "why the card was theirs to open"
    assert f'きょうだい 1人</summary><a href="{at("audit_child", "taro")}">' in touched, "whom the card showed beside"
    listed = client.get(reverse("audit_account", kwargs={"username": "nursery"})).content.decode()
    assert f'一覧 1人</summary><a href="{at("audit_child")}">' in listed, "whom the list showed"
    assert "気になる理由の名前、住民記録の氏名フリガナ、住民記録の氏名" in listed
    assert "記録は完全です" in client.post(reverse("audit_verify")).content.decode()
