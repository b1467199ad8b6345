"""The pictures of the review app in docs/, drawn anew in both languages: `make pictures`, after `make run`.

A demo is started on a database of its own; what stands on the pictures is a practice city's.
"""

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django_otp.oath import totp
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
PORT = 8123
ADDRESS = f"http://127.0.0.1:{PORT}"
LANGUAGES = {"ja": "", "en": "-en"}
SIZE = {"width": 1280, "height": 900}


def sign_in(browser: Browser, printed: str, username: str) -> Page:
    """A page of the demo user, on their first page."""
    (password,) = re.findall(r"password of all: (\S+)", printed)
    (secret,) = re.findall(rf"^{username} .* TOTP (\S+)$", printed, re.MULTILINE)
    page = browser.new_context(viewport=SIZE).new_page()
    page.goto(ADDRESS)
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.fill("[name=token]", f"{totp(base64.b32decode(secret)):06d}")
    with page.expect_navigation():
        page.click("main button")
    return page


def draw(page: Page, name: str) -> None:
    """The page in each language."""
    for language, mark in LANGUAGES.items():
        page.context.add_cookies([{"name": "django_language", "value": language, "url": ADDRESS}])
        page.reload()
        page.evaluate("document.fonts.ready.then(() => null)")
        page.screenshot(path=str(DOCS / f"{name}{mark}.png"))


def pictures(browser: Browser, printed: str) -> None:
    """The list and a card as the consultation desk sees them, and the supervisor's list with its signals."""
    desk = sign_in(browser, printed, "suzuki")
    draw(desk, "review-list")
    with desk.expect_navigation():
        desk.click("table.list tbody th a >> nth=0")
    draw(desk, "review-card")
    draw(sign_in(browser, printed, "sato"), "review-signals")


def said(server: subprocess.Popen[str]) -> str:
    """What the demo prints before it listens; then it listens."""
    lines = []
    for line in server.stdout or ():
        lines.append(line)
        if line.startswith("http://"):
            break
    while not _listens():
        time.sleep(0.2)
    return "".join(lines)


def _listens() -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", PORT)) == 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mimamori", "serve", "--demo", "--port", str(PORT)]
        environment = {**os.environ, "MIMAMORI_REVIEW_FOLDER": folder, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603 - our own
        try:
            printed = said(server)
            with sync_playwright() as playwright:
                path = shutil.which("chromium") or shutil.which("google-chrome")
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                pictures(browser, printed)
                browser.close()
        finally:
            server.terminate()
            server.wait()
