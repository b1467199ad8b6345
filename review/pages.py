"""The frame around each page: its navigation for this account, the run it shows, and the fixed words."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from review import access, published
from review.models import BreakGlass

NAVIGATION = (
    ("worklist", _("一覧")),
    ("outreach", _("支援の案内")),
    ("glass", _("緊急に開く")),
    ("deliveries", _("届いたデータ")),
    ("links", _("本人確認")),
    ("redaction", _("墨消し")),
    ("analysis", _("集計")),
    ("proposals", _("二人の確認")),
    ("thresholds", _("基準値")),
    ("audit", _("監査")),
    ("runs", _("処理と報告")),
    ("quality", _("当たりと見落とし")),
    ("openings", _("緊急閲覧の審査")),
)
"""Pages that stand in the header, in this order, for the parties whom the access table lets in."""
SEEN_TO_SOMETIMES = frozenset({"proposals", "thresholds", "quality", "openings"})
"""Those that stand together in a menu for whoever also has a list of children: nobody opens them each morning."""


def home_of(party: access.Party) -> str:
    """The first page of the navigation that the party may open."""
    return next(name for name, _label in NAVIGATION if party in access.ENDPOINTS[name].parties)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that every template has."""
    if not access.signed_in(request):
        return {}
    try:
        run = published.current()
    except published.NothingPublished:
        run = None
    party = access.party(request.user)
    links = [(name, label) for name, label in NAVIGATION if party in access.ENDPOINTS[name].parties]
    together = SEEN_TO_SOMETIMES if party in access.SUPPORT else frozenset()
    # a supervisor is told of each break-glass on whatever page they open next
    told = BreakGlass.objects.filter(reviewed_at=None).count() if party is access.Party.SUPERVISOR else 0
    return {
        "navigation": [link for link in links if link[0] not in together],
        "more": [link for link in links if link[0] in together],
        "run": run,
        "party": party,
        "to_review": {"openings": told},
    }
