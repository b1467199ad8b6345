"""How values are written on a page: codes, dates, grades, and places on the picture. The words are in review.wording."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from extracts.declaration import EXTRACTS, Column, Extract
from extracts.redaction import WITHHELD
from review.cases.moves import MOVES
from review.desks import desk_of, facility_of
from review.wording import CARED_FOR, LAWS, MEANINGS
from review.wording import COMPONENTS as COMPONENT_NAMES
from rules.judgement import COMPONENTS
from rules.numbers import ASSUMPTION, Number, Words
from rules.rulebook import RULES

register = template.Library()
POSTCODE = re.compile(r"[0-9]{7}")
DECLARED = {**RULES, **COMPONENTS}


@register.filter
def meaning(value: object) -> str:
    """The word for a code's meaning; itself where it is a word already."""
    return "" if value is None else str(MEANINGS.get(str(value), value))


@register.filter
def component(name: str) -> str:
    """What a component of the judgement is called."""
    return str(COMPONENT_NAMES.get(name, name))


@register.filter
def caring(basis: str) -> str:
    """By what somebody is known to be a guardian."""
    return str(CARED_FOR.get(basis, basis))


def landed(extract: Extract, column: Column, row: dict[str, object]) -> str:
    """What a record says in a column, for people: a code that has a meaning by its word, a date as far as it is known, a month
    and a school year as such, anything else as it was delivered."""
    value = row.get(f"{column.field}_edtf") or row.get(column.field)
    if value is None:
        return ""
    if column.type == "date":
        return day(value)
    if column.type == "yearmonth":
        return day(str(value)[:7])
    if column.type == "flag":
        return meaning(value)
    if not column.has_meanings:
        return str(value)
    own_word = f"{extract.name}.{value}"  # the same code means something else in another extract
    return meaning(own_word if own_word in MEANINGS else value)


@register.filter
def day(value: object) -> str:
    """A date for people; a partial one (EDTF, `2015-04`, `XXXX`) as far as it is known, `2025-04/2026-03` as the school year."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y/%m/%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    text = str(value or "")
    if "/" in text:
        return _("{year}年度").format(year=text[:4])
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
    if extract not in EXTRACTS:
        return extract
    return EXTRACTS[extract].title_en if translation.get_language() == "en" else EXTRACTS[extract].title


@register.filter
def heading(column: Column) -> str:
    """What a column is called: by its heading in the file, in English by its field."""
    return column.field.replace("_", " ") if translation.get_language() == "en" else column.heading


@register.filter
def one_language(words: str) -> str:
    """Of words that stand in both languages, `ひとり親 / one parent`, those of the page."""
    ja, _slash, en = words.partition(" / ")
    return en if en and translation.get_language() == "en" else ja


@register.filter
def department(owner: str) -> str:
    """What a department is called."""
    return desk_of(owner)["name"]


@register.filter
def desk(owner: str) -> dict[str, str]:
    """A department's name, and the desk to call."""
    return desk_of(owner)


@register.filter
def phone(desk: dict[str, str], of_places: dict[str, str]) -> str:
    """The telephone of a desk; of one in the child's own school or nursery, that one's as far as it may be known."""
    return of_places.get(desk.get("place", "")) or desk.get("phone", "")


@register.filter
def facility(code: str) -> dict[str, str]:
    """A school's or nursery's name and phone."""
    return facility_of(code)


@register.filter
def postcode(text: str) -> str:
    """A postcode as it is written on a letter; anything else, and a masked one, as it is."""
    digits = unicodedata.normalize("NFKC", text).replace("-", "")
    return f"〒{digits[:3]}-{digits[3:]}" if POSTCODE.fullmatch(digits) else text


@register.filter
def said(words: Words | str | None) -> str:
    """What a rule's YAML says in both languages, in that of the page."""
    if not isinstance(words, Words):  # of a number that no rule has any more
        return ""
    return words.en if translation.get_language() == "en" else words.ja


@register.filter
def rule_label(rule: str) -> str:
    """What a rule or a component of the judgement is called."""
    return said(DECLARED[rule].declaration.label) if rule in DECLARED else rule


@register.filter
def number_of(name: str, rule: str) -> Number | None:
    """A rule's number as its YAML declares it."""
    return DECLARED[rule].declaration.numbers.get(name) if rule in DECLARED else None


@register.filter
def reference(text: str) -> str:
    """On what a number rests. What people wrote themselves stays in their language."""
    if text == ASSUMPTION:
        return _("仮定（公表された値はありません）")
    return citations().get(text, text) if translation.get_language() == "en" else text


@lru_cache(maxsize=1)
def citations() -> dict[str, str]:
    """The references that rules came with, in English."""
    numbers = (number for rule in DECLARED.values() for number in rule.declaration.numbers.values())
    return {value.reference: value.reference_en for number in numbers for value in number.values if value.reference_en}


ARTICLE = re.compile(r"(\d+)条(?:の(\d+))?")


@register.filter
def law(text: str) -> str:
    """A legal basis, `児童福祉法 10条・25条の2`; in English with the laws' names and articles as they are cited there."""
    if translation.get_language() != "en":
        return text
    text = ARTICLE.sub(lambda found: f"Art. {found[1]}" + (f"-{found[2]}" if found[2] else ""), text)
    for name in sorted(LAWS, key=len, reverse=True):
        text = text.replace(name, str(LAWS[name]))
    return text.replace("・", ", ").replace("、", "; ")


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
