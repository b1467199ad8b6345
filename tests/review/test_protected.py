"""While a 支援措置 is in force, or can't be known, nobody finds the family through this system: what masks, and what lifts
it. That nothing slips past the mask on any page is test_crawl.py's."""

import pytest
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id, publish
from signing_in import sign_in
from small_town import SECRETS, town

from review import access
from review.access import Party
from review.models import Assignment, BreakGlass, Case, Event
from review.models.opening import LONGEST

PROTECTED = ("mamoru", "hanare")


@pytest.fixture
def all_in_their_hands(cases, accounts) -> None:
    for name in PROTECTED:
        case = Case.objects.get(child_id=child_id(name))
        for party in access.CASE_WORKERS:
            Assignment.objects.create(case=case, account=accounts[party], by=accounts[Party.SUPERVISOR])


def test_the_half_brother_in_another_household_is_masked_too(all_in_their_hands, accounts):
    text = (
        sign_in(accounts[Party.NURSERY]).get(reverse("child", kwargs={"child_id": child_id("hanare")})).content.decode()
    )
    assert "佐藤　離" in text
    assert "住所・学校・園・電話を伏せています" in text


def test_a_measure_that_has_ended_masks_nothing(cases, accounts):
    text = (
        sign_in(accounts[Party.SUPERVISOR])
        .get(reverse("child", kwargs={"child_id": child_id("hana")}))
        .content.decode()
    )
    assert "桜町一丁目" in text


@pytest.mark.parametrize("why", ["missing", "stale"])
def test_where_the_measures_cannot_be_known_every_family_is_masked(why, accounts, tmp_path, settings):
    from datetime import date

    import run_writer

    written = town()
    if why == "missing":
        written.missing.add("protection_measures")
    written.write(tmp_path, "2026-10-01-aaaaaaaaaaaa")
    if why == "stale":
        import duckdb

        with duckdb.connect(str(tmp_path / "2026-10-01-aaaaaaaaaaaa/landed/protection_measures.duckdb")) as connection:
            connection.execute("UPDATE delivery SET reference_date = ?", [date(2020, 1, 1)])
    settings.RUNS = tmp_path
    publish(tmp_path, "2026-10-01-aaaaaaaaaaaa")
    card = reverse("child", kwargs={"child_id": run_writer.child_id("hana")})
    text = sign_in(accounts[Party.SUPERVISOR]).get(card).content.decode()
    assert "桜町一丁目" not in text and "SCH-01" not in text and "072-000" not in text
    assert "●●●●" in text


@pytest.mark.parametrize(
    ("party", "sees"),
    [(Party.SUPERVISOR, True), (Party.CONSULTATION, True), (Party.SCHOOL, False), (Party.HEALTH, False)],
)
def test_only_a_break_glass_of_a_named_role_lifts_the_mask(party, sees, all_in_their_hands, accounts):
    BreakGlass.objects.create(
        child_id=child_id("mamoru"), account=accounts[party], reason="病院からの緊急の照会に答えるため、住所を確認する",
        until=timezone.now() + LONGEST,
    )  # fmt: skip
    client = sign_in(accounts[party])
    text = client.get(reverse("child", kwargs={"child_id": child_id("mamoru")})).content.decode()
    assert (SECRETS[0] in text) is sees
    event = Event.objects.filter(action="child").order_by("-seq").first()
    assert ("places" in event.fields) is sees and "病院" in event.reason
