"""Changing a threshold: what there is, what a new value would do, and proposing it; answered in views/proposals.py."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from review import log, published, thresholds
from review.forms_four_eyes import Change
from review.models import ThresholdChange


def listed(request: HttpRequest) -> HttpResponse:
    """Every number with the value in force and those to come, and what was decided so far."""
    run, language = published.current(), translation.get_language()
    rows = [
        {"rule": name, "label": getattr(rule.declaration.label, language), "number": key, "declared": number,
         "now": number.on(run.as_of), "ahead": [value for value in number.values if value.since > run.as_of]}
        for name, rule in thresholds.rules().items()
        for key, number in rule.declaration.numbers.items()
    ]  # fmt: skip
    log.record(request.user, "thresholds", run_id=run.run_id)
    decided = ThresholdChange.objects.select_related("by", "second").order_by("-at")
    return render(request, "review/thresholds.html", {"rows": rows, "decided": decided})


def one(request: HttpRequest, rule: str, number: str) -> HttpResponse:
    """One number: its history, and the form to try another value."""
    return _page(request, rule, number, Change(earliest=published.current().as_of), 200)


def propose(request: HttpRequest, rule: str, number: str) -> HttpResponse:
    """Shows what the value would do (`try`), or puts it before a second person."""
    form = Change(request.POST, earliest=published.current().as_of)
    if not form.is_valid():
        return _page(request, rule, number, form, 400)
    if "try" in request.POST:
        return _page(request, rule, number, form, 200)
    if thresholds.number(rule, number) is None:
        raise Http404
    thresholds.propose(published.current(), request.user, rule, number, **form.cleaned_data)
    messages.success(request, _("総括管理主体の二人目の確認を待ちます。"))
    return redirect("thresholds")


def _page(request: HttpRequest, rule: str, number: str, form: Change, status: int) -> HttpResponse:
    run, language, found = published.current(), translation.get_language(), thresholds.number(rule, number)
    if found is None:
        raise Http404
    tried = form.is_bound and form.is_valid()
    shown = thresholds.what_if(run, rule, number, form.cleaned_data["value"]) if tried else []
    log.record(
        request.user,
        "what_if" if tried else "thresholds",
        run_id=run.run_id,
        detail={"rule": rule, "number": number, **({"value": form.cleaned_data["value"]} if tried else {})},
    )
    context = {
        "rule": rule,
        "label": getattr(thresholds.rules()[rule].declaration.label, language),
        "number": number,
        "declared": found,
        "now": found.on(run.as_of),
        "changes": [{"words": getattr(one, language), "text": one.text} for one in shown],
        "form": form,
        "run": run,
    }
    return render(request, "review/threshold.html", context, status=status)
