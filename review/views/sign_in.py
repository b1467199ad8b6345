"""Signing in, with a second factor and a lock-out, and signing out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as second_factor
from django_otp import match_token

from review import log
from review.models import Account
from review.pages import first_page


class SignIn(forms.Form):
    username = forms.CharField(label=_("利用者名"), max_length=64)
    password = forms.CharField(label=_("パスワード"), max_length=256, widget=forms.PasswordInput)
    token = forms.CharField(label=_("確認コード（6桁）"), max_length=6, min_length=6)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        for name, hint in (("username", "username"), ("password", "current-password"), ("token", "one-time-code")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["token"].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        """One message for every failure, so that it tells nobody which of the three was wrong."""
        values: dict[str, Any] = super().clean()
        if self.errors:
            return values
        account = authenticate(self.request, username=values["username"], password=values["password"])
        device = match_token(account, values["token"]) if account else None
        if account and not device:
            user_login_failed.send(__name__, credentials={"username": values["username"]}, request=self.request)
        if not device:
            raise forms.ValidationError(_("利用者名、パスワード、確認コードのいずれかが違います。"))
        values["account"], values["device"] = account, device
        return values


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        login(request, account)
        second_factor(request, form.cleaned_data["device"])
        request.session["signed_in_at"] = timezone.now().timestamp()
        log.record(account, "sign_in")
        return redirect(first_page(account, request.GET.get("next", "")))
    if request.method == "POST":
        known = Account.objects.filter(username=request.POST.get("username", "")).first()
        log.record(known, "sign_in.failed")
    context = {"form": form, "demo": settings.DEMO, "sign_on": settings.OIDC, "next": request.GET.get("next", "")}
    return render(request, "review/sign_in.html", context)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """What five failures in a row answer, for an hour."""
    known = Account.objects.filter(username=credentials.get("username", "")).first()
    log.record(known, "sign_in.locked")
    return render(request, "review/locked_out.html", status=429)


def sign_out(request: HttpRequest) -> HttpResponse:
    log.record(request.user, "sign_out")
    logout(request)
    return redirect("sign_in")


def still_here(request: HttpRequest) -> HttpResponse:
    """Somebody is writing, or says that they go on: the session does too (`session_limits`). Nothing is shown."""
    return HttpResponse(status=204)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switches the language and comes back to the page that asked."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 60 * 60,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )
    return response
