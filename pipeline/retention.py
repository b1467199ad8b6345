"""What is kept no longer: published runs past their retention, what was never published, signals past theirs.

A run holds every extract that it used, so the shortest retention of those is the run's. Kept in any case: `current` and the
run that it carries on, without which nobody could say what changed.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from extracts.declaration import EXTRACTS
from extracts.limits import Limits
from pipeline import files, publication, signals
from pipeline.publication import Manifest
from pipeline.run import UNPUBLISHED

LIMITS = Limits(Path(__file__).with_suffix(".yaml"))
GOING = ".going"


def years(said: Manifest) -> int:
    """How many years the run may be kept: as long as the extract, of those that it used, which goes first."""
    return min(EXTRACTS[name].retention_years for name, used in said.inputs.deliveries.items() if used)


def ended(day: date, kept_years: int, today: date) -> bool:
    """Whether the years have passed; from 29 February they pass on 1 March."""
    return (today.year - day.year, today.month, today.day) >= (kept_years, day.month, day.day)


def apply(runs: Path, today: date) -> dict[str, list[str]]:
    """Removes what is kept no longer, and tells it: run_ids, unpublished run_ids, deliveries of signals.

    Raises Failed where a publication or an erasure is under way. A kill leaves a folder that the next call removes.
    """
    runs = runs.absolute()
    with files.locked(runs / "publication.lock"):
        for half_gone in sorted(runs.glob(f"**/*{GOING}")):
            files.remove(half_gone)
        kept = publication.current(runs)
        stay = {kept.run_id, kept.inputs.previous} if kept else set()
        old = [one for one in publication.published(runs) if ended(one.as_of, years(one), today)]
        gone = [one.run_id for one in old if one.run_id not in stay]
        for run_id in gone:
            publication.remember(runs, "kept no longer", run_id)
            remove(runs / run_id)
        stale = [path for path in sorted((runs / UNPUBLISHED).glob("*")) if unpublished_long_enough(path, today)]
        signalled = [path for path in earlier_signals(runs) if signals_ended(path, today)]
        for path in (*stale, *signalled):
            remove(path)
    return {"runs": gone, "unpublished": [path.name for path in stale], "signals": [path.name for path in signalled]}


def earlier_signals(runs: Path) -> list[Path]:
    """Every delivery of signals but the current one."""
    link = runs / signals.SOS / publication.CURRENT
    newest = link.readlink().name if link.is_symlink() else ""
    return [folder for folder in signals.deliveries(runs) if folder.name != newest]


def signals_ended(folder: Path, today: date) -> bool:
    day = signals.manifest(folder).as_of
    return day is not None and ended(day, signals.EXTRACT.retention_years, today)


def unpublished_long_enough(workshop: Path, today: date) -> bool:
    written = max(path.stat().st_mtime for path in (workshop, *workshop.rglob("*")))
    age = (today - datetime.fromtimestamp(written, UTC).date()).days
    return age > LIMITS.value("unpublished_days", today)


def remove(folder: Path) -> None:
    """Out of sight in one step, then file by file."""
    going = folder.with_name(f"{folder.name}{GOING}")
    files.move(folder, going)
    files.remove(going)
