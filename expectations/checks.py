"""What is measured of an extract: the checks that follow from its declaration, and the makers of those written by hand.

Belongs here: a check's SQL measure over the landed file, giving one number. Doesn't belong here: its limit (limits.yaml), its words
(words.yaml) and the judging (gate). A measure is NULL where there is nothing to measure; then the check says so.
"""

from dataclasses import dataclass

from extracts.declaration import Column, Extract
from extracts.errors import LEFT_OUT


@dataclass(frozen=True)
class Check:
    """One measure of one extract. `kind` finds its limit and words; `subject` tells several of a kind apart.

    `measure` is a scalar SQL expression over `own`, the extract's landed table. It may look into the other landed files by
    their extract's name, into the previous run's by `previous_<name>`, and at the reference date by the variable `as_of`.
    """

    kind: str
    measure: str
    subject: str = ""
    column: str = ""
    high: float | None = None
    about_ja: str = ""
    about_en: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.subject}" if self.subject else self.kind


def delivered(extract: Extract) -> Check:
    """Whether there is a file of it at all."""
    kind = "delivered_required" if extract.required else "delivered"
    return Check(kind, f"(SELECT count(*) FROM {extract.name}.delivery)")


def derived(extract: Extract, *, with_previous: bool) -> list[Check]:
    """The checks that follow from an extract's declaration."""
    name = extract.name
    age = f"(SELECT date_diff('day', max(reference_date), getvariable('as_of')) FROM {name}.delivery)"
    bad = f"(SELECT count(DISTINCT (file, line)) FROM {name}.rejected WHERE {LEFT_OUT})"
    read = f"(SELECT sum(rows) FROM {name}.delivery)"
    repeated = "(SELECT count(*) FROM (SELECT 1 FROM own GROUP BY record_id HAVING count(*) > 1))"
    checks = [
        delivered(extract),
        Check("fresh", age, high=extract.stale_after_days),
        Check("rejected", f"{bad} / nullif({read}, 0)"),
        Check("unique", repeated),
        Check("doubled", _share("regexp_matches(record_id, '#[0-9]+$')")),
    ]
    if extract.required:
        checks.append(Check("rows_required", "count(*)"))
    if with_previous:
        kind = "volume_append" if extract.append else "volume"
        checks.append(Check(kind, f"count(*) / nullif((SELECT count(*) FROM previous_{name}.{name}), 0)"))
    for column in extract.columns:
        if column.field not in extract.text_fields:
            checks += _of_column(column)
    return checks


def missing(column: Column) -> Check:
    """The share of rows without a whole value there; for a date, one of which only the month is known counts as missing."""
    return Check("missing", _share(f'"{column.field}" IS NULL'), column.field, column.heading)


def refers_to(extract: str, *pairs: tuple[str, str]) -> Check:
    """The share of rows whose fields are in no row of another extract: (own field, its field) pairs."""
    known = " AND ".join(f'other."{theirs}" = own."{ours}"' for ours, theirs in pairs)
    filled = " AND ".join(f'own."{ours}" IS NOT NULL' for ours, _ in pairs)
    strangers = f"(SELECT count(*) FROM own ANTI JOIN {extract}.{extract} AS other ON {known} WHERE {filled})"
    measure = f"CASE WHEN (SELECT count(*) > 0 FROM {extract}.delivery) THEN {strangers} / nullif(count(*), 0) END"
    return Check("refers_to", measure, "_".join([*(ours for ours, _ in pairs), "in", extract]))


def never(subject: str, condition: str, about_ja: str, about_en: str) -> Check:
    """The share of rows of which something holds that can't be."""
    return Check("never", _share(condition), subject, about_ja=about_ja, about_en=about_en)


def _of_column(column: Column) -> list[Check]:
    checks = []
    landed = f'"{column.field}_edtf"' if column.type == "date" else f'"{column.field}"'
    if not column.optional:
        checks.append(Check("mandatory", _count(f"{landed} IS NULL"), column.field, column.heading))
    if column.type == "code":
        known = ", ".join(f"'{meaning}'" for meaning in column.codes.values())
        checks.append(Check("codes", _count(f"{landed} NOT IN ({known})"), column.field, column.heading))
    if column.field == "birth_date":
        checks.append(missing(column))
        born_later = Check("not_future", _count("birth_date > getvariable('as_of')"), column.field, column.heading)
        checks.append(born_later)
    return checks


def _share(condition: str) -> str:
    return f"{_count(condition)} / nullif(count(*), 0)"


def _count(condition: str) -> str:
    """The rows of which it holds: none, not NULL, where it is NULL in all of them."""
    return f"count(*) FILTER (WHERE {condition})"
