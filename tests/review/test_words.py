"""What pages say: in words, in one language, and once."""

from crawler import readable
from django.urls import reverse
from django.utils import translation
from run_writer import child_id
from signing_in import sign_in
from test_pages import JAPANESE, pages_of

from review import reasons
from review.access import Party
from review.models import Event
from review.templatetags import events


def test_an_analyst_reads_facts_in_words_with_the_number_apart():
    for language, name, said in (("ja", "月齢", "世帯 2"), ("en", "age in months", "Household 2")):
        with translation.override(language):
            assert events.fact("age_months") == name
            assert events.says({"value": "household", "number": 2.0}) == said
            assert events.says({"value": None, "number": 115.0}) == "115"
    assert events.says({"value": "household・児童手当", "number": 1.0}) == "世帯・児童手当 1"


def test_auditors_read_what_was_seen_on_every_page_in_words(cases, accounts):
    for party, account in accounts.items():
        client = sign_in(account)
        for address in [*pages_of(party), reverse("child", kwargs={"child_id": child_id("hana")})]:
            client.get(address)
    names = {name for event in Event.objects.all() for name in event.fields}
    assert {"case", "identity", "consultations", "flag.label", "resident_registry.kana"} <= names
    assert [name for name in names if not JAPANESE.search(events.field(name))] == []


def test_the_household_says_to_whom_its_members_are_related(cases, accounts):
    card = sign_in(accounts[Party.SCHOOL]).get(reverse("child", kwargs={"child_id": child_id("hana")}))
    assert "続柄は世帯主から見たもの" in card.content.decode()


def test_a_reasons_details_name_each_threshold_once():
    for language, basis, kept in (
        (
            "ja",
            "【根拠：欠席〔出欠 2026-09-30〕 / 基準：日数 30日（2015-04-01から、定義） / 不明：健診〔未提供〕】",
            "根拠：欠席〔出欠 2026-09-30〕 / 不明：健診〔未提供〕",
        ),
        ("ja", "【基準：日数 30日（2015-04-01から、定義 / 通知）】", ""),
        (
            "en",
            " [Rests on: absence (attendance 2026-09-30) / Measured by: days 30 (since 2015-04-01)]",
            "Rests on: absence (attendance 2026-09-30)",
        ),
    ):
        assert reasons.rests_on(basis, language) == kept


def test_english_pages_count_and_punctuate_in_english(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    client.cookies["django_language"] = "en"
    sheet = reverse("sheet", kwargs={"child_id": child_id("hana")})
    card = client.get(reverse("child", kwargs={"child_id": child_id("hana")})).content.decode()
    assert "born 2015/05/01" in card and "(born)" not in card and "age 11" in card and "11 years" not in card
    assert (
        "age 11 (grade 5)" in card
        and "(grade 6 2)" in card
        and "days absent in a school year 30 days (from 2015/04/01" in card
    )
    assert ">Below threshold<" in card and "Not listed" not in card and "Take data out" in card
    assert "age11" in readable(client.get(sheet)), "spaces left out"
    assert "Suspension of use</h2>" in client.get(reverse("proposals")).content.decode()
