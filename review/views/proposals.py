"""What waits for a second person, answering it, sealing an identity, and suspensions: for the supervisor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from review import children, four_eyes, log, published
from review.forms_four_eyes import Answer, Seal
from review.models import Sealed, Suspension

LIFT = "lift"


def proposals(request: HttpRequest) -> HttpResponse:
    """Everything that waits, and the suspensions in force. Of sealed identities only that one waits."""
    return _page(request)


def _page(request: HttpRequest, sent: dict[tuple[str, int], Answer] | None = None) -> HttpResponse:
    """`sent`: for one of a kind, an answer that didn't hold."""

    def form(kind: str, pk: int) -> Answer:
        return (sent or {}).get((kind, pk)) or Answer(auto_id=False)

    run, waiting = published.current(), four_eyes.waiting()
    in_force = Suspension.in_force()
    suspended = [
        one
        for one in Suspension.objects.filter(stands=True, lifts=False, resident_id__in=in_force).select_related("by")
        if not Suspension.objects.filter(resident_id=one.resident_id, lifts=True, stands=None).exists()
    ]
    lifting = any(isinstance(one, Suspension) and one.lifts for _kind, one in waiting)
    known = [one.child_id for kind, one in waiting if hasattr(one, "child_id")] + [one.child_id for one in suspended]
    names = children.names(run, known)
    log.record(
        request.user,
        "proposals",
        run_id=run.run_id,
        fields=["resident_registry.name", *(["resident_registry.resident_id"] if suspended or lifting else [])],
        detail={"children": sorted(set(known)), "basis": "supervisor"},
    )
    context = {
        "waiting": [(kind, one, form(kind.name, one.pk)) for kind, one in waiting],
        "suspended": [(one, form(LIFT, one.pk)) for one in suspended],
        "names": names,
        "form": Seal(),
    }
    return render(request, "review/proposals.html", context, status=400 if sent else 200)


def answer(request: HttpRequest, kind: str, proposal_id: int) -> HttpResponse:
    """The second person's yes or no, with a reason."""
    form = Answer(request.POST, auto_id=False)
    if kind not in four_eyes.KINDS:
        raise Http404
    if not form.is_valid():
        return _page(request, {(kind, proposal_id): form})
    values = form.cleaned_data
    try:
        four_eyes.answer(kind, proposal_id, request.user, values["agrees"], values["reason"], values["typed"])
    except four_eyes.NotYours:
        raise Http404 from None
    except four_eyes.NotTheSame:
        log.record(request.user, "sealing.mistyped")
        form.add_error("reason", _("番号が一人目の入力と違います。書類を確かめてください。"))
    except four_eyes.TooLate:
        form.add_error("reason", _("適用する日が過去になりました。認めずに、新しい日付で求め直してもらってください。"))
    else:
        messages.success(request, _("確認の結果を記録しました。"))
        return redirect("proposals")
    return _page(request, {(kind, proposal_id): form})


def seal(request: HttpRequest) -> HttpResponse:
    """The first person's half of sealing an identity, or of unsealing one; what was typed is shown nowhere.

    It waits for the second person whether the number is sealed already or not: nobody learns here who is.
    """
    form = Seal(request.POST)
    if not form.is_valid():
        messages.error(request, _("宛名番号は10桁以上の数字です。"))
        return redirect("proposals")
    asked = Sealed(
        resident_id=form.cleaned_data["resident_id"], lifts="lifts" in request.POST, reason="", by=request.user
    )
    four_eyes.propose("sealing", asked)
    messages.success(request, _("二人目の人が同じ番号を入れると、すぐに変わります。"))
    return redirect("proposals")


def lift(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Proposes that a suspension in force be lifted."""
    suspended = get_object_or_404(Suspension, pk=proposal_id, stands=True, lifts=False)
    form = Answer(request.POST, auto_id=False)
    if not form.is_valid():
        return _page(request, {(LIFT, proposal_id): form})
    lifting = Suspension(
        resident_id=suspended.resident_id,
        child_id=suspended.child_id,
        lifts=True,
        reason=form.cleaned_data["reason"],
        by=request.user,
    )
    four_eyes.propose("suspension", lifting)
    messages.success(request, _("総括管理主体の二人目の確認を待ちます。"))
    return redirect("proposals")
