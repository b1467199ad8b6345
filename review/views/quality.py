"""How often flags are right and how many children are missed, with n and interval; drawing the sample for it; and the
groups that a rule flags more or less often, each with its written reason."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review import gaps, hiding, log, published, quality
from review.forms import Because
from review.models import GapReason


class Sample(forms.Form):
    size = forms.IntegerField(label=gettext_lazy("人数"), min_value=1, max_value=400)
    reason = Because()


def page(request: HttpRequest) -> HttpResponse:
    return _page(request, Sample(), 200)


def _page(request: HttpRequest, form: Sample, status: int) -> HttpResponse:
    log.record(request.user, "quality", run_id=published.current().run_id)
    context = {
        "precision": quality.precision(),
        "misses": quality.misses(),
        "sampled": quality.sampled(),
        "form": form,
        "hidden": hiding.waiting(),
        "draws": request.user.role == "supervisor",
    }
    return render(request, "review/quality.html", context, status=status)


def draw(request: HttpRequest) -> HttpResponse:
    form = Sample(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    drawn = quality.draw(published.current(), request.user, form.cleaned_data["size"], form.cleaned_data["reason"])
    messages.success(request, _("無作為に選んだ子どもを担当未定の一覧に加えました。人数：{n}").format(n=drawn))
    return redirect("quality")


def gaps_page(request: HttpRequest) -> HttpResponse:
    """The groups outside 0.8 to 1.25, those without a reason first."""
    return _gaps(request)


class Explanation(forms.Form):
    reason = Because(widget=forms.TextInput)


def _gaps(request: HttpRequest, sent: dict[tuple[str, ...], Explanation] | None = None) -> HttpResponse:
    """`sent`: for a gap, an explanation that didn't hold."""
    run, language = published.current(), translation.get_language()
    rows = gaps.outside(run, language)
    log.record(request.user, "gaps", run_id=run.run_id)
    listed = [(row, (sent or {}).get(row.about) or Explanation(auto_id=False)) for row in rows]
    context = {"rows": listed, "open": sum(row.reason is None for row in rows)}
    return render(request, "review/gaps.html", context, status=400 if sent else 200)


def explain(request: HttpRequest) -> HttpResponse:
    """Somebody's written reason for one group of one rule in this run."""
    run, asked = published.current(), tuple(request.POST.get(name, "") for name in ("rule", "dimension", "part"))
    found = next((one for one in gaps.outside(run, "ja") if one.about == asked), None)
    if found is None:
        raise Http404
    form = Explanation(request.POST, auto_id=False)
    if not form.is_valid():
        return _gaps(request, {asked: form})
    reason = form.cleaned_data["reason"]
    about = {"rule": found.rule, "dimension": found.dimension, "part": found.part, "ratio": found.ratio}
    with log.changing():
        GapReason.objects.create(run_id=run.run_id, reason=reason, by=request.user, **about)
        log.record(request.user, "gap.explained", run_id=run.run_id, reason=reason, detail=about)
    messages.success(request, _("理由を記録しました。"))
    return redirect("gaps")
