"""The list that a case worker opens every morning, and finding a child by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from review import access, children, log, published, reasons, search, signals
from review.cases import new_run
from review.models import Account, Assignment, Case, HiddenRecord, State
from review.pages import home_of
from review.published import Run

PAGE = 25
DESK = frozenset({access.Party.SUPERVISOR, access.Party.CONSULTATION})


@dataclass(frozen=True)
class Filter:
    name: str
    label: object
    parties: frozenset[access.Party]
    chosen: Callable[[Account, date], Q]


OPEN = ~Q(state=State.CLOSED)
FILTERS = (
    Filter("all", _("すべて"), access.SUPPORT, lambda account, today: OPEN),
    Filter(
        "unassigned",
        _("担当未定"),
        frozenset({access.Party.SUPERVISOR}),
        lambda account, today: Q(state=State.UNASSIGNED),
    ),
    Filter("changed", _("前回の処理から新規・変化"), access.SUPPORT, lambda account, today: OPEN & ~Q(change="")),
    Filter("due", _("フォロー期限"), access.SUPPORT, lambda account, today: OPEN & Q(due__lte=today)),
    Filter(
        "unknown",
        _("相談・要対協の登録なし"),
        DESK,
        lambda account, today: OPEN & Q(flagged=True, consultation_open=False, registration=""),
    ),
    Filter("back", _("再確認"), access.SUPPORT, lambda account, today: Q(state=State.BACK)),
    Filter("second", _("二人目の確認待ち"), access.SUPPORT, lambda account, today: Q(state=State.AWAITING_SECOND)),
    Filter("sos", _("子どもSOS"), access.SUPPORT, lambda account, today: OPEN & Q(sos_on__isnull=False)),
    Filter("closed", _("終結"), access.SUPPORT, lambda account, today: Q(state=State.CLOSED)),
)


@dataclass(frozen=True)
class Line:
    """One row of the list. `case` is None for a child found by name who has none."""

    child_id: str
    name: children.Named
    age: int | None
    grade: int | None
    labels: list[str]
    case: Case | None
    workers: list[str]


def home(request: HttpRequest) -> HttpResponse:
    return redirect(home_of(access.party(request.user)))


def visible(account: Account) -> QuerySet[Case]:
    """The cases that the account may see: all for the supervisor, else those assigned."""
    cases = Case.objects.all()
    if access.party(account) is not access.Party.SUPERVISOR:
        mine = Assignment.objects.filter(case=OuterRef("pk"), account=account, until=None)
        cases = cases.filter(Exists(mine))
    return cases.annotate(due=Min("follow_ups__due_on", filter=Q(follow_ups__done_at=None)))


def worklist(request: HttpRequest) -> HttpResponse:
    run = published.current()
    new_run.take_up(run)
    signals.take_in(run)
    account, today = request.user, timezone.localdate()
    party = access.party(account)
    offered = [item for item in FILTERS if party in item.parties]
    chosen = next((item for item in offered if item.name == request.GET.get("filter")), offered[0])
    cases = visible(account)
    counts = [(item, cases.filter(item.chosen(account, today)).count()) for item in offered]
    listed = cases.filter(chosen.chosen(account, today)).order_by(
        F("sos_on").desc(nulls_last=True), F("due").asc(nulls_last=True), "-change", "opened_at", "child_id"
    )
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    lines = _lines(run, account, [case.child_id for case in page], {case.child_id: case for case in page})
    raised = _signals(run, account)
    seen = [item["signal"].child for item in raised]
    _record(account, "worklist", run, lines, {"filter": chosen.name, "page": page.number, "signals": seen})
    return _page(request, lines, page, counts, chosen, raised)


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
    child_ids = search.by_name(run, request.POST.get("words", ""), among)
    cases = {case.child_id: case for case in visible(account).filter(child_id__in=child_ids)}
    lines = _lines(run, account, child_ids, cases)
    _record(account, "find", run, lines, {})
    return _page(request, lines, None, [], None)


def _lines(run: Run, account: Account, child_ids: list[str], cases: dict[str, Case]) -> list[Line]:
    names = children.names(run, child_ids)
    births = {
        row["child_id"]: row["birth_date"]
        for row in run.rows(
            "SELECT child_id, birth_date FROM children.child WHERE child_id IN (SELECT unnest(?))", child_ids
        )
    }
    hidden = frozenset(
        HiddenRecord.objects.filter(child_id__in=child_ids)
        .exclude(ruled_out=False)
        .values_list("record_key", flat=True)
    )
    labels = reasons.labels(run, child_ids, access.reads(account), hidden, translation.get_language())
    workers: dict[str, list[str]] = {}
    for assignment in Assignment.objects.filter(case__child_id__in=child_ids, until=None).select_related(
        "account", "case"
    ):
        workers.setdefault(assignment.case.child_id, []).append(assignment.account.name)
    return [
        Line(
            child_id,
            names[child_id],
            children.age(births.get(child_id), run.as_of),
            children.grade(births.get(child_id), run.as_of),
            labels[child_id],
            cases.get(child_id),
            workers.get(child_id, []),
        )
        for child_id in child_ids
    ]


def _record(account: Account, action: str, run: Run, lines: list[Line], detail: dict[str, object]) -> None:
    log.record(
        account,
        action,
        run_id=run.run_id,
        fields=["resident_registry.name", "resident_registry.kana", "flag.label"],
        detail={**detail, "children": [line.child_id for line in lines]},
    )


def _page(
    request: HttpRequest,
    lines: list[Line],
    page: "Page[Case] | None",
    counts: list[tuple[Filter, int]],
    chosen: Filter | None,
    raised: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "lines": lines,
        "page": page,
        "counts": counts,
        "chosen": chosen,
        "signals": raised,
        "today": timezone.localdate(),
    }
    return render(request, "review/worklist.html", context)
