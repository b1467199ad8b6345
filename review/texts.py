"""Free texts: as redacted, or withheld until somebody who may read one raw has let others read it.

Belongs here: whose a text is, what is shown of it, and releasing one. Doesn't belong here: what identifies somebody in it
(extracts.redaction), and who may ask (access.py).
"""

import hmac
from collections.abc import Collection, Iterable

from django.conf import settings

from extracts import redaction
from review import log, signals
from review.models import Account, Release, Signal
from review.published import Row, Run

Mark = tuple[int, int, str]
"""From which letter, to which (excluded), what stands in their place."""

TEXTS = "SELECT extract, record_key, field, text, withheld_because FROM cards.text WHERE child_id = ?"
OF_RECORD = "SELECT extract, record_key, field, text, withheld_because FROM redacted.redacted WHERE extract = ? AND record_key = ?"


def of_child(run: Run, child_id: str, extracts: frozenset[str], hidden: frozenset[str]) -> list[Row]:
    """The child's free texts, each with its `text` or why it is withheld; `release` where a person released it."""
    found = run.rows(TEXTS, child_id)
    return shown(run, [row for row in found if row["extract"] in extracts and row["record_key"] not in hidden])


def of_signal(run: Run, signal: Signal) -> list[Row]:
    """The texts of a signal's record; those that no run has redacted yet are withheld."""
    found = run.rows(OF_RECORD, signal.extract, signal.record_key)
    fields = {row["field"] for row in found}
    newer = [
        {
            "extract": signal.extract,
            "record_key": signal.record_key,
            "field": field,
            "text": None,
            "withheld_because": "",
        }
        for field in signals.fields(signal)
        if field not in fields
    ]
    return shown(run, [*found, *newer])


def shown(run: Run, rows: Collection[Row]) -> list[Row]:
    """The rows, with the text that a person released in place of a withheld one."""
    withheld = [row["record_key"] for row in rows if row["text"] is None]
    releases = {
        (one.record_key, one.field): one
        for one in Release.objects.filter(record_key__in=withheld).select_related("by").order_by("id")
    }
    for row in rows:
        release = releases.get((row["record_key"], row["field"])) if row["text"] is None else None
        text = raw(run, row["extract"], row["record_key"], row["field"]) if release else None
        if release and text is not None and hmac.compare_digest(release.digest, digest(text, release.marks)):
            row["text"], row["release"] = marked(text, release.marks), release
    return list(rows)


def raw(run: Run, extract: str, record_key: str, field: str) -> str | None:
    """A text as it was delivered: from the run or, before any run has it, from the signals' own delivery."""
    text = run.free_text(extract, record_key, field)
    if text is None:
        signal = Signal.objects.filter(extract=extract, record_key=record_key).order_by("-id").first()
        text = signals.text(signal, field) if signal else None
    return text


def proposal(run: Run, extract: str, record_key: str, field: str, child_id: str) -> redaction.Preview | None:
    """What redaction makes of a text, for whoever may release it; None where there is no such text."""
    proposed = redaction.propose(run.folder, extract, record_key, field)
    if proposed is None:
        text = raw(run, extract, record_key, field)
        proposed = None if text is None else redaction.preview(text, run.folder, child_id or None)
    return proposed


def marks(proposed: redaction.Preview) -> list[Mark]:
    return [(span.start, span.end, span.mark) for span in proposed.spans]


def digest(text: str, marks: Iterable[Mark]) -> str:
    """What a person saw, as a keyed hash: the same letters with the same marks."""
    seen = "\0".join([text, *(str(part) for mark in marks for part in mark)])
    return hmac.new(settings.LOG_KEY, seen.encode(), "sha256").hexdigest()


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The text with its marks in place of what they stand for."""
    for start, end, mark in sorted(marks, reverse=True):
        text = text[:start] + mark + text[end:]
    return text


@log.changing()
def release(
    by: Account,
    run: Run,
    extract: str,
    record_key: str,
    field: str,
    proposed: redaction.Preview,
    reason: str,
    child_id: str,
) -> None:
    """Lets others read what `by` has read, with the marks that they saw, for their reason."""
    seen = marks(proposed)
    Release.objects.get_or_create(
        record_key=record_key,
        field=field,
        digest=digest(proposed.original, seen),
        defaults={"extract": extract, "marks": seen, "reason": reason, "by": by},
    )
    log.record(
        by,
        "text.released",
        child_id=child_id,
        reason=reason,
        run_id=run.run_id,
        fields=[f"{extract}.{field}"],
        detail={"record_key": record_key, "marks": len(seen)},
    )
