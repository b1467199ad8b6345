"""Where a card offers to say "not this child": beside what it shows, for each record that a child of the family was given."""

from collections.abc import Iterable
from typing import Any

from django import template

from review.reasons import Source
from review.timeline import Entry

register = template.Library()


@register.inclusion_tag("review/not_this.html", takes_context=True)
def not_this(context: dict[str, Any], shown: Entry | Iterable[Source | Entry]) -> dict[str, Any]:
    """The form for those of the records shown that may be said not to be theirs; nothing where there are none."""
    card = context["card"]
    listed = [shown] if isinstance(shown, Entry) else shown
    records = {one.record_key: one for one in listed if one.record_key in card.linked}
    own = {key: card.linked[key].child_id == card.child.child_id for key in records}
    return {
        "child": card.child,
        "records": [(record, own[record.record_key]) for record in records.values()],
        "own": any(own.values()),
        "csrf_token": context["csrf_token"],
    }
