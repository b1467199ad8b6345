"""Asking for something to leave the zone, and taking it once a second person agreed; never by itself."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from review import access, four_eyes, leaving, log, paper, published
from review.forms_four_eyes import Ask, Take
from review.models import Decision, Export, Purpose
from review.models.export import Form
from review.published import Run
from review.templatetags.wording import day
from review.views import child as card_page

MAY_ASK = {
    Purpose.DISCLOSURE: frozenset({access.Party.SUPERVISOR}),
    Purpose.HANDOVER: access.UNMASKS,
    Purpose.CORRECTION: access.UNMASKS,
}
"""Who may ask for what: a disclosure holds every department's records."""


def exports(request: HttpRequest, child_id: str) -> HttpResponse:
    """What was asked for and what was taken of this child."""
    card = card_page.read(published.current(), request.user, child_id)
    _record(request, child_id)
    return _page(request, card, Ask(purposes=_purposes(request)))


def _record(request: HttpRequest, child_id: str) -> None:
    log.record(
        request.user,
        "exports",
        child_id=child_id,
        run_id=published.current().run_id,
        fields=["resident_registry.name", "resident_registry.kana"],
        detail={**access.basis(request.user, child_id)},
    )


def _purposes(request: HttpRequest) -> list[Purpose]:
    return [purpose for purpose, parties in MAY_ASK.items() if access.party(request.user) in parties]


def _page(request: HttpRequest, card: card_page.Card, form: Ask, status: int = 200) -> HttpResponse:
    asked = Export.objects.filter(child_id=card.child.child_id).select_related("by", "second").order_by("-at")
    context = {"child": card.child, "asked": asked, "form": form, "take": Take(), "mine": _purposes(request)}
    return render(request, "review/exports.html", context, status=status)


def ask(request: HttpRequest, child_id: str) -> HttpResponse:
    """Proposes that something of this child leaves the zone."""
    run = published.current()
    form = Ask(request.POST, purposes=_purposes(request))
    decision = Decision.objects.filter(case__child_id=child_id, stands=True).order_by("-at").first()
    if form.is_valid() and form.cleaned_data["purpose"] == Purpose.HANDOVER and decision is None:
        form.add_error(None, _("引継ぎには、担当者の判断の記録が先に要ります。"))
    if not form.is_valid():
        card = card_page.read(run, request.user, child_id)
        _record(request, child_id)
        return _page(request, card, form, 400)
    values = form.cleaned_data
    export = Export(child_id=child_id, by=request.user, run_id=run.run_id, decision=decision, **values)
    four_eyes.propose("export", export)
    messages.success(request, _("総括管理主体の二人目の確認を待ちます。"))
    return redirect("exports", child_id=child_id)


def take(request: HttpRequest, child_id: str, export_id: int) -> HttpResponse:
    """The paper or the encrypted file, once, for the one who asked; recorded before it is handed out."""
    waits = Export.objects.filter(child_id=child_id, by=request.user, stands=True, taken_at=None)
    export = get_object_or_404(waits.select_related("by", "second"), pk=export_id)
    if Purpose(export.purpose) not in _purposes(request):
        raise Http404
    form = Take(request.POST)
    if export.form == Form.FILE and not form.is_valid():
        messages.error(request, _("合言葉は16文字以上にし、同じものを二度入れてください。"))
        return redirect("exports", child_id=child_id)
    run = published.current()
    card = card_page.read(run, request.user, child_id)
    shown = leaving.lines(run, export, card.child, card.why)
    marked = _marks(export, run)
    if export.form == Form.FILE:
        text = leaving.encrypted(leaving.as_table(marked, shown), form.cleaned_data["pass_phrase"])
        answer = HttpResponse(text, content_type="application/jose")
        answer["Content-Disposition"] = f'attachment; filename="mimamori-{export.pk}.jwe"'
    else:
        answer = paper.pdf(request, "review/leaving.html", {"marks": marked, "lines": shown, "export": export})
    sha256 = hashlib.sha256(answer.content).hexdigest()
    with log.changing():
        if not waits.filter(pk=export.pk).update(taken_at=timezone.now(), sha256=sha256):
            raise Http404  # taken or erased meanwhile
        log.record(
            request.user,
            "export.taken",
            child_id=child_id,
            reason=export.reason,
            run_id=run.run_id,
            fields=sorted({f"{line.source}.{line.name}" for line in shown}),
            detail={"id": export.pk, "purpose": export.purpose, "form": export.form, "sha256": sha256},
        )
    return answer


def _marks(export: Export, run: Run) -> list[tuple[str, str]]:
    """Who, when and why, for the head of the paper or file."""
    second: Any = export.second
    return [
        (str(_("持ち出し番号")), str(export.pk)),
        (str(_("目的")), str(export.get_purpose_display())),
        (str(_("提供先")), export.recipient),
        (str(_("受付番号")), export.reference),
        (str(_("理由")), export.reason),
        (str(_("出した人")), f"{export.by.name}（{export.by.username}）"),
        (str(_("確認した人")), f"{second.name}（{second.username}）"),
        (str(_("日時")), day(timezone.now())),
        (str(_("処理番号")), run.run_id),
    ]
