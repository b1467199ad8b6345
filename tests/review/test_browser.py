"""A morning's work in a real Chromium, in both languages, and each page looked at by axe (WCAG 2.2 AA).

axe.min.js beside this file is axe-core (MPL-2.0), for tests only.
"""

import os
import shutil
from pathlib import Path

import pytest
from django_otp.oath import totp
from run_writer import child_id
from signing_in import make_account

from review import access
from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event, Head
from review.published import current

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "axe.min.js"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright runs a loop in this thread; the database is the test's own
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def office(transactional_db, live_server):
    """Accounts, and hana's case in the consultation desk's hands."""
    Head.objects.get_or_create(
        defaults={"seq": 0, "mac": "0" * 64, "anchored_seq": 0, "anchored_at": "2026-01-01T00:00Z"}
    )
    accounts = {party: make_account(party) for party in access.Party}
    new_run.take_up(current())
    for name in ("hana", "mamoru"):
        case = Case.objects.get(child_id=child_id(name))
        people.assign(case, accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    return accounts


def signed_in(browser, live_server, account, width: int = 1280):
    """A page after the sign-in form; what the browser refuses or can't load fails the test."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url)
    page.fill("[name=username]", account.username)
    page.fill("[name=password]", "correct horse battery")
    page.fill("[name=token]", f"{totp(account.totpdevice_set.get().bin_key):06d}")
    page.click("main button")
    return page


WORDS = {
    "ja": {"changed": "前回の処理から新規・変化", "outcome": "支援につなぐ", "decide": "判断を記録する", "done": "判断を記録しました。",
           "sheet": "会議用シート（PDF）", "out": "サインアウト", "in": "サインインする"},
    "en": {"changed": "New or changed", "outcome": "Connect to support", "decide": "Record a decision",
           "done": "The decision is recorded.", "sheet": "Meeting sheet (PDF)", "out": "Sign out", "in": "Sign in"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_mornings_work(language, browser, live_server, office):
    words, worker = WORDS[language], office[Party.CONSULTATION]
    page = signed_in(browser, live_server, worker)
    if language == "en":
        page.click("button[name=language]")
    page.click(f"text={words['changed']}")
    page.click("text=山田　花")
    page.check(f"label:has-text('{words['outcome']}') input")
    page.fill("form[action$='/decide/'] [name=reason]", "家庭訪問で、朝起きられないことを確かめた。")
    page.fill("form[action$='/decide/'] [name=due_on]", "2026-12-01")
    page.fill("form[action$='/decide/'] [name=what]", "学校と面談")
    page.select_option("form[action$='/decide/'] [name=who]", str(worker.pk))
    page.click(f"form[action$='/decide/'] button:has-text('{words['decide']}')")
    assert words["done"] in page.inner_text("main")
    assert "学校と面談" in page.inner_text("main")
    sheet = page.request.get(live_server.url + page.get_attribute(f"a:has-text('{words['sheet']}')", "href"))
    assert sheet.headers["content-type"] in ("application/pdf", "text/html; charset=utf-8")
    page.click(f"text={words['out']}")
    assert page.is_visible(f"main button:has-text('{words['in']}')")
    page.goto(f"{live_server.url}/children/{child_id('hana')}/")
    assert page.url.endswith("/sign-in/")
    assert page.complaints == []
    assert Decision.objects.get().outcome == "support"
    assert list(Event.objects.filter(account=worker.username, action="sign_out").values_list("action", flat=True))


VISITS = [
    (Party.CONSULTATION, "/worklist/"),
    (Party.CONSULTATION, f"/children/{child_id('hana')}/"),
    (Party.CONSULTATION, f"/children/{child_id('mamoru')}/"),
    (Party.SUPERVISOR, f"/children/{child_id('shizuka')}/"),
    (Party.SUPERVISOR, "/outreach/"),
    (Party.SUPERVISOR, "/break-glass/"),
    (Party.SUPERVISOR, "/break-glass/all/"),
    (Party.STEWARD, "/links/"),
    (Party.ANALYST, "/analysis/"),
    (Party.AUDITOR, "/audit/"),
]


@pytest.mark.parametrize("width", [1280, 820], ids=["desk", "tablet"])
def test_axe_finds_no_barrier_and_nothing_overflows(width, browser, live_server, office):
    pages = {}
    for party, address in VISITS:
        if party not in pages:
            pages[party] = signed_in(browser, live_server, office[party], width)
        page = pages[party]
        page.goto(live_server.url + address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
        barriers = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert barriers == [] and len(found["passes"]) > 10, address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert page.complaints == [], address
