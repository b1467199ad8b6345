"""Over a run of a practice city as the pipeline published it: nothing here is written by hand."""

from pathlib import Path

import pytest
from django.urls import reverse
from signing_in import make_account, sign_in

from review.access import Party
from review.cases import new_run
from review.models import Case, Event
from review.published import Run, current


@pytest.fixture
def run(published: Path, settings, db) -> Run:
    settings.RUNS = published
    new_run.take_up(current())
    return current()


def test_each_flagged_child_has_a_case_and_a_card(run, whole_log):
    client = sign_in(make_account(Party.SUPERVISOR))
    assert Case.objects.count() > 20
    assert client.get(reverse("worklist")).status_code == 200
    for case in Case.objects.order_by("child_id")[:25]:
        answer = client.get(reverse("child", kwargs={"child_id": case.child_id}))
        assert answer.status_code == 200
        assert "気になる理由" in answer.content.decode()
    assert Event.objects.filter(action="child").count() == 25


IN_FORCE = """
    SELECT c.child_id, list(DISTINCT r.address) AS addresses
    FROM protection_measures.protection_measures AS p
    JOIN resident_registry.resident_registry AS r ON r.resident_id = p.resident_id
    JOIN resident_registry.resident_registry AS m ON m.household_id = r.household_id
    JOIN children.child AS c ON c.resident_id = m.resident_id
    WHERE (p.end_date IS NULL OR p.end_date >= ?) AND c.minor GROUP BY ALL ORDER BY 1
"""


def test_no_protected_familys_address_is_on_a_card_a_sheet_or_a_list(run):
    client = sign_in(make_account(Party.SUPERVISOR))
    protected = run.rows(IN_FORCE, run.as_of)
    assert protected, "the practice city has protected families"
    for family in protected:
        for name in ("child", "sheet"):
            text = client.get(reverse(name, kwargs={"child_id": family["child_id"]})).content.decode("utf-8", "replace")
            assert not [address for address in family["addresses"] if address in text]


def test_every_reason_on_a_card_names_its_source_and_its_words(run):
    for row in run.rows("SELECT DISTINCT rule, sentence_ja, sentence_en FROM flags.flag WHERE value = 'true'"):
        assert row["sentence_ja"] and row["sentence_en"], row["rule"]
    client = sign_in(make_account(Party.SUPERVISOR))
    flagged = run.rows(
        "SELECT child_id FROM flags.flag WHERE rule = 'absence-long' AND value = 'true' ORDER BY 1 LIMIT 1"
    )
    text = client.get(reverse("child", kwargs={"child_id": flagged[0]["child_id"]})).content.decode()
    assert "出欠月次集計" in text and "【" in text


def test_links_in_doubt_wait_for_the_department_that_delivered_them(run):
    from review import links

    doubtful = {row["extract"] for row in run.rows("SELECT DISTINCT extract FROM children.candidate")}
    seen = set()
    from extracts.declaration import EXTRACTS

    for number, owner in enumerate(sorted({extract.owner for extract in EXTRACTS.values()})):
        account = make_account(Party.STEWARD, f"steward{number}")
        account.department = owner
        account.save()
        waiting = links.waiting(run, account)
        seen |= {pair.extract for pair in waiting}
        if waiting:
            address = reverse("pair", kwargs=vars(waiting[0]))
            assert sign_in(account).get(address).status_code == 200
    assert seen == doubtful
