"""What each department recorded of a child from birth to 18, in order.

No place and no free text is read here. Rows are shown to those who read their extract; a record said not to be this
child's isn't shown to anyone.
"""

from dataclasses import dataclass
from datetime import date

from extracts.declaration import EXTRACTS
from review.children import Child
from review.published import Row, Run
from review.sources import SOURCES, Source, as_known
from review.templatetags.wording import meaning, schooling, title


@dataclass(frozen=True)
class Entry:
    """One thing that a department recorded, as far as its day is known. `until` is empty while it goes on, or where it had no
    length; a service that ends in a month or year is in force to its end."""

    extract: str
    record_key: str
    day: str
    until: str
    text: str
    service: bool

    @property
    def since(self) -> str:
        """`day`, of a span its beginning: so that it can be compared."""
        return self.day.partition("/")[0]

    @property
    def domain(self) -> str:
        return EXTRACTS[self.extract].domain

    @property
    def owner(self) -> str:
        return EXTRACTS[self.extract].owner

    def going_on(self, on: date) -> bool:
        """Whether a service is in force, or a case open, on the reference date."""
        today = on.isoformat()
        return self.service and self.since <= today and (not self.until or self.until >= today[: len(self.until)])


ENTRIES = "SELECT source, record_key, day, until, said, whose FROM cards.entry WHERE child_id = ?"


def of_child(run: Run, child: Child, extracts: frozenset[str], hidden: frozenset[str]) -> list[Entry]:
    """The child's entries that somebody who reads `extracts` may see, the newest first."""
    entries, family = [], {"", *child.family_resident_ids}
    for row in run.rows(ENTRIES, child.child_id):
        source = SOURCES[row["source"]]
        if source.extract in extracts and row["record_key"] not in hidden and row["whose"] in family:
            entries.append(_entry(source, row))
    return list({(entry.record_key, entry.day, entry.text): entry for entry in entries}.values())


def _said(name: str, value: str | None) -> str:
    if value is None:
        return "—"
    return schooling(int(value)) if name == "grade" else meaning(value)


def _entry(source: Source, row: Row) -> Entry:
    values = {name: _said(name, value) for name, value in zip(source.values, row["said"], strict=True)}
    text = str(source.text).format(**values)
    since, until = (as_known(source.extract, row[name] or "") for name in ("day", "until"))
    return Entry(source.extract, row["record_key"], since, until, text.strip(" —"), source.service)


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
    month_day = day[5:].partition("/")[0] or "12-31"
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
        days = [entry.day for entry in entries if entry.extract in names and entry.since <= run.as_of.isoformat()]
        delivered = [run.delivered[name] for name in names]
        oldest = min((day.isoformat() for day in delivered if day), default="")
        found.append(
            Department(
                owner,
                [title(name) for name in names],
                max(days, default=""),
                oldest if None not in delivered else "",
                any(run.stale(name) for name in names),
            )
        )
    return found
