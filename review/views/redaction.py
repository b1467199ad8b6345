"""The stewards' page on redaction: what a pasted text would lose, and why. What is typed is neither kept nor logged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from extracts.redaction import TYPES, WITHHELD, Preview
from extracts.redaction import preview as look
from review import forms, log


def page(request: HttpRequest) -> HttpResponse:
    log.record(request.user, "redaction")
    return render(request, "review/redaction.html", {"form": forms.Paste()})


def preview(request: HttpRequest) -> HttpResponse:
    """The text with its marks, without asking who is on file: nobody learns here who is. The log says that somebody tried, and
    how much was marked."""
    form = forms.Paste(request.POST)
    if not form.is_valid():
        return render(request, "review/redaction.html", {"form": form}, status=400)
    proposed = look(form.cleaned_data["text"])
    log.record(request.user, "redaction.preview", detail={"marks": len(proposed.spans)})
    context = {"form": form, **shown(proposed, translation.get_language())}
    return render(request, "review/redaction.html", context)


def shown(proposed: Preview, language: str) -> dict[str, Any]:
    """The text in pieces, those marked with their mark and number, and each mark's type and reason."""
    pieces: list[dict[str, object]] = []
    at = 0
    for number, span in enumerate(proposed.spans, start=1):
        pieces += [{"text": proposed.original[at : span.start]}]
        pieces += [{"text": proposed.original[span.start : span.end], "mark": span.mark, "number": number}]
        at = span.end
    reasons = [
        {"mark": span.mark, "type": getattr(TYPES[span.type], language), "why": getattr(span, f"why_{language}")}
        for span in proposed.spans
    ]
    because = proposed.withheld_because
    return {
        "pieces": [*pieces, {"text": proposed.original[at:]}],
        "reasons": reasons,
        "redacted": proposed.text,
        "withheld": getattr(WITHHELD[because], language) if because else "",
    }
