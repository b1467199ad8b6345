"""What a newly published run brings to the cases: new ones, changed ones, and those that must be looked at again.

Nothing that people decided is lost or inherited silently: where the evidence under a decision changed, or the child was
merged, split or dissolved, the case comes back. Going back to an earlier run is a new run like any other, and undoes what the later
one had merged or split.
"""

import hashlib

from review import hiding, log
from review.cases import known
from review.cases.moves import MOVES, made
from review.models import Case, Decision, Event, RunSeen, State
from review.models.case import Change
from review.published import Row, Run, superseded

PRIORITY = "重点支援"
FLAGGED_LEVELS = (PRIORITY, "支援", "見守り")

SITUATION = """
    WITH ground AS (
        SELECT f.child_id, f.rule AS name, '' AS level, f.evidence
        FROM flags.flag AS f JOIN flags.rule AS r USING (rule) WHERE f.value = 'true' AND f.rule NOT LIKE 'takeup-%'
        UNION ALL
        SELECT child_id, component, level, evidence FROM flags.judgement
        WHERE level IN ('1', '2', '3') AND half_year = (SELECT max(half_year) FROM flags.judgement)
    ), held AS (
        SELECT child_id, list({
                'name': name, 'level': level,
                'extracts': list_sort(list_distinct(list_transform(evidence, lambda e: coalesce(e.extract, '')))),
                'records': list_sort(list_distinct(list_transform(evidence, lambda e: coalesce(e.record_key, ''))))
            } ORDER BY name) AS grounds,
            bool_or(level = '') AS any_rule
        FROM ground GROUP BY child_id
    ), judged AS (
        SELECT child_id, any_value(overall) AS overall, bool_or(to_confirm) AS to_confirm
        FROM flags.judgement WHERE half_year = (SELECT max(half_year) FROM flags.judgement) GROUP BY child_id
    ), priority AS (
        SELECT child_id FROM flags.course WHERE overall = '重点支援'
        UNION SELECT child_id FROM flags.judgement WHERE overall = '重点支援'
    )
    SELECT c.child_id, coalesce(h.grounds, []) AS grounds, coalesce(h.any_rule, false) AS any_rule,
        coalesce(j.overall, '') AS overall, coalesce(j.to_confirm, false) AS to_confirm,
        c.child_id IN (FROM priority) AS ever_priority
    FROM children.child AS c LEFT JOIN held AS h USING (child_id) LEFT JOIN judged AS j USING (child_id)
    WHERE c.minor AND c.status IN ('resident', 'unregistered')
"""


def digest(row: Row) -> str:
    """What the case rests on, so that a change of it can be told: the result, the rules that hold with their records, and
    each component's level."""
    grounds = [
        f"{ground['name']}:{ground['level'] or ','.join(ground['records'])}"
        for ground in sorted(row["grounds"], key=lambda ground: ground["name"])
    ]
    return hashlib.sha256("|".join([row["overall"], *grounds]).encode()).hexdigest()


def flagged(row: Row) -> bool:
    return row["any_rule"] or row["overall"] in FLAGGED_LEVELS


def taken_up(run: Run) -> bool:
    """Whether the cases already stand at this run."""
    newest = RunSeen.objects.order_by("-id").first()
    return newest is not None and newest.run_id == run.run_id


IDENTITIES = """
    SELECT child_id, event AS what, other_child_id AS other FROM children.identity_event WHERE event IN ('merged', 'split')
    UNION SELECT other_child_id, CASE event WHEN 'merged' THEN 'merged_into' ELSE 'split' END, child_id
    FROM children.identity_event WHERE event IN ('merged', 'split')
    UNION SELECT child_id, event, '' FROM children.identity_event WHERE event = 'dissolved'
    ORDER BY ALL
"""
"""What became of each child's identity, from both sides; a run carries on the events of the runs that it follows."""


def identities(run: Run) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in run.rows(IDENTITIES):
        found.setdefault(row["child_id"], []).append([row["what"], row["other"]])
    return found


def because_of(case: Case, events: list[list[str]], differs: bool) -> str:
    """Why people must look again: an identity merged, split or dissolved, or such an event undone by going back; else the evidence."""
    new = [what for what, other in events if [what, other] not in case.identity]
    if new:
        return new[0]
    if any(event not in events for event in case.identity):
        return "rolled_back"
    return "evidence" if differs else ""


def others_were_priority(case: Case, events: list[list[str]], cases: dict[str, Case]) -> bool:
    """Whether a child who was merged into this one was 重点支援 once, or one from or into whom it is split now: it may have
    been this child."""
    asked = {other for what, other in events if what == "merged" or [what, other] not in case.identity}
    return any(cases[other].ever_priority for other in asked & cases.keys())


def take_up(run: Run) -> None:
    """Brings every case up to the run, in one transaction; does nothing where they stand at it already."""
    if taken_up(run):
        return
    situation = {row["child_id"]: row for row in run.rows(SITUATION)}
    events = identities(run)
    unknown = run.stale("consultations")
    with log.changing():  # one worker at a time, and nobody decides meanwhile: so what is written is written at once
        if taken_up(run) or superseded(run):  # another process may be at the newer one already
            return
        hiding.follow(run)
        at_the_desk = known.of_all(run, hiding.keys(run))
        cases = {case.child_id: case for case in Case.objects.all()}
        partners: dict[str, str] = {}
        returned: dict[int, Event] = {}
        changed = 0
        for child_id, case in cases.items():
            before = (case.evidence, {"overall": case.overall, "grounds": case.grounds})
            refreshed(case, situation.get(child_id, GONE), run)
            known.put(case, at_the_desk.get(child_id, known.NOTHING), unknown)
            case.ever_priority |= others_were_priority(case, events.get(child_id, []), cases)
            differs = before[0] != case.evidence
            because = because_of(case, events.get(child_id, []), differs)
            case.before = before[1] if differs else {}
            case.change, changed = (Change.CHANGED, changed + 1) if because else (Change.NONE, changed)
            if because not in {"", "evidence"}:
                case.returned_because = because
                partners |= {other: what for what, other in events.get(child_id, [])}
            _identify(case, events.get(child_id, []))
            back = State(case.state) in MOVES["return"].sources and because
            if back and (case.flagged or case.state != State.CLOSED or because != "evidence"):
                case.returned_because = because
                returned[case.pk] = made(case, "return", None, detail={"because": because})
        opened = []
        for child_id, row in situation.items():
            if child_id not in cases and (flagged(row) or child_id in partners):
                case = refreshed(Case(child_id=child_id, origin="flag"), row, run)
                known.put(case, at_the_desk.get(child_id, known.NOTHING), unknown)
                case.ever_priority |= others_were_priority(case, events.get(child_id, []), cases)
                what = partners.get(child_id, "")
                case.returned_because = "merged" if what == "merged_into" else what
                _identify(case, events.get(child_id, []))
                opened.append(case)
        Case.objects.bulk_create(opened, batch_size=1000)
        Case.objects.bulk_create(  # an upsert: all that `bulk_update` would do, many times as fast
            cases.values(), batch_size=1000, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS
        )
        waiting = [one.pk for one in Decision.objects.filter(stands=None) if one.case_id in returned]
        Decision.objects.filter(pk__in=waiting).update(stands=False)
        RunSeen.objects.create(run_id=run.run_id)
        told: dict[str, object] = {"opened": len(opened), "changed": changed, "returned": len(returned)}
        log.write([*returned.values(), log.event(None, "run.taken_up", run_id=run.run_id, detail=told)])


def _identify(case: Case, events: list[list[str]]) -> None:
    case.identity = events
    case.merged_into = next((other for what, other in events if what == "merged_into"), "")


GONE: Row = {
    "grounds": [],
    "any_rule": False,
    "overall": "",
    "to_confirm": False,
    "ever_priority": False,
}
"""A child whom the run no longer covers."""
FIELDS = (
    "state",
    "change",
    "overall",
    "ever_priority",
    "to_confirm",
    "grounds",
    "before",
    "identity",
    "merged_into",
    *known.FIELDS,
    "flagged",
    "evidence",
    "run_id",
    "returned_because",
)


def refreshed(case: Case, row: Row, run: Run) -> Case:
    """The case as this run has it; what people wrote stays, and that it was 重点支援 once."""
    case.overall, case.to_confirm = row["overall"], row["to_confirm"]
    case.grounds = {
        ground["name"]: {key: ground[key] for key in ("level", "extracts", "records")} for ground in row["grounds"]
    }
    case.ever_priority = case.ever_priority or row["ever_priority"]
    case.flagged, case.evidence, case.run_id = flagged(row), digest(row), run.run_id
    return case
