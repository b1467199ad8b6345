"""What each department recorded of a child from birth to 18, in order: a table of queries, one an extract.

No place and no free text is read here. Rows are shown to those who read their extract; a record said not to be this
child's isn't shown to anyone.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from extracts.declaration import EXTRACTS
from review.published import Row, Run
from review.templatetags.wording import meaning, schooling

OF_CHILD = "FROM memory.linked AS l JOIN {x}.{x} AS t ON t.rowid = l.place WHERE l.extract = '{x}' AND l.child_id = ?"
OF_HOUSEHOLD = (
    "FROM children.household_record AS l JOIN {x}.{x} AS t USING (record_id)"
    " WHERE l.extract = '{x}' AND l.resident_id IN (SELECT unnest(?))"
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

    def sql(self) -> str:
        values = "".join(f", t.{value} AS {value}" for value in self.values)
        rows = (OF_HOUSEHOLD if self.household else OF_CHILD).format(x=self.extract)
        return (
            f"SELECT l.record_key, CAST({self.day} AS TEXT) AS day, CAST({self.until} AS TEXT) AS until{values}"
            f" {rows} AND ({self.where}) AND {self.day} IS NOT NULL"
        )


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
           ("school_year", "untreated_teeth")),
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


@dataclass(frozen=True)
class Entry:
    """One thing that a department recorded. `until` is empty while it goes on, or where it had no length."""

    extract: str
    record_key: str
    day: str
    until: str
    text: str
    service: bool

    @property
    def domain(self) -> str:
        return EXTRACTS[self.extract].domain

    @property
    def owner(self) -> str:
        return EXTRACTS[self.extract].owner

    def going_on(self, on: date) -> bool:
        """Whether a service is in force, or a case open, on the reference date."""
        return self.service and self.day[:10] <= on.isoformat() and (not self.until or self.until >= on.isoformat())


OWN = "SELECT DISTINCT extract FROM memory.linked WHERE child_id = ?"
HOUSEHOLDS = "SELECT DISTINCT extract FROM children.household_record WHERE resident_id IN (SELECT unnest(?))"


def of_child(
    run: Run, child_id: str, family: tuple[str, ...], extracts: frozenset[str], hidden: frozenset[str]
) -> list[Entry]:
    """The child's entries that somebody who reads `extracts` may see, the newest first."""
    entries = []
    own = {row["extract"] for row in run.rows(OWN, child_id)}
    households = {row["extract"] for row in run.rows(HOUSEHOLDS, list(family))}
    for source in SOURCES:
        if source.extract not in extracts & (households if source.household else own):
            continue
        whose: object = list(family) if source.household else child_id
        entries += [_entry(source, row) for row in run.rows(source.sql(), whose) if row["record_key"] not in hidden]
    unique = {(entry.record_key, entry.day, entry.text): entry for entry in entries}
    return sorted(unique.values(), key=lambda entry: entry.day, reverse=True)


def _entry(source: Source, row: Row) -> Entry:
    say = {"grade": schooling}
    values = {name: "—" if row[name] is None else say.get(name, meaning)(row[name]) for name in source.values}
    text = str(source.text).format(**values)
    return Entry(source.extract, row["record_key"], row["day"], row["until"] or "", text.strip(" —"), source.service)


FEW = 3


@dataclass(frozen=True)
class Year:
    """One year of age; `age` is None for what came before birth or has no whole date."""

    age: int | None
    entries: list[Entry]

    @property
    def groups(self) -> list[list[Entry]]:
        """The entries, an extract's put together where there are many: a year of monthly rows is one line to open."""
        by_extract: dict[str, list[Entry]] = {}
        for entry in self.entries:
            by_extract.setdefault(entry.extract, []).append(entry)
        groups = []
        for listed in by_extract.values():
            groups += [listed] if len(listed) > FEW else [[entry] for entry in listed]
        return sorted(groups, key=lambda group: group[0].day, reverse=True)


def few_of_each(entries: list[Entry]) -> list[Entry]:
    """The newest few of each extract, in their order: a year of monthly rows would fill a page."""
    counts: dict[str, int] = {}
    found = []
    for entry in entries:
        counts[entry.extract] = counts.get(entry.extract, 0) + 1
        if counts[entry.extract] <= FEW:
            found.append(entry)
    return found


def by_age(entries: list[Entry], birth: date | None) -> list[Year]:
    """The entries under the age that the child had, the newest first."""
    years: dict[int | None, list[Entry]] = {}
    for entry in entries:
        years.setdefault(_age(entry.day, birth), []).append(entry)
    return [Year(age, listed) for age, listed in years.items()]


def _age(day: str, birth: date | None) -> int | None:
    if birth is None or not day[:4].isdigit():
        return None
    month_day = day[5:] or "12-31"
    age = int(day[:4]) - birth.year - (month_day < f"{birth:%m-%d}")
    return age if age >= 0 else None


@dataclass(frozen=True)
class Lane:
    """One domain's dots on the picture from 0 to 18: how many entries in each year of age."""

    domain: str
    counts: list[int]


DOMAINS = ("registry", "medical", "childcare", "education", "welfare")
ADULT = 18


def lanes(years: list[Year]) -> list[Lane]:
    """How many entries each domain has in each year from 0 to 18."""
    found = []
    for domain in DOMAINS:
        counts = [0] * (ADULT + 1)
        for year in years:
            if year.age is not None and year.age <= ADULT:
                counts[year.age] += sum(entry.domain == domain for entry in year.entries)
        found.append(Lane(domain, counts))
    return found


@dataclass(frozen=True)
class Department:
    """What a department's newest record of the child is, and how fresh what it delivered is."""

    owner: str
    titles: list[str]
    last_contact: str
    delivered: str
    stale: bool


def departments(run: Run, entries: list[Entry], extracts: frozenset[str]) -> list[Department]:
    """Each department that the reader reads, with its last contact and its freshness."""
    owners: dict[str, list[str]] = {}
    for name in EXTRACTS:
        if name in extracts:
            owners.setdefault(EXTRACTS[name].owner, []).append(name)
    found = []
    for owner, names in owners.items():
        days = [entry.day for entry in entries if entry.extract in names and entry.day <= run.as_of.isoformat()]
        delivered = [run.delivered[name] for name in names]
        oldest = min((day.isoformat() for day in delivered if day), default="")
        found.append(
            Department(
                owner,
                [EXTRACTS[name].title for name in names],
                max(days, default=""),
                oldest if None not in delivered else "",
                any(run.stale(name) for name in names),
            )
        )
    return found
