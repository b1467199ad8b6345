"""How often a flag was right, and how many are missed: from what people decided, never from the system's own answers.

Precision counts the flagged cases that people decided on; misses come from a random sample of children whom nothing
flagged, each looked at as any case is. Both with their 95 % intervals. Outcomes change no threshold by themselves.
"""

import secrets
from dataclasses import dataclass

from linkage.interval import wilson
from review import children, log
from review.cases import found
from review.models import Account, Case, Decision
from review.published import Run

NEEDS = ("support", "watch")

UNFLAGGED = """
    SELECT c.child_id FROM children.child AS c
    WHERE c.minor AND c.status IN ('resident', 'unregistered')
    AND NOT EXISTS (SELECT 1 FROM cards.reason AS r WHERE r.child_id = c.child_id AND r.value = 'true')
    AND NOT EXISTS (SELECT 1 FROM flags.judgement AS j WHERE j.child_id = c.child_id AND j.overall NOT IN ('対象外', '判定保留')
        AND j.half_year = (SELECT max(half_year) FROM flags.judgement))
    ORDER BY c.child_id
"""


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95 % interval in percent; none where nothing was counted."""

    found: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.found / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        low, high = wilson(self.found / self.of, self.of)
        return 100 * low, 100 * high


def _decided(origin: str) -> Share:
    first = {
        decision.case_id: decision.outcome
        for decision in Decision.objects.filter(case__origin=origin).exclude(stands=False).order_by("-at", "-id")
    }
    return Share(sum(outcome in NEEDS for outcome in first.values()), len(first))


def precision() -> Share:
    """Of the flagged cases that people decided on first of all: those whom they support or watch."""
    return _decided("flag")


def misses() -> Share:
    """Of the sampled children whom nothing flagged and people looked at: those whom they support or watch."""
    return _decided("sample")


def sampled() -> int:
    """How many children were drawn so far."""
    return Case.objects.filter(origin="sample").count()


@log.changing()
def draw(run: Run, account: Account, size: int, reason: str) -> int:
    """Draws unflagged children at random, each as a case to be assigned and looked at. Returns how many."""
    taken = set(Case.objects.values_list("child_id", flat=True)) | children.withdrawn(run)
    pool = [row["child_id"] for row in run.rows(UNFLAGGED) if row["child_id"] not in taken]
    drawn = sorted(secrets.SystemRandom().sample(pool, min(size, len(pool))))
    found.opened(run, drawn, "sample")
    log.record(
        account, "sample.drawn", reason=reason, run_id=run.run_id, detail={"children": drawn, "among": len(pool)}
    )
    return len(drawn)
