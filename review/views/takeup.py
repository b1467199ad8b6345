"""出し忘れのない支援: who seems eligible for what, for a named person to approve one by one. Nothing is sent from here."""

import re
from collections.abc import Collection
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from review import access, children, forms, hiding, log, paper, published, reasons
from review.models import OutreachApproval
from review.published import Row, Run

PAGE = 25


def supports(run: Run, language: str) -> list[Row]:
    """The supports of this run with how many seem eligible."""
    return run.rows(
        f"""
        SELECT t.support, r.label_{language} AS label, count(*) AS number
        FROM flags.takeup AS t JOIN flags.rule AS r ON r.rule = t.support GROUP BY ALL ORDER BY 1
        """
    )


def outreach(request: HttpRequest) -> HttpResponse:
    """The outreach list of one support, a page at a time."""
    run, account, language = published.current(), request.user, translation.get_language()
    offered = supports(run, language)
    chosen = next(
        (row for row in offered if row["support"] == request.GET.get("support")), offered[0] if offered else None
    )
    hidden = children.withdrawn(run)
    ids = [
        row["child_id"]
        for row in run.rows(
            "SELECT child_id FROM flags.takeup WHERE support = ? ORDER BY child_id", chosen["support"] if chosen else ""
        )
        if row["child_id"] not in hidden
    ]
    page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    names = children.names(run, listed)
    given = answers(chosen["support"] if chosen else "", listed)
    hidden_keys, lines = hiding.keys(run), []
    for child_id in listed:
        offers = reasons.takeup(run, child_id, access.reads(account), hidden_keys, language)
        offer = next((one for one in offers if chosen and one["support"] == chosen["support"]), None)
        if offer:
            approval = given.get((child_id, offer["evidence"]))
            lines.append({"child_id": child_id, "name": names[child_id], "offer": offer, "approval": approval})
    log.record(
        account,
        "outreach",
        run_id=run.run_id,
        fields=["resident_registry.name", "takeup.reason"],
        detail={
            "basis": "supervisor",
            "support": chosen["support"] if chosen else "",
            "children": [line["child_id"] for line in lines],
        },
    )
    context = {"supports": offered, "chosen": chosen, "lines": lines, "page": page}
    return render(request, "review/outreach.html", context)


def answers(support: str, child_ids: Collection[str]) -> dict[tuple[str, str], OutreachApproval]:
    """The newest answer for each child and what the offer rested on: it holds until that changes, in later runs too."""
    given = OutreachApproval.objects.filter(support=support, child_id__in=child_ids).select_related("by").order_by("at")
    return {(one.child_id, one.evidence): one for one in given}


def offered(run: Run, request: HttpRequest, child_id: str, support: str) -> Row:
    """The offer as the account may see it, in Japanese as the family reads it; raises Http404 where there is none."""
    found = reasons.takeup(run, child_id, access.reads(request.user), hiding.keys(run), "ja")
    for offer in found:
        if offer["support"] == support:
            return offer
    raise Http404


@log.changing()
def approve(request: HttpRequest, child_id: str, support: str) -> HttpResponse:
    """One named person's answer for one child: tell the family, or don't."""
    run = published.current()
    offer = offered(run, request, child_id, support)
    form = forms.Outreach(request.POST)
    left = urlencode({"support": support, "page": request.POST.get("page", "")})
    back = redirect(f"{reverse('outreach')}?{left}")
    if not form.is_valid():
        messages.error(request, _("理由を入れてください。"))
        return back
    approved = form.cleaned_data["approved"]
    OutreachApproval.objects.update_or_create(
        child_id=child_id,
        support=support,
        run_id=run.run_id,
        defaults={
            "approved": approved,
            "reason": form.cleaned_data["reason"],
            "by": request.user,
            "evidence": offer["evidence"],
        },
    )
    log.record(
        request.user,
        "outreach.answered",
        child_id=child_id,
        reason=form.cleaned_data["reason"],
        run_id=run.run_id,
        detail={"support": support, "approved": approved},
    )
    messages.success(request, _("案内を承認しました。") if approved else _("案内しないことにしました。"))
    return back


def letter(request: HttpRequest, child_id: str, support: str) -> HttpResponse:
    """The letter for an approved offer, as a PDF that a person prints and sends; no address stands in it."""
    run = published.current()
    offer = offered(run, request, child_id, support)
    approval = answers(support, [child_id]).get((child_id, offer["evidence"]))
    if approval is None or not approval.approved:
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
    about = re.sub("の再?案内$", "", offer["label"])
    context = {"name": name, "offer": offer, "support": about, "approval": approval, "run": run}
    return paper.pdf(request, "review/letter.html", context)
