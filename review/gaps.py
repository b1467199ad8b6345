"""The groups that a rule flags more or less often than all children, and the reasons that people wrote for them.

Which they are is `rules.report`'s to say (ratios outside 0.8 to 1.25, from printed figures).
"""

from dataclasses import dataclass
from functools import lru_cache

from review.models import GapReason
from review.published import Run
from rules import report


@dataclass(frozen=True)
class Gap:
    """One group of one rule, and the newest reason written for it in this run."""

    rule: str
    label: str
    dimension: str
    dimension_label: str
    part: str
    ratio: float
    reason: GapReason | None

    @property
    def about(self) -> tuple[str, ...]:
        return self.rule, self.dimension, self.part


@lru_cache(maxsize=2)
def _found(run: Run) -> list[tuple[report.Rule, report.subgroups.Dimension, str, float]]:
    return report.outside(run.folder, run.as_of)


def outside(run: Run, language: str) -> list[Gap]:
    """The run's groups outside the limits, those without a reason first."""
    written = {
        (one.rule, one.dimension, one.part): one for one in GapReason.objects.filter(run_id=run.run_id).order_by("at")
    }
    found = [
        Gap(
            rule.name,
            getattr(rule.declaration.label, language),
            dimension.name,
            getattr(dimension, language),
            part,
            round(ratio, 2),
            written.get((rule.name, dimension.name, part)),
        )
        for rule, dimension, part, ratio in _found(run)
    ]
    return sorted(found, key=lambda gap: gap.reason is not None)
