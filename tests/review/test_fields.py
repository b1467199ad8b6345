"""Per field: what a reader's extracts don't say to them is said by nothing else on a page — no guardian, no category."""

import json
from datetime import date

import pytest
from crawler import readable
from django.urls import reverse
from run_writer import child_id
from signing_in import make_account, sign_in
from small_town import resident, town

from review import published
from review.access import Party
from review.cases import new_run, people
from review.models import Case

OTHERS = (Party.SCHOOL, Party.NURSERY, Party.HEALTH)
CARD, SHEET = (reverse(name, kwargs={"child_id": child_id("hana")}) for name in ("child", "sheet"))


@pytest.fixture
def office(db, settings, tmp_path):
    """hana in everybody's hands. 鈴木 一郎, elsewhere, is her guardian by an allowance alone, and 鈴木 桃 his daughter."""
    written = town()
    resident(written, "0000000041", "H7", "鈴木　桃", "スズキ　モモ", date(2013, 1, 1), "first child", "momo")
    written.row("guardian", child_id=child_id("momo"), resident_id="0000000004", basis="household")
    on_file = {
        "fact": "adult_tax",
        "state": "known",
        "date": "2026-06-01",
        "extract": "resident_tax",
        "record_key": "ab",
    }
    lacks = {"fact": "public_assistance", "state": "missing", "extract": "public_assistance", "record_key": ""}
    for row in written.tables["judgement"]:
        if row["component"] == "H":
            row["evidence"] = json.dumps([on_file, lacks])
    settings.RUNS = tmp_path
    written.write(tmp_path)
    new_run.take_up(published.current())
    accounts = {party: make_account(party) for party in (*OTHERS, Party.CONSULTATION, Party.SUPERVISOR)}
    for party in (*OTHERS, Party.CONSULTATION):
        people.assign(Case.objects.get(child_id=child_id("hana")), accounts[party], accounts[Party.SUPERVISOR])
    return accounts


@pytest.mark.parametrize("party", OTHERS)
def test_who_draws_a_benefit_for_the_child_is_told_to_nobody_who_reads_no_benefits(party, office):
    """Nor is a sister who is found through him alone."""
    client = sign_in(office[party])
    card, sheet = client.get(CARD).content.decode(), readable(client.get(SHEET))
    for told in ("鈴木　一郎", "児童手当", "豊中市本町", "鈴木　桃"):
        assert told not in card
    assert "鈴木一郎" not in sheet and "鈴木桃" not in sheet
    assert "山田　幸子" in card and "山田　太郎" in card, "of the registry's family everybody reads"


def test_the_desk_reads_on_what_each_guardian_is_known(office):
    card = sign_in(office[Party.CONSULTATION]).get(CARD).content.decode()
    for told in ("鈴木　一郎", "児童手当", "鈴木　桃"):
        assert told in card


@pytest.mark.parametrize("party", OTHERS)
def test_a_category_that_tells_of_benefits_is_told_to_nobody_who_reads_no_benefits(party, office):
    """It is worked out from its components by a published table: whoever knows it knows how poor the family is."""
    client = sign_in(office[party])
    for page in (client.get(CARD), client.get(reverse("worklist"))):
        assert 'class="level' not in page.content.decode()
    assert "区分—" in readable(client.get(SHEET))
    assert "?category=" not in client.get(reverse("worklist")).content.decode(), "nor filtered by"
    case = Case.objects.get(child_id=child_id("hana"))
    case.before = {"overall": "対象外", "grounds": case.grounds}
    case.save()
    assert 'class="level' not in client.get(CARD).content.decode(), "nor that it changed"


def test_where_no_reason_may_be_read_the_list_says_that_another_department_has_it(office):
    nursery = sign_in(office[Party.NURSERY])
    assert "ほかの部署の記録による" in nursery.get(reverse("worklist")).content.decode()
    desk = sign_in(office[Party.CONSULTATION])
    assert "ほかの部署の記録による" not in desk.get(reverse("worklist")).content.decode()


def test_each_judged_part_says_from_which_record_of_which_day_and_what_was_not_to_be_had(office):
    client = sign_in(office[Party.CONSULTATION])
    card = client.get(CARD).content.decode()
    part = card[card.index('<dl class="components">') :].partition("</dl>")[0]
    assert "個人住民税" in part and "2026/06/01" in part and "生活保護" in part and "未提供" in part
    sheet = readable(client.get(SHEET))
    assert "個人住民税(課税課)2026/06/01" in sheet and "生活保護(生活福祉課)" in sheet
