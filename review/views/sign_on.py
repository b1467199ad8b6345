"""Signing in at the city's own sign-on (OpenID Connect), where `settings.OIDC` names one; and signing in again there.

Somebody is matched to an account of ours by one claim; nobody gets an account, or a role that no setting maps. The
second factor is the provider's, which must state it. Lock-out and the limits of a session are ours all the same.
Authlib checks the token: signature, issuer, audience, nonce, times. Offices share machines, so the provider is always
asked to let people sign in afresh (`prompt=login`), and how long ago they did is looked at.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError

from review import access, accounts, log
from review.models import Account
from review.pages import first_page
from review.views.sign_in import locked_out

AGAIN = "signed_in_again_at"
SCOPE = "openid profile"
UNREACHABLE = "unreachable"
SECONDS = 10  # that the provider may take to answer


class Refused(Exception):
    """The provider vouched for nobody who may come in: `because`, as the log has it; `account` where it is known."""

    def __init__(self, because: str, account: Account | None = None) -> None:
        super().__init__(because)
        self.because, self.account = because, account


@lru_cache(maxsize=1)
def _client(issuer: str, client_id: str, secret: str) -> Any:
    oauth = OAuth()
    return oauth.register(
        "city",
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=client_id,
        client_secret=secret,
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def client() -> Any:
    """Authlib's client of the provider. Raises Http404 where none is set."""
    if settings.OIDC is None:
        raise Http404
    return _client(settings.OIDC.issuer, settings.OIDC.client_id, settings.OIDC.client_secret.get_secret_value())


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """On to the provider: to sign in, or for somebody who is in, to sign in again."""
    provider = client()
    request.session["next"] = request.GET.get("next", "")
    try:
        answer: HttpResponse = provider.authorize_redirect(
            request, request.build_absolute_uri(reverse("sign_on_back")), prompt="login", max_age=0
        )
    except requests.RequestException:
        return _failed(request, None, UNREACHABLE)
    return answer


@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider, with a code that is worth an identity."""
    try:
        claims = vouched_for(request)
        account = matched(claims)
        if not AxesProxyHandler.is_allowed(request, {"username": account.username}):
            return locked_out(request, None, {"username": account.username})
        return again(request, account) if access.signed_in(request) else sign_in(request, account, claims)
    except requests.RequestException:
        return _failed(request, None, UNREACHABLE)
    except (AuthlibBaseError, JoseError) as error:
        return _failed(request, None, str(error.error))
    except Refused as refused:
        return _failed(request, refused.account, refused.because)


def sign_in(request: HttpRequest, account: Account, claims: Mapping[str, Any]) -> HttpResponse:
    with log.changing():
        take_role(account, claims)
        log.record(account, "sign_in", detail={"by": "oidc", "acr": claims.get("acr"), "amr": claims.get("amr")})
    wanted = request.session.pop("next", "")
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session["signed_in_at"] = timezone.now().timestamp()
    request.session[access.SIGNED_ON] = True
    return redirect(first_page(account, wanted))


def again(request: HttpRequest, account: Account) -> HttpResponse:
    """For a break-glass: the same person signed in again."""
    if account != request.user:
        raise Refused("another account", request.user)
    log.record(account, "sign_in.again", detail={"by": "oidc"})
    request.session[AGAIN] = timezone.now().timestamp()
    return redirect("glass")


def vouched_for(request: HttpRequest) -> Mapping[str, Any]:
    """The claims of whoever signed in just now. Raises Refused for a token that says nothing, or of an old sign-in."""
    provider = client()
    issuer = provider.load_server_metadata()["issuer"]
    token = provider.authorize_access_token(
        request,
        claims_options={
            "iss": {"essential": True, "values": [issuer]},
            "aud": {"essential": True, "value": settings.OIDC.client_id},
            "auth_time": {"essential": True},
        },
    )
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    if time.time() - claims.get("auth_time", 0) > settings.SIGNED_IN_AGAIN:
        raise Refused("not signed in now")
    return claims


def matched(claims: Mapping[str, Any]) -> Account:
    """The account that the claim names. Raises Refused for none, a closed one, or without the second factor stated."""
    wanted = settings.OIDC
    username = claims.get(wanted.username_claim)
    account = Account.objects.filter(username=username, is_active=True).first() if username else None
    if account is None:
        raise Refused("no account")
    by_acr = not wanted.acr or claims.get("acr") in wanted.acr
    if not (by_acr and set(wanted.amr) <= set(claims.get("amr") or ())):
        raise Refused("second factor", account)
    return account


def take_role(account: Account, claims: Mapping[str, Any]) -> None:
    """Where the settings map parties: the one that the provider gives, written to the account, with its event.

    Raises Refused where it gives none or several, or makes a steward of somebody whose department we don't know.
    """
    mapped = settings.OIDC.parties
    if not mapped:
        return
    given = {mapped[one] for one in claims.get(settings.OIDC.parties_claim) or () if one in mapped}
    if len(given) != 1:
        raise Refused("several roles" if given else "no role", account)
    before, party = access.party(account), given.pop()
    if party == before:
        return
    if party is access.Party.STEWARD:
        raise Refused("no department", account)
    accounts.become(account, party)
    account.save()
    log.record(account, "account.role", detail={"from": before, "to": party, "by": "oidc"})
    accounts.hand_back(account)


def signed_in_again(request: HttpRequest) -> bool:
    """Whether they signed in again at the provider in the last minutes."""
    return timezone.now().timestamp() - request.session.get(AGAIN, 0) <= settings.SIGNED_IN_AGAIN


def _failed(request: HttpRequest, account: Account | None, because: str) -> HttpResponse:
    if account is not None:
        user_login_failed.send(__name__, credentials={"username": account.username}, request=request)
    log.record(account, "sign_in.failed", detail={"by": "oidc", "because": because})
    words = (
        _("市の認証基盤につながりません。時間をおいて試すか、情報システムの担当に連絡してください。")
        if because == UNREACHABLE
        else _("市の認証基盤でのサインインを受け付けられませんでした。利用者の登録と二要素認証を確かめてください。")
    )
    return render(
        request, "review/sign_on_failed.html", {"words": words}, status=503 if because == UNREACHABLE else 403
    )
