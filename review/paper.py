"""A4 paper from our own templates: a PDF where WeasyPrint's libraries (Pango) are installed, else the page to print.

Nothing is fetched: the style sheet is handed in, and every address is refused. The characters come from the machine's
Japanese font (fonts-noto-cjk or what the city has).
"""

from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

STYLE = "review/paper.css"


@cache
def printer() -> Any:
    """The weasyprint module; None where the machine lacks its libraries."""
    try:
        import weasyprint  # noqa: PLC0415 - loads shared libraries
    except OSError:
        return None
    return weasyprint


def pdf(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The template on A4, to be looked at or printed, and not kept."""
    weasyprint = printer()
    html = render_to_string(template, {**context, "style": None if weasyprint else STYLE}, request)
    if weasyprint is None:
        return HttpResponse(html)
    nowhere = weasyprint.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=nowhere)
    sheet = weasyprint.CSS(filename=finders.find(STYLE), url_fetcher=nowhere)
    response = HttpResponse(document.write_pdf(stylesheets=[sheet]), content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    return response
