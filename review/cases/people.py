"""What people do with a case: assign, decide, confirm, note, follow up. Each in one transaction with its event.

The table of moves says what is possible; who may ask is access.py's. A case is locked before it is changed.
"""

from datetime import date

from django.utils import timezone

from review import hiding, log, published
from review.cases import found
from review.cases.moves import ACTIVE, OUTCOMES, NotAllowed, move
from review.models import Account, Assignment, Case, Decision, FollowUp, Note, Role, State
from review.models.case import Change
from review.published import Run

LOWER = {"support": 0, "watch": 1, "close": 2}
"""Outcomes, each lower than the one before."""
STANDING = {State.SUPPORTING: "support", State.WATCHING: "watch", State.CLOSED: "close"}


def locked(child_id: str) -> Case:
    """The child's case, held until the caller's change ends."""
    case: Case = Case.objects.select_for_update().get(child_id=child_id)
    return case


@log.changing()
def assign(case: Case, worker: Account, by: Account) -> None:
    """Puts the case into a worker's hands. Raises NotAllowed for an account that isn't a case worker's, or is closed by now."""
    case, worker = locked(case.child_id), Account.objects.get(pk=worker.pk)
    if worker.role != Role.CASE_WORKER or not worker.is_active:
        raise NotAllowed("担当になれるのは活用・支援主体だけです / only a case worker can be assigned")
    _, new = Assignment.objects.get_or_create(case=case, account=worker, until=None, defaults={"by": by})
    if State(case.state) in {State.UNASSIGNED, State.CLOSED}:
        move(case, "assign", by, detail={"worker": worker.username})
    elif new:
        log.record(by, "case.assign", child_id=case.child_id, run_id=case.run_id, detail={"worker": worker.username})


@log.changing()
def unassign(case: Case, worker: Account, by: Account | None) -> None:
    """Takes the case out of a worker's hands, from their next request on; with nobody left it is unassigned."""
    case = locked(case.child_id)
    Assignment.objects.filter(case=case, account=worker, until=None).update(until=timezone.now())
    if State(case.state) in ACTIVE and not case.assignments.filter(until=None).exists():
        move(case, "unassign", by, detail={"worker": worker.username})
    else:
        log.record(by, "case.unassign", child_id=case.child_id, run_id=case.run_id, detail={"worker": worker.username})


def needs_second(case: Case, outcome: str) -> bool:
    """Closing or downgrading what was 重点支援, or what has an open 要保護 registration, needs a second person. What was
    decided for a child who was merged into this one stands as well."""
    weighty = case.ever_priority or case.registration == "要保護"
    decided = [last.outcome for one in (case, *merged_into(case)) if (last := _last(one))]
    standing = min((LOWER[one] for one in decided), default=LOWER["support"])
    return weighty and (outcome == "close" or LOWER[outcome] > standing)


def _last(case: Case) -> Decision | None:
    last: Decision | None = case.decisions.filter(stands=True).order_by("-id").first()
    return last


def merged_into(case: Case) -> list[Case]:
    """The cases of the children who were merged into this one, however many times: what was decided for them stands on its
    card, and counts."""
    earlier, met = [], {case.child_id}
    into = [case.child_id] if any(what == "merged" for what, _ in case.identity) else []
    while into:
        cases = list(Case.objects.filter(merged_into__in=into).exclude(child_id__in=met))
        earlier += cases
        into = [one.child_id for one in cases]
        met.update(into)
    return earlier


class Changed(Exception):
    """The case rests on other evidence than the person saw."""


@log.changing()
def decide(
    case: Case, by: Account, outcome: str, reason: str, disagrees: bool, seen: list[dict[str, object]]
) -> Decision:
    """Records a person's decision with the evidence that they saw; where a second is needed it waits for them.

    `case` as they saw it. Raises Changed where its evidence is another by now, NotAllowed where it isn't in hand.
    """
    case, evidence = locked(case.child_id), case.evidence
    if case.evidence != evidence:
        raise Changed
    if outcome not in OUTCOMES or not reason.strip():
        raise NotAllowed("理由が要ります / a decision needs its reason")
    second = needs_second(case, outcome)
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        reason=reason,
        disagrees=disagrees,
        by=by,
        run_id=case.run_id,
        evidence=case.evidence,
        seen=seen,
        from_state=case.state,
        stands=None if second else True,
    )
    detail: dict[str, object] = {
        "decision": decision.pk,
        "outcome": outcome,
        "evidence": case.evidence,
        "disagrees": disagrees,
    }
    case.returned_because = ""
    if case.change == Change.NEW:
        case.change = Change.NONE
    move(case, "propose" if second else outcome, by, reason=reason, detail=detail)
    return decision


@log.changing()
def second(case: Case, by: Account, decision_id: int, agrees: bool, reason: str) -> None:
    """The second person's answer to the decision that they read. Raises NotAllowed where it waits no more, and for whoever
    decided it first; Changed for whoever agrees to what rests on a record that is hidden by now."""
    case = locked(case.child_id)
    decision = case.decisions.filter(pk=decision_id, stands=None).first()
    if decision is None or decision.by_id == by.pk:
        raise NotAllowed("自分の判断は自分で確認できません / one's own decision needs somebody else")
    under = {key for one in decision.seen for key in one["records"]}
    if agrees and under & hiding.keys(published.current()):
        raise Changed
    decision.stands, decision.second, decision.second_at, decision.second_reason = agrees, by, timezone.now(), reason
    decision.save()
    detail: dict[str, object] = {"decision": decision.pk, "outcome": decision.outcome}
    target = next(state for state, outcome in STANDING.items() if outcome == decision.outcome)
    if agrees:
        move(case, "confirm", by, to=target, reason=reason, detail=detail)
    else:
        move(case, "refuse", by, reason=reason, detail=detail)


@log.changing()
def note(case: Case, by: Account, text: str) -> None:
    made = Note.objects.create(case=case, by=by, text=text)
    log.record(by, "note", child_id=case.child_id, run_id=case.run_id, detail={"note": made.pk})


@log.changing()
def concern(child_id: str, by: Account, reason: str, run: Run) -> None:
    """Somebody is worried: a child without a case gets one, a closed case comes back, an open one says that something is
    new. The words stand among the notes."""
    case = Case.objects.select_for_update().filter(child_id=child_id).first()
    new = case is None
    if case is None:
        [case] = found.opened(run, [child_id], "concern")
    if new or case.state != State.CLOSED:
        case.change = case.change or Change.CHANGED
        case.save()
        log.record(by, "concern", child_id=child_id, reason=reason, run_id=run.run_id)
    else:
        case.returned_because = "concern"
        move(case, "concern", by, reason=reason)
    note(case, by, reason)


@log.changing()
def follow_up(case: Case, by: Account, who: Account, due_on: date, what: str) -> None:
    """Raises NotAllowed for somebody who doesn't see the child: they would never learn of it."""
    case = locked(case.child_id)
    if not case.assignments.filter(account=who, until=None).exists():
        raise NotAllowed("フォローをするのは担当者です / who follows up must be assigned")
    made = FollowUp.objects.create(case=case, due_on=due_on, what=what, who=who)
    log.record(
        by, "follow_up", child_id=case.child_id, run_id=case.run_id, detail={"follow_up": made.pk, "who": who.username}
    )


@log.changing()
def followed_up(case: Case, by: Account, pk: int) -> None:
    """Marks one of the case's follow-ups done. Raises FollowUp.DoesNotExist for another case's."""
    done = case.follow_ups.select_for_update().get(pk=pk, done_at=None)
    done.done_at = timezone.now()
    done.save()
    log.record(by, "follow_up.done", child_id=case.child_id, run_id=case.run_id, detail={"follow_up": pk})
