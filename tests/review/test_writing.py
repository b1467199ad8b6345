"""Nothing that somebody writes is lost unseen: leaving a page, and the end of a session, in a real Chromium."""

from django.utils import timezone
from run_writer import child_id
from test_browser import browser, follow, office, pytestmark, signed_in  # noqa: F401 - fixtures, and a browser

from review.access import Party
from review.models import Export, Note

NOTE = "form[action$='/note/'] [name=text]"
WRITTEN = "電話で母と話した。来週に家庭訪問をする。"


def writing(browser, live_server, office):  # noqa: F811
    """A case worker in the middle of a note, on a page whose clock is ours."""
    page = signed_in(browser, live_server, office[Party.CONSULTATION])
    page.clock.install()
    page.goto(f"{live_server.url}/children/{child_id('hana')}/")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.fill(NOTE, WRITTEN)
    return page


def test_who_switches_the_language_in_the_middle_of_a_note_is_asked_first(browser, live_server, office):  # noqa: F811
    page, asked = writing(browser, live_server, office), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("button[name=language]")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.input_value(NOTE) == WRITTEN
    follow(page, "form[action$='/note/'] button")
    assert asked == ["beforeunload"], "recording it is not leaving it"
    assert Note.objects.get().text == WRITTEN


def test_a_session_that_ends_is_announced_two_minutes_before_and_one_may_go_on(browser, live_server, office):  # noqa: F811
    page = writing(browser, live_server, office)
    page.clock.fast_forward("11:30")
    assert not page.is_visible("#ending")
    page.clock.fast_forward("00:45")
    assert page.is_visible("#ending-soon")
    with page.expect_response(lambda answer: answer.url.endswith("/still-here/")) as told:
        page.click("#ending button")
    assert told.value.status == 204
    page.wait_for_selector("#ending", state="hidden")
    assert page.input_value(NOTE) == WRITTEN


def test_who_is_writing_is_not_idle(browser, live_server, office):  # noqa: F811
    page = writing(browser, live_server, office)
    page.clock.fast_forward("10:00")
    with page.expect_response(lambda answer: answer.url.endswith("/still-here/")):
        page.press(NOTE, "End")
        page.keyboard.type("。")
    page.clock.fast_forward("10:00")
    assert not page.is_visible("#ending")


def test_when_the_session_is_over_the_text_stays_on_the_page_to_be_copied(browser, live_server, office):  # noqa: F811
    page = writing(browser, live_server, office)
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward("20:00")
    page.click("#ending button")
    page.wait_for_selector("#ending-now")
    assert page.input_value(NOTE) == WRITTEN


def test_enter_in_the_reason_says_neither_yes_nor_no_for_a_second_person(browser, live_server, office):  # noqa: F811
    """The first of two buttons would be pressed by it: a disclosure agreed to by a slip of the hand."""
    asked = Export.objects.create(
        child_id=child_id("hana"), by=office[Party.CONSULTATION], purpose="disclosure", form="paper", recipient="本人",
        reference="R-1", reason="求めによる", run_id="", at=timezone.now(),
    )  # fmt: skip
    page = signed_in(browser, live_server, office[Party.SUPERVISOR])
    page.goto(f"{live_server.url}/two-people/")
    page.fill("form.answer [name=reason]", "書類を確かめた")
    page.press("form.answer [name=reason]", "Enter")
    page.wait_for_timeout(300)
    asked.refresh_from_db()
    assert asked.stands is None and page.input_value("form.answer [name=reason]") == "書類を確かめた"
    with page.expect_navigation():
        page.click("form.answer button[value=yes]")
    asked.refresh_from_db()
    assert asked.stands is True
