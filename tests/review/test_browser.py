"""A morning's work in a real Chromium, in both languages. What axe says of each page is test_axe.py's."""

import os
import shutil
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.oath import totp
from run_writer import child_id
from signing_in import make_account

from review import access
from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event
from review.published import current

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
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
    accounts = {party: make_account(party) for party in access.Party}
    new_run.take_up(current())
    for name in ("hana", "mamoru"):
        case = Case.objects.get(child_id=child_id(name))
        people.assign(case, accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.assign(case, accounts[Party.SCHOOL], accounts[Party.SUPERVISOR])
    return accounts


def signed_in(browser, live_server, account, width: int = 1280):
    """A page after the sign-in form; what the browser refuses or can't load fails the test."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url)
    page.fill("[name=username]", account.username)
    page.fill("[name=password]", "correct horse battery")
    page.fill("[name=token]", f"{totp(account.totpdevice_set.get().bin_key):06d}")
    follow(page, "main button")
    return page


def follow(page, what: str) -> None:
    """Click on what leads to another page, and wait for that page: a key pressed before its script runs is lost."""
    with page.expect_navigation():
        page.click(what)


WORDS = {
    "ja": {"combine": "条件を組み合わせる", "unknown": "どこにも知られていない", "changed": "新規・変化", "apply": "この条件で絞り込む",
           "save": "名前を付けて保存", "saved": "絞り込みを保存しました。", "support": "支援につなぐ", "close": "終結する",
           "decide": "判断を記録する", "done": "判断を記録しました。", "waits": "二人目の確認を待っています", "agree": "この判断でよい",
           "confirm": "確認の結果を記録する", "confirmed": "確認の結果を記録しました。", "closed": "終結", "keys": "次の行へ",
           "sheet": "会議用シート（PDF）", "out": "サインアウト", "in": "サインインする"},
    "en": {"combine": "Combine filters", "unknown": "Known to nobody", "changed": "New or changed", "apply": "Apply",
           "save": "Save under this name", "saved": "The filter is saved.", "support": "Connect to support",
           "close": "Close", "decide": "Record a decision", "done": "The decision is recorded.",
           "waits": "Waiting for a second person", "agree": "I agree", "confirm": "Record the second opinion",
           "confirmed": "The second opinion is recorded.", "closed": "Closed", "keys": "Next row",
           "sheet": "Meeting sheet (PDF)", "out": "Sign out", "in": "Sign in"},
}  # fmt: skip


def decide(page, words: dict[str, str], outcome: str, reason: str) -> None:
    form = "form[action$='/decide/']"
    page.check(f"{form} label:has-text('{words[outcome]}') input")
    page.fill(f"{form} [name=reason]", reason)
    follow(page, f"{form} button:has-text('{words['decide']}')")
    assert words["done"] in page.inner_text("main")


def filter_and_save(page, words: dict[str, str]) -> None:
    page.keyboard.press("?")
    assert page.is_visible("dialog")
    assert words["keys"] in page.inner_text("dialog")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    page.keyboard.press("f")
    page.check(f".combine label:has-text('{words['unknown']}') input")
    page.check(f".combine label:has-text('{words['changed']}') input")
    follow(page, f"text={words['apply']}")
    assert f"{words['changed']}＋{words['unknown']}" in page.inner_text("h1")
    page.fill(".save [name=name]", "朝いちばん")
    follow(page, f"text={words['save']}")
    assert words["saved"] in page.inner_text("main")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_mornings_work(language, browser, live_server, office):
    """Sign in, filter, save the filter, open by keys, decide, follow up, a second person, the sheet, sign out."""
    words, worker, second = WORDS[language], office[Party.CONSULTATION], office[Party.SCHOOL]
    page, other = (signed_in(browser, live_server, account) for account in (worker, second))
    if language == "en":
        for each in (page, other):
            follow(each, "button[name=language]")
    filter_and_save(page, words)
    follow(page, "a:has-text('朝いちばん')")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "山田　花" in page.inner_text("h1")
    page.fill("form[action$='/decide/'] [name=due_on]", (timezone.localdate() + timedelta(days=1)).isoformat())
    page.fill("form[action$='/decide/'] [name=what]", "学校と面談")
    page.select_option("form[action$='/decide/'] [name=who]", str(worker.pk))
    decide(page, words, "support", "家庭訪問で、朝起きられないことを確かめた。")
    assert "学校と面談" in page.inner_text("main")
    sheet = page.request.get(live_server.url + page.get_attribute(f"a:has-text('{words['sheet']}')", "href"))
    assert sheet.headers["content-type"] in ("application/pdf", "text/html; charset=utf-8")
    with page.expect_navigation(url="**/worklist/?mark=changed&known=unknown"):
        page.keyboard.press("u")
    page.keyboard.press("/")
    page.keyboard.type("さとう")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, "text=佐藤　守")
    decide(page, words, "close", "転出先の市に引き継いだ。")
    assert words["waits"] in page.inner_text("main")
    follow(other, "text=佐藤　守")
    other.check(f"label:has-text('{words['agree']}') input")
    other.fill("form[action$='/second/'] [name=reason]", "引継ぎの文書を見た。")
    follow(other, f"text={words['confirm']}")
    assert words["confirmed"] in other.inner_text("main") and words["closed"] in other.inner_text(".case-state")
    follow(page, f"text={words['out']}")
    assert page.is_visible(f"main button:has-text('{words['in']}')")
    page.goto(f"{live_server.url}/children/{child_id('hana')}/")
    assert "/sign-in/?next=%2Fchildren%2F" in page.url
    assert page.complaints == other.complaints == []
    assert [(made.outcome, made.stands) for made in Decision.objects.order_by("id")] == [
        ("support", True),
        ("close", True),
    ]
    assert Event.objects.filter(account=worker.username, action="sign_out").exists()


def test_single_letters_can_be_switched_off_and_typing_is_typing(browser, live_server, office):
    """WCAG 2.1.4; a j typed into the search is a j."""
    page = signed_in(browser, live_server, office[Party.CONSULTATION])
    page.click("#words")
    page.keyboard.type("j?")
    assert page.input_value("#words") == "j?" and not page.is_visible("dialog")
    page.click("#keys-open")
    page.check("#keys-off")
    page.click("#keys-close")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.complaints == []


def test_the_key_pressed_just_after_the_list_of_keys_has_closed_is_heard(browser, live_server, office):
    """Chromium may still send it to the closed dialog, where the focus was."""
    page = signed_in(browser, live_server, office[Party.CONSULTATION])
    page.keyboard.press("?")
    opened = page.evaluate("""() => {
        const inside = document.activeElement;
        document.getElementById("keys").close();
        inside.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true }));
        return document.querySelector("details.combine").open;
    }""")
    assert opened
