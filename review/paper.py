"""A4 PDFs from our own templates and style sheets; nothing is fetched from anywhere but the app's static files."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetchingError

SCHEME = "static:"


def fetch(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """A static file of ours, for WeasyPrint. Raises URLFetchingError for any other address."""
    path = finders.find(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
    if path is None:
        raise URLFetchingError("only the app's own static files may be read")
    with open(path, "rb") as file:  # noqa: PTH123
        return {"string": file.read(), "mime_type": "text/css" if url.endswith(".css") else "font/woff2"}


def pdf(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The template as a PDF, shown in the browser and not kept."""
    html = render_to_string(template, {**context, "settings": settings}, request)
    content = HTML(string=html, base_url=SCHEME, url_fetcher=fetch).write_pdf()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    return response
