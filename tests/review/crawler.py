"""Calls every address of the URL configuration as somebody signed in, on every object there is, and keeps what came.

A page that is new is crawled by itself. One whose address has a part that `OBJECTS` doesn't know fails: say there which
objects it may name.
"""

import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pypdf
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from extracts.declaration import EXTRACTS
from review import access, leaving
from review.four_eyes import KINDS
from review.models import Account, BreakGlass, Export, FollowUp, HiddenRecord, Report, SavedFilter, Signal, Suspension
from review.published import current

ENDS_THE_SESSION = {"sign_out"}

PASS_PHRASE = "四つの言葉でできた長い合言葉です"
FILLED = {
    "text": {"reason": "本人に会う前に読む必要がある"},
    "redaction_preview": {"text": "田中静さんから電話があった。"},
    "export_take": {"pass_phrase": PASS_PHRASE, "again": PASS_PHRASE},
}
"""What must be filled in before something that nobody may find could be shown at all."""


def pairs(children: list[str]) -> list[dict[str, object]]:
    """Doubtful links of these children, and of whoever else the same records may be; what was said not to be theirs."""
    said = HiddenRecord.objects.filter(child_id__in=children).values("extract", "record_key", "child_id")
    return list(said) + current().rows(
        """
        SELECT extract, record_key, child_id FROM children.candidate WHERE record_key IN
        (SELECT record_key FROM children.candidate WHERE child_id IN (SELECT unnest(?))) ORDER BY ALL
        """,
        children,
    )


OBJECTS: dict[frozenset[str], Callable[[list[str]], Iterable[dict[str, object]]]] = {
    frozenset(): lambda children: [{}],
    frozenset({"child_id"}): lambda children: [{"child_id": one} for one in children],
    frozenset({"username"}): lambda children: Account.objects.values("username"),
    frozenset({"glass_id"}): lambda children: ({"glass_id": one} for one in BreakGlass.objects.values_list("pk", flat=True)),
    frozenset({"filter_id"}): lambda children: ({"filter_id": one} for one in SavedFilter.objects.values_list("pk", flat=True)),
    frozenset({"child_id", "support"}): lambda children: (
        {"child_id": one, "support": "takeup-school-aid"} for one in children
    ),
    frozenset({"child_id", "username"}): lambda children: (
        {"child_id": one, "username": "nursery"} for one in children
    ),
    frozenset({"child_id", "follow_up_id"}): lambda children: (
        {"child_id": one.case.child_id, "follow_up_id": one.pk} for one in FollowUp.objects.select_related("case")
    ),
    frozenset({"extract", "record_key", "child_id"}): pairs,
    frozenset({"extract"}): lambda children: ({"extract": name} for name in EXTRACTS),
    frozenset({"signal_key"}): lambda children: Signal.objects.filter(child_id__in=children).values("signal_key"),
    frozenset({"extract", "record_key", "field"}): lambda children: (
        *({"extract": one.extract, "record_key": one.record_key, "field": "message"}
          for one in Signal.objects.filter(child_id__in=children)),
        *current().rows("SELECT extract, record_key, field FROM cards.text WHERE child_id IN (SELECT unnest(?))", children),
    ),
    frozenset({"child_id", "export_id"}): lambda children: (
        {"child_id": one.child_id, "export_id": one.pk} for one in Export.objects.filter(child_id__in=children)
    ),
    frozenset({"kind", "proposal_id"}): lambda children: (
        {"kind": kind.name, "proposal_id": one.pk} for kind in KINDS.values() for one in kind.model.objects.filter(stands=None)
    ),
    frozenset({"proposal_id"}): lambda children: ({"proposal_id": one.pk} for one in Suspension.objects.all()),
    frozenset({"report_id"}): lambda children: ({"report_id": one.pk} for one in Report.objects.all()),
    frozenset({"rule", "number"}): lambda children: [{"rule": "absence-long", "number": "days"}],
    frozenset({"rule"}): lambda children: [{"rule": "absence-long"}, {"rule": "sibling-case"}],
    frozenset({"run_id"}): lambda children: [{"run_id": current().run_id}],
    frozenset({"run_id", "page"}): lambda children: (
        {"run_id": current().run_id, "page": page.stem} for page in (current().folder / "reports").glob("*.html")
    ),
}  # fmt: skip
"""The objects that an address may name, by the parts of the address, about these children."""


@dataclass(frozen=True)
class Answer:
    """What came from an address: its status and everything that can be read in it, entities and PDF undone."""

    name: str
    address: str
    status: int
    text: str = field(repr=False)


def readable(response: HttpResponse) -> str:
    """The words of a page, a PDF or an encrypted file, as they are read: entities undone, NFKC, no white space."""
    body = b"".join(response) if response.streaming else response.content
    if response.get("Content-Type", "") == "application/jose":
        text = leaving.opened(body.decode(), PASS_PHRASE)
    elif response.get("Content-Type", "").startswith("application/pdf"):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    else:
        text = html.unescape(body.decode("utf-8", "replace"))
    return plain(text + str(sorted(response.headers.items())))


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def crawl(client: Client, party: access.Party, children: list[str], few: list[str]) -> Iterator[Answer]:
    """Every endpoint on every object of these children: looked at, then each change asked for with nothing filled in, and
    what shows something only then, filled in.

    The children `few` alone are asked for where each answer is slow (a PDF) or the same (a refusal, an empty form).
    """
    for name, end in sorted(access.ENDPOINTS.items(), key=lambda one: one[1].changes):
        if name in ENDS_THE_SESSION:
            continue
        parts = frozenset(next(p for p in access.endpoints() if p.name == name).pattern.converters)
        alike = end.changes or party not in end.parties
        for where in OBJECTS[parts](few if alike else children):
            address = reverse(name, kwargs=where)
            if alike or where.get("child_id") in (None, *few) or name not in papers:
                for sent in ({}, FILLED[name]) if name in FILLED else ({},):
                    response = client.post(address, sent) if end.changes else client.get(address)
                    if response.get("Content-Type", "") == "application/pdf":
                        papers.add(name)
                    yield Answer(name, address, response.status_code, readable(response))


papers: set[str] = set()
"""The endpoints that turned out to answer with a PDF."""


def listed(client: Client, words: Iterable[str], further: bool = True) -> Iterator[Answer]:
    """The lists, `further` every page of every filter, and what a search for each of these words finds."""
    seen: set[str] = set()
    ahead = [reverse(name) for name in ("worklist", "outreach", "openings", "audit")]
    while ahead:
        address = ahead.pop()
        seen.add(address)
        response = client.get(address)
        yield Answer("list", address, response.status_code, readable(response))
        found = re.findall(r'href="(\?[^"]*)"', response.content.decode())
        ahead += (
            []
            if not further
            else [
                link
                for query in found
                if (link := address.partition("?")[0] + html.unescape(query)) not in {*seen, *ahead}
            ]
        )
    for word in words:
        response = client.post(reverse("find"), {"words": word})
        yield Answer("find", word, response.status_code, readable(response))


def hits(answers: Iterable[Answer], secrets: Iterable[str]) -> list[tuple[str, str]]:
    """The answers that hold a secret, and which."""
    hidden = [(secret, plain(secret)) for secret in secrets]
    return [(f"{one.name} {one.address}", secret) for one in answers for secret, text in hidden if text in one.text]
