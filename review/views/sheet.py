"""The case meeting sheet: one child on A4, as the one who prints it may see it, marked with who, when and why."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from review import access, paper, published, signals, timeline
from review.views import child as card_page

LINES = 12  # with the reasons before and the decisions after


def sheet(request: HttpRequest, child_id: str) -> HttpResponse:
    run, account = published.current(), request.user
    card, case = card_page.read(run, account, child_id), card_page.case_of(child_id)
    card_page.record(account, "sheet", run, card, case)
    return paper.pdf(
        request,
        "review/sheet.html",
        {
            "card": card,
            "child": card.child,
            "why": card.why,
            "case": case,
            "answered": signals.answered(account, [child_id]),
            "category": access.category(account, case),
            "follow_ups": [follow for follow in case.follow_ups.all() if not follow.done_at] if case else [],
            "run": run,
            "account": account,
            "now": timezone.now(),
            "current": [entry for entry in card.entries if entry.going_on(run.as_of)],
            "recent": timeline.few_of_each(card.entries)[:LINES],
        },
    )
