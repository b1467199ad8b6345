"""The list that a case worker opens every morning, and finding a child by name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from review import access, children, facets, forms, keeper, log, published, reasons, search, signals
from review.models import Account, Assignment, Case, Event, FollowUp
from review.pages import home_of
from review.published import Run

PAGE = 25
MOST = 50  # that a search shows at once: who finds more types more of the name


@dataclass(frozen=True)
class Line:
    """One row of the list. `case` is None for a child found by name who has none; `category` and `sos` (the day) for those
    who read what is under them; `opened`: by this account, in this run."""

    child_id: str
    name: children.Named
    age: int | None
    grade: int | None
    labels: list[str]
    case: Case | None
    category: str
    sos: date | None
    workers: list[str]
    opened: bool
    elsewhere: bool


def home(request: HttpRequest) -> HttpResponse:
    return redirect(home_of(access.party(request.user)))


def visible(account: Account) -> QuerySet[Case]:
    """The cases that the account may see: all for the supervisor, else those assigned."""
    cases = Case.objects.filter(merged_into="").exclude(child_id__in=children.withdrawn(published.current()))
    if access.party(account) is not access.Party.SUPERVISOR:
        cases = cases.filter(pk__in=Assignment.objects.filter(account=account, until=None).values("case"))
    return cases


def in_order(cases: QuerySet[Case], account: Account) -> QuerySet[Case]:
    """SOS first for those who read it, then the follow-ups that are due first, then what is new, then as they came: nothing
    is ranked."""
    open_follow_ups = FollowUp.objects.filter(case=OuterRef("pk"), done_at=None).order_by()
    first_due = open_follow_ups.values("case").annotate(first=Min("due_on")).values("first")
    sos = [F("sos_on").desc(nulls_last=True)] if access.party(account) in facets.READS_SOS else []
    return (
        cases.annotate(due=Subquery(first_due))
        .defer("before")
        .order_by(*sos, F("due").asc(nulls_last=True), "-change", "opened_at", "child_id")
    )


def counted(cases: QuerySet[Case], views: list[facets.View], account: Account, today: date) -> list[int]:
    """How many cases each view holds, in one query."""
    counts = {
        f"view_{number}": Count("pk", filter=facets.condition(view.selection, account, today))
        for number, view in enumerate(views)
    }
    return list(cases.aggregate(**counts).values())


def worklist(request: HttpRequest) -> HttpResponse:
    keeper.bring_in_unless_watched()
    run = published.current()
    account, today = request.user, timezone.localdate()
    offered = facets.offered(account)
    selection = facets.asked(request.GET, offered)
    cases = visible(account)
    views = facets.views(account, offered)
    counts = counted(cases, views, account, today)
    listed = in_order(cases.filter(facets.condition(selection, account, today)), account)
    page = Paginator(listed.values_list("child_id", flat=True), PAGE).get_page(request.GET.get("page"))
    child_ids = list(page)  # in the list's order; what a case rests on is read of these alone
    lines = _lines(run, account, child_ids, {case.child_id: case for case in listed.filter(child_id__in=child_ids)})
    raised = _signals(run, account)
    shown = {"filter": [facet.name for facet in selection], "page": page.number}
    _record(account, "worklist", run, lines, {**shown, "signals": [item["signal"].child for item in raised]})
    address = facets.address(selection)
    _remember(request, f"{address}&page={page.number}" if page.number > 1 else address, lines)
    chosen = next((view for view in views if view.selection == selection), None)
    unsure = facets.instead_unsure(selection, offered)
    return _page(
        request,
        lines,
        {
            "signals": raised,
            "page": page,
            "address": address,
            "views": list(zip(views, counts, strict=True)),
            "chosen": chosen,
            "selection": selection,
            "groups": [
                (group, label, [facet for facet in offered if facet.group == group], group in facets.ONE_OF)
                for group, label in facets.GROUPS.items()
            ],
            "filter_form": forms.Filter(),
            "unsure": cases.filter(facets.condition(unsure, account, today)).count() if unsure else 0,
            "unsure_address": facets.address(unsure),
        },
    )


def _remember(request: HttpRequest, address: str, lines: list[Line]) -> None:
    """The list as it was left: a card leads back to it, and to the next child on it."""
    left = {"address": address, "children": [line.child_id for line in lines]}
    if request.session.get("list") != left:
        request.session["list"] = left


def _signals(run: Run, account: Account) -> list[dict[str, Any]]:
    """What stands above every list: the signals that nobody has answered, with the child's name where one was found."""
    raised, language = signals.open_for(account), translation.get_language()
    names = children.names(run, [signal.child for signal in raised if signal.child])
    return [
        {
            "signal": signal,
            "name": names.get(signal.child),
            "because": [reason["ja" if language == "ja" else "en"] for reason in signal.because],
        }
        for signal in raised
    ]


def find(request: HttpRequest) -> HttpResponse:
    """By name, among the children one may see; what was typed isn't kept, whom it found is."""
    run = published.current()
    account = request.user
    among = None
    if access.party(account) is not access.Party.SUPERVISOR:
        among = frozenset(visible(account).values_list("child_id", flat=True))
    found = search.by_name(run, request.POST.get("words", ""), among)
    child_ids = found[:MOST]
    cases = {case.child_id: case for case in in_order(visible(account).filter(child_id__in=child_ids), account)}
    lines = _lines(run, account, child_ids, cases)
    _record(account, "find", run, lines, {"found": len(found)})
    _remember(request, "", lines)
    return _page(request, lines, {"found": len(found)})


def _lines(run: Run, account: Account, child_ids: list[str], cases: dict[str, Case]) -> list[Line]:
    found = children.listed(run, child_ids)
    hidden, reads, language = children.unshown(run), access.reads(account), translation.get_language()
    workers: dict[str, list[str]] = {}
    for assignment in Assignment.objects.filter(case__child_id__in=child_ids, until=None).select_related(
        "account", "case"
    ):
        workers.setdefault(assignment.case.child_id, []).append(assignment.account.name)
    opened = set(
        Event.objects.filter(
            child_id__in=child_ids, account=account.username, action="child", run_id=run.run_id
        ).values_list("child_id", flat=True)
    )
    return [
        Line(
            child_id,
            found[child_id].name,
            children.age(found[child_id].birth_date, run.as_of),
            children.grade(found[child_id].birth_date, run.as_of),
            reasons.labels(run, cases[child_id], reads, hidden, language) if child_id in cases else [],
            cases.get(child_id),
            access.category(account, cases.get(child_id)),
            access.sos_on(account, cases.get(child_id)),
            workers.get(child_id, []),
            child_id in opened,
            _elsewhere(cases.get(child_id), reads),
        )
        for child_id in child_ids
    ]


def _elsewhere(case: Case | None, reads: frozenset[str]) -> bool:
    """Whether a reason of the case rests on what the reader doesn't read."""
    return case is not None and any(not reasons.readable(one, reads, frozenset()) for one in case.grounds.values())


def _record(account: Account, action: str, run: Run, lines: list[Line], detail: dict[str, object]) -> None:
    log.record(
        account,
        action,
        run_id=run.run_id,
        fields=["resident_registry.name", "resident_registry.kana", "flag.label"],
        detail={**detail, **access.basis_of_lists(account), "children": [line.child_id for line in lines]},
    )


def _page(request: HttpRequest, lines: list[Line], context: dict[str, object]) -> HttpResponse:
    return render(
        request,
        "review/worklist.html",
        {
            **context,
            "lines": lines,
            "today": timezone.localdate(),
            "judges": access.party(request.user) in facets.READS_CATEGORY,
        },
    )
