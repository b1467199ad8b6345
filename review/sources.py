"""What each department recorded of a child, as a table of queries, one an extract: what a timeline is made of.

No place and no free text is read here.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

OF_CHILD = "'' AS whose FROM cards.linked AS l JOIN {x}.{x} AS t ON t.rowid = l.place WHERE l.extract = '{x}'"
OF_HOUSEHOLD = (
    "l.resident_id AS whose FROM close AS c JOIN children.household_record AS l USING (resident_id)"
    " JOIN {x}.{x} AS t USING (record_id) WHERE l.extract = '{x}'"
)


@dataclass(frozen=True)
class Source:
    """What one extract says: `day` and `until` are SQL over its row `t`; `values` fill `text`."""

    extract: str
    day: str
    text: object
    values: tuple[str, ...] = ()
    until: str = "NULL"
    service: bool = False
    where: str = "TRUE"
    household: bool = False


MONTHS = frozenset({"attendance", "child_allowance", "clinic_visits", "nursery_attendance"})
SCHOOL_YEARS = frozenset({"achievement_survey", "school_health_check", "school_roster"})
"""Extracts that say of which month, or school year, a record is, and of which day only where they have one to say."""


def as_known(extract: str, day: str) -> str:
    """A record's day, or the month or school year (as EDTF) that its extract gives in place of one."""
    if extract in MONTHS:
        return day[:7]
    if extract in SCHOOL_YEARS and day[4:] == "-04-01":
        return f"{day[:7]}/{int(day[:4]) + 1}-03"
    return day


def both(field: str) -> str:
    """A date column as far as it is known."""
    return f"coalesce(CAST(t.{field} AS TEXT), t.{field}_edtf)"


YEARLY = "make_date(t.school_year, 4, 1)"
SOURCES = (
    Source("resident_registry", both("resident_since"), _("住民となる")),
    Source("resident_registry", both("event_date"), _("住民記録の異動（{event_reason}）"), ("event_reason",),
           where="t.event_reason IS NOT NULL"),
    Source("maternal_health", both("notified_date"), _("妊娠の届出")),
    Source("maternal_health", both("home_visit_date"), _("新生児訪問")),
    Source("infant_checkups", both("attended_date"), _("{checkup}健診を受診 — {result}"), ("checkup", "result")),
    Source("infant_checkups", both("due_date"), _("{checkup}健診が未受診"), ("checkup",), where="t.attended_date_edtf IS NULL"),
    Source("vaccinations", both("date"), _("予防接種 {vaccine}（{dose}回目）"), ("vaccine", "dose")),
    Source("clinic_visits", "t.month", _("受診 {specialty}（{visit_days}日）"), ("specialty", "visit_days")),
    Source("nursery_enrolment", both("start_date"), _("保育の利用（{certification}）"), ("certification",),
           until=both("end_date"), service=True),
    Source("nursery_attendance", "t.month", _("登園 {attended_days}日／開所 {open_days}日、連絡なし欠席 {unexplained_absent_days}日"),
           ("attended_days", "open_days", "unexplained_absent_days")),
    Source("school_roster", f"coalesce({both('joined_date')}, CAST({YEARLY} AS TEXT))", _("{school_year}年度 {grade}に在籍"),
           ("school_year", "grade")),
    Source("attendance", "make_date(t.school_year + CAST(t.month < 4 AS INTEGER), t.month, 1)",
           _("欠席 {absent_days}日／授業 {school_days}日、遅刻 {late_count}回、早退 {early_leave_count}回"),
           ("absent_days", "school_days", "late_count", "early_leave_count")),
    Source("achievement_survey", YEARLY, _("{school_year}年度の総合調査を受けた"), ("school_year",)),
    Source("school_health_check", YEARLY, _("{school_year}年度の健康診断 — 未処置歯 {untreated_teeth}本"),
           ("school_year", "untreated_teeth"), where="t.untreated_teeth IS NOT NULL"),
    Source("school_health_check", YEARLY, _("{school_year}年度の健康診断"), ("school_year",), where="t.untreated_teeth IS NULL"),
    Source("school_assistance", both("decided_date"), _("{school_year}年度の就学援助 — {decision}"), ("school_year", "decision"),
           until=f"coalesce({both('cancelled_date')}, CAST(make_date(t.school_year + 1, 3, 31) AS TEXT))", service=True,
           where="t.decision IN ('protected household', 'near-poor')"),
    Source("sos_signals", "t.received_at[:10]", _("子どもSOS（{kind}） {mood}"), ("kind", "mood")),
    Source("consultations", both("received_date"), _("相談を受付 — {complaint}（{route}から） {registration}"),
           ("complaint", "route", "registration"), until=both("closed_date"), service=True),
    Source("child_rearing_allowance", both("start_date"), _("児童扶養手当（{payment}）"), ("payment",),
           until=both("end_date"), service=True),
    Source("child_allowance", "t.start_month", _("児童手当（{living}）"), ("living",), until="t.end_month", service=True),
    Source("disability_certificates", both("issued_date"), _("障害者手帳（{kind}）"), ("kind",),
           until=both("returned_date"), service=True),
    Source("disability_certificates", both("issued_date"), _("世帯員の障害者手帳（{kind}）"), ("kind",),
           until=both("returned_date"), service=True, household=True),
    Source("public_assistance", both("start_date"), _("生活保護"), until=both("end_date"), service=True),
    Source("public_assistance", both("start_date"), _("世帯の生活保護"), until=both("end_date"), service=True, household=True),
)  # fmt: skip


def entries(number: int, source: Source) -> str:
    """SQL for a source's entries of all children; `whose` is the number of the one in the household whom it is about."""
    values = ", ".join(f"CAST(t.{value} AS TEXT)" for value in source.values)
    rows = (OF_HOUSEHOLD if source.household else OF_CHILD).format(x=source.extract)
    return (
        f"SELECT child_id, {number}::UTINYINT AS source, l.record_key, CAST({source.day} AS TEXT) AS day,"
        f" CAST({source.until} AS TEXT) AS until, CAST([{values}] AS TEXT[]) AS said, {rows}"
        f" AND ({source.where}) AND {source.day} IS NOT NULL"
    )
