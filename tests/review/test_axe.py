"""Each page in a real Chromium, looked at by axe (WCAG 2.2 AA): no barrier, nothing wider than the screen, no complaint.

Which pages there are follows from the access table; what stands on them is waiting work of every kind. axe.min.js beside
this file is axe-core (MPL-2.0), for tests only.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import small_town
from crawler import OBJECTS
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import sign_in
from test_browser import browser, office, pytestmark  # noqa: F401 - fixtures, and that there must be a browser

from review import access, signals
from review.access import Party
from review.models import (
    BreakGlass,
    Case,
    Export,
    FollowUp,
    HiddenRecord,
    Report,
    SavedFilter,
    Sealed,
    Suspension,
    ThresholdChange,
)
from review.models.opening import LONGEST
from review.published import current

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']}"
DESK, TABLET = 1280, 820
WIDEST = """[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > window.innerWidth)
    .slice(0, 5).map(one => one.tagName + '.' + one.className)"""
NO_PAGES = frozenset({"sheet", "letter", "manifest"})  # PDFs, JSON
DEPARTMENT, EXTRACT = "国保連", "clinic_visits"  # the small run has a record of theirs in doubt
REASON = "病院からの緊急の照会に答えるため、住所を確認する"


@pytest.fixture
def runs(tmp_path, settings):
    """The small run with two signals: hana's, and one whose child wasn't found."""
    settings.RUNS = tmp_path / "runs"
    small_town.build(settings.RUNS)
    deliver(settings.RUNS, raised("hana"), raised(None, "2"))
    return settings.RUNS


@pytest.fixture
def busy(runs, office):  # noqa: F811
    """The office on a day on which everything that can wait for somebody does."""
    signals.take_in(current())
    supervisor, desk, steward = (office[party] for party in (Party.SUPERVISOR, Party.CONSULTATION, Party.STEWARD))
    steward.department = DEPARTMENT
    steward.save()
    hana, run_id = child_id("hana"), current().run_id
    case = Case.objects.get(child_id=hana)
    FollowUp.objects.create(case=case, due_on=date(2020, 1, 1), what="学校と面談", who=desk)
    SavedFilter.objects.create(account=supervisor, name="朝いちばん", facets=["due", "changed"])
    for reviewed in (None, timezone.now()):
        BreakGlass.objects.create(
            child_id=hana, account=desk, reason=REASON, until=timezone.now() + LONGEST, reviewed_at=reviewed,
            reviewed_by=supervisor if reviewed else None, finding="適切" if reviewed else "",
        )  # fmt: skip
    agreed = {"stands": True, "second": supervisor, "second_at": timezone.now()}
    for stands in ({}, agreed):
        Suspension.objects.create(
            resident_id="0000000031", child_id=child_id("shizuka"), by=desk, reason="請求", **stands
        )
        Export.objects.create(
            child_id=hana, by=supervisor, purpose="disclosure", form="file", recipient="本人", reference="R-1", reason="求め",
            run_id=run_id, **stands,
        )  # fmt: skip
    Sealed.objects.create(resident_id="0000000099", reason="", by=desk)
    ThresholdChange.objects.create(
        rule="absence-long", number="days", before={"value": 30}, value=20, since=date(2026, 12, 1), reference="要領 3条",
        reason=REASON, by=desk, what_if=[{"ja": "新たに該当", "en": "added", "text": "12"}],
    )  # fmt: skip
    told = {"child_id": hana, "extract": EXTRACT, "by": desk}
    Report.objects.create(text="受診した日が違う", requested=True, **told)
    Report.objects.create(
        text="医療機関が違う",
        answered_at=timezone.now(),
        answered_by=steward,
        corrected=True,
        answer="訂正した",
        **told,
    )
    HiddenRecord.objects.create(record_key="ab" * 16, reason="別の家の子", **told)
    return office


def pages(party: Party, children: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Every page that the party may open, by its name, with the objects of these children that it may name."""
    patterns = {pattern.name: frozenset(pattern.pattern.converters) for pattern in access.endpoints()}
    for name, endpoint in access.ENDPOINTS.items():
        if party in endpoint.parties and not endpoint.changes and name not in NO_PAGES:
            named = [reverse(name, kwargs=where) for where in OBJECTS[patterns[name]](children)]
            yield from [(name, named)] if named else []


class Looker:
    """A browser in which somebody is signed in, and what it complained of."""

    def __init__(self, browser, live_server, account, language: str = "ja") -> None:  # noqa: F811
        context = browser.new_context(viewport={"width": DESK, "height": 900})
        cookies = {"sessionid": sign_in(account).cookies["sessionid"].value, "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        self.page, self.complaints = context.new_page(), []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def wrong(self, address: str) -> list[object]:
        """What is wrong with the page, opened to the full."""
        assert self.page.goto(address).status == 200, address
        return self.wrong_here()

    def opens(self, addresses: list[str]) -> list[str]:
        """The first of the addresses that there is for whoever is signed in, if any."""
        request = self.page.context.request
        return [one for one in addresses if request.get(one).status == 200][:1]

    def wrong_after(self, address: str, form: str, field: str, typed: str) -> list[object]:
        """What is wrong with the page that a form on this one leads to."""
        self.page.goto(address)
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.fill(f"{form} [name={field}]", typed)
        with self.page.expect_navigation():
            self.page.click(f"{form} button")
        return self.wrong_here()

    def wrong_here(self) -> list[object]:
        self.page.evaluate("document.fonts.ready.then(() => null)")  # another font is another width
        self.page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        self.page.evaluate(AXE)
        found = self.page.evaluate(f"axe.run({RULES})")
        barriers = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert len(found["passes"]) > 10, "axe looked at nothing"
        return [*barriers, *self.too_wide(), *self.complaints]

    def too_wide(self) -> list[str]:
        wide = []
        for width in (TABLET, DESK):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append(f"wider than {width}: {self.page.evaluate(WIDEST)}")
        return wide


def test_axe_finds_no_barrier_on_any_page_and_nothing_is_wider_than_a_tablet(busy, browser, live_server):  # noqa: F811
    """Each page once, by whoever sees most of it; `make proof` has everybody open everything, in both languages."""
    opened: dict[str, list[object]] = {}
    for party in (Party.SUPERVISOR, Party.STEWARD, Party.ANALYST, Party.AUDITOR):
        looker = Looker(browser, live_server, busy[party])
        for name, addresses in pages(party, [child_id("hana")]):
            if name not in opened:
                [there] = looker.opens([live_server.url + one for one in addresses])
                opened[name] = looker.wrong(there)
    assert {name: wrong for name, wrong in opened.items() if wrong} == {}
    unopened = {name for name, end in access.ENDPOINTS.items() if not end.changes} - set(opened) - NO_PAGES
    assert unopened == {"report"}, "the small run has no reports"


def test_the_menu_of_whoever_has_many_pages_is_one_line_and_opens_by_keys(busy, browser, live_server):  # noqa: F811
    looker = Looker(browser, live_server, busy[Party.SUPERVISOR])
    page = looker.page
    page.goto(live_server.url + "/worklist/")
    tops = page.evaluate("[...document.querySelectorAll('.menu > li')].map(each => each.offsetTop)")
    assert len(tops) > 3 and len(set(tops)) == 1
    assert page.evaluate("document.querySelector('.frame-line').offsetHeight") < 80
    page.focus(".drawer summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == reverse("analysis")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.drawer:not([open]) summary')")


@pytest.mark.proof
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("party", list(Party))
def test_axe_finds_no_barrier_on_any_page_of_any_role(party, language, busy, browser, live_server):  # noqa: F811
    looker = Looker(browser, live_server, busy[party], language)
    children = [row["child_id"] for row in current().rows("SELECT child_id FROM children.child ORDER BY child_id")]
    there = {
        name: looker.opens([live_server.url + one for one in addresses]) for name, addresses in pages(party, children)
    }
    wrong = {address: looker.wrong(address) for addresses in there.values() for address in addresses}
    assert "worklist" not in there or there["worklist"], "nobody is kept from their own list"
    if party is Party.STEWARD:
        wrong["redaction's answer"] = looker.wrong_after(
            live_server.url + reverse("redaction"),
            "main form:not([hidden])",
            "text",
            "山田太郎の母より090-1234-5678に電話。",
        )
    if party is Party.SUPERVISOR:
        signal = reverse("signal", kwargs={"signal_key": raised("hana")["signal_key"]})
        wrong["a text read raw"] = looker.wrong_after(
            live_server.url + signal, "form[action*='/texts/']", "reason", REASON
        )
    assert {address: found for address, found in wrong.items() if found} == {}
