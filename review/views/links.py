"""The stewards' queue of doubtful links: one pair at a time, blind to the model's answer and to each other's."""

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from review import forms, links, log, published
from review.models import Report


def queue(request: HttpRequest) -> HttpResponse:
    """How many pairs wait, the first that this run can still show, and what was reported wrong in the own extracts."""
    run, account = published.current(), request.user
    pairs = links.waiting(run, account)
    first = next((pair for pair in pairs if links.sides(run, pair)), None)
    reports = Report.objects.filter(extract__in=links.own_extracts(account), answered_at=None).select_related("by")
    log.record(account, "links", run_id=run.run_id, detail={"waiting": len(pairs), "reports": len(reports)})
    return render(request, "review/links.html", {"waiting": len(pairs), "next": first, "reports": reports})


class Reply(django_forms.Form):
    corrected = django_forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    answer = django_forms.CharField(max_length=1000)


@log.changing()
def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    """The department's answer to what was reported wrong: whether its source is corrected, and why or why not."""
    report = get_object_or_404(Report.objects.select_for_update(), pk=report_id, answered_at=None)
    form = Reply(request.POST)
    if not form.is_valid():
        messages.error(request, _("訂正したかどうかと、その理由を入れてください。"))
        return redirect("links")
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
    run, account = published.current(), request.user
    asked = links.Pair(extract, record_key, child_id)
    shown = links.sides(run, asked) if asked in links.waiting(run, account) else None
    if shown is None:
        raise Http404
    log.record(
        account,
        "link",
        child_id=child_id,
        run_id=run.run_id,
        fields=[f"{side.extract}.person" for side in shown],
        detail={"record_key": record_key},
    )
    context = {"pair": asked, "sides": shown, "form": forms.Ruling()}
    return render(request, "review/pair.html", context)


def rule(request: HttpRequest, extract: str, record_key: str, child_id: str) -> HttpResponse:
    """One person's ruling on the pair, then on to the queue."""
    form = forms.Ruling(request.POST)
    if not form.is_valid():
        messages.error(request, _("同じか別かを選んでください。"))
        return redirect("pair", extract=extract, record_key=record_key, child_id=child_id)
    try:
        links.rule(
            published.current(),
            links.Pair(extract, record_key, child_id),
            request.user,
            form.cleaned_data["same"],
            form.cleaned_data["reason"],
        )
    except ValueError:
        raise Http404 from None
    messages.success(request, _("判定を記録しました。"))
    return redirect("links")
