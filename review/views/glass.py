"""Break-glass: opening a card without an assignment, or lifting a mask, in an emergency; and its review."""

from datetime import date, timedelta

import jpholiday
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import user_login_failed
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import match_token

from extracts.declaration import EXTRACTS
from review import access, children, forms, log, published, search
from review.desks import desk_of
from review.models import BreakGlass, Event, Signal
from review.models.opening import LONGEST, REVIEW_WITHIN_WORKING_DAYS
from review.views import sign_on
from review.views.sign_in import locked_out

LISTED = 200
SATURDAY = 5
CLOSED = (12, 29), (1, 3)  # 地方自治法 4条の2 2項3号: the turn of the year, as cities' ordinances have it


def ask(request: HttpRequest) -> HttpResponse:
    """The form: nobody can browse from here, the child must be named exactly."""
    return _page(request, forms.Glass(by_password=not signed_on(request)), 200)


def open_now(request: HttpRequest) -> HttpResponse:
    """Opens the one child named, for an hour at most, to somebody who signs in again; five failures lock them out here too."""
    if not AxesProxyHandler.is_allowed(request, {"username": request.user.username}):
        return locked_out(request, None, {"username": request.user.username})
    form = _form(request, several="number" in request.POST)
    if holds(request, form):
        values, run = form.cleaned_data, published.current()
        found = search.exactly(run, values["name"], values["birth_date"])
        several = len(found) > 1 and values["birth_date"] is not None
        if several and values.get("number"):
            found = search.told_apart(run, found, values["number"])
        if len(found) == 1:
            opened(request, found[0], values["reason"], {}, found[0])
            return redirect("child", child_id=found[0])
        log.record(request.user, "break_glass.refused", reason=values["reason"], detail={"found": len(found)})
        form = _form(request, several)
        form.add_error(None, _which(several))
    return _page(request, form, 400)


def holds(request: HttpRequest, form: forms.Emergency) -> bool:
    """Whether the form holds and its sender signed in again; who didn't comes nearer to being locked out."""
    if not form.is_valid():
        return False
    values, account = form.cleaned_data, request.user
    if _signed_in_again(request, values):
        return True
    log.record(account, "break_glass.refused", reason=values["reason"], detail={"because": "credentials"})
    user_login_failed.send(__name__, credentials={"username": account.username}, request=request)
    form.add_error(None, _("パスワードか確認コードが違います。"))
    return False


def opened(request: HttpRequest, key: str, reason: str, detail: dict[str, object], child_id: str) -> None:
    """Opens a child, or by its key a signal without one, for an hour at most; signing in again opens once."""
    account, run = request.user, published.current()
    with log.changing():
        BreakGlass.objects.create(child_id=key, account=account, reason=reason, until=timezone.now() + LONGEST)
        log.record(account, "break_glass", child_id=child_id, reason=reason, run_id=run.run_id, detail=detail)
    request.session.pop(sign_on.AGAIN, None)


def _form(request: HttpRequest, several: bool) -> forms.Glass:
    return forms.Glass(request.POST, by_password=not signed_on(request), several=several)


def _which(several: bool) -> str:
    """What to do where it isn't certain who is meant: to say more, or to call the desk that can look."""
    desk = desk_of(EXTRACTS["consultations"].owner)
    call = _("決められないときは、{name}（{phone}）に電話してください。").format(
        name=desk["name"], phone=desk.get("phone", "—")
    )
    if several:
        more = _(
            "同じ氏名・生年月日の子どもが、一人に決まりません。宛名番号か、在籍する学校・園の番号と、新しい確認コードを入れてください。"
        )
    else:
        more = _("氏名と生年月日が合う子どもが一人に決まりません。氏名を確かめ、生年月日も入れてください。")
    return more + call


def signed_on(request: HttpRequest) -> bool:
    return bool(request.session.get(access.SIGNED_ON))


def _signed_in_again(request: HttpRequest, values: dict[str, str]) -> bool:
    if signed_on(request):
        return sign_on.signed_in_again(request)
    account = request.user
    return bool(account.check_password(values["password"]) and match_token(account, values["token"]))


def sign_on_first(request: HttpRequest) -> bool:
    """Whether they must sign in again at the city's own sign-on before they may ask."""
    return signed_on(request) and not sign_on.signed_in_again(request)


def _page(request: HttpRequest, form: forms.Glass, status: int) -> HttpResponse:
    context = {"form": form, "sign_on_first": sign_on_first(request)}
    return render(request, "review/glass.html", context, status=status)


def due(opened_on: date) -> date:
    """The day by which it must be reviewed."""
    day, left = opened_on, REVIEW_WITHIN_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= works(day)
    return day


def works(day: date) -> bool:
    """Whether the city works that day: not on Saturdays, Sundays, holidays, nor from 29 December to 3 January."""
    return (
        day.weekday() < SATURDAY
        and not jpholiday.is_holiday(day)
        and not CLOSED[0] <= (day.month, day.day)
        and not ((day.month, day.day) <= CLOSED[1])
    )


def done_meanwhile(opened: BreakGlass) -> list[tuple[str, int]]:
    """What its account did with the child or signal while the glass was open, as the log has it, and how often. A concern is
    one thing, though its words are kept as a note."""
    of_signal = Signal.objects.filter(signal_key=opened.child_id).exists()
    events = Event.objects.filter(
        Q(detail__signal=opened.child_id) if of_signal else Q(child_id=opened.child_id),
        account=opened.account.username,
        at__range=(opened.at, opened.until),
    ).exclude(action="break_glass")
    done = dict(events.values_list("action").annotate(Count("seq")).order_by("action"))
    if "note" in done:
        done["note"] -= done.get("concern", 0) + done.get("case.concern", 0)
    return [(action, times) for action, times in done.items() if times]


def openings(request: HttpRequest) -> HttpResponse:
    """Every break-glass, those not reviewed first, each with the day that its review is due and what was done meanwhile.

    Whoever reviews reads the children's names; the auditor reads none.
    """
    return _openings(request)


def _openings(request: HttpRequest, sent: dict[int, forms.GlassReview] | None = None) -> HttpResponse:
    """`sent`: for one of them, a finding that didn't hold."""
    newest_first = F("reviewed_at").desc(nulls_first=True), "-at"
    found = list(BreakGlass.objects.select_related("account", "reviewed_by").order_by(*newest_first)[:LISTED])
    run, reviews = published.current(), access.party(request.user) is access.Party.SUPERVISOR
    keys = [one.child_id for one in found]
    log.record(
        request.user,
        "openings",
        run_id=run.run_id,
        fields=["resident_registry.name", "resident_registry.kana"] if reviews else [],
        detail={"children": keys},
    )
    names = children.names(run, keys) if reviews else {}
    signals = set(Signal.objects.filter(signal_key__in=keys).values_list("signal_key", flat=True)) if reviews else set()
    rows = [
        {
            "glass": one,
            "signal": one.child_id in signals,
            "due": due(timezone.localdate(one.at)),
            "name": names.get(one.child_id),
            "done": [] if one.reviewed_at else done_meanwhile(one),
            "form": (sent or {}).get(one.pk) or forms.GlassReview(auto_id=False),
        }
        for one in found
    ]
    return render(
        request,
        "review/openings.html",
        {
            "rows": rows,
            "today": timezone.localdate(),
            "reviews": reviews,
        },
        status=400 if sent else 200,
    )


def review(request: HttpRequest, glass_id: int) -> HttpResponse:
    """The supervisor's finding on one break-glass, never on their own."""
    form = forms.GlassReview(request.POST, auto_id=False)
    if not form.is_valid():
        return _openings(request, {glass_id: form})
    with log.changing():
        opened = get_object_or_404(BreakGlass.objects.exclude(account=request.user), pk=glass_id, reviewed_at=None)
        opened.reviewed_by, opened.reviewed_at = request.user, timezone.now()
        opened.finding = form.cleaned_data["finding"]
        opened.save()
        log.record(
            request.user,
            "break_glass.reviewed",
            child_id=opened.child_id,
            reason=opened.finding,
            detail={"account": opened.account.username},
        )
    messages.success(request, _("審査を記録しました。"))
    return redirect("openings")
