"""What a run found of a child, as their case holds it: result, grounds, what the desk knows, what became of their identity.

Every door by which a case is opened or brought up goes through here: a new run, a concern, a signal, a sample. What people
wrote stays, and that the child was 重点支援 once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review import hiding
from review.cases import known
from review.models import Case
from review.published import Row, Run

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
    WHERE c.minor AND c.status IN ('resident', 'unregistered') AND ($1 = '' OR c.child_id = $1)
"""
"""$1 the one child, or none for all. Of a child whom rules don't cover there is nothing."""

NOTHING: Row = {"grounds": [], "any_rule": False, "overall": "", "to_confirm": False, "ever_priority": False}
"""A child whom rules don't cover, or whom the run has no more."""

FIELDS = (
    "overall", "ever_priority", "to_confirm", "grounds", "identity", "merged_into", "flagged", "evidence", "run_id",
    *known.FIELDS,
)  # fmt: skip


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


def merged_into(events: list[list[str]]) -> str:
    """Into whom a child was merged whom the run has no more."""
    return next((other for what, other in events if what == "merged_into"), "")


def who_is_now(child_id: str, merged: Mapping[str, str]) -> str:
    """Whom the child was merged into, however many times."""
    met: set[str] = set()
    while child_id in merged.keys() - met:
        met.add(child_id)
        child_id = merged[child_id]
    return child_id


@dataclass
class Found:
    """What a run found of all children, or of one. `desk` has every child whom the run has."""

    run: Run
    situation: Mapping[str, Row]
    events: Mapping[str, list[list[str]]]
    desk: Mapping[str, Row]

    def flags(self, child_id: str) -> bool:
        return child_id in self.situation and flagged(self.situation[child_id])

    def put(self, case: Case, others: Mapping[str, Case]) -> None:
        """Brings the case up to the run. `others` are the cases of whom this child may have been."""
        row, events = self.situation.get(case.child_id, NOTHING), self.events.get(case.child_id, [])
        asked = {other for what, other in events if what == "merged" or [what, other] not in case.identity}
        case.overall, case.to_confirm = row["overall"], row["to_confirm"]
        case.grounds = {
            ground["name"]: {key: ground[key] for key in ("level", "extracts", "records")} for ground in row["grounds"]
        }
        case.ever_priority |= row["ever_priority"] or any(others[one].ever_priority for one in asked & others.keys())
        case.flagged, case.evidence, case.run_id = flagged(row), digest(row), self.run.run_id
        known.put(case, self.desk.get(case.child_id), self.run.stale("consultations"))
        case.identity = events
        case.merged_into = "" if case.child_id in self.desk else merged_into(events)


def situation(run: Run, child_id: str = "") -> dict[str, Row]:
    """What holds of each child whom rules cover, or of the one."""
    return {row["child_id"]: row for row in run.rows(SITUATION, child_id)}


def opened(run: Run, child_ids: Sequence[str], origin: str) -> list[Case]:
    """Cases for children who have none, as the run found them, in the caller's change."""
    one = child_ids[0] if len(child_ids) == 1 else ""
    found = Found(run, situation(run, one), identities(run), known.of_all(run, hiding.keys(run), one))
    others = {other for child_id in child_ids for _, other in found.events.get(child_id, [])}
    had = {case.child_id: case for case in Case.objects.filter(child_id__in=others)}
    cases = [Case(child_id=child_id, origin=origin) for child_id in child_ids]
    for case in cases:
        found.put(case, had)
    return Case.objects.bulk_create(cases)


def forget(run: Run, child_id: str) -> None:
    """Takes what rests on a record of the child's out of the others' cases, in the caller's change: else the run after this one
    would say on a sibling's card that it is gone."""
    of_child = "SELECT record_key FROM cards.linked WHERE child_id = ?"
    records = {row["record_key"] for row in run.rows(of_child, child_id)}
    changed = []
    for case in Case.objects.exclude(child_id=child_id):
        left = {name: ground for name, ground in case.grounds.items() if records.isdisjoint(ground["records"])}
        if left != case.grounds:
            case.grounds = left
            changed.append(case)
    Case.objects.bulk_update(changed, ["grounds"], batch_size=500)
