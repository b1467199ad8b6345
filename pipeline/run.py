"""One run's folder while it is made: where it lies, what it reads, which stages are sealed.

A stage's output is written aside, checked, made read-only and renamed; then its seal is written: it is whole.
Carrying the stages out is `performance`'s work, publishing them `publication`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extracts.deliveries import sha256
from pipeline import files
from pipeline.digests import Table
from pipeline.inputs import Inputs
from pipeline.settings import Settings

UNPUBLISHED = "unpublished"


class Seal(BaseModel):
    """That a stage is done: its files' checksums, its tables' logical digests, what it counted, took and used."""

    model_config = ConfigDict(frozen=True)

    stage: str
    files: dict[str, str]
    tables: dict[str, dict[str, Table]]
    """By file, then by table."""
    counts: Mapping[str, object]
    seconds: float
    cpu_seconds: float
    peak_mb: int


@dataclass(frozen=True)
class Run:
    """A run that isn't published yet. `runs` is the folder of all runs; the key stays in memory."""

    runs: Path
    inputs: Inputs
    key: bytes = field(repr=False)

    @property
    def workshop(self) -> Path:
        """Where it is made: the run's folder, beside it seals, locks and what is half done."""
        return self.runs / UNPUBLISHED / self.inputs.run_id

    @property
    def folder(self) -> Path:
        """What will be published, and nothing else."""
        return self.workshop / "run"

    @property
    def as_of(self) -> date:
        return self.inputs.as_of

    @property
    def previous(self) -> Path | None:
        return self.runs / self.inputs.previous if self.inputs.previous else None

    def prepare(self) -> None:
        """Make the folder, with what the run reads written down in it."""
        self.runs.mkdir(parents=True, exist_ok=True)
        for folder in (self.workshop.parent, self.workshop, self.folder):
            folder.mkdir(exist_ok=True, mode=0o750)
        files.write(self.workshop / "inputs.json", self.inputs.model_dump_json(indent=1))

    def lock(self, stage: str) -> Path:
        return self.workshop / "locks" / stage.replace("/", "_")

    def seal_path(self, stage: str) -> Path:
        return self.workshop / "seals" / f"{stage}.json"

    def seal(self, stage: str) -> Seal | None:
        """The stage's seal, if it has one that holds: every file there, byte for byte."""
        path = self.seal_path(stage)
        if not path.exists():
            return None
        seal = Seal.model_validate_json(path.read_text(encoding="utf-8"))
        return seal if holds(self.folder, seal.files) else None

    def unseal(self, stage: str) -> None:
        files.remove(self.seal_path(stage))


def prepared(settings: Settings, run_id: str) -> Run:
    """The unpublished run of that name, as `prepare` wrote it down."""
    path = settings.runs.absolute() / UNPUBLISHED / run_id / "inputs.json"
    inputs = Inputs.model_validate_json(path.read_text(encoding="utf-8"))
    return Run(settings.runs.absolute(), inputs, settings.key())


def holds(folder: Path, checksums: dict[str, str]) -> bool:
    return all((folder / name).is_file() and sha256(folder / name) == sum_ for name, sum_ in checksums.items())
