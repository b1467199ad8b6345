"""What needs two people: suspending use, sealing an identity, letting something out, changing a threshold, publishing statistics.

Here belong the kinds, proposing and answering, each with its event in the same transaction. Nobody answers their own
proposal. What stands goes to the next run through `review.people`, or may then be taken (`review.leaving`).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from review import children, log, people, published
from review.cases import found
from review.models import Account, Export, FourEyes, Sealed, StatisticsRelease, Suspension, ThresholdChange


class NotYours(Exception):
    """There is no such proposal that waits for this account."""


class NotTheSame(Exception):
    """The second person typed another number than the first."""


class TooLate(Exception):
    """By now a run stands whose reference date a changed threshold would lie before."""


@dataclass(frozen=True)
class Kind:
    """`delivered`: what stands is told to the next run."""

    name: str
    label: object
    model: type[FourEyes]
    delivered: bool


KINDS = {
    kind.name: kind
    for kind in (
        Kind("suspension", _("利用停止"), Suspension, delivered=True),
        Kind("sealing", _("特別養子縁組の封印"), Sealed, delivered=True),
        Kind("export", _("外への持ち出し"), Export, delivered=False),
        Kind("threshold", _("基準値の変更"), ThresholdChange, delivered=True),
        Kind("statistics", _("統計の公表"), StatisticsRelease, delivered=False),
    )
}


def _told(proposal: FourEyes) -> dict[str, object]:
    """What the log may say: of a sealed identity whether it was sealed or unsealed, not even which row it is."""
    if isinstance(proposal, Export):
        return {"id": proposal.pk, "purpose": proposal.purpose, "form": proposal.form, "reference": proposal.reference}
    if isinstance(proposal, ThresholdChange):
        return {
            "id": proposal.pk,
            "rule": proposal.rule,
            "number": proposal.number,
            "before": proposal.before,
            "value": proposal.value,
            "since": str(proposal.since),
            "reference": proposal.reference,
        }
    lifts: dict[str, object] = {"lifts": proposal.lifts} if isinstance(proposal, Sealed | Suspension) else {}
    return lifts if isinstance(proposal, Sealed) else {"id": proposal.pk, **lifts}


def _event(account: Account, kind: str, what: str, proposal: FourEyes, reason: str) -> None:
    log.record(
        account,
        f"{kind}.{what}",
        child_id=getattr(proposal, "child_id", ""),
        reason="" if isinstance(proposal, Sealed) else reason,
        run_id=getattr(proposal, "run_id", ""),
        detail=_told(proposal),
    )


@log.changing()
def propose(kind: str, proposal: FourEyes) -> None:
    """Saves the proposal, whose `by` and `reason` are set, for a second person."""
    proposal.save()
    _event(proposal.by, kind, "proposed", proposal, proposal.reason)


@log.changing()
def answer(kind: str, pk: int, by: Account, agrees: bool, reason: str, typed: str = "") -> FourEyes:
    """The second person's answer. To seal, they type the number themselves (`typed`): it is shown to nobody.

    Raises NotYours for a proposal of one's own or one that doesn't wait, NotTheSame for another number,
    TooLate for a threshold that would change what a past run went by.
    """
    waiting = KINDS[kind].model._default_manager.select_for_update()
    proposal: FourEyes | None = waiting.filter(pk=pk, stands=None).exclude(by=by).first()
    if proposal is None:
        raise NotYours
    if agrees and isinstance(proposal, Sealed) and typed != proposal.resident_id:
        raise NotTheSame
    if agrees and isinstance(proposal, ThresholdChange) and proposal.since < published.current().as_of:
        raise TooLate
    proposal.stands, proposal.second, proposal.second_at, proposal.second_reason = agrees, by, timezone.now(), reason
    if agrees and isinstance(proposal, Sealed):
        proposal.child = children.of_number(published.current(), proposal.resident_id)
    if agrees and isinstance(proposal, Sealed | Suspension) and not proposal.lifts:
        found.forget(published.current(), children.of_number(published.current(), proposal.resident_id))
    proposal.save()
    _event(by, kind, "agreed" if agrees else "refused", proposal, reason)
    if agrees and KINDS[kind].delivered:
        transaction.on_commit(people.deliver, robust=True)  # else it is delivered within the hour
    return proposal


def waits_for(account: Account) -> int:
    """How many proposals the account may answer: all that wait but its own."""
    return sum(kind.model._default_manager.filter(stands=None).exclude(by=account).count() for kind in KINDS.values())


def waiting() -> list[tuple[Kind, FourEyes]]:
    """Everything that waits for a second person, the oldest first."""
    asked = [
        (kind, proposal)
        for kind in KINDS.values()
        for proposal in kind.model._default_manager.filter(stands=None).select_related("by")
    ]
    return sorted(asked, key=lambda pair: pair[1].at)
