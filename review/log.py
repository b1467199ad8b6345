"""The access log: an HMAC chain of events, anchored outside the database, and its verification.

`record` is the only way to write an event. It is called before anything is shown, and inside the transaction of a
change: if it can't be written, the page isn't shown and the change isn't made. Who may read the log is access.py's.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from review.models import Account, Event, Head

FIRST = "0" * 64
ANCHOR_EVENTS = 100
ANCHOR_AGE = timedelta(hours=1)


def _mac(content: dict[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.LOG_KEY, text.encode(), "sha256").hexdigest()


def chained(event: Event, previous: str) -> str:
    """The mac that `event` must carry after an event with the mac `previous`."""
    names = ("seq", "account", "role", "action", "child_id", "reason", "run_id", "fields", "detail")
    content = {name: getattr(event, name) for name in names}
    return _mac({**content, "at": event.at.astimezone(UTC).isoformat(), "previous": previous})


def record(
    account: Account | None,
    action: str,
    *,
    child_id: str = "",
    reason: str = "",
    run_id: str = "",
    fields: Iterable[str] = (),
    detail: dict[str, object] | None = None,
) -> Event:
    """Writes one event at the chain's end, in the transaction that is open or in one of its own.

    `fields` names what was shown (`extract` or `extract.field`); `detail` holds counts, codes and child ids, never a
    name. `account` is None for somebody who hasn't signed in.
    """
    with transaction.atomic():
        head = Head.objects.select_for_update().get()
        event = Event(
            seq=head.seq + 1,
            at=timezone.now(),
            account=account.username if account else "",
            role=account.role if account else "",
            action=action,
            child_id=child_id,
            reason=reason,
            run_id=run_id,
            fields=sorted(fields),
            detail=detail or {},
        )
        event.mac = chained(event, head.mac)
        event.save(force_insert=True)
        head.seq, head.mac = event.seq, event.mac
        due = head.seq - head.anchored_seq >= ANCHOR_EVENTS or event.at - head.anchored_at >= ANCHOR_AGE
        if due:
            head.anchored_seq, head.anchored_at = event.seq, event.at
            transaction.on_commit(lambda: _append_anchor(event))
        head.save()
    return event


def anchor_now() -> None:
    """Anchors the head where events wait for it; called each hour, so that a quiet afternoon is anchored too."""
    with transaction.atomic():
        head = Head.objects.select_for_update().get()
        if head.seq > head.anchored_seq:
            head.anchored_seq, head.anchored_at = head.seq, timezone.now()
            head.save()
            event = Event.objects.get(seq=head.seq)
            transaction.on_commit(lambda: _append_anchor(event))


def _append_anchor(event: Event) -> None:
    path: Path = settings.ANCHORS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        content = {
            "seq": event.seq,
            "mac": event.mac,
            "at": event.at.astimezone(UTC).isoformat(),
            "previous": json.loads(lines[-1])["anchor"] if lines else FIRST,
        }
        file.write(json.dumps({**content, "anchor": _mac(content)}) + "\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class Fault:
    """Something wrong with the log: at which event, and what, for people."""

    seq: int
    code: str
    message: str


MESSAGES = {
    "gap": "連番が飛んでいる（削除または並べ替え） / the sequence has a gap: an event was deleted or moved",
    "mac": "内容が書き換えられている / the event's content doesn't fit its mac: it was edited, inserted or moved",
    "head": "末尾の記録が合わない（末尾の切り捨て） / the head doesn't fit the last event: the end was cut off",
    "anchor": "外部アンカーと合わない / the log doesn't fit what was anchored outside: it was cut off or rewritten",
    "anchor_file": "アンカー自体が書き換えられている / the anchor file itself was changed",
}


def _fault(seq: int, code: str) -> Fault:
    return Fault(seq, code, MESSAGES[code])


def _anchors(path: Path) -> Iterator[tuple[int, str] | Fault]:
    previous = FIRST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
            anchor = content.pop("anchor")
            whole = hmac.compare_digest(anchor, _mac(content)) and content["previous"] == previous
        except (ValueError, KeyError, AttributeError, TypeError):
            whole = False
        if not whole:
            yield _fault(number, "anchor_file")
            return
        previous = anchor
        yield content["seq"], content["mac"]


def verify() -> list[Fault]:
    """Everything wrong with the log, at most one fault a kind of place; an empty list says that it is whole."""
    faults: list[Fault] = []
    anchored: dict[int, str] = {}
    for item in _anchors(settings.ANCHORS):
        if isinstance(item, Fault):
            faults.append(item)
        else:
            anchored[item[0]] = item[1]
    previous, seq = FIRST, 0
    for event in Event.objects.order_by("seq").iterator(chunk_size=5000):
        if event.seq != seq + 1:
            faults.append(_fault(seq + 1, "gap"))
        elif not hmac.compare_digest(event.mac, chained(event, previous)):
            faults.append(_fault(event.seq, "mac"))
        elif anchored.pop(event.seq, event.mac) != event.mac:
            faults.append(_fault(event.seq, "anchor"))
        previous, seq = event.mac, event.seq
    faults.extend(_fault(missing, "anchor") for missing in anchored if missing > seq)
    head = Head.objects.get()
    if (head.seq, head.mac) != (seq, previous):
        faults.append(_fault(seq, "head"))
    if head.anchored_seq and not anchored and not settings.ANCHORS.exists():
        faults.append(_fault(head.anchored_seq, "anchor_file"))
    return faults
