"""What a person answered to an offer holds while the offer rests on the same; nothing is asked twice, nothing inherited."""

from django.urls import reverse
from run_writer import child_id
from signing_in import sign_in
from small_town import town

from review.access import Party


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def test_an_outreach_answer_holds_in_later_runs_until_what_the_offer_rests_on_changes(accounts, tmp_path, settings):
    settings.RUNS = tmp_path
    town().write(tmp_path)
    client, where = sign_in(accounts[Party.SUPERVISOR]), {"support": "takeup-school-aid"}
    client.post(at("outreach_answer", **where), {"approved": "yes", "reason": "学校で確かめた"})
    town().write(tmp_path, "2026-10-01-bbbbbbbbbbbb")
    shown = client.get(reverse("outreach")).content.decode()
    assert "案内文（PDF）" in shown and 'value="yes"' not in shown
    assert client.get(at("letter", **where)).status_code == 200
    written = town()
    for row in written.tables["takeup"]:
        row["reason_ja"] = "児童扶養手当が新しく認定されましたが、就学援助の認定がありません。"
    written.write(tmp_path, "2026-10-01-cccccccccccc")
    shown = client.get(reverse("outreach")).content.decode()
    assert "案内文（PDF）" not in shown and 'value="yes"' in shown, "something else is asked"
    assert client.get(at("letter", **where)).status_code == 404
