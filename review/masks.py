"""Whether a record's places and words are masked: because of anybody whose it may be, and not of the one child alone to whom it
is linked now.

A child's own page masks by the child (children.read); what shows a record on its own — a steward's pair, a signal, a raw
text — asks here.
"""

from collections.abc import Callable

from review import access, children
from review.models import Account, HiddenRecord, Signal
from review.published import Run

LINKED = "SELECT child_id FROM cards.linked WHERE extract = ? AND record_key = ?"
MAY_BE = "SELECT child_id FROM children.candidate WHERE extract = ? AND record_key = ?"
UNPROTECTED = "SELECT child_id FROM cards.child WHERE NOT measure AND child_id IN (SELECT unnest(?))"


def whose(run: Run, extract: str, record_key: str) -> set[str]:
    """Everybody whose record it may be: to whom it is linked, a candidate, of whom its signal was, or of whom somebody said
    that it isn't theirs, unless stewards agreed."""
    linked, may_be = ({row["child_id"] for row in run.rows(sql, extract, record_key)} for sql in (LINKED, MAY_BE))
    said = HiddenRecord.objects.filter(extract=extract, record_key=record_key)
    may_be |= set(said.values_list("child_id", flat=True))
    signals = Signal.objects.filter(extract=extract, record_key=record_key).exclude(child_id="")
    may_be |= set(signals.values_list("child_id", flat=True))
    return linked | (may_be - set(said.filter(ruled_out=True).values_list("child_id", flat=True)))


def of_record(run: Run, extract: str, record_key: str, lifted: Callable[[str], bool] = lambda _child_id: False) -> bool:
    """Unknown is protected: measures that can't be known, and a child whom the run has no more. `lifted`: whether a
    break-glass lifts the mask because of a child, or of nobody known (empty); of whom nobody is shown, none does."""
    found = whose(run, extract, record_key)
    if found & children.withdrawn(run):
        return True
    left = {child_id for child_id in found or {""} if not lifted(child_id)}
    if run.stale("protection_measures"):
        return bool(left)
    return not left - {""} <= {row["child_id"] for row in run.rows(UNPROTECTED, sorted(left))}


def for_account(account: Account, run: Run, extract: str, record_key: str) -> bool:
    """The same for somebody whose break-glass, on one of the children or on the record's signal, may lift it."""
    keys = Signal.objects.filter(extract=extract, record_key=record_key).values_list("signal_key", flat=True)
    of_signal = any(access.unmasked(account, key) for key in keys)
    return of_record(run, extract, record_key, lambda child_id: of_signal or access.unmasked(account, child_id))
