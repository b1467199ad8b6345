"""How a form's fields are written: as Django's own templates write them, but without opening a template for each option of
each list. A card has a dozen fields and as many options as there are case workers, three times."""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = dict[str, Any]


def _input(widget: Widget) -> SafeString:
    value = flatatt({"value": widget["value"]})
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
    )


def _select(widget: Widget) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (option["value"], flatatt(option["attrs"]), option["label"])
            for _group, listed, _number in widget["optgroups"]
            for option in listed
        ),
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


def _textarea(widget: Widget) -> SafeString:
    # a browser leaves out the first line break
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(widget["attrs"]), widget["value"] or ""
    )


WRITTEN: dict[str, Callable[[Widget], SafeString]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
} | dict.fromkeys(
    (f"django/forms/widgets/{kind}.html" for kind in ("text", "hidden", "password", "date", "checkbox")), _input
)
CHOICES = frozenset({"django/forms/widgets/radio_option.html", "django/forms/widgets/checkbox_option.html"})
"""One choice of several; its label stands in our own template (`wrap_label` says whether in Django's)."""


class Written(DjangoTemplates):
    """Django's renderer, but for the fields that our forms are made of."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        if template_name in CHOICES and not context["widget"]["wrap_label"]:
            write = _input
        return write(context["widget"]) if write else super().render(template_name, context, request)
