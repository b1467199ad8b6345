"""A signal that didn't wait for a run: what came, when, from where, whose it is, and what a person did about it."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from review import access, children, forms, log, masks, published, signals, texts
from review.models import Signal
from review.views import glass
from review.views import texts as text_page
from review.views.sign_in import locked_out


def signal(request: HttpRequest, signal_key: str) -> HttpResponse:
    return _page(request, _asked(signal_key))


def _asked(signal_key: str) -> Signal:
    return signals.listed([get_object_or_404(Signal, signal_key=signal_key)])[0]


def answer(request: HttpRequest, signal_key: str) -> HttpResponse:
    """Takes the signal off the list, with what was done; where somebody was first, what was done besides stands beside it."""
    raised, form = _asked(signal_key), forms.Answer(request.POST)
    if not form.is_valid():
        return _page(request, raised, {"answer_form": form})
    if signals.answer(raised, request.user, form.cleaned_data["answer"]):
        messages.success(request, _("対応を記録しました。"))
        return redirect("worklist")
    messages.warning(
        request, _("先にほかの人が対応していました。あなたの対応も記録しました。二人の対応を確かめてください。")
    )
    return redirect("signal", signal_key=signal_key)


def unmask(request: HttpRequest, signal_key: str) -> HttpResponse:
    """Opens, for an hour at most, a signal of which it isn't known whose it is, nor so whether where it came from may be shown."""
    if not AxesProxyHandler.is_allowed(request, {"username": request.user.username}):
        return locked_out(request, None, {"username": request.user.username})
    raised, form = _asked(signal_key), forms.Emergency(request.POST, by_password=not glass.signed_on(request))
    if not glass.holds(request, form):
        return _page(request, raised, {"glass_form": form})
    glass.opened(request, signal_key, form.cleaned_data["reason"], {"signal": signal_key}, raised.child)
    return redirect("signal", signal_key=signal_key)


def _page(request: HttpRequest, raised: Signal, bound: dict[str, Form] | None = None) -> HttpResponse:
    """The child's name, or the school and number that came where the child wasn't found. What may be a protected child's shows
    neither place nor text, that of a child whom nobody is shown nothing but that it came."""
    run, account, child_id = published.current(), request.user, raised.child
    found = (
        children.read(run, child_id, access.reads(account), access.unmasked(account, child_id)) if child_id else None
    )
    masked = masks.for_account(account, run, raised.extract, raised.record_key)
    written = [] if raised.withdrawn or masked else texts.of_signal(run, raised)
    text_page.offer(account, written)
    place = {} if found or masked or raised.withdrawn else signals.place(raised)
    log.record(
        account,
        "signal",
        child_id=child_id,
        run_id=run.run_id,
        fields=[
            raised.extract,
            *(["resident_registry.name"] if found else []),
            *(["places"] if place else []),
            *(["text"] if any(row["text"] for row in written) else []),
        ],
        detail={
            "signal": raised.signal_key,
            **(access.basis(account, child_id) if child_id else access.basis_of_lists(account)),
        },
    )
    return render(
        request,
        "review/signal.html",
        {
            "signal": raised,
            "child": found,
            "masked": masked and not raised.withdrawn,
            "place": place,
            "texts": written,
            "answers": raised.answers.select_related("by").order_by("id"),
            "answer_form": forms.Answer(),
            "glass_form": forms.Emergency(by_password=not glass.signed_on(request), auto_id="glass-%s"),
            "sign_on_first": glass.sign_on_first(request),
            **(bound or {}),
        },
        status=400 if bound else 200,
    )
