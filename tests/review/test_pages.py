"""What holds for every page: inert text, closed headers, both languages, closed production."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django_otp.oath import totp
from run_writer import child_id
from signing_in import sign_in
from small_town import FORMULA, SCRIPT

import review
from extracts.declaration import EXTRACTS
from review import access, children, leaving, pages
from review.access import Party
from review.configuration import DEMO_KEY, Configuration
from review.desks import desks
from review.models import Event
from review.templatetags import wording
from rules.judgement import COMPONENTS
from rules.rulebook import RULES

ROOM = Path(review.__file__).parent
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES"
JAPANESE = re.compile(r"[\u3040-\u30fa\u4e00-\u9fff]")


def pages_of(party: Party) -> list[str]:
    endpoints = {pattern.name: pattern for pattern in access.endpoints()}
    return [
        reverse(
            name, kwargs={part: child_id("script") for part in endpoints[name].pattern.converters if part == "child_id"}
        )
        for name, endpoint in access.ENDPOINTS.items()
        if party in endpoint.parties
        and not endpoint.changes
        and set(endpoints[name].pattern.converters) <= {"child_id"}
    ]


@pytest.mark.parametrize("party", [Party.SUPERVISOR, Party.ANALYST, Party.AUDITOR, Party.STEWARD])
def test_script_and_formula_in_an_extract_are_words_on_every_page(party, cases, accounts):
    client = sign_in(accounts[party])
    shown = "".join(client.get(address).content.decode("utf-8", "replace") for address in pages_of(party))
    assert SCRIPT not in shown and FORMULA not in shown
    if party is Party.SUPERVISOR:
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("party", list(Party))
def test_no_page_is_kept_or_framed_or_has_a_script_but_the_two_of_ours(party, cases, accounts):
    client = sign_in(accounts[party])
    for address in pages_of(party):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store", address
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
        text = answer.content.decode("utf-8", "replace").replace("http://example.invalid", "")
        text = re.sub(r'<script src="/static/review/(keys|writing).js" defer></script>', "", text)
        if answer["Content-Type"].startswith("text/html"):
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", text), address


def test_every_page_of_a_case_worker_says_that_not_listed_isnt_safe(cases, accounts):
    for party in access.SUPPORT:
        for address in ("/worklist/", reverse("child", kwargs={"child_id": child_id("hana")})):
            assert "対象外は安全を意味しません" in sign_in(accounts[party]).get(address).content.decode()


def test_no_page_shows_a_score_or_a_rank(cases, accounts):
    text = (
        sign_in(accounts[Party.SUPERVISOR])
        .get(reverse("child", kwargs={"child_id": child_id("hana")}))
        .content.decode()
    )
    assert not re.search(r"スコア|点数|順位|ランク|match_weight|確率", text)


Message = str | tuple[str, str]
"""A text, or a text in a context of its own: a category is called 見守り as the whole system is."""


def words() -> set[Message]:
    """Every text that the app marks for translation."""
    found: set[Message] = set()
    for path in ROOM.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'{% translate "([^"]*)" %}', text))
        blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.S)
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    for path in ROOM.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?<!\w)_\(\s*"([^"]*)"\s*\)', text))
        found |= set(re.findall(r'pgettext_lazy\("(\w+)", "([^"]*)"\)', text))
    return found


def test_every_text_is_translated_and_no_translation_is_left_over():
    with (CATALOGUE / "django.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale="en")
    ids = {(message.context, message.id) if message.context else message.id for message in catalogue if message.id}
    assert words() - {"SOS"} == ids
    assert all(message.string for message in catalogue)


def test_the_compiled_catalogue_is_the_written_one():
    with (CATALOGUE / "django.po").open("rb") as source, (CATALOGUE / "django.mo").open("rb") as compiled:
        written, made = pofile.read_po(source, locale="en"), mofile.read_mo(compiled)
    contexts = {m.context.decode() if m.context else "" for m in made}  # Babel reads them as bytes
    assert contexts == {m.context or "" for m in written}
    assert {m.id: m.string for m in made if m.id and not m.context} == {
        m.id: m.string for m in written if m.id and not m.context
    }


def test_what_rooms_below_declare_is_called_something_in_english_too():
    """Extracts, departments, codes, rules, their numbers, on what they rest: the catalogue knows none of it."""
    declared = [rule.declaration for rule in {**RULES, **COMPONENTS}.values()]
    numbers = [number for one in declared for number in one.numbers.values()]
    with translation.override("en"):
        said = [wording.title(name) for name in EXTRACTS]
        said += [
            value
            for extract in EXTRACTS.values()
            for value in wording.desk(extract.owner).values()
            if isinstance(value, str)
        ]
        said += [
            wording.meaning(code)
            for one in EXTRACTS.values()
            for column in one.columns
            for code in column.codes.values()
        ]
        said += [wording.caring(basis) for basis in ("household", "学齢簿", "児童扶養手当", "児童手当", "母子")]
        said += [wording.law(one.legal_basis) for one in declared]
        said += [wording.said(words) for number in numbers for words in (number.meaning, number.unit)]
        said += [wording.reference(value.reference) for number in numbers for value in number.values]
        said += [str(children.named(None).name), str(leaving.THIRD_PARTY)]
    assert [text for text in said if JAPANESE.search(text)] == []
    with translation.override("ja"):
        assert JAPANESE.search(wording.reference("assumption"))


def test_an_auditor_begins_with_the_audit(accounts):
    assert sign_in(accounts[Party.AUDITOR]).get("/")["Location"] == reverse("audit")


def test_the_category_is_called_watch_and_the_system_keeps_its_name(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    client.cookies["django_language"] = "en"
    text = client.get("/worklist/").content.decode()
    assert "Mimamori</title>" in text and ">Watch</span>" in text
    card = client.get(reverse("child", kwargs={"child_id": child_id("hana")})).content.decode()
    assert "days absent in a school year 30 days" in card and "Child Welfare Act Art. 25-2" in card
    assert "Monthly attendance" in card and "child allowance" in card and "Education Centre" in card


def test_templates_hold_no_japanese_outside_the_catalogue():
    for path in ROOM.rglob("*.html"):
        if path.name in {"letter.html", "500.html"}:  # the letter goes to Japanese families; 500 is in both languages
            continue
        text = re.sub(
            r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{#.*?#}",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.S,
        )
        assert not JAPANESE.search(text.replace("日本語", "")), path.name


def test_switching_to_english_translates_the_card_but_not_the_data(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    card = reverse("child", kwargs={"child_id": child_id("hana")})
    assert client.post(reverse("language"), {"language": "en", "back": card})["Location"] == card
    text = client.get(card).content.decode()
    assert "35 days absent this school year" in text and "Reasons for concern" in text and "山田　花" in text
    assert '<html lang="en">' in text


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [
        ("/worklist/find/", "/worklist/"),
        ("/children/{hana}/decide/", "/children/{hana}/"),
        ("/children/{hana}/exports/ask/", "/children/{hana}/exports/"),
        ("/break-glass/open/", "/break-glass/"),
        ("/runs/2026-11-01-0123456789ab/verify/", "/runs/"),
        ("/audit/verify/", "/audit/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_what_a_form_was_sent_to_has_a_page_to_come_back_to(sent_to, page, rf):
    hana = child_id("hana")
    assert pages.page_of(rf.post(sent_to.format(hana=hana))) == page.format(hana=hana)
    assert pages.page_of(rf.get("/worklist/?mark=due")) == "/worklist/?mark=due"


def back(answer) -> str:
    """Where the language switch of a page leads back to."""
    return re.search(r'name="back" value="([^"]*)"', answer.content.decode()).group(1).replace("&amp;", "&")


def test_switching_the_language_keeps_the_filter_and_leads_from_a_refused_form_to_its_card(cases, accounts):
    client, card = sign_in(accounts[Party.SUPERVISOR]), reverse("child", kwargs={"child_id": child_id("hana")})
    assert back(client.get("/worklist/?mark=due&mark=changed")) == "/worklist/?mark=due&mark=changed"
    assert back(client.post("/worklist/find/", {"words": "山田"})) == "/worklist/"
    assert back(client.post(f"{card}note/", {"text": ""})) == card
    assert client.get(card).status_code == 200


def test_signing_in_after_the_session_ended_says_so_and_leads_back_to_the_card(cases, accounts):
    worker, card = accounts[Party.CONSULTATION], reverse("child", kwargs={"child_id": child_id("hana")})
    stranger = reverse("child", kwargs={"child_id": child_id("mamoru")})
    for asked, lands in ((card, card), (stranger, "/worklist/"), ("//elsewhere.invalid/", "/worklist/")):
        client = Client()
        ended = client.post(f"{asked}note/", {"text": "x"})["Location"] if asked == card else f"/sign-in/?next={asked}"
        assert "サインインが切れます" in client.get(ended).content.decode()
        device = worker.totpdevice_set.get()
        device.last_t = -1
        device.save()
        typed = {
            "username": worker.username,
            "password": "correct horse battery",
            "token": f"{totp(device.bin_key):06d}",
        }
        assert client.post(ended, typed)["Location"] == lands
    assert not Event.objects.filter(action="refused").exists()


def test_the_language_switch_leads_nowhere_else(client, db):
    assert client.post(reverse("language"), {"language": "en", "back": "//elsewhere.invalid/"})["Location"] == "/"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "SECRET_KEY"),
        ({"debug": True}, "DEBUG"),
        ({"secret_key": "x" * 60}, "LOG_KEY"),
        ({"secret_key": "x" * 60, "log_key": "short"}, "LOG_KEY"),
        ({"secret_key": "x" * 60, "log_key": "x" * 60}, "log's key"),
        ({"secret_key": "x" * 60, "log_key": "y" * 60}, "ANCHORS"),
    ],
)
def test_production_refuses_to_start_open(wrong, words, monkeypatch):
    monkeypatch.delenv("MIMAMORI_REVIEW_MODE")
    with pytest.raises(ValueError, match=words):
        Configuration(**wrong)
    closed = {"secret_key": "x" * 60, "log_key": "y" * 60, "anchors": Path("anchors.jsonl")}
    assert not Configuration(**closed).demo
    assert Configuration.model_fields["secret_key"].default.get_secret_value() == DEMO_KEY


def test_the_demo_users_are_refused_in_production(settings, db):
    from review import demo

    settings.DEMO = False
    with pytest.raises(RuntimeError):
        demo.seed()


def test_a_session_ends_after_eight_hours_however_busy(cases, accounts):
    client = sign_in(accounts[Party.SUPERVISOR])
    session = client.session
    session["signed_in_at"] -= 8 * 60 * 60 + 1
    session.save()
    assert client.get("/worklist/")["Location"].startswith(reverse("sign_in"))


def test_a_session_ends_fifteen_minutes_after_it_was_last_used_and_is_moved_on_each_minute(cases, accounts, settings):
    from django.contrib.sessions.models import Session

    client = sign_in(accounts[Party.SUPERVISOR])
    client.get("/outreach/")
    kept = Session.objects.get(pk=client.session.session_key)
    idle = timedelta(minutes=15)
    assert timedelta(0) < timezone.now() + idle - kept.expire_date < timedelta(seconds=settings.SESSION_SEEN_EVERY)
    client.get("/outreach/")
    assert Session.objects.get(pk=kept.pk).expire_date == kept.expire_date, "not on every page"
    session = client.session
    session["seen_at"] -= settings.SESSION_SEEN_EVERY
    session.save()
    Session.objects.update(expire_date=kept.expire_date - timedelta(minutes=1))
    client.get("/outreach/")
    assert Session.objects.get(pk=kept.pk).expire_date > kept.expire_date
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/outreach/")["Location"].startswith(reverse("sign_in"))


def test_the_desks_of_the_settings_cover_every_department(settings):
    assert {extract.owner for extract in EXTRACTS.values()} == set(desks())
