"""How values are written on a page: codes, dates, grades, and places on the picture. The words are in review.wording."""

from datetime import date, datetime

from django import template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from extracts.declaration import EXTRACTS
from extracts.redaction import WITHHELD
from review.cases.moves import MOVES
from review.models import Event
from review.wording import ACTIONS, BASES, GROUPS, MEANINGS

register = template.Library()


@register.filter
def meaning(value: object) -> str:
    """The word for a code's meaning; itself where it is a word already."""
    return "" if value is None else str(MEANINGS.get(str(value), value))


@register.filter
def day(value: object) -> str:
    """A date for people; a partial one (EDTF, `2015-04`, `XXXX`) as far as it is known."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y/%m/%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    text = str(value or "")
    return _("不詳") if text.startswith("X") else text.replace("-", "/")


@register.filter
def schooling(grade: int | None) -> str:
    """The school grade by birth date."""
    if grade is None:
        return ""
    if translation.get_language() == "en":
        return f"grade {grade}"
    elementary, junior = 6, 9
    if grade <= elementary:
        return f"小{grade}"
    return f"中{grade - elementary}" if grade <= junior else f"高{grade - junior}"


@register.filter
def title(extract: str) -> str:
    """What the extract is called."""
    return EXTRACTS[extract].title if extract in EXTRACTS else extract


LEVELS = {"重点支援": "priority", "支援": "support", "見守り": "watch", "判定保留": "pending"}


@register.filter
def level(overall: str) -> str:
    """The style of a category: it has a shape of its own, so that no colour alone says anything."""
    return LEVELS.get(overall, "none")


@register.filter
def withheld(code: str) -> str:
    """Why a text is withheld, in a sentence; nothing of one that no run has redacted yet."""
    language = "en" if translation.get_language() == "en" else "ja"
    return str(getattr(WITHHELD[code], language)) if code in WITHHELD else ""


@register.filter
def of(found: dict[str, object], name: str) -> object:
    """The entry of that name."""
    return found.get(name)


@register.filter
def half(name: str) -> str:
    """A half-year, `2026-2`, as people say it."""
    year, _dash, number = name.partition("-")
    words = _("{year}年度 上半期") if number == "1" else _("{year}年度 下半期")
    return words.format(year=year)


LEFT, STEP, TOP, LANE = 92, 39.5, 20, 32


@register.filter
def across(age: int) -> str:
    """Where an age stands on the picture from 0 to 18."""
    return f"{LEFT + STEP * age:g}"


@register.filter
def down(lane: int) -> int:
    """Where a domain's lane runs on the picture."""
    return TOP + LANE * lane


@register.filter
def radius(count: int) -> str:
    """A dot's size: its area grows with how many records there are, up to a limit."""
    return f"{min(4 + 1.6 * count**0.5, 13):.1f}"


@register.filter
def outcome(name: str) -> object:
    """What a decision's outcome is called."""
    return MOVES[name].label


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
