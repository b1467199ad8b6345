"""Signing in at the city's own sign-on in a real Chromium: another site, and back.

By itself: what commits for real empties the database that the other files' tests share.
"""

from test_browser import browser, office, pytestmark  # noqa: F401 - fixtures, and that there must be a browser
from test_sign_on import city, knows, provider  # noqa: F401 - fixtures


def test_a_browser_goes_to_another_site_and_comes_back_signed_in(city, office, browser, live_server, settings):  # noqa: F811
    """The session's cookie comes back (Lax), and no policy of the page stands in the way."""
    settings.SESSION_COOKIE_SAMESITE = "Lax"
    knows(city, "consultation")
    page = browser.new_context().new_page()
    page.goto(live_server.url.replace("localhost", "127.0.0.1"))
    page.click("text=市の認証基盤でサインインする")
    assert page.url.startswith(city.replace("127.0.0.1", "localhost"))
    page.fill("[name=sub]", "consultation")
    with page.expect_navigation(url="**/worklist/"):
        page.click("button:has-text('Authorize') >> nth=0")
    assert "山田　花" in page.inner_text("main")
