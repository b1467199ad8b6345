"""What "not this child" hides: the records that nobody is shown, and saying of a record that it isn't the child's.

Here belong which records are hidden, and whose a record is that may be said not to be theirs. What rests on a hidden
record (reasons, facts, places, entries, what leaves) leaves it out by `keys`; who rules on it is links.py's.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from extracts.declaration import EXTRACTS
from review import log
from review.cases import known
from review.models import Account, HiddenRecord
from review.published import Row, Run


def keys(run: Run) -> frozenset[str]:
    """The records that nobody is shown, on any child's page: not ruled on yet, or ruled out and in this run still the
    child's of whom it was said. A later run may have given a record that was ruled out to whom it belongs."""
    said = HiddenRecord.objects.exclude(ruled_out=False).values_list("record_key", "child_id", "ruled_out")
    open_now = {record_key for record_key, _child_id, ruled_out in said if ruled_out is None}
    return _still_theirs(run, frozenset(one[:2] for one in said if one[2])) | open_now


@lru_cache(maxsize=1)
def _still_theirs(run: Run, ruled_out: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Asked once a run and ruling, and not for each page."""
    if not ruled_out:
        return frozenset()
    sql = """
        SELECT record_key FROM cards.linked
        JOIN (SELECT unnest(?) AS record_key, unnest(?) AS child_id) USING (record_key, child_id)
    """
    return frozenset(row["record_key"] for row in run.rows(sql, *map(list, zip(*ruled_out, strict=True))))


@dataclass(frozen=True)
class Linked:
    """A record that a run gave to a child."""

    extract: str
    record_key: str
    child_id: str


def linked(run: Run, child_ids: Collection[str], extracts: Collection[str]) -> dict[str, Linked]:
    """The records of these children and extracts by key, but for one that alone says who the child is: the registry's, or
    of a child who is in no registry the only one."""
    sql = "SELECT extract, record_key, child_id FROM cards.linked WHERE child_id IN (SELECT unnest(?))"
    found = [Linked(**row) for row in run.rows(sql, list(child_ids))]
    hidden = keys(run)
    persons = Counter(one.child_id for one in found if EXTRACTS[one.extract].person and one.record_key not in hidden)
    return {
        one.record_key: one
        for one in found
        if one.extract in extracts
        and one.extract != "resident_registry"
        and persons[one.child_id] > bool(EXTRACTS[one.extract].person)
    }


@log.changing()
def say(run: Run, record: Linked, by: Account, reason: str, on_card_of: str) -> None:
    """Hides the record at once. Where stewards had ruled that it is the child's, they are asked anew."""
    said = _hide(record, by, reason)
    known.bring_up(run, record.child_id, keys(run))
    detail: dict[str, object] = {"extract": record.extract, "record_key": record.record_key, "round": said.round}
    log.record(
        by,
        "not_this_child",
        child_id=record.child_id,
        reason=reason,
        run_id=run.run_id,
        detail={**detail, "on_card_of": on_card_of},
    )


def _hide(record: Linked, by: Account, reason: str) -> HiddenRecord:
    said, new = HiddenRecord.objects.get_or_create(
        record_key=record.record_key,
        child_id=record.child_id,
        defaults={"extract": record.extract, "reason": reason, "by": by},
    )
    if not new and said.ruled_out is not None:
        said.ruled_out, said.round = None, said.round + 1
        said.reason, said.by, said.at = reason, by, timezone.now()
        said.save()
    return said


def said(child_id: str, extracts: Collection[str]) -> QuerySet[HiddenRecord]:
    """What people said isn't the child's, of these extracts, and what came of it; the newest first."""
    found = HiddenRecord.objects.filter(child_id=child_id, extract__in=extracts)
    return found.select_related("by").order_by("-at")


def waiting() -> list[Row]:
    """How many records of each extract wait for a ruling, and since when: what rests on them is shown to nobody meanwhile."""
    asked = HiddenRecord.objects.filter(ruled_out=None).values("extract")
    counted = asked.annotate(records=Count("pk"), since=Min("at")).order_by("since")
    return [{**one, "owner": EXTRACTS[one["extract"]].owner} for one in counted]


def follow(run: Run) -> None:
    """What waits for a ruling goes with its record to whom the run gives it, where the child of whom it was said is no more:
    a child that was merged away has nobody to be ruled on."""
    waiting = HiddenRecord.objects.filter(ruled_out=None)
    whose = "SELECT extract, record_key, child_id FROM cards.linked WHERE record_key = ?"
    for said in waiting:
        if not run.rows("SELECT 1 FROM children.child WHERE child_id = ?", said.child_id):
            for row in run.rows(whose, said.record_key):
                HiddenRecord.objects.filter(pk=said.pk).update(ruled_out=True)
                _hide(Linked(**row), said.by, said.reason)
                detail: dict[str, object] = {"record_key": said.record_key, "said_of": said.child_id}
                log.record(None, "not_this_child", child_id=row["child_id"], run_id=run.run_id, detail=detail)
