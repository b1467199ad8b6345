"""What holds for every request: its language, how long a session lasts, and that the access table is asked first."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from review import access, log, pages, published

Respond = Callable[[HttpRequest], HttpResponse]


def language(respond: Respond) -> Respond:
    """Japanese, unless the person switched. What a browser asks for isn't considered: offices share machines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            return respond(request)

    return middleware


def session_limits(respond: Respond) -> Respond:
    """A session ends after SESSION_LONGEST, however busy, and SESSION_COOKIE_AGE after it was last written.

    Each write is a commit that others wait for, so not every page makes one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            session, now = request.session, timezone.now().timestamp()
            if now - session.get("signed_in_at", 0) > settings.SESSION_LONGEST:
                logout(request)
            elif now - session.get("seen_at", 0) >= settings.SESSION_SEEN_EVERY:
                session["seen_at"] = now
        return respond(request)

    return middleware


class DenyByDefault:
    """Asks the access table before a view runs; what one may not see answers 404, and is logged. Pages aren't kept."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, published.NothingPublished):
            return render(request, "review/nothing.html", status=503)
        if isinstance(exception, Http404) and request.user.is_authenticated:
            self._refused(request, request.resolver_match.url_name, request.resolver_match.kwargs)
        return None

    def _refused(self, request: HttpRequest, name: str, kwargs: dict[str, Any]) -> None:
        log.record(request.user, "refused", child_id=kwargs.get("child_id", ""), detail={**kwargs, "endpoint": name})

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name
        if name in access.PUBLIC:
            return None
        if not access.signed_in(request):
            here = pages.page_of(request)
            return redirect(reverse("sign_in") + ("" if here == "/" else f"?{urlencode({'next': here})}"))
        try:
            allowed = access.allowed(request.user, name, kwargs)
        except published.NothingPublished as exception:
            return self.process_exception(request, exception)
        if not allowed:
            self._refused(request, name, kwargs)
            raise Http404
        method = "POST" if access.ENDPOINTS[name].changes else "GET"
        return None if request.method == method else HttpResponseNotAllowed([method])
