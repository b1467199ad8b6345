"""What a newly published run brings to the cases: new ones, changed ones, and those that must be looked at again.

Nothing that people decided is lost or inherited silently: where the evidence under a decision changed, or the child was
merged or split, the case comes back. Going back to an earlier run is a new run like any other.
"""

import hashlib

from django.db import transaction

from review import log
from review.cases.moves import MOVES, move
from review.models import Case, Head, RunSeen, State
from review.models.case import Change
from review.published import Row, Run

PRIORITY = "重点支援"
FLAGGED_LEVELS = (PRIORITY, "支援", "見守り")

SITUATION = """
    WITH held AS (
        SELECT f.child_id, list(f.rule ORDER BY f.rule) AS rules,
            list(f.rule || ':' || array_to_string(list_sort(list_distinct(list_transform(
                CAST(f.evidence AS JSON[]), lambda e: coalesce(e ->> 'record_key', '')))), ',')
                ORDER BY f.rule) AS rests_on,
            max(list_max(list_transform(CAST(f.evidence AS JSON[]), lambda e: CAST(e ->> 'date' AS DATE))))
                FILTER (f.rule = 'sos') AS sos_on
        FROM flags.flag AS f JOIN flags.rule AS r USING (rule)
        WHERE f.value = 'true' AND f.rule NOT LIKE 'takeup-%' GROUP BY f.child_id
    ), judged AS (
        SELECT child_id, any_value(overall) AS overall, bool_or(to_confirm) AS to_confirm
        FROM flags.judgement WHERE half_year = (SELECT max(half_year) FROM flags.judgement) GROUP BY child_id
    ), desk AS (
        SELECT l.child_id, bool_or(s.closed_date IS NULL AND s.closed_date_edtf IS NULL) AS consultation_open,
            max(s.registration) FILTER (s.closed_date IS NULL AND s.closed_date_edtf IS NULL) AS registration
        FROM memory.linked AS l JOIN consultations.consultations AS s USING (record_id)
        WHERE l.extract = 'consultations' GROUP BY l.child_id
    )
    SELECT c.child_id, coalesce(h.rules, []) AS rules, coalesce(h.rests_on, []) AS rests_on, h.sos_on,
        coalesce(j.overall, '') AS overall, coalesce(j.to_confirm, false) AS to_confirm,
        coalesce(d.consultation_open, false) AS consultation_open, coalesce(d.registration, '') AS registration
    FROM children.child AS c LEFT JOIN held AS h USING (child_id) LEFT JOIN judged AS j USING (child_id)
    LEFT JOIN desk AS d USING (child_id)
    WHERE c.minor AND c.status IN ('resident', 'unregistered')
"""


def digest(row: Row) -> str:
    """What the case rests on, so that a change of it can be told: the rules that hold, their records, and the result."""
    return hashlib.sha256("|".join([row["overall"], *row["rests_on"]]).encode()).hexdigest()


def flagged(row: Row) -> bool:
    return bool(row["rules"]) or row["overall"] in FLAGGED_LEVELS


def taken_up(run: Run) -> bool:
    """Whether the cases already stand at this run."""
    newest = RunSeen.objects.order_by("-id").first()
    return newest is not None and newest.run_id == run.run_id


def take_up(run: Run) -> None:
    """Brings every case up to the run, in one transaction; does nothing where they stand at it already."""
    if taken_up(run):
        return
    situation = {row["child_id"]: row for row in run.rows(SITUATION)}
    identities = {
        row["child_id"]: row["event"]
        for row in run.rows(
            "SELECT child_id, any_value(event) AS event FROM children.identity_event"
            " WHERE event IN ('merged', 'split') AND reference_date = ? GROUP BY child_id",
            run.as_of,
        )
    }
    unknown = run.stale("consultations")
    with transaction.atomic():
        Head.objects.select_for_update().get()  # one worker at a time
        if taken_up(run):
            return
        cases = {case.child_id: case for case in Case.objects.all()}
        opened = [
            refreshed(Case(child_id=child_id, origin="flag"), row, run, unknown)
            for child_id, row in situation.items()
            if child_id not in cases and flagged(row)
        ]
        returned = changed = 0
        for child_id, case in cases.items():
            found = situation.get(child_id)
            before = case.evidence
            refreshed(case, found or GONE, run, unknown)
            differs = before != case.evidence
            because = identities.get(child_id, "") or ("evidence" if differs else "")
            if because:
                case.change, changed = Change.CHANGED, changed + 1
            if (
                because
                and State(case.state) in MOVES["return"].sources
                and (case.flagged or case.state != State.CLOSED)
            ):
                case.returned_because, returned = because, returned + 1
                case.decisions.filter(stands=None).update(stands=False)
                move(case, "return", None, detail={"because": because})
        Case.objects.bulk_create(opened, batch_size=1000)
        Case.objects.bulk_update(cases.values(), FIELDS, batch_size=500)
        RunSeen.objects.create(run_id=run.run_id)
        log.record(
            None,
            "run.taken_up",
            run_id=run.run_id,
            detail={"opened": len(opened), "changed": changed, "returned": returned},
        )


GONE: Row = {
    "rules": [],
    "rests_on": [],
    "overall": "",
    "to_confirm": False,
    "consultation_open": False,
    "registration": "",
    "sos_on": None,
}
"""A child whom the run no longer covers."""
FIELDS = (
    "change",
    "overall",
    "ever_priority",
    "to_confirm",
    "rules",
    "consultation_open",
    "registration",
    "sos_on",
    "flagged",
    "evidence",
    "run_id",
    "returned_because",
)


def refreshed(case: Case, row: Row, run: Run, unknown: bool) -> Case:
    """The case as this run has it; what people wrote stays. `unknown`: whether the consultations can't be relied on."""
    case.overall, case.to_confirm, case.rules = row["overall"], row["to_confirm"], row["rules"]
    case.ever_priority = case.ever_priority or row["overall"] == PRIORITY
    case.consultation_open = True if row["consultation_open"] else (None if unknown else False)
    case.registration, case.sos_on = row["registration"] or "", row["sos_on"]
    case.flagged, case.evidence, case.run_id = flagged(row), digest(row), run.run_id
    return case
