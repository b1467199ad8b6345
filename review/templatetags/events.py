"""What an event of the log says, for auditors, and a fact, for analysts: in words, not as they are kept."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from extracts.declaration import EXTRACTS
from review.cases.moves import MOVES
from review.models import Event
from review.templatetags.wording import caring, heading, meaning, title
from review.wording import ACTIONS, BASES, FIELDS, GROUPS
from rules.facts import FACTS

register = template.Library()
FEW = 3


@register.filter
def action(name: str) -> object:
    """What an event's action is called."""
    return ACTIONS.get(name) or (MOVES[name.removeprefix("case.")].label if name.startswith("case.") else name)


@register.filter
def basis(name: str) -> object:
    """Why somebody might see what an event says they saw."""
    return BASES.get(name, name)


@register.filter
def shown_with(event: Event) -> list[tuple[object, list[str]]]:
    """The children whom an event shows beside its own: those of a list, a card's siblings, those of the signals above."""
    found = [(words, [one for one in event.detail.get(name) or [] if one]) for name, words in GROUPS.items()]
    return [(words, ids) for words, ids in found if ids]


@register.filter
def fact(name: str) -> str:
    """What a fact is called."""
    if name not in FACTS:
        return name
    return FACTS[name].en if translation.get_language() == "en" else FACTS[name].ja


@register.filter
def says(row: dict[str, Any]) -> str:
    """What a fact says: its words, its number, or both."""
    words = "・".join(caring(meaning(word)) for word in (row["value"] or "").split("・"))
    number = "" if row["number"] is None else f"{row['number']:g}"
    return " ".join(part for part in (words, number) if part)


def field(name: str) -> str:
    """What somebody saw: a part of a page, an extract, one of its columns, or a fact."""
    if name in FIELDS:
        return str(FIELDS[name])
    whole, _dot, part = name.partition(".")
    if whole == "fact":
        return fact(part)
    if whole not in EXTRACTS or not part:
        return title(whole)
    columns = {column.field: heading(column) for column in EXTRACTS[whole].columns}
    return _("{extract}の{column}").format(extract=title(whole), column=columns.get(part, FIELDS.get(part, part)))


@register.filter
def seen(event: Event) -> list[list[str]]:
    """What the event says was seen: a few, and the rest to open."""
    words = list(dict.fromkeys(field(name) for name in event.fields))
    return [words[:FEW], words[FEW:]]
