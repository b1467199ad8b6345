"""What has come of a department's extracts, what holds a run, and what its steward lets pass.

Belongs here: counts, line numbers, reasons. Doesn't belong here: anything out of a record; a run that is held is read no
further than its gate. What is let pass goes to the next run through `review.people`, for the one file that was looked at.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from expectations import report
from expectations.words import WORDS
from extracts.declaration import EXTRACTS, Extract
from review import links, log, people
from review.models import Account, GateClearance
from review.templatetags.wording import heading

Result = dict[str, Any]


@dataclass(frozen=True)
class Arrival:
    """One extract as the newest run has it: its books (`expectations.report.books`), and why its file was refused."""

    extract: Extract
    failed: list[Result]
    books: Result | None
    refused: list[str] = field(default_factory=list)

    @property
    def waits(self) -> list[str]:
        return waits(self.failed)


def waits(failed: list[Result]) -> list[str]:
    """The expectations that hold the run and may be let pass, by one answer each."""
    return [result["expectation"] for result in failed if result["clearable"] and not result["cleared"]]


@dataclass(frozen=True)
class Newest:
    """The newest run: the one that is held, if it came after what is published."""

    run_id: str
    folder: Path
    held: bool
    refusals: Path
    gate: dict[str, Any]

    def of(self, account: Account) -> list[Arrival]:
        """The account's own extracts."""
        return [self._arrival(EXTRACTS[name]) for name in links.own_extracts(account)]

    def failed(self, extract: str) -> list[Result]:
        """What isn't as expected: of each expectation its gravest result."""
        failed = [result for result in self.gate["results"] if result["suite"] == extract and not result["success"]]
        by_gravity = sorted(failed, key=lambda result: result["severity"] == "critical")
        return list({result["expectation"]: result for result in by_gravity}.values())

    def _arrival(self, extract: Extract) -> Arrival:
        failed, refused = self._with_answers(extract.name), self.refusals / "land" / f"{extract.name}.json"
        if self.held and refused.exists():
            return Arrival(extract, failed, None, json.loads(refused.read_text(encoding="utf-8")))
        landed = (self.folder / "landed" / f"{extract.name}.duckdb").exists()
        return Arrival(extract, failed, report.books(self.folder, extract, []) if landed else None)

    def _with_answers(self, extract: str) -> list[Result]:
        """What isn't as expected; what the department has answered for since passes too."""
        file = self.gate["newest"].get(extract)
        answered = GateClearance.objects.filter(extract=extract, sha256=file).values_list("expectation", flat=True)
        return [
            {**result, "cleared": result["cleared"] or result["expectation"] in answered}
            for result in self.failed(extract)
        ]


def newest() -> Newest | None:
    """None where nothing was ever published or held."""
    published: Path = settings.RUNS / "current"
    since = published.joinpath("manifest.json").stat().st_mtime if published.exists() else 0.0
    held = {
        path.joinpath("inputs.json").stat().st_mtime: path
        for path in settings.RUNS.glob("unpublished/*")
        if any(path.glob("held/**/*.json"))
    }
    last = max(held, default=0.0)
    if last > since:
        return _read(held[last].name, held[last] / "run", held[last] / "held")
    return _read(published.resolve().name, published.resolve(), None) if published.exists() else None


def _read(run_id: str, folder: Path, refusals: Path | None) -> Newest:
    path = folder / "gate.json"
    gate = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"results": [], "newest": {}}
    return Newest(run_id, folder, refusals is not None, refusals or folder, gate)


def called(extract: str, expectation: str, language: str) -> str:
    """What an expectation looks at."""
    kind, _, field = expectation.partition(".")
    if kind not in WORDS:
        return expectation
    column = next((column for column in EXTRACTS[extract].columns if column.field == field), None)
    about = f" · {heading(column)}" if column else ""
    return WORDS[kind][language] + about


@log.changing()
def let_pass(account: Account, extract: str, expectation: str, reason: str) -> bool:
    """Records that the department answers for the file; the first answer stands: returns whether this is it. Raises ValueError
    where nothing of that name holds it."""
    run = newest()
    if run is None or expectation not in waits(run.failed(extract)):
        raise ValueError("通すものがありません / nothing of that name waits")
    sha256 = run.gate["newest"][extract]
    _, first = GateClearance.objects.get_or_create(
        extract=extract,
        expectation=expectation,
        sha256=sha256,
        defaults={"reason": reason, "by": account, "run_id": run.run_id},
    )
    if not first:
        return False
    log.record(
        account,
        "gate.let_pass",
        reason=reason,
        run_id=run.run_id,
        detail={"extract": extract, "expectation": expectation, "sha256": sha256},
    )
    transaction.on_commit(people.deliver, robust=True)  # else it is delivered within the hour
    return True
