"""The stewards' queue of doubtful links: one pair at a time, blind to the model's answer and to each other's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from review import children, forms, links, log, published
from review.models import Report

REPORTS = 20  # at once, the oldest first: assumption: a day's work


def queue(request: HttpRequest) -> HttpResponse:
    """How many pairs wait, the first that this run can still show, and what was reported wrong in the own extracts."""
    return _queue(request)


def _queue(request: HttpRequest, sent: dict[int, forms.Reply] | None = None) -> HttpResponse:
    """`sent`: for a report, an answer that didn't hold."""
    run, account = published.current(), request.user
    pairs = links.waiting(run, account)
    first = next((pair for pair in pairs if links.sides(run, pair)), None)
    waiting = Report.objects.filter(extract__in=links.own_extracts(account), answered_at=None).select_related("by")
    reported = waiting.exclude(child_id__in=children.withdrawn(run)).order_by("at")
    reports, more = list(reported[:REPORTS]), max(reported.count() - REPORTS, 0)
    detail: dict[str, object] = {"waiting": len(pairs), "children": [one.child_id for one in reports]}
    fields = {"report", *(f"{one.extract}.person" for one in reports)} if reports else set()
    log.record(account, "links", run_id=run.run_id, fields=fields, detail=detail)
    listed = [
        (
            one,
            links.reported(run, one.extract, one.child_id),
            (sent or {}).get(one.pk) or forms.Reply(auto_id=False),
        )
        for one in reports
    ]
    context = {"waiting": len(pairs), "next": first, "reports": listed, "more": more}
    return render(request, "review/links.html", context, status=400 if sent else 200)


def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    """The department's answer to what was reported wrong: whether its source is corrected, and why or why not."""
    form = forms.Reply(request.POST, auto_id=False)
    if not form.is_valid():
        return _queue(request, {report_id: form})
    with log.changing():
        report = get_object_or_404(Report, pk=report_id, answered_at=None)
        report.corrected, report.answer = form.cleaned_data["corrected"], form.cleaned_data["answer"]
        report.answered_by, report.answered_at = request.user, timezone.now()
        report.save()
        log.record(
            request.user,
            "wrong.answered",
            child_id=report.child_id,
            reason=report.answer,
            detail={"report": report.pk, "corrected": report.corrected, "requested": report.requested},
        )
    messages.success(request, _("回答を記録しました。訂正は次のデータ提供で反映されます。"))
    return redirect("links")


def pair(request: HttpRequest, extract: str, record_key: str, child_id: str) -> HttpResponse:
    """One pair, person fields only."""
    return _pair(request, links.Pair(extract, record_key, child_id), forms.Ruling(), 200)


def _pair(request: HttpRequest, asked: links.Pair, form: forms.Ruling, status: int) -> HttpResponse:
    run, account = published.current(), request.user
    shown = links.sides(run, asked) if asked in links.waiting(run, account) else None
    if shown is None:
        raise Http404
    log.record(
        account,
        "link",
        child_id=asked.child_id,
        run_id=run.run_id,
        fields=[f"{side.extract}.person" for side in shown],
        detail={"record_key": asked.record_key},
    )
    context = {"pair": asked, "sides": shown, "form": form}
    return render(request, "review/pair.html", context, status=status)


def rule(request: HttpRequest, extract: str, record_key: str, child_id: str) -> HttpResponse:
    """One person's ruling on the pair, then on to the queue."""
    form, asked = forms.Ruling(request.POST), links.Pair(extract, record_key, child_id)
    if not form.is_valid():
        return _pair(request, asked, form, 400)
    values = form.cleaned_data
    try:
        links.rule(published.current(), asked, request.user, values["same"], values["reason"])
    except ValueError:
        raise Http404 from None
    messages.success(request, _("判定を記録しました。"))
    return redirect("links")
