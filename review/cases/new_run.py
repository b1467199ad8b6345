"""What a newly published run brings to the cases: new ones, changed ones, and those that must be looked at again.

Nothing that people decided is lost or inherited silently: where the evidence under a decision changed, or the child was
merged, split or dissolved, the case comes back. Going back to an earlier run is a new run like any other, and undoes what the later
one had merged or split.
"""

from review import children, hiding, log
from review.cases import found, known
from review.cases.moves import MOVES, made
from review.models import Case, Decision, Event, RunSeen, Signal, SignalsSeen, State
from review.models.case import Change
from review.published import Run, superseded


def taken_up(run: Run) -> bool:
    """Whether the cases already stand at this run."""
    newest = RunSeen.objects.order_by("-id").first()
    return newest is not None and newest.run_id == run.run_id


def because_of(before: list[list[str]], events: list[list[str]], differs: bool) -> str:
    """Why people must look again: an identity merged, split or dissolved, or such an event undone by going back; else the evidence."""
    new = [what for what, other in events if [what, other] not in before]
    if new:
        return new[0]
    if any(event not in events for event in before):
        return "rolled_back"
    return "evidence" if differs else ""


def take_up(run: Run) -> None:
    """Brings every case up to the run, in one transaction; does nothing where they stand at it already."""
    if taken_up(run):
        return
    situation, events = found.situation(run), found.identities(run)
    with log.changing():  # one worker at a time, and nobody decides meanwhile: so what is written is written at once
        if taken_up(run) or superseded(run):  # another process may be at the newer one already
            return
        hiding.follow(run)
        _signals_follow(run, events)
        withdrawn = children.withdrawn(run)  # nobody is shown them, and the log doesn't name them
        now = found.Found(run, situation, events, known.of_all(run, hiding.keys(run)))
        cases = {case.child_id: case for case in Case.objects.all()}
        partners: dict[str, str] = {}
        returned: dict[int, Event] = {}
        changed = 0
        for case in cases.values():
            before = (case.evidence, {"overall": case.overall, "grounds": case.grounds}, case.identity)
            now.put(case, cases)
            differs = before[0] != case.evidence
            because = because_of(before[2], case.identity, differs)
            case.before = before[1] if differs else {}
            case.change, changed = (Change.CHANGED, changed + 1) if because else (Change.NONE, changed)
            if because not in {"", "evidence"}:
                case.returned_because = because
                partners |= {other: what for what, other in case.identity}
            back = State(case.state) in MOVES["return"].sources and because and case.child_id not in withdrawn
            if back and (case.flagged or case.state != State.CLOSED or because != "evidence"):
                case.returned_because = because
                returned[case.pk] = made(case, "return", None, detail={"because": because})
        opened = []
        for child_id in now.desk:
            if child_id not in cases and (now.flags(child_id) or child_id in partners):
                case = Case(child_id=child_id, origin="flag")
                now.put(case, cases)
                what = partners.get(child_id, "")
                case.returned_because = "merged" if what == "merged_into" else what
                opened.append(case)
        Case.objects.bulk_create(opened, batch_size=1000)
        Case.objects.bulk_create(  # an upsert: all that `bulk_update` would do, many times as fast
            cases.values(), batch_size=1000, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS
        )
        waiting = [one.pk for one in Decision.objects.filter(stands=None) if one.case_id in returned]
        Decision.objects.filter(pk__in=waiting).update(stands=False)
        if any(one.returned_because in {"rolled_back", "split"} for one in cases.values() if one.change):
            SignalsSeen.objects.all().delete()  # whose what nobody has answered is, is asked anew
        RunSeen.objects.create(run_id=run.run_id)
        told: dict[str, object] = {"opened": len(opened), "changed": changed, "returned": len(returned)}
        log.write([*returned.values(), log.event(None, "run.taken_up", run_id=run.run_id, detail=told)])


FIELDS = ("state", "change", "before", "returned_because", *found.FIELDS)


def _signals_follow(run: Run, events: dict[str, list[list[str]]]) -> None:
    """What a child sent who was merged away, and nobody has answered, is the child's into whom they were merged."""
    there = {row["child_id"] for row in run.rows("SELECT child_id FROM children.child")}
    merged = {one: other for one, what in events.items() if one not in there and (other := found.merged_into(what))}
    for signal in Signal.objects.filter(answered_at=None, child_id__in=merged):
        signal.child_id = found.who_is_now(signal.child_id, merged)
        signal.save(update_fields=["child_id"])
