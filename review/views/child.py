"""One child's card: who they are, why they are on the list, what each department knows, and what people did."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from review import access, children, log, published, reasons
from review.models import Case, HiddenRecord
from review.models.case import Change


def hidden_records(child_id: str) -> frozenset[str]:
    """The records that somebody said aren't this child's, unless a steward has ruled that they are."""
    said = HiddenRecord.objects.filter(child_id=child_id).exclude(ruled_out=False)
    return frozenset(said.values_list("record_key", flat=True))


def child(request: HttpRequest, child_id: str) -> HttpResponse:
    run = published.current()
    account = request.user
    extracts, hidden = access.reads(account), hidden_records(child_id)
    found = children.read(run, child_id, extracts, access.unmasked(account, child_id))
    if found is None:
        raise Http404
    language = translation.get_language()
    why = reasons.of_child(run, child_id, extracts, hidden, language)
    judged = reasons.judgements(run, child_id, extracts, hidden, language)
    case = Case.objects.filter(child_id=child_id).first()
    opened = access.glass(account, child_id)
    log.record(
        account,
        "child",
        child_id=child_id,
        run_id=run.run_id,
        reason=opened.reason if opened else "",
        fields={
            "identity",
            "household",
            "guardian",
            "sibling",
            *shown(why, judged),
            *([] if found.masked else ["places"]),
        },
        detail={"rules": [reason.rule for reason in [*why.holding, *why.unknown]], "break_glass": bool(opened)},
    )
    if case and case.change:
        Case.objects.filter(pk=case.pk).update(change=Change.NONE)
    return render(
        request,
        "review/child.html",
        {"child": found, "why": why, "judged": judged, "case": case, "opened": opened},
    )


def shown(why: reasons.Reasons, judged: list[reasons.HalfYear]) -> set[str]:
    """The extracts whose records the page shows."""
    under = [source for reason in [*why.holding, *why.unknown] for source in reason.sources]
    under += [source for half in judged for component in half.components for source in component.sources]
    return {source.extract for source in under}
