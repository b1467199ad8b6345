"""The frame around each page: its navigation for this account, the run it shows, and the fixed words."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from review import access, four_eyes, published
from review.models import Account, BreakGlass

NAVIGATION = (
    ("worklist", _("一覧")),
    ("outreach", _("支援の案内")),
    ("glass", _("緊急に開く")),
    ("deliveries", _("届いたデータ")),
    ("links", _("本人確認")),
    ("redaction", _("墨消し")),
    ("audit", _("監査")),
    ("analysis", _("集計")),
    ("proposals", _("二人の確認")),
    ("thresholds", _("基準値")),
    ("runs", _("処理と報告")),
    ("quality", _("当たりと見落とし")),
    ("openings", _("緊急閲覧の審査")),
)
"""Pages that stand in the header, in this order, for the parties whom the access table lets in."""
SEEN_TO_SOMETIMES = frozenset({"analysis", "proposals", "thresholds", "quality", "openings"})
"""Those that stand together in a menu for whoever also has a list of children: nobody opens them each morning."""


def home_of(party: access.Party) -> str:
    """The first page of the navigation that the party may open."""
    return next(name for name, _label in NAVIGATION if party in access.ENDPOINTS[name].parties)


def _opens(address: str) -> ResolverMatch | None:
    """The endpoint behind an address, if a browser can open it as a page of somebody who signed in."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    return None if found.url_name not in access.ENDPOINTS or access.ENDPOINTS[found.url_name].changes else found


def page_of(request: HttpRequest) -> str:
    """The address of the page that somebody is on; for what a form was sent to, the nearest page above it."""
    if request.method == "GET":
        return str(request.get_full_path())
    address = request.path
    while address != "/" and not _opens(address):
        address = f"{address.rstrip('/').rpartition('/')[0]}/"
    return str(address)


def first_page(account: Account, wanted: str) -> str:
    """Where somebody begins who signed in: on the page that they asked for, if it is theirs to open."""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        found = _opens(wanted)
        if found and access.allowed(account, str(found.url_name), found.kwargs):
            return wanted
    return reverse(home_of(access.party(account)))


def seconds_left(request: HttpRequest) -> dict[str, float]:
    """How long the session lasts: while nobody does anything, and however busy they are."""
    age = timezone.now().timestamp() - request.session.get("signed_in_at", 0)
    return {
        "idle": settings.SESSION_COOKIE_AGE - settings.SESSION_SEEN_EVERY,
        "longest": settings.SESSION_LONGEST - age,
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that every template has."""
    if not access.signed_in(request):
        return {"here": page_of(request)}
    try:
        run = published.current()
    except published.NothingPublished:
        run = None
    party = access.party(request.user)
    links = [(name, label) for name, label in NAVIGATION if party in access.ENDPOINTS[name].parties]
    together = SEEN_TO_SOMETIMES if party in access.SUPPORT else frozenset()
    # a supervisor is told on whatever page they open next: of each break-glass, and of what another supervisor asks for
    told = {}
    if party is access.Party.SUPERVISOR:
        told = {
            "openings": BreakGlass.objects.filter(reviewed_at=None).count(),
            "proposals": four_eyes.waits_for(request.user),
        }
    return {
        "here": page_of(request),
        "left": seconds_left(request),
        "navigation": [link for link in links if link[0] not in together],
        "more": [link for link in links if link[0] in together],
        "run": run,
        "party": party,
        "to_review": told,
        "to_review_in_all": sum(told.values()),
    }
