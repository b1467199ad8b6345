"""The states of a case and every move between them, as a table. The diagram in docs/review.md is drawn from it.

A move that the table doesn't name can't be made. Each is made by `move`, which writes its event in the same transaction.
"""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from review import log
from review.models import Account, Case, Event, State

RUN = "run"
SUPERVISOR = "supervisor"
ASSIGNED = "assigned"
SECOND = "second"
REPORTER = "reporter"

ACTIVE: frozenset[State] = frozenset({State.ASSIGNED, State.SUPPORTING, State.WATCHING, State.BACK})


class NotAllowed(Exception):
    """The table has no such move from the state that the case is in."""


@dataclass(frozen=True)
class Move:
    """`by`: a run, the supervisor, somebody assigned, a second person, or whoever sees the child and is worried.

    `to` is None where the case's own past says.
    """

    name: str
    label: object
    sources: frozenset[State]
    to: State | None
    by: str


MOVES = {
    move.name: move
    for move in (
        Move("assign", _("担当を決める"), frozenset({State.UNASSIGNED, State.CLOSED}), State.ASSIGNED, SUPERVISOR),
        Move("unassign", _("担当を外す"), ACTIVE, State.UNASSIGNED, SUPERVISOR),
        Move("support", _("支援につなぐ"), ACTIVE, State.SUPPORTING, ASSIGNED),
        Move("watch", _("見守りを続ける"), ACTIVE, State.WATCHING, ASSIGNED),
        Move("close", _("終結する"), ACTIVE, State.CLOSED, ASSIGNED),
        Move("propose", _("二人目の確認を求める"), ACTIVE, State.AWAITING_SECOND, ASSIGNED),
        Move("confirm", _("確認した"), frozenset({State.AWAITING_SECOND}), None, SECOND),
        Move("refuse", _("差し戻す"), frozenset({State.AWAITING_SECOND}), State.BACK, SECOND),
        Move(
            "return",
            _("根拠が変わり再確認へ"),
            frozenset({State.SUPPORTING, State.WATCHING, State.AWAITING_SECOND, State.CLOSED}),
            State.BACK,
            RUN,
        ),
        Move("concern", _("気づきがあり再確認へ"), frozenset({State.CLOSED}), State.BACK, REPORTER),
    )
}
OUTCOMES = ("support", "watch", "close")
"""What a person may decide."""


class About(TypedDict, total=False):
    """`to`, where the case's own past says it, and what the move's event tells."""

    to: State
    reason: str
    detail: dict[str, object]


def made(case: Case, name: str, account: Account | None, **about: Unpack[About]) -> Event:
    """Makes the move on the case as the caller holds it; returns its event, for the caller to save both together.

    Raises NotAllowed where the table has none such.
    """
    found = MOVES[name]
    target = found.to or about.get("to")
    if State(case.state) not in found.sources or target is None:
        raise NotAllowed(f"{name}: {case.state}")
    before, case.state = case.state, target
    return log.event(
        account,
        f"case.{name}",
        child_id=case.child_id,
        reason=about.get("reason", ""),
        run_id=case.run_id,
        detail={"from": before, "to": str(target), **about.get("detail", {})},
    )


@log.changing()
def move(case: Case, name: str, account: Account | None, **about: Unpack[About]) -> None:
    """Makes the move and writes its event. Raises NotAllowed; the caller holds the case."""
    event = made(case, name, account, **about)
    case.save()
    log.write([event])


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.UNASSIGNED.value}: flag, concern, sos"]
    for made in MOVES.values():
        targets = [made.to] if made.to else [State.SUPPORTING, State.WATCHING, State.CLOSED]
        for target in targets:
            lines.extend(
                f"    {source.value} --> {target.value}: {made.name} ({made.by})" for source in sorted(made.sources)
            )
    return "\n".join(lines)
