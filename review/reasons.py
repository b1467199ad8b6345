"""Why a child is on the list: the run's flags and judgements as sentences with their sources, and what was missing.

A reason is shown to those who read every extract that it rests on, and to nobody while a record under it is hidden
("not this child"). Nothing is scored and nothing is ranked: the order is the rules' own.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extracts.declaration import EXTRACTS
from review import hiding
from review.models import Case
from review.published import Row, Run
from review.sources import as_known
from review.templatetags.wording import component
from rules.explain import FRAME


@dataclass(frozen=True)
class Source:
    """One record, or the lack of one, that a reason rests on."""

    extract: str
    owner: str
    state: str
    day: str
    record_key: str


def by_extract(sources: Iterable[Source]) -> list[list[Source]]:
    """The sources that are records, or gaps, put together by extract, the newest first."""
    found: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda one: one.day, reverse=True):
        if source.record_key or source.state != "known":
            found.setdefault(source.extract, []).append(source)
    return list(found.values())


@dataclass(frozen=True)
class Reason:
    """One rule's answer for one child. `value` is true or unknown."""

    rule: str
    label: str
    value: str
    sentence: str
    basis: str
    sources: tuple[Source, ...]
    missing: tuple[str, ...]
    thresholds: tuple[dict[str, Any], ...]
    legal: str

    @property
    def by_extract(self) -> list[list[Source]]:
        return by_extract(self.sources)


@dataclass(frozen=True)
class Reasons:
    """What may be shown, and how many reasons may not: resting on other departments' records, or on hidden ones."""

    holding: list[Reason]
    unknown: list[Reason]
    elsewhere: int
    hidden: int


def loads(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else (value or [])


def sources(evidence: Iterable[dict[str, Any]]) -> tuple[Source, ...]:
    """The distinct records under a reason, in the order that the rule read them."""
    found: dict[tuple[str, str, str], Source] = {}
    for item in evidence:
        extract = item.get("extract") or ""
        day, key = str(item.get("date") or ""), item.get("record_key") or ""
        if key:  # where there is none, it is when the extract was delivered
            day = as_known(extract, day)
        declared = EXTRACTS.get(extract)
        if declared is not None:
            found[extract, day, key] = Source(extract, declared.owner, item.get("state") or "", day, key)
    return tuple(found.values())


def missing(items: Iterable[Any]) -> tuple[str, ...]:
    """The extracts that a rule lacked."""
    names = [item if isinstance(item, str) else item.get("extract") or item.get("fact") or "" for item in items]
    return tuple(dict.fromkeys(name for name in names if name))


BASIS = {language: words["open"] for language, words in FRAME.items()}
"""Where a sentence ends and the list of what it rests on begins."""

FLAGS = "SELECT * FROM cards.reason WHERE child_id = ?"


def of_child(run: Run, child_id: str, extracts: frozenset[str], hidden: frozenset[str], language: str) -> Reasons:
    """The child's reasons for somebody who reads `extracts`; `hidden` are the record keys that nobody is shown. Of
    those the card says that some were said not to be a child's, and nothing of a child whom nobody is shown."""
    holding: list[Reason] = []
    unknown: list[Reason] = []
    elsewhere = withheld = 0
    for row in run.rows(FLAGS, child_id):
        reason = _reason(row, language)
        needed = {source.extract for source in reason.sources} | (set(reason.missing) & set(EXTRACTS))
        if not needed <= extracts:
            elsewhere += row["value"] == "true"
        elif any(source.record_key in hidden for source in reason.sources):
            withheld += not hiding.keys(run).isdisjoint(source.record_key for source in reason.sources)
        else:
            (holding if row["value"] == "true" else unknown).append(reason)
    return Reasons(holding, unknown, elsewhere, withheld)


def _reason(row: Row, language: str) -> Reason:
    sentence, mark, basis = row[f"sentence_{language}"].partition(BASIS[language])
    return Reason(
        rule=row["rule"],
        label=row[f"label_{language}"],
        value=row["value"],
        sentence=sentence,
        basis=rests_on(mark + basis, language),
        sources=sources(loads(row["evidence"])),
        missing=missing(loads(row["missing"])),
        thresholds=tuple(loads(row["thresholds"])),
        legal=loads(row["legal"])["legal_basis"],
    )


def rests_on(basis: str, language: str) -> str:
    """The records and the gaps: a rule's text also has its numbers, which stand in a list of their own."""
    words = FRAME[language]
    records, _, rest = basis.removeprefix(words["open"]).removesuffix(words["close"]).partition(words["number"])
    _, gap, unknown = rest.partition(words["gap"])
    return " / ".join(part for part in (records.removesuffix(" / "), gap + unknown) if part)


COMPONENTS = ("H", "A", "N")


def labels(run: Run, case: Case, extracts: frozenset[str], hidden: frozenset[str], language: str) -> list[str]:
    """What the case's reasons are called, for a list: those that the card would show, judged components first."""
    called = {name: component(name) for name in COMPONENTS}
    called |= {rule: row[f"label_{language}"] for rule, row in run.labels.items()}
    return [called[name] for name in called if name in case.grounds and readable(case.grounds[name], extracts, hidden)]


def readable(ground: dict[str, Any], extracts: frozenset[str], hidden: frozenset[str]) -> bool:
    """Whether somebody reads all that a case's ground rests on, and none of it is hidden."""
    return set(ground["extracts"]) - {""} <= extracts and hidden.isdisjoint(ground["records"])


def _digest(row: Row) -> str:
    """What an offer says and the records under it, so that an answer can be told from one to something else."""
    records = sorted(source.record_key for source in sources(loads(row["evidence"])))
    return hashlib.sha256("|".join([row["reason_ja"].partition(BASIS["ja"])[0], *records]).encode()).hexdigest()


def takeup(run: Run, child_id: str, extracts: frozenset[str], hidden: frozenset[str], language: str) -> list[Row]:
    """The supports that the child seems eligible for: label, reason, what to bring, and a digest of what that rests on."""
    return [
        {
            "support": row["support"],
            "evidence": _digest(row),
            "label": row[f"label_{language}"],
            "reason": row[f"reason_{language}"].partition(BASIS[language])[0],
            "bring": row[f"bring_{language}"],
        }
        for row in run.rows("SELECT * FROM cards.takeup WHERE child_id = ?", child_id)
        if all(
            source.extract in extracts and source.record_key not in hidden for source in sources(loads(row["evidence"]))
        )
    ]
