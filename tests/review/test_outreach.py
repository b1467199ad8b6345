"""What a person answered to an offer holds while the offer rests on the same; nothing is asked twice, nothing inherited."""

from django.urls import reverse
from run_writer import RUN_ID, child_id, publish
from signing_in import make_account, sign_in
from small_town import town

from review.access import Party
from review.models import OutreachApproval


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def test_an_outreach_answer_holds_in_later_runs_until_what_the_offer_rests_on_changes(accounts, tmp_path, settings):
    settings.RUNS = tmp_path
    town().write(tmp_path)
    client, where = sign_in(accounts[Party.SUPERVISOR]), {"support": "takeup-school-aid"}
    client.post(at("outreach_answer", **where), {"approved": "yes", "reason": "学校で確かめた"})
    town().write(tmp_path, "2026-10-01-bbbbbbbbbbbb")
    shown = client.get(reverse("outreach")).content.decode()
    assert "案内文（PDF）" in shown and "答えを変える" in shown
    assert client.get(at("letter", **where)).status_code == 200
    written = town()
    for row in written.tables["takeup"]:
        row["reason_ja"] = "児童扶養手当が新しく認定されましたが、就学援助の認定がありません。"
    written.write(tmp_path, "2026-10-01-cccccccccccc")
    shown = client.get(reverse("outreach")).content.decode()
    assert "案内文（PDF）" not in shown and "答えを変える" not in shown, "something else is asked"
    assert client.get(at("letter", **where)).status_code == 404


def say(client, approved: str, reason: str):
    """Somebody's answer, who has read the newest one."""
    newest = OutreachApproval.objects.order_by("-id").first()
    told = {"approved": approved, "reason": reason, "read": newest.pk if newest else ""}
    return client.post(at("outreach_answer", support="takeup-school-aid"), told)


def letter(client) -> int:
    return client.get(at("letter", support="takeup-school-aid")).status_code


def test_nobody_overrules_a_familys_refusal_from_a_page_that_doesnt_show_it(cases, accounts, whole_log):
    client, deputy = sign_in(accounts[Party.SUPERVISOR]), sign_in(make_account(Party.SUPERVISOR, "deputy"))
    say(client, "no", "家庭が断った")
    old_page = {"approved": "yes", "reason": "就学援助の申請書がまだ出ていない", "read": ""}
    answer = deputy.post(at("outreach_answer", support="takeup-school-aid"), old_page)
    shown = answer.content.decode()
    assert answer.status_code == 400 and "家庭が断った" in shown and old_page["reason"] in shown, "their words are kept"
    assert [one.reason for one in OutreachApproval.objects.all()] == ["家庭が断った"]
    assert letter(deputy) == 404


def test_a_family_that_refuses_after_all_gets_no_letter_and_every_answer_stays_to_be_read(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    say(client, "yes", "学校で確かめた")
    assert letter(client) == 200
    say(client, "no", "電話で断られた")
    shown = client.get(reverse("outreach")).content.decode()
    assert letter(client) == 404 and "学校で確かめた" in shown and "電話で断られた" in shown


def test_going_back_to_an_earlier_run_brings_no_answer_back_that_was_changed_since(accounts, tmp_path, settings):
    settings.RUNS = tmp_path
    written = town()
    written.write(tmp_path)
    client = sign_in(accounts[Party.SUPERVISOR])
    say(client, "yes", "学校で確かめた")
    written.tables["takeup"][0]["reason_ja"] = "児童扶養手当が新しく認定されましたが、就学援助の認定がありません。"
    written.write(tmp_path, "2026-10-01-bbbbbbbbbbbb")
    say(client, "no", "DVのため案内してはならない")
    publish(tmp_path, RUN_ID)
    shown = client.get(reverse("outreach")).content.decode()
    assert letter(client) == 404 and "DVのため案内してはならない" in shown and "前の根拠への答え" in shown
