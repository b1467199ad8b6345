"""Doubtful links before stewards: which pairs wait, what each shows, and when a ruling stands.

Two people see a pair independently, blind to the model's answer and to each other's; where they disagree a third
decides. A steward sees their own department's record, and of the child the person fields only. What stands goes to the
next run through `review.people`.
"""

from dataclasses import dataclass

from django.db import transaction

from extracts.declaration import EXTRACTS
from review import children, hiding, log, masks, people
from review.cases import known
from review.models import Account, HiddenRecord, LinkRuling
from review.published import Row, Run
from review.templatetags.wording import heading, landed

PLACES = frozenset(
    {"address", "address_detail", "postcode", "phone", "school_code", "class_name", "grade", "facility_code"}
)


REPORTED = 3  # assumption: the newest of a child's monthly records say whose they are


@dataclass(frozen=True)
class Pair:
    """A record and a child that it may be."""

    extract: str
    record_key: str
    child_id: str


WAITING = """
    SELECT extract, record_key, child_id FROM children.candidate WHERE extract IN (SELECT unnest(?))
    ORDER BY record_key, child_id
"""


def own_extracts(account: Account) -> list[str]:
    """The extracts that the steward's department delivers."""
    return [name for name, extract in EXTRACTS.items() if extract.owner == account.department]


def waiting(run: Run, account: Account) -> list[Pair]:
    """The pairs of the steward's own extracts that still need a ruling, and not this account's."""
    own = own_extracts(account)
    pairs = [Pair(**row) for row in run.rows(WAITING, own)]
    said = HiddenRecord.objects.filter(extract__in=own, ruled_out=None).order_by("record_key")
    pairs += [Pair(one.extract, one.record_key, one.child_id) for one in said]
    rulings: dict[tuple[str, str], list[LinkRuling]] = {}
    for ruling in people.counting(LinkRuling.objects.filter(extract__in=own)):
        rulings.setdefault((ruling.record_key, ruling.child_id), []).append(ruling)
    return [
        pair
        for pair in dict.fromkeys(pairs)
        if people.standing(given := rulings.get((pair.record_key, pair.child_id), [])) is None
        and account.pk not in {ruling.by_id for ruling in given}
    ]


@dataclass(frozen=True)
class Side:
    """One of the two records, as fields and what they say."""

    extract: str
    fields: list[tuple[str, str]]


def sides(run: Run, pair: Pair) -> tuple[Side, Side] | None:
    """The record and the child, person fields only, places masked where they must be; None where there is no such pair."""
    found = _record(run, pair.extract, pair.record_key)
    other = _child_record(run, pair)
    if found is None or other is None:
        return None
    if {found[2].get("resident_id"), other[2].get("resident_id")} & children.withdrawn_numbers():
        return None
    masked = any(masks.of_record(run, *record[:2]) for record in (found, other))
    return _side(pair.extract, found[2], masked), _side(other[0], other[2], masked)


def _record(run: Run, extract: str, record_key: str) -> tuple[str, str, Row] | None:
    """The record as it was landed, after its extract and key."""
    rows = run.rows(
        f"SELECT t.* FROM children.link AS l JOIN {extract}.{extract} AS t USING (record_id)"
        " WHERE l.extract = ? AND l.record_key = ?",
        extract,
        record_key,
    )
    return (extract, record_key, rows[0]) if rows else None


def _child_record(run: Run, pair: Pair) -> tuple[str, str, Row] | None:
    """The row that stands for the child: the registry's, else the first that was linked and isn't the one asked about."""
    linked = run.rows(
        """
        SELECT extract, record_key FROM cards.linked WHERE child_id = ?
        ORDER BY extract <> 'resident_registry', extract, place
        """,
        pair.child_id,
    )
    others = (row for row in linked if row["record_key"] != pair.record_key)
    with_person = [row for row in others if EXTRACTS[row["extract"]].person]
    return _record(run, with_person[0]["extract"], with_person[0]["record_key"]) if with_person else None


def reported(run: Run, extract: str, child_id: str) -> list[Side]:
    """The child's records of the extract, the newest few, as their own department finds them again; none that is hidden."""
    sql = "SELECT record_key FROM cards.linked WHERE child_id = ? AND extract = ? ORDER BY place DESC"
    hidden = hiding.keys(run)
    keys = [row["record_key"] for row in run.rows(sql, child_id, extract) if row["record_key"] not in hidden]
    found = (_record(run, extract, key) for key in keys[:REPORTED])
    return [_side(extract, one[2], masks.of_record(run, *one[:2])) for one in found if one]


def _side(extract: str, row: Row, masked: bool) -> Side:
    declared = EXTRACTS[extract]
    columns = {column.field: column for column in declared.columns}
    return Side(
        extract,
        [
            (
                heading(columns[field]),
                children.MASKED if masked and field in PLACES else landed(declared, columns[field], row),
            )
            for field in declared.person or declared.key_fields
        ],
    )


@log.changing()
def rule(run: Run, pair: Pair, account: Account, same: bool, reason: str) -> None:
    """Records one person's ruling; where it now stands, the next run's delivery is written.

    Raises ValueError where the pair doesn't wait for this account.
    """
    said = HiddenRecord.objects.filter(record_key=pair.record_key, child_id=pair.child_id).first()
    record, other = _record(run, pair.extract, pair.record_key), _child_record(run, pair)
    if record is None or other is None or pair not in waiting(run, account):
        raise ValueError("この組は判定待ちではありません / this pair doesn't wait for a ruling of yours")
    LinkRuling.objects.create(
        extract=pair.extract,
        record_id=record[2]["record_id"],
        record_key=pair.record_key,
        child_id=pair.child_id,
        child_extract=other[0],
        child_record_id=other[2]["record_id"],
        same=same,
        reason=reason,
        by=account,
        run_id=run.run_id,
        round=said.round if said else 0,
    )
    given = LinkRuling.objects.filter(record_key=pair.record_key, child_id=pair.child_id)
    stands = people.standing(people.counting(given))
    if stands is not None and said:
        said.ruled_out = not stands
        said.save()
        known.bring_up(run, pair.child_id, hiding.keys(run))
    log.record(
        account,
        "link.ruled",
        child_id=pair.child_id,
        reason=reason,
        run_id=run.run_id,
        detail={"record_key": pair.record_key, "extract": pair.extract, "same": same, "stands": stands},
    )
    if stands is not None:
        transaction.on_commit(people.deliver, robust=True)  # else it is delivered within the hour
