"""Published runs: which there are, which is `current`, publishing one, going back to one, proving one.

Publication is one rename and one replaced symbolic link, each synced. Each move of `current` is in history.jsonl.
"""

import getpass
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extracts.deliveries import sha256
from pipeline import digests, files, leaks
from pipeline.errors import Failed
from pipeline.inputs import Inputs
from pipeline.performance import hold_at_gate
from pipeline.run import Run, Seal
from pipeline.stages import STAGES

CURRENT = "current"
MANIFEST = "manifest.json"
HISTORY = "history.jsonl"


class Superseded(BaseModel):
    """That the run isn't what it was when it was published: a child was erased from it. Nothing in it says which."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    because: str
    """The paper that it rests on."""
    erasure: str
    manifest_sha256: str
    """Of the manifest that stood before."""
    rows: int = 0

    @classmethod
    def made(cls, erasure: str, because: str, before: Path) -> "Superseded":
        return cls(
            at=datetime.now(UTC), by=getpass.getuser(), because=because, erasure=erasure, manifest_sha256=sha256(before)
        )


class Manifest(BaseModel):
    """What a published run read, did and wrote; the gate's results are in its gate.json."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    inputs: Inputs
    published_at: datetime
    stages: list[Seal]
    logical_digest: str
    """Of every table and of the gate's results: what two runs of the same inputs have in common."""
    superseded: list[Superseded] = []
    """What has been erased since: with it the run can't be made again from its inputs, bit for bit."""

    @property
    def as_of(self) -> date:
        return self.inputs.as_of

    @property
    def checksums(self) -> dict[str, str]:
        return {name: sum_ for stage in self.stages for name, sum_ in stage.files.items()}


def manifest(runs: Path, run_id: str) -> Manifest:
    """A published run's manifest. Raises Failed where there is no such run."""
    path = runs / run_id / MANIFEST
    if not path.is_file() or path.parent.parent.resolve() != runs.resolve():
        raise Failed(f"公開済みの実行がありません: {run_id} / no published run of that name")
    return Manifest.model_validate_json(path.read_text(encoding="utf-8"))


def published(runs: Path) -> list[Manifest]:
    """Every published run, by reference date and time of publication."""
    names = [path.parent.name for path in runs.glob(f"*/{MANIFEST}") if not path.parent.is_symlink()]
    return sorted((manifest(runs, name) for name in names), key=lambda one: (one.as_of, one.published_at))


def current(runs: Path) -> Manifest | None:
    link = runs / CURRENT
    return manifest(runs, link.readlink().name) if link.is_symlink() else None


def predecessor(runs: Path, inputs: Inputs) -> str | None:
    """The run that these inputs carry on: the newest in `current`'s line dated no later, that isn't these inputs' own.

    The line follows from `current` backwards, so a run that was rolled back is carried on by none.
    """
    own = inputs.digest(without_previous=True)
    candidate = current(runs)
    while candidate and (candidate.as_of > inputs.as_of or candidate.inputs.digest(without_previous=True) == own):
        candidate = manifest(runs, candidate.inputs.previous) if candidate.inputs.previous else None
    return candidate.run_id if candidate else None


def is_published(runs: Path, run_id: str) -> bool:
    return (runs / run_id / MANIFEST).is_file()


def publish(run: Run, logs: Iterable[Path] = ()) -> Manifest:
    """Put the run beside the published ones and, unless `current` is of a later reference date, make it `current`.

    `logs` are looked through for people's names like everything that the run wrote. Raises Held where the gate or the leak
    guard held it, Failed where a stage isn't sealed or another run was published meanwhile.
    """
    run_id = run.inputs.run_id
    with files.locked(run.runs / "publication.lock"):
        if not is_published(run.runs, run_id):
            if predecessor(run.runs, run.inputs) != run.inputs.previous:
                raise Failed(
                    "処理中に別の実行が公開されました。もう一度実行してください。 / another run was published meanwhile"
                )
            seals = {name: run.seal(name) for name in STAGES}
            if unsealed := [name for name, seal in seals.items() if seal is None]:
                raise Failed(f"終わっていない処理があります: {unsealed} / stages without a seal")
            hold_at_gate(run.folder / "gate.json")
            path = run.folder / MANIFEST
            text = sealed_manifest(run, [seal for seal in seals.values() if seal]).model_dump_json(indent=1)
            leaks.hold(run, text, logs)
            files.write(path, text)
            path.chmod(0o440)
            files.move(run.folder, run.runs / run_id)
        come_into_force(run.runs, run_id)
        files.remove(run.workshop)
    return manifest(run.runs, run_id)


def sealed_manifest(run: Run, seals: list[Seal]) -> Manifest:
    return Manifest(
        run_id=run.inputs.run_id,
        inputs=run.inputs,
        published_at=datetime.now(UTC),
        stages=seals,
        logical_digest=logical_digest(run.folder, seals),
    )


def logical_digest(folder: Path, seals: list[Seal]) -> str:
    tables = {file: table for seal in seals for file, table in seal.tables.items()}
    return digests.of_value([tables, json.loads((folder / "gate.json").read_text(encoding="utf-8"))])


def come_into_force(runs: Path, run_id: str) -> None:
    """Move `current` to a run just published; once a run, so that a rolled-back one doesn't return by itself."""
    if any(event["run_id"] == run_id and event["event"] == "published" for event in history(runs)):
        return
    now = current(runs)
    if now is None or now.as_of <= manifest(runs, run_id).as_of:
        files.point(runs / CURRENT, run_id)
    remember(runs, "published", run_id)


def rollback(runs: Path, run_id: str) -> Manifest:
    """Make a published run `current` again, once it has been verified. Raises Failed where it isn't whole."""
    with files.locked(runs / "publication.lock"):
        if faults := verify(runs, run_id):
            raise Failed(*faults)
        found = manifest(runs, run_id)
        files.point(runs / CURRENT, found.run_id)
        remember(runs, "rolled back to", found.run_id)
    return found


def verify(runs: Path, run_id: str) -> list[str]:
    """What is wrong with a published run: files changed, missing, added, tables that say something else."""
    folder, said = runs / run_id, manifest(runs, run_id)
    faults = []
    if not recorded(runs, run_id):
        faults.append(f"{MANIFEST}: 公開時から変わっています / changed since publication")
    there = {str(path.relative_to(folder)) for path in files.within(folder)} - {MANIFEST}
    faults += [f"{name}: 記録にないファイルです / not in the manifest" for name in sorted(there - set(said.checksums))]
    for name, sum_ in said.checksums.items():
        if name not in there:
            faults.append(f"{name}: ありません / missing")
        elif sha256(folder / name) != sum_:
            faults.append(f"{name}: 中身が変わっています / changed")
    if faults:
        return faults
    for seal in said.stages:
        for name, tables in seal.tables.items():
            if digests.of_database(folder / name) != tables:
                faults.append(f"{name}: 論理ダイジェストが違います / its tables say something else")
    return faults


def recorded(runs: Path, run_id: str) -> bool:
    """Whether the run's manifest is the one that the history heard of last: an erased run's earlier one is no more."""
    said = [event["manifest_sha256"] for event in history(runs) if event["run_id"] == run_id]
    return not said or said[-1] == sha256(runs / run_id / MANIFEST)


def history(runs: Path) -> list[dict[str, str]]:
    path = runs / HISTORY
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def remember(runs: Path, event: str, run_id: str) -> None:
    """Add the event to the history: written anew and replaced, so that a kill leaves whole lines only."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": getpass.getuser(),
        "event": event,
        "run_id": run_id,
        "manifest_sha256": sha256(runs / run_id / MANIFEST),
    }
    files.write(runs / HISTORY, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in [*history(runs), line]))
