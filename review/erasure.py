"""Erasing what people wrote about one child, once the runs are without it (pipeline.erasure).

What stays: the access log, a chain that can't be altered (pseudonyms, who looked, and why), and the standing suspension: the
number alone, as long as a department goes on delivering it. Here belongs the order, children of a row before it.
"""

import shutil
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Model, Q

from review import log, opening, people
from review.models import (
    Assignment,
    BreakGlass,
    Case,
    Decision,
    Export,
    FollowUp,
    HiddenRecord,
    LinkRuling,
    Note,
    OutreachApproval,
    Release,
    Report,
    Signal,
    Suspension,
)


def agreed(child_id: str) -> bool:
    """Whether two people suspended the use of the child's data, and nobody lifted it: without that nothing is erased."""
    in_force = Suspension.in_force()
    return bool(
        Suspension.objects.filter(child_id=child_id, stands=True, lifts=False, resident_id__in=in_force).exists()
    )


def erase(children: Collection[str], record_keys: Collection[str], because: str) -> int:
    """Deletes what is kept of the child, with one event; returns how many rows. The next run is told of it no more."""
    about, of = Q(child_id__in=children), Q(record_key__in=record_keys)
    case = Q(case__child_id__in=children)
    signals = list(Signal.objects.filter(about | of).values_list("signal_key", flat=True))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # else freed pages still hold what was deleted
            cursor.execute("PRAGMA secure_delete = ON")
    with log.changing():
        rows: list[tuple[type[Model], Q]] = [
            (Export, about), (FollowUp, case), (Note, case), (Assignment, case), (Decision, case), (Case, about),
            (HiddenRecord, about | of), (Report, about), (LinkRuling, about | of), (Release, of), (Signal, about | of),
            (OutreachApproval, about), (BreakGlass, about | Q(child_id__in=signals)),
        ]  # fmt: skip
        gone = sum(model._default_manager.filter(which).delete()[0] for model, which in rows)
        for child_id in children:
            log.record(None, "child.erased", child_id=child_id, reason=because, detail={"rows": gone})
    opening.forget(settings.OPENED)
    newest = rulings(people.deliver())
    for folder in settings.PEOPLE.glob("*"):  # of rulings that hold no more, the record numbers may be the child's
        if folder.is_dir() and not folder.is_symlink() and rulings(folder) - newest:
            shutil.rmtree(folder)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL" if connection.vendor == "postgresql" else "VACUUM")
    return gone


def rulings(delivery: Path) -> set[str]:
    file = delivery / "rulings.csv"
    return set(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()
