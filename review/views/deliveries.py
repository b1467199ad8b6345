"""A steward's own extracts: what came, what was left out and why, what holds the run, and letting it pass."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from extracts.errors import CODES
from review import arrivals, forms, links, log
from review.models import GateClearance


def deliveries(request: HttpRequest) -> HttpResponse:
    return _page(request)


def let_pass(request: HttpRequest, extract: str) -> HttpResponse:
    """One person's answer for one result of one file; the next run takes it."""
    form = forms.LetPass(request.POST)
    if not form.is_valid():
        return _page(request, form, extract)
    try:
        reason = form.cleaned_data["reason"]
        recorded = arrivals.let_pass(request.user, extract, form.cleaned_data["expectation"], reason)
    except ValueError:
        raise Http404 from None
    if recorded:
        messages.success(request, _("記録しました。次の処理から、このファイルに限って通します。"))
    else:
        first = _("先に担当課のほかの人が通していました。あなたの書いたことは記録されていません：{reason}")
        messages.warning(request, first.format(reason=reason))
    return redirect("deliveries")


def _page(request: HttpRequest, bound: forms.LetPass | None = None, extract: str = "") -> HttpResponse:
    """`bound`: a form that was sent for the extract and didn't hold."""
    newest, account, language = arrivals.newest(), request.user, translation.get_language()
    own = newest.of(account) if newest else []
    log.record(account, "deliveries", run_id=newest.run_id if newest else "", detail={"extracts": len(own)})
    given = GateClearance.objects.filter(extract__in=links.own_extracts(account)).select_related("by").order_by("-at")
    context = {
        "newest": newest,
        "arrivals": own,
        "given": [(one, arrivals.called(one.extract, one.expectation, language)) for one in given],
        "codes": {
            code: f"{getattr(words, language)} {getattr(words, f'do_{language}')}" for code, words in CODES.items()
        },
        "message": f"message_{language}",
        "form": forms.LetPass(),
        "bound": bound,
        "bound_to": (extract, bound["expectation"].value()) if bound else None,
    }
    return render(request, "review/deliveries.html", context, status=400 if bound else 200)
