"""A withheld text: read raw, for a reason, by one who supports its child; and, for a reason, released to others."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from extracts.redaction import Preview
from review import access, forms, log, masks, published, texts
from review.models import Account, Signal
from review.published import Row, Run
from review.views import redaction


def text(request: HttpRequest, extract: str, record_key: str, field: str) -> HttpResponse:
    """The raw text with what would be redacted of it, once why it is read stands in the log."""
    run = published.current()
    child_id = _whose(request, run, extract, record_key)
    form = forms.Reading(request.POST)
    if not form.is_valid():
        messages.error(request, _("理由を入れてください。"))
        return _back(child_id, extract, record_key)
    proposed = _read(run, extract, record_key, field, child_id)
    log.record(
        request.user,
        "text",
        child_id=child_id,
        reason=form.cleaned_data["reason"],
        run_id=run.run_id,
        fields=[f"{extract}.{field}"],
        detail={"record_key": record_key},
    )
    return _page(request, proposed, extract, record_key, field, child_id)


def offer(account: Account, rows: list[Row]) -> None:
    """Gives each withheld text the form to read it, for an account that may; whose they are was asked before."""
    if access.party(account) in access.RELEASE:
        for row in rows:
            if not row["text"]:
                row["form"] = forms.Reading(auto_id=f"{row['record_key'][:12]}-{row['field']}-%s")


def release(request: HttpRequest, extract: str, record_key: str, field: str) -> HttpResponse:
    """Lets the roles that read the extract read this text of a child whom they support, as its reader saw it."""
    run = published.current()
    child_id = _whose(request, run, extract, record_key)
    form = forms.Release(request.POST)
    proposed = _read(run, extract, record_key, field, child_id) if form.is_valid() else None
    if proposed and form.cleaned_data["seen"] == texts.digest(proposed.original, texts.marks(proposed)):
        texts.release(request.user, run, extract, record_key, field, proposed, form.cleaned_data["reason"], child_id)
        messages.success(request, _("この文章を、この子どもを支援する人に表示します。"))
    elif proposed:
        messages.error(request, _("読んだあとに文章が変わりました。もう一度読んでください。"))
    else:
        messages.error(request, _("理由を入れてください。"))
    return _back(child_id, extract, record_key)


def _whose(request: HttpRequest, run: Run, extract: str, record_key: str) -> str:
    """The child whose text it is, or none. Raises Http404 where a child is masked whose it may be."""
    if masks.for_account(request.user, run, extract, record_key):
        raise Http404
    return access.child_of(extract, record_key)


def _read(run: Run, extract: str, record_key: str, field: str, child_id: str) -> Preview:
    """What redaction makes of it. Raises Http404 where there is none."""
    proposed = texts.proposal(run, extract, record_key, field, child_id)
    if proposed is None:
        raise Http404
    return proposed


def _back(child_id: str, extract: str, record_key: str) -> HttpResponse:
    if child_id:
        return redirect("child", child_id=child_id)
    signal = Signal.objects.filter(extract=extract, record_key=record_key).order_by("-id").first()
    return redirect("signal", signal_key=signal.signal_key) if signal else redirect("worklist")


def _page(
    request: HttpRequest, proposed: Preview, extract: str, record_key: str, field: str, child_id: str
) -> HttpResponse:
    context = redaction.shown(proposed, translation.get_language()) | {
        "extract": extract,
        "record_key": record_key,
        "field": field,
        "child_id": child_id,
        "form": forms.Release(initial={"seen": texts.digest(proposed.original, texts.marks(proposed))}),
    }
    return render(request, "review/text.html", context)
