"""Signals that don't wait for a run: taking in what the same-hour job delivered, and who sees which of them.

Belongs here: the app's side of `pipeline.signals`. A signal opens its child's case or brings it back; it decides nothing.
"""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import duckdb
from django.conf import settings
from django.utils import timezone

from extracts.database import attach
from pipeline import signals as delivered
from review import access, children, hiding, log, published
from review.cases import found, known
from review.cases.moves import MOVES, move
from review.models import Account, Assignment, Case, Signal, SignalAnswer, SignalsSeen, State
from review.models.case import Change
from review.published import Row, Run


def taken_in(folder: Path) -> bool:
    newest = SignalsSeen.objects.order_by("-id").first()
    return newest is not None and newest.delivery == folder.name


def take_in(run: Run) -> None:
    """Raises what is new in the newest delivery, in one transaction; does nothing where it was taken in already.

    The same signal is raised once. One that nobody has answered follows the child that the newest run finds for it.
    """
    link: Path = settings.RUNS / delivered.SOS / delivered.publication.CURRENT
    if not link.is_symlink() or taken_in(link.readlink()):
        return
    folder = delivered.current(settings.RUNS)
    assert folder is not None  # noqa: S101 - the link was there
    rows = read(folder, "SELECT * FROM signal ORDER BY day, signal_key")
    covered = {
        row["child_id"] for row in run.rows("SELECT child_id FROM children.child WHERE minor AND status <> 'deceased'")
    }
    with log.changing():
        if taken_in(folder):
            return
        raised = {
            signal.signal_key: signal
            for signal in Signal.objects.filter(signal_key__in=[r["signal_key"] for r in rows])
        }
        merged = dict(Case.objects.exclude(merged_into="").values_list("child_id", "merged_into"))
        new, brought = 0, set[str]()
        for row in rows:
            child_id = found.who_is_now(row["child_id"], merged)  # found through a run from before they were
            child_id = child_id if child_id in covered else ""
            signal = raised.get(row["signal_key"]) or made(row, folder)
            new += signal.pk is None
            moved = child_id != signal.child_id and signal.answered_at is None
            if signal.pk is None or moved:
                signal.child_id = child_id
                signal.save()
                if child_id:
                    brought.add(child_id)
        bring(brought, run)
        SignalsSeen.objects.create(delivery=folder.name)
        log.record(None, "signals.taken_in", run_id=run.run_id, detail={"delivery": folder.name, "new": new})


def made(row: Row, folder: Path) -> Signal:
    received: datetime | None = row["received"]
    return Signal(
        signal_key=row["signal_key"],
        extract=row["extract"],
        record_key=row["record_key"],
        received_at=timezone.make_aware(received) if received else None,
        day=row["day"],
        because=json.loads(row["because"]),
        delivery=folder.name,
    )


def bring(child_ids: Collection[str], run: Run) -> None:
    """The children's cases onto the list: opened, or back for review where people had settled them."""
    cases = list(Case.objects.filter(child_id__in=child_ids))
    if cases:
        at_the_desk = known.of_all(run, hiding.keys(run), cases[0].child_id if len(cases) == 1 else "")
        for case in cases:
            known.put(case, at_the_desk.get(case.child_id), run.stale("consultations"))
    if new := sorted(set(child_ids) - {case.child_id for case in cases}):
        cases += found.opened(run, new, "sos")
    for case in cases:
        case.change = case.change or Change.CHANGED
        if State(case.state) in MOVES["return"].sources:
            case.returned_because = "sos"
            case.decisions.filter(stands=None).update(stands=False)
            move(case, "return", None, detail={"because": "sos"})
        case.save()


def read(folder: Path, sql: str, *values: str) -> list[Row]:
    """Rows of a delivery's signals; of its texts as `texts.text`."""
    with duckdb.connect(":memory:") as connection:
        for name in ("signals", "text"):
            attach(connection, folder / f"{name}.duckdb", "texts" if name == "text" else name)
        connection.execute("SET enable_external_access = false; USE signals")
        result = connection.execute(sql, list(values))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def folder_of(signal: Signal) -> Path:
    folder: Path = settings.RUNS / delivered.SOS / signal.delivery
    return folder


def place(signal: Signal) -> Row:
    """The school and number of a signal whose child wasn't found, as they came: all there is to go by."""
    rows = read(folder_of(signal), "SELECT school_code, student_no FROM signal WHERE signal_key = ?", signal.signal_key)
    return rows[0] if rows else {}


def fields(signal: Signal) -> list[str]:
    """The fields in which something was written."""
    rows = read(
        folder_of(signal), "SELECT field FROM texts.text WHERE record_key = ? ORDER BY field", signal.record_key
    )
    return [row["field"] for row in rows]


def text(signal: Signal, field: str) -> str | None:
    """What was written, raw."""
    rows = read(
        folder_of(signal), "SELECT text FROM texts.text WHERE record_key = ? AND field = ?", signal.record_key, field
    )
    return str(rows[0]["text"]) if rows else None


def listed(found: Iterable[Signal]) -> list[Signal]:
    """The signals, whose child each knows; one whom nobody is shown is nobody's, whoever said that it isn't theirs."""
    signals = Signal.listed(found)
    withdrawn = children.withdrawn(published.current()) if signals else frozenset()
    for signal in signals:
        if signal.child_id in withdrawn:
            signal.child, signal.withdrawn = "", True
    return signals


def open_for(account: Account, child_id: str = "") -> list[Signal]:
    """The signals nobody has answered that the account may see, the newest first; of one child, where one is named."""
    waiting = Signal.objects.filter(answered_at=None).order_by("-day", "-received_at", "-id")
    if child_id:
        of_child = listed(waiting.filter(child_id=child_id, extract__in=access.reads(account)))
        theirs = of_child and access.own_child(account, {"child_id": child_id})
        return [signal for signal in of_child if signal.child] if theirs else []
    if access.party(account) is access.Party.SUPERVISOR:
        return listed(waiting)
    mine = Assignment.objects.filter(account=account, until=None).values("case__child_id")
    found = waiting.filter(child_id__in=mine, extract__in=access.reads(account))
    return [signal for signal in listed(found) if signal.child]


def answered(account: Account, child_ids: Collection[str]) -> list[Signal]:
    """The signals of these children that somebody answered, of the extracts that the account reads, the newest first."""
    found = Signal.objects.filter(child_id__in=child_ids, extract__in=access.reads(account)).exclude(answered_at=None)
    return [one for one in listed(found.prefetch_related("answers__by").order_by("-answered_at")) if one.child]


@log.changing()
def answer(signal: Signal, by: Account, words: str) -> bool:
    """Records what a person did about it; returns whether nobody had before. What a second person did is kept beside it."""
    first = Signal.objects.filter(pk=signal.pk, answered_at=None).update(answered_at=timezone.now()) > 0
    SignalAnswer.objects.create(signal=signal, words=words, by=by)
    detail: dict[str, object] = {"signal": signal.signal_key, "first": first}
    log.record(by, "signal.answered", child_id=signal.child, reason=words, detail=detail)
    return first
