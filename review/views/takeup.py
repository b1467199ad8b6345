"""出し忘れのない支援: who seems eligible for what, for a named person to approve one by one. Nothing is sent from here."""

import re
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from review import access, children, forms, log, paper, published, reasons
from review.desks import city, desk_of
from review.models import Account, OutreachApproval
from review.published import Row, Run
from rules.rulebook import RULES

PAGE = 25


def supports(run: Run, withdrawn: Collection[str], language: str) -> list[Row]:
    """The supports of this run with how many seem eligible."""
    return run.rows(
        f"""
        SELECT t.support, r.label_{language} AS label, count(*) AS number
        FROM flags.takeup AS t JOIN flags.rule AS r ON r.rule = t.support
        WHERE NOT list_contains(CAST(? AS TEXT[]), t.child_id) GROUP BY ALL ORDER BY 1
        """,
        sorted(withdrawn),
    )


def outreach(request: HttpRequest) -> HttpResponse:
    """The outreach list of one support, a page at a time."""
    return _page(request, request.GET)


def _page(request: HttpRequest, asked: QueryDict, sent: dict[str, forms.Outreach] | None = None) -> HttpResponse:
    """`asked`: which support, which page. `sent`: for a child, an answer that wasn't recorded."""
    run, account, language = published.current(), request.user, translation.get_language()
    withdrawn = children.withdrawn(run)
    offered = supports(run, withdrawn, language)
    chosen = next((row for row in offered if row["support"] == asked.get("support")), offered[0] if offered else None)
    support = chosen["support"] if chosen else ""
    ids = [
        row["child_id"]
        for row in run.rows("SELECT child_id FROM flags.takeup WHERE support = ? ORDER BY child_id", support)
        if row["child_id"] not in withdrawn
    ]
    page = Paginator(ids, PAGE).get_page(asked.get("page"))
    listed = list(page)
    names = children.names(run, listed)
    given = answers(support, listed)
    hidden_keys, lines = children.unshown(run), []
    for child_id in listed:
        offers = reasons.takeup(run, child_id, access.reads(account), hidden_keys, language)
        offer = next((one for one in offers if one["support"] == support), None)
        if offer:
            line = {"child_id": child_id, "name": names[child_id], "offer": offer, "given": given.get(child_id, [])}
            form = (sent or {}).get(child_id) or forms.Outreach(auto_id=False)
            lines.append({**line, "approval": standing(line["given"], offer), "form": form})
    log.record(
        account,
        "outreach",
        run_id=run.run_id,
        fields=["resident_registry.name", "takeup.reason"],
        detail={"basis": "supervisor", "support": support, "children": [line["child_id"] for line in lines]},
    )
    context = {"supports": offered, "chosen": chosen, "lines": lines, "page": page}
    return render(request, "review/outreach.html", context, status=400 if sent else 200)


def answers(support: str, child_ids: Collection[str]) -> dict[str, list[OutreachApproval]]:
    """Every answer for each child, the newest first: each was somebody's, and none is written over."""
    given: dict[str, list[OutreachApproval]] = {}
    for one in (
        OutreachApproval.objects.filter(support=support, child_id__in=child_ids).select_related("by").order_by("-id")
    ):
        given.setdefault(one.child_id, []).append(one)
    return given


def standing(given: list[OutreachApproval], offer: Row) -> OutreachApproval | None:
    """The newest answer, if the offer rests on what it rested on then, in whatever run; else people are asked again."""
    return given[0] if given and given[0].evidence == offer["evidence"] else None


def offered(run: Run, request: HttpRequest, child_id: str, support: str) -> Row:
    """The offer as the account may see it, in Japanese as the family reads it; raises Http404 where there is none."""
    found = reasons.takeup(run, child_id, access.reads(request.user), children.unshown(run), "ja")
    for offer in found:
        if offer["support"] == support:
            return offer
    raise Http404


def approve(request: HttpRequest, child_id: str, support: str) -> HttpResponse:
    """One named person's answer for one child: tell the family, or don't. It isn't taken where somebody answered whom they
    hadn't read: a family's refusal is overruled by nobody who doesn't know of it."""
    run = published.current()
    offer = offered(run, request, child_id, support)
    form = forms.Outreach(request.POST, auto_id=False)
    asked = QueryDict(mutable=True)
    asked.update({"support": support, "page": request.POST.get("page", "")})
    if not form.is_valid():
        return _page(request, asked, {child_id: form})
    if not _answered(request.user, run, child_id, support, offer, form.cleaned_data):
        form.add_error(
            None, _("まだ記録されていません。先にほかの人が答えました。その答えを読んでから決めてください。")
        )
        return _page(request, asked, {child_id: form})
    messages.success(
        request, _("案内を承認しました。") if form.cleaned_data["approved"] else _("案内しないことにしました。")
    )
    return redirect(f"{reverse('outreach')}?{asked.urlencode()}")


@log.changing()
def _answered(account: Account, run: Run, child_id: str, support: str, offer: Row, values: dict[str, Any]) -> bool:
    """Records the answer; not where somebody answered whom its sender hadn't read."""
    given = answers(support, [child_id]).get(child_id, [])
    if (values["read"] or 0) != (given[0].pk if given else 0):
        return False
    approved, reason = values["approved"], values["reason"]
    about = {"child_id": child_id, "run_id": run.run_id}
    OutreachApproval.objects.create(
        **about, support=support, approved=approved, reason=reason, by=account, evidence=offer["evidence"]
    )
    log.record(account, "outreach.answered", **about, reason=reason, detail={"support": support, "approved": approved})
    return True


def letter(request: HttpRequest, child_id: str, support: str) -> HttpResponse:
    """The letter for an approved offer, in Japanese, as a PDF that a person prints and sends; no address stands in it."""
    run = published.current()
    offer = offered(run, request, child_id, support)
    approval = standing(answers(support, [child_id]).get(child_id, []), offer)
    written = RULES[support].declaration.letter if support in RULES else None
    if approval is None or not approval.approved or written is None:
        raise Http404
    log.record(
        request.user,
        "letter",
        child_id=child_id,
        run_id=run.run_id,
        fields=["resident_registry.name"],
        detail={"support": support},
    )
    name = children.names(run, [child_id])[child_id]
    context = {
        "name": name,
        "offer": offer,
        "support": re.sub("の再?案内$", "", offer["label"]),
        "paragraphs": written.saying(offer["reason"]),
        "today": timezone.localdate(),
    }
    with translation.override("ja"):
        context |= {"city": city(), "desk": desk_of(written.department)}
        return paper.pdf(request, "review/letter.html", context)
