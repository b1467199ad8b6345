"""The access log: an HMAC chain of events, anchored outside the database, and its verification.

`write` is the only way to write events, and `record` to write one. It is called before anything is shown, and inside the transaction of a
change: if it can't be written, the page isn't shown and the change isn't made. Who may read the log is access.py's.
"""

import errno
import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Any, TypedDict, Unpack

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


class About(TypedDict, total=False):
    """`fields` names what was shown (`extract` or `extract.field`); `detail` holds counts, codes and child ids, never a
    name."""

    child_id: str
    reason: str
    run_id: str
    fields: Iterable[str]
    detail: dict[str, object]


def _hold() -> Head:
    head: Head = Head.objects.select_for_update().get()
    return head


@contextmanager
def changing() -> Iterator[None]:
    """The transaction of a change and its events, also as a decorator. It takes the one lock first: what is read in it stays
    as it is read, and nobody waits for somebody who waits for them. Whatever takes long belongs before it."""
    with transaction.atomic():
        _hold()
        yield


def event(account: Account | None, action: str, **about: Unpack[About]) -> Event:
    """An event that has no place in the chain yet. `account` is None for somebody who hasn't signed in, or a run."""
    return Event(
        account=account.username if account else "",
        role=account.role if account else "",
        action=action,
        child_id=about.get("child_id", ""),
        reason=about.get("reason", ""),
        run_id=about.get("run_id", ""),
        fields=sorted(about.get("fields", ())),
        detail=about.get("detail") or {},
    )


def write(events: Sequence[Event]) -> None:
    """Chains the events to the log's end, in the transaction that is open or in one of its own."""
    with transaction.atomic():
        head = _hold()
        for made in events:
            made.seq, made.at = head.seq + 1, timezone.now()
            made.mac = chained(made, head.mac)
            head.seq, head.mac = made.seq, made.mac
        Event.objects.bulk_create(events, batch_size=1000)
        head.save(update_fields=["seq", "mac"])
        if head.seq - head.anchored_seq >= ANCHOR_EVENTS or timezone.now() - head.anchored_at >= ANCHOR_AGE:
            transaction.on_commit(anchor, robust=True)  # what can't be anchored now is with the next event


def record(account: Account | None, action: str, **about: Unpack[About]) -> Event:
    """Writes one event at the chain's end."""
    made = event(account, action, **about)
    write([made])
    return made


def anchor() -> None:
    """Appends what waits to the file: of the events after its last line each hundredth, and the newest.

    Called each hour too, so that a quiet afternoon is anchored. Raises OSError where the file can't be written.
    """
    path: Path = settings.ANCHORS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        last: dict[str, Any] = json.loads(lines[-1]) if lines else {"seq": 0, "anchor": FIRST}
        after = Event.objects.filter(seq__gt=last["seq"]).order_by("seq")
        waiting = list(after.values_list("seq", "mac", "at"))
        if waiting:
            seq = waiting[-1][0]
            _append(file, last["anchor"], waiting[ANCHOR_EVENTS - 1 : -1 : ANCHOR_EVENTS] + waiting[-1:])
            Head.objects.filter(anchored_seq__lt=seq).update(anchored_seq=seq, anchored_at=timezone.now())


def _append(file: FileIO, previous: str, events: list[tuple[int, str, datetime]]) -> None:
    text = ""
    for seq, mac, at in events:
        content = {"seq": seq, "mac": mac, "at": at.astimezone(UTC).isoformat(), "previous": previous}
        previous = _mac(content)
        text += json.dumps({**content, "anchor": previous}) + "\n"
    whole = file.seek(0, os.SEEK_END)
    if file.write(text.encode()) < len(text.encode()):
        file.truncate(whole)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file)


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
    "unanchored": "外部アンカーへの書き込みが止まっている / nothing is anchored outside any more: see the server's messages",
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
    """Everything wrong with the log, at most one fault a kind of place; an empty list says that it is whole.

    People go on working meanwhile: for the end of the log alone nobody writes.
    """
    faults: list[Fault] = []
    seq, mac = _follow(0, FIRST, faults)
    with changing():
        seq, mac = _follow(seq, mac, faults)
        head = Head.objects.get()
        if (head.seq, head.mac) != (seq, mac):
            faults.append(_fault(seq, "head"))
        return faults + _against_anchors(head, whole=not faults)


def _follow(seq: int, mac: str, faults: list[Fault]) -> tuple[int, str]:
    """Follows the chain from after the event `seq` to its end; returns the last event's seq and mac."""
    for event in Event.objects.filter(seq__gt=seq).order_by("seq").iterator(chunk_size=5000):
        if event.seq != seq + 1:
            faults.append(_fault(seq + 1, "gap"))
        elif not hmac.compare_digest(event.mac, chained(event, mac)):
            faults.append(_fault(event.seq, "mac"))
        seq, mac = event.seq, event.mac
    return seq, mac


def _against_anchors(head: Head, *, whole: bool) -> list[Fault]:
    """What of the log doesn't fit the anchors, and of the anchors the log; `whole` is whether the chain itself is."""
    faults: list[Fault] = []
    anchored: dict[int, str] = {}
    for item in _anchors(settings.ANCHORS):
        if isinstance(item, Fault):
            faults.append(item)
        else:
            anchored[item[0]] = item[1]
    macs = dict(Event.objects.filter(seq__in=anchored).values_list("seq", "mac"))
    faults += [_fault(seq, "anchor") for seq, mac in anchored.items() if macs.get(seq) != mac]
    last = max(anchored, default=0)
    if head.anchored_seq > last and not any(fault.code == "anchor_file" for fault in faults):
        faults.append(_fault(head.anchored_seq, "anchor_file"))
    elif head.seq - last >= 2 * ANCHOR_EVENTS and whole and not faults:  # with the one before it, one may be on its way
        faults.append(_fault(last, "unanchored"))
    return faults
