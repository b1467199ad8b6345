"""What the worklist can be filtered by: a table of facets. Chosen facets hold together; views are facets put together.

A facet is offered to the parties that it names: what the consultation desk knows of a child, school staff can't filter by.
None orders children by how grave anything is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review import access, judgements
from review.models import Account, Assignment, FollowUp, Role, SavedFilter, State

DESK = frozenset({access.Party.SUPERVISOR, access.Party.CONSULTATION})
READS_SOS = frozenset(party for party in access.SUPPORT if "sos_signals" in access.READS[party])
READS_CATEGORY = frozenset(party for party in access.SUPPORT if access.READS[party] >= judgements.UNDER)
SUPERVISOR = frozenset({access.Party.SUPERVISOR})

STATE, CATEGORY, MARK, KNOWN, WORKER = "state", "category", "mark", "known", "worker"
GROUPS = {
    STATE: _("状態"),
    CATEGORY: _("区分"),
    MARK: _("あてはまるもの"),
    KNOWN: _("相談窓口とのつながり"),
    WORKER: _("担当者"),
}
"""The groups of facets, in the order of the form."""
ONE_OF = frozenset({STATE, CATEGORY, WORKER})
"""Groups of which one facet at most holds: a case is in one state."""


@dataclass(frozen=True)
class Facet:
    """`chosen` gives the condition on a case, for this account, today."""

    name: str
    group: str
    label: object
    chosen: Callable[[Account, date], Q]
    parties: frozenset[access.Party] = access.SUPPORT


def due(account: Account, today: date) -> Q:
    return Q(pk__in=FollowUp.objects.filter(done_at=None, due_on__lte=today).values("case"))


def mine_to_do(account: Account, today: date) -> Q:
    return Q(pk__in=FollowUp.objects.filter(done_at=None, who=account).values("case"))


def in_nobodys_hands() -> Q:
    """Whatever its state: a case that came back after everybody had left it is nobody's too."""
    return ~Q(pk__in=Assignment.objects.filter(until=None).values("case"))


FACETS = (
    Facet("unassigned", STATE, _("担当未定"), lambda account, today: in_nobodys_hands(), SUPERVISOR),
    Facet("back", STATE, _("再確認"), lambda account, today: Q(state=State.BACK)),
    Facet("second", STATE, _("二人目の確認待ち"), lambda account, today: Q(state=State.AWAITING_SECOND)),
    Facet("closed", STATE, _("終結"), lambda account, today: Q(state=State.CLOSED)),
    Facet("priority", CATEGORY, _("重点支援"), lambda account, today: Q(overall="重点支援"), READS_CATEGORY),
    Facet("support", CATEGORY, _("支援"), lambda account, today: Q(overall="支援"), READS_CATEGORY),
    Facet(
        "watch",
        CATEGORY,
        pgettext_lazy("category", "見守り"),
        lambda account, today: Q(overall="見守り"),
        READS_CATEGORY,
    ),
    Facet("pending", CATEGORY, _("判定保留"), lambda account, today: Q(overall="判定保留"), READS_CATEGORY),
    Facet("sos", MARK, _("子どもSOS"), lambda account, today: Q(sos_on__isnull=False), READS_SOS),
    Facet("changed", MARK, _("新規・変化"), lambda account, today: ~Q(change="")),
    Facet("flagged", MARK, _("判定あり"), lambda account, today: Q(flagged=True)),
    Facet("by-hand", MARK, _("気づきから"), lambda account, today: Q(origin="concern")),
    Facet("due", MARK, _("フォロー期限"), due),
    Facet("mine", MARK, _("自分がするフォロー"), mine_to_do),
    Facet("confirm", MARK, _("要確認"), lambda account, today: Q(to_confirm=True), READS_CATEGORY),
    Facet(
        "unknown",
        KNOWN,
        _("どこにも知られていない"),
        lambda account, today: Q(flagged=True, consultation_open=False, registration=""),
        DESK,
    ),
    Facet("no-consultation", KNOWN, _("開いている相談なし"), lambda account, today: Q(consultation_open=False), DESK),
    Facet(
        "no-school",
        KNOWN,
        _("学校からの相談なし"),
        lambda account, today: Q(consultation_from_school=False),
        DESK,
    ),
    Facet(
        "no-registration",
        KNOWN,
        _("要対協の登録なし"),
        lambda account, today: Q(registration="", consultation_open__isnull=False),
        DESK,
    ),
    Facet("unsure", KNOWN, _("相談の有無が分からない"), lambda account, today: Q(consultation_open__isnull=True), DESK),
)
ALSO_CLOSED = frozenset({"closed", "due", "mine"})
Selection = tuple[Facet, ...]

VIEWS: tuple[tuple[str, ...], ...] = (
    ("unassigned",),
    ("sos",),
    ("changed",),
    ("due",),
    ("unknown",),
    ("back",),
    ("second",),
    ("closed",),
)
"""The views that stand above the list for those who may use them; a person adds their own (SavedFilter)."""


def in_hands_of(worker: Account) -> Facet:
    def theirs(account: Account, today: date) -> Q:
        return Q(pk__in=Assignment.objects.filter(account=worker, until=None).values("case"))

    return Facet(f"with-{worker.username}", WORKER, worker.name, theirs, SUPERVISOR)


def offered(account: Account) -> Selection:
    """The facets that the account may choose, in order; for the supervisor also each worker's cases."""
    party = access.party(account)
    found = tuple(facet for facet in FACETS if party in facet.parties)
    if party in SUPERVISOR:
        workers = Account.objects.filter(role=Role.CASE_WORKER, is_active=True).order_by("username")
        found += tuple(in_hands_of(worker) for worker in workers)
    return found


def named(names: Iterable[str], among: Selection) -> Selection:
    """The facets of those names, in the table's order, one at most of a group that allows one; others are left out."""
    wanted, found = set(names), []
    taken: set[str] = set()
    for facet in among:
        if facet.name in wanted and facet.group not in taken:
            found.append(facet)
            if facet.group in ONE_OF:
                taken.add(facet.group)
    return tuple(found)


def asked(query: QueryDict, among: Selection) -> Selection:
    """What an address asks for: `?state=back&mark=due&mark=changed`."""
    return named([name for group in GROUPS for name in query.getlist(group)], among)


def address(selection: Selection) -> str:
    """The selection as the part of an address after the `?`: no name of anybody but a worker's account stands in it."""
    return urlencode([(facet.group, facet.name) for facet in selection])


def condition(selection: Selection, account: Account, today: date) -> Q:
    """Every chosen facet; closed cases only where they are asked for, or what is to be done about them."""
    wanted = Q() if any(facet.name in ALSO_CLOSED for facet in selection) else ~Q(state=State.CLOSED)
    for facet in selection:
        wanted &= facet.chosen(account, today)
    return wanted


def instead_unsure(selection: Selection, among: Selection) -> Selection:
    """The selection with "can't be told" in place of what the desk knows; empty where it asks nothing of that."""
    rest = [facet.name for facet in selection if facet.group != KNOWN]
    if len(rest) == len(selection) or any(facet.name == "unsure" for facet in selection):
        return ()
    return named([*rest, "unsure"], among)


@dataclass(frozen=True)
class View:
    """A selection as a link above the list. `saved` is the person's own; None for those that everybody has."""

    label: object
    selection: Selection
    saved: SavedFilter | None = None

    @property
    def address(self) -> str:
        return address(self.selection)


def views(account: Account, among: Selection) -> list[View]:
    """All, the views for everybody who may use them, then the person's own."""
    every = _("すべて") if access.party(account) in SUPERVISOR else _("自分の担当")
    found = [View(every, ())]
    for names in VIEWS:
        selection = named(names, among)
        if len(selection) == len(names):
            found.append(View(selection[0].label, selection))
    own = [(saved, named(saved.facets, among)) for saved in SavedFilter.objects.filter(account=account)]
    return found + [View(saved.name, selection, saved) for saved, selection in own if selection]
