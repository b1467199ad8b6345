"""What the desk knows of a child now and when a child signalled, as a run has it and without what is hidden.

Kept on the case, so that a list can be filtered by it: brought up by each new run, and whenever a record is hidden or ruled
on.
"""

from collections.abc import Collection, Iterable

from review.models import Case, HiddenRecord, Signal
from review.published import Row, Run

FIELDS = ("consultation_open", "consultation_from_school", "registration", "sos_on")

KNOWN = """
    WITH open_now AS (
        SELECT l.child_id, list_contains(CAST($1 AS TEXT[]), l.record_key) AS hidden, s.route, s.registration
        FROM cards.linked AS l JOIN consultations.consultations AS s ON s.rowid = l.place
        WHERE l.extract = 'consultations' AND s.closed_date IS NULL AND s.closed_date_edtf IS NULL
        AND NOT list_contains(CAST($2 AS TEXT[]), l.record_key) AND ($3 = '' OR l.child_id = $3)
    ), desk AS (
        SELECT child_id, bool_or(NOT hidden) AS consultation_open, bool_or(NOT hidden AND route = '学校') AS from_school,
            bool_or(hidden) AS doubtful,
            arg_max(registration, list_position(['特定妊婦', '要支援', '要保護'], registration)) AS registration
        FROM open_now GROUP BY child_id
    ), sos AS (
        SELECT child_id, max(list_max(list_transform(list_filter(evidence, lambda e: e.state = 'known'), lambda e: e.date)))
            AS sos_on
        FROM flags.flag WHERE rule = 'sos' AND value = 'true' AND ($3 = '' OR child_id = $3)
        AND NOT list_has_any(list_transform(evidence, lambda e: e.record_key), CAST($1 AS TEXT[])) GROUP BY child_id
    ), doubt AS (
        SELECT DISTINCT child_id FROM children.candidate WHERE extract = 'consultations'
    )
    SELECT c.child_id, coalesce(d.consultation_open, false) AS consultation_open, coalesce(d.from_school, false) AS from_school,
        coalesce(d.registration, '') AS registration, s.sos_on,
        coalesce(d.doubtful, false) OR doubt.child_id IS NOT NULL AS doubtful
    FROM children.child AS c LEFT JOIN desk AS d USING (child_id) LEFT JOIN sos AS s USING (child_id)
    LEFT JOIN doubt USING (child_id)
    WHERE $3 = '' OR c.child_id = $3
"""
"""$1 what is hidden, $2 what of it was ruled out, $3 the one child, or none for all. The gravest open registration counts,
and so does a hidden one until it is ruled out: saying that it isn't the child's spares nobody the second person."""


def of_all(run: Run, hidden: Collection[str], child_id: str = "") -> dict[str, Row]:
    """What is known of each child whom the run has, or of the one."""
    waiting = HiddenRecord.objects.filter(ruled_out=None).values_list("record_key", flat=True)
    ruled_out = sorted(set(hidden) - set(waiting))
    found = {row["child_id"]: row for row in run.rows(KNOWN, sorted(hidden), ruled_out, child_id)}
    for signal in _since(run, hidden, child_id):
        if row := found.get(signal.child_id):
            row["sos_on"] = max(signal.day, row["sos_on"] or signal.day)
    return found


def _since(run: Run, hidden: Collection[str], child_id: str) -> Iterable[Signal]:
    """What children signalled that the run can't know yet, whether somebody has answered or not."""
    signals = Signal.objects.filter(extract="sos_signals").exclude(day=None).exclude(child_id="")
    if delivered := run.delivered["sos_signals"]:
        signals = signals.filter(day__gte=delivered)
    if child_id:
        signals = signals.filter(child_id=child_id)
    return (signal for signal in signals if signal.record_key not in hidden)


def put(case: Case, row: Row | None, unknown: bool) -> None:
    """Puts it on the case. `unknown`: whether the consultations can't be relied on.

    That the desk knows nothing of a child is said only where it is certain: a consultation that may be theirs makes it None.
    Of a child whom the run has no more (`row` None) nothing is certain, and a registration stays as it stood.
    """
    if row is None:
        case.consultation_open = case.consultation_from_school = case.sos_on = None
        return
    absent = None if unknown or row["doubtful"] else False
    case.consultation_open = True if row["consultation_open"] else absent
    case.consultation_from_school = True if row["from_school"] else absent
    case.registration, case.sos_on = row["registration"], row["sos_on"]


def bring_up(run: Run, child_id: str, hidden: Collection[str]) -> None:
    """Brings the child's case up to what is hidden now, in the caller's transaction that holds the log."""
    for case in Case.objects.filter(child_id=child_id):
        put(case, of_all(run, hidden, child_id).get(child_id), run.stale("consultations"))
        case.save(update_fields=FIELDS)
