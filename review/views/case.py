"""What people do on a card: each POST does one thing to the case, then goes back to the card.

Something that can't be done — a form that doesn't hold, a move that the table doesn't have — leaves everything as it was.
"""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from review import access, forms, four_eyes, hiding, log, published
from review.cases import people as acts
from review.cases.moves import ACTIVE, NotAllowed
from review.models import Account, Case, FollowUp, Report, State, Suspension
from review.views import child as card_page


def _again(request: HttpRequest, child_id: str, name: str, form: Form) -> HttpResponse:
    """The card with the form that didn't hold; seeing it again is a view, and logged as one."""
    run, case = published.current(), card_page.case_of(child_id)
    card = card_page.read(run, request.user, child_id)
    messages.error(request, _("まだ記録されていません。下の赤い欄を直してください。"))
    if case and _not_there(case, name, form):
        name, form = "note_form", _as_note(form)
    return card_page.page(request, run, card, case, {name: form})


def _not_there(case: Case, name: str, form: Form) -> bool:
    """Whether the card has the form no more: somebody else decided, or answered, meanwhile."""
    if name == "second_form":
        waiting = case.decisions.filter(stands=None).values_list("pk", flat=True)
        return form["decision"].value() not in {str(pk) for pk in waiting}
    return name == "decision_form" and State(case.state) not in ACTIVE


def _as_note(form: Form) -> Form:
    """What was written, to be kept as a note: it may be all that there is of a visit."""
    note = forms.Note({"text": form["reason"].value()})
    note.add_error(None, _("できませんでした。ほかの人が先に変えました。書いたことは、ここでメモとして残せます。"))
    return note


def _done(
    request: HttpRequest, child_id: str, act: Callable[[], object], words: str, sent: tuple[str, Form] | None = None
) -> HttpResponse:
    """Does it, or says that it isn't possible any more: with the form that was `sent`, so that nothing written is lost."""
    try:
        act()
    except NotAllowed:
        why = _("できませんでした。ほかの人が先に変えたか、あなたにはできない操作です。画面を確かめてください。")
        if sent:
            sent[1].add_error(None, why)
            return _again(request, child_id, *sent)
        messages.error(request, why)
    else:
        messages.success(request, words)
    return redirect("child", child_id=child_id)


def _case(child_id: str) -> Case:
    return get_object_or_404(Case, child_id=child_id)


def decide(request: HttpRequest, child_id: str) -> HttpResponse:
    """A decision and, where given, its follow-up: both or neither."""
    case = _case(child_id)
    form = forms.Decision(request.POST, case=case)
    if not form.is_valid():
        return _again(request, child_id, "decision_form", form)
    values = form.cleaned_data
    seen = card_page.read(published.current(), request.user, child_id).seen
    case.evidence = values["evidence"]  # what they saw: it is compared once the case is held

    def act() -> None:
        with log.changing():
            acts.decide(case, request.user, values["outcome"], values["reason"], values["disagrees"], seen)
            if values["who"]:
                acts.follow_up(case, request.user, values["who"], values["due_on"], values["what"])

    try:
        return _done(request, child_id, act, _("判断を記録しました。"), ("decision_form", form))
    except acts.Changed:
        form.add_error(None, _("画面を開いたあとに根拠が変わりました。理由を見直してから、もう一度判断してください。"))
        form.data = {
            **form.data.dict(),
            "evidence": card_page.evidence(published.current(), _case(child_id)),
        }  # the card shows it now
        return _again(request, child_id, "decision_form", form)


def second(request: HttpRequest, child_id: str) -> HttpResponse:
    form = forms.Second(request.POST)
    if not form.is_valid():
        return _again(request, child_id, "second_form", form)
    values = form.cleaned_data

    def act() -> None:
        acts.second(_case(child_id), request.user, values["decision"], values["agrees"], values["reason"])

    try:
        return _done(request, child_id, act, _("確認の結果を記録しました。"), ("second_form", form))
    except acts.Changed:
        form.add_error(
            None,
            _("この判断のもとになった記録が、いま確認待ちで隠れています。差し戻すか、確認が済んでから答えてください。"),
        )
        return _again(request, child_id, "second_form", form)


def assign(request: HttpRequest, child_id: str) -> HttpResponse:
    form = forms.Worker(request.POST)
    if not form.is_valid():
        return _again(request, child_id, "worker_form", form)
    worker = form.cleaned_data["worker"]

    def act() -> None:
        acts.assign(_case(child_id), worker, request.user)

    return _done(request, child_id, act, _("担当を決めました。"), ("worker_form", form))


def unassign(request: HttpRequest, child_id: str, username: str) -> HttpResponse:
    worker = get_object_or_404(Account, username=username)
    return _done(
        request, child_id, lambda: acts.unassign(_case(child_id), worker, request.user), _("担当を外しました。")
    )


def note(request: HttpRequest, child_id: str) -> HttpResponse:
    form = forms.Note(request.POST)
    if not form.is_valid():
        return _again(request, child_id, "note_form", form)
    text = form.cleaned_data["text"]
    return _done(request, child_id, lambda: acts.note(_case(child_id), request.user, text), _("メモを残しました。"))


def follow_up(request: HttpRequest, child_id: str) -> HttpResponse:
    form = forms.FollowUp(request.POST, case=_case(child_id))
    if not form.is_valid():
        return _again(request, child_id, "follow_form", form)
    values = form.cleaned_data

    def act() -> None:
        acts.follow_up(_case(child_id), request.user, values["who"], values["due_on"], values["what"])

    return _done(request, child_id, act, _("フォローを決めました。"), ("follow_form", form))


def followed_up(request: HttpRequest, child_id: str, follow_up_id: int) -> HttpResponse:
    try:
        acts.followed_up(_case(child_id), request.user, follow_up_id)
    except FollowUp.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("フォローを済みにしました。"))
    return redirect("child", child_id=child_id)


def concern(request: HttpRequest, child_id: str) -> HttpResponse:
    """What somebody noticed: it opens a case for a child whom nothing flagged, and brings a closed one back."""
    form = forms.Concern(request.POST)
    if not form.is_valid():
        return _again(request, child_id, "concern_form", form)
    run = published.current()
    card_page.read(run, request.user, child_id)
    acts.concern(child_id, request.user, form.cleaned_data["reason"], run)
    messages.success(request, _("気づきを記録しました。"))
    return redirect("child", child_id=child_id)


def not_this_child(request: HttpRequest, child_id: str) -> HttpResponse:
    """Hides one record, and every reason resting on it, at once and for everyone, until stewards rule on it."""
    form = forms.NotThisChild(request.POST)
    run = published.current()
    if not form.is_valid():
        messages.error(request, _("理由を入れてください。"))
        return redirect("child", child_id=child_id)
    found = card_page.read(run, request.user, child_id).linked.get(form.cleaned_data["record_key"])
    if found is None:
        raise Http404
    hiding.say(run, found, request.user, form.cleaned_data["reason"], child_id)
    messages.success(request, _("この記録と、これに基づく理由を、確認が済むまで全員に表示しません。"))
    return redirect("child", child_id=child_id)


def wrong(request: HttpRequest, child_id: str) -> HttpResponse:
    """Tells the department that owns an extract that it says something wrong."""
    form = forms.Wrong(request.POST, extracts=access.reads(request.user))
    if not form.is_valid():
        return _again(request, child_id, "wrong_form", form)
    with log.changing():
        made = Report.objects.create(child_id=child_id, by=request.user, **form.cleaned_data)
        log.record(request.user, "wrong", child_id=child_id, detail={"report": made.pk, "extract": made.extract})
    messages.success(request, _("記録を持つ部署に知らせました。"))
    return redirect("child", child_id=child_id)


def suspend(request: HttpRequest, child_id: str) -> HttpResponse:
    """Proposes 利用停止: once a second person agreed, from the next run on nothing of the child is used."""
    form = forms.Concern(request.POST)
    card = card_page.read(published.current(), request.user, child_id)
    if not card.child.resident_id:
        form.add_error("reason", _("住民登録のない子どもの利用停止は、届け出た部署の記録から行います。"))
    if not form.is_valid():
        return _again(request, child_id, "suspend_form", form)
    suspension = Suspension(
        resident_id=card.child.resident_id, child_id=child_id, reason=form.cleaned_data["reason"], by=request.user
    )
    four_eyes.propose("suspension", suspension)
    messages.success(
        request, _("二人目が確認すると、この子どもはどの画面にも出なくなり、次の処理から情報を使いません。")
    )
    return redirect("child", child_id=child_id)
