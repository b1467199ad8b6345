"""What people decided, as one delivery to the next run: rulings, suspensions, sealed identities, clearances, thresholds.

The shapes are those that `linkage.people`, `expectations.clearances` and `rules.changes` read. A delivery is a folder
named by its digest; `current` points to the newest, so that a run never reads half of one.
"""

import csv
import fcntl
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import yaml
from django.conf import settings

from expectations import clearances
from review.models import GateClearance, HiddenRecord, LinkRuling, Sealed, Suspension, ThresholdChange
from rules import changes

DIGEST = 16


def _file(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


MAJORITY = 2


def standing(given: list[LinkRuling]) -> bool | None:
    """Whether it is the same child, once two agree; None until then."""
    counted = Counter(ruling.same for ruling in given)
    return next((same for same, votes in counted.items() if votes >= MAJORITY), None)


def counting(rulings: Iterable[LinkRuling]) -> list[LinkRuling]:
    """Those of their pair's newest round: what was ruled before somebody said "not this child" counts no more."""
    newest = {(one.record_key, one.child_id): one.round for one in HiddenRecord.objects.all()}
    return [one for one in rulings if one.round == newest.get((one.record_key, one.child_id), 0)]


def rulings() -> list[tuple[str, ...]]:
    """The pairs that two people agree on."""
    found: list[tuple[str, ...]] = []
    ordered = counting(LinkRuling.objects.order_by("record_key", "child_id", "id"))
    for _, given in groupby(ordered, key=lambda ruling: (ruling.record_key, ruling.child_id)):
        pair = list(given)
        same = standing(pair)
        if same is not None:
            last = pair[-1]
            ruling = "same" if same else "different"
            found.append((last.extract, last.record_id, last.child_extract, last.child_record_id, ruling))
    return found


def thresholds() -> str:
    """The changes that two people agreed on, oldest decision first, as rules/changes.py reads them; empty for none."""
    agreed = ThresholdChange.objects.filter(stands=True).select_related("by", "second").order_by("second_at", "id")
    listed = [
        {
            "rule": one.rule,
            "number": one.number,
            "since": one.since,
            "value": one.value,
            "reference": one.reference,
            "reason": one.reason,
            "author": f"{one.by.name}（提案） {one.second.name}（承認）",
        }
        for one in agreed
    ]
    return yaml.safe_dump(listed, allow_unicode=True, sort_keys=False) if listed else ""


def deliver() -> Path:
    """Writes the delivery and points `current` to it; returns its folder. The same decisions give the same folder.

    One at a time: whoever comes later has read what was decided later, and points there last.
    """
    root: Path = settings.PEOPLE
    root.mkdir(parents=True, exist_ok=True)
    with root.joinpath("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files = _files()
        sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
        folder = root / hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()[:DIGEST]
        if not folder.exists():
            making = root / f".{folder.name}"
            shutil.rmtree(making, ignore_errors=True)  # of a process that was killed
            making.mkdir()
            for name, text in {**files, "manifest.json": json.dumps(sums, indent=1, sort_keys=True) + "\n"}.items():
                (making / name).write_text(text, encoding="utf-8")
            making.rename(folder)
        pointer = root / ".current"
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(folder.name)
        pointer.replace(root / "current")
    return folder


def _files() -> dict[str, str]:
    files = {
        "rulings.csv": _file(("extract_l", "record_id_l", "extract_r", "record_id_r", "ruling"), rulings()),
        "suspended.csv": _file(("resident_id",), ((number,) for number in Suspension.in_force())),
        "sealed.csv": _file(("resident_id",), ((number,) for number in Sealed.in_force())),
        clearances.FILE: _file(
            clearances.COLUMNS,
            GateClearance.objects.order_by(*clearances.COLUMNS).values_list(*clearances.COLUMNS),
        ),
    }
    changed = thresholds()
    return {**files, changes.FILE: changed} if changed else files
