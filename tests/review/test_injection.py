"""Scripts and formulas planted in every text column of the extracts, through a whole run, to every page, paper and file."""

import csv
import io
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import hostile_city
import pytest
from crawler import OBJECTS
from django.urls import reverse
from django.utils import timezone
from hostile_city import PAYLOADS
from signing_in import make_account, sign_in
from test_browser import CHROMIUM
from test_spreadsheet import is_safe

from extracts.declaration import EXTRACTS
from review import access, leaving
from review.access import Party
from review.cases import new_run
from review.models import Assignment, Case, Export
from review.published import current

pytestmark = pytest.mark.proof
PHRASE = "四つの言葉でできた長い合言葉です。"
TRIED = "Content Security Policy"  # what a browser says when a script was there and was kept from running
OWN_SCRIPTS = re.compile(r"^/static/review/[a-z_.]+\.js$")


@pytest.fixture(scope="module")
def hostile_runs(tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Path:
    from datetime import date

    from city.generate import generate
    from pipeline import whole
    from pipeline.settings import Settings

    as_of, folder = date(2026, 10, 1), tmp_path_factory.mktemp("hostile")
    generate(100, 11, as_of, folder / "city")
    planted = hostile_city.plant(folder / "city" / "extracts")
    texts = {
        (name, column.field)
        for name, extract in EXTRACTS.items()
        for column in extract.columns
        if column.type in hostile_city.TEXTS and list((folder / "city" / "extracts").glob(f"{name}_*.csv"))
    }
    missing = texts - planted
    assert not {name for name, _ in missing} - {"protection_measures", "public_assistance"}, "small files may be empty"
    settings = Settings(landing=folder / "city" / "extracts", runs=folder / "runs", key_file=key_file, tax_basis="架空")
    whole.run(settings, as_of, lambda stage, news, seal: None)
    return folder / "runs"


class Inert(HTMLParser):
    """Raises AssertionError for an element or attribute that runs something and isn't the app's own."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            assert OWN_SCRIPTS.match(found.get("src") or ""), found
        assert tag not in {"iframe", "object", "embed", "base"}
        assert not [name for name in found if name.startswith("on") or name == "style"], found
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data|https?):", found.get(name) or ""), found


def inert(text: str) -> None:
    assert not [payload for payload in PAYLOADS[:3] if payload in text]
    Inert().feed(text)


@pytest.fixture
def office(hostile_runs, settings, db):
    settings.RUNS = hostile_runs
    people = {party: make_account(party) for party in Party}
    new_run.take_up(current())
    for case in Case.objects.all():
        Assignment.objects.create(case=case, account=people[Party.CONSULTATION], by=people[Party.SUPERVISOR])
    Case.objects.update(state="assigned")
    return people


def everybody() -> list[str]:
    return [row["child_id"] for row in current().rows("SELECT child_id FROM children.child WHERE minor ORDER BY 1")]


@pytest.mark.parametrize("party", list(Party))
def test_what_is_planted_in_any_text_column_is_inert_on_every_page(party, office):
    account, seen = office[party], ""
    owners = sorted({extract.owner for extract in EXTRACTS.values()}) if party is Party.STEWARD else [""]
    for owner in owners:
        type(account).objects.filter(pk=account.pk).update(department=owner)
        client = sign_in(account)
        for name, endpoint in access.ENDPOINTS.items():
            if party not in endpoint.parties or endpoint.changes or name == "sheet":
                continue
            parts = frozenset(next(one for one in access.endpoints() if one.name == name).pattern.converters)
            for where in OBJECTS[parts](everybody()):
                answer = client.get(reverse(name, kwargs=where))
                if answer.get("Content-Type", "").startswith("text/html"):
                    text = answer.content.decode()
                    inert(text) if name != "report" else Inert().feed(text)
                    seen += text
    if party in (Party.SUPERVISOR, Party.CONSULTATION):
        assert "&lt;script&gt;" in seen and "{{ request.user.password }}" in seen, "it is shown, as words"


def test_every_file_that_leaves_is_safe_to_open_in_a_spreadsheet(office):
    first, second = office[Party.SUPERVISOR], make_account(Party.SUPERVISOR, "second")
    client, hostile = sign_in(first), 0
    for child in everybody():
        export = Export.objects.create(
            child_id=child, by=first, purpose="disclosure", form="file", recipient="=1+1", reference="@R", reason="＋求めによる",
            run_id=current().run_id, stands=True, second=second, second_at=timezone.now(),
        )  # fmt: skip
        where = reverse("export_take", kwargs={"child_id": child, "export_id": export.pk})
        answer = client.post(where, {"pass_phrase": PHRASE, "again": PHRASE})
        rows = list(csv.reader(io.StringIO(leaving.opened(answer.content.decode(), PHRASE).removeprefix("\ufeff"))))
        assert all(is_safe(cell) for row in rows for cell in row)
        hostile += any("HYPERLINK" in cell for row in rows for cell in row)
    assert hostile, "what was planted is in a disclosure"


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
@pytest.mark.django_db(transaction=True)
def test_in_a_real_browser_nothing_that_was_planted_runs(office, live_server):
    from playwright.sync_api import sync_playwright

    hostile = [
        row["child_id"]
        for row in current().rows(
            "SELECT c.child_id FROM children.child AS c JOIN resident_registry.resident_registry AS r USING (resident_id)"
            " WHERE c.minor AND r.name LIKE '%pwned%' LIMIT 3"
        )
    ]
    run = current()
    pages = {
        Party.SUPERVISOR: [
            "/worklist/",
            "/outreach/",
            *(f"/children/{child}/" for child in hostile or everybody()[:3]),
        ],
        Party.STEWARD: ["/links/", "/deliveries/"],
        Party.AUDITOR: [f"/runs/{run.run_id}/reports/{page.name}" for page in (run.folder / "reports").glob("*.html")],
    }
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for party, addresses in pages.items():
            context = browser.new_context()
            cookie = sign_in(office[party]).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
            page, said = context.new_page(), []
            page.on("console", lambda message, said=said: said.append(message.text) if TRIED in message.text else None)
            page.on("dialog", lambda dialog, said=said: said.append(dialog.message))
            for address in addresses:
                assert page.goto(live_server.url + address).status == 200, address
                assert page.evaluate("window.pwned") is None and said == [], address
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
