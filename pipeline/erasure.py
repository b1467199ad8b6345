"""Erasing one child from every run: files rebuilt without the child's rows, each run's manifest superseded by one that says so.

A journal (`runs/erasing/`, readable by its owner alone) holds the child's traces until all is done: after a kill the same
command goes on where it stopped. What people wrote in the review app is erased there; departments' files are theirs.
"""

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pydantic import BaseModel

from extracts.deliveries import sha256
from pipeline import digests, files, publication, signals, traces
from pipeline.errors import Failed
from pipeline.performance import READ_ONLY
from pipeline.publication import MANIFEST, Manifest, Superseded
from pipeline.run import UNPUBLISHED

ERASING = "erasing"
TRACES = "traces.duckdb"
OLD = ".old"
TABLES = ".tables"


@dataclass(frozen=True)
class Erased:
    """What an erasure took out. `children` and `record_keys` are pseudonyms, for whoever must look for them elsewhere."""

    children: list[str]
    record_keys: list[str]
    extracts: list[str]
    """From which extracts the child was known: their owners must deliver anew without the child."""
    runs: dict[str, int]
    """Rows gone or blanked, by run and by delivery of signals."""


def erase(runs: Path, child_id: str, because: str) -> Erased:
    """Take the child out of all that lies below `runs`; `because` names the paper that it rests on, never the child.

    Raises Failed where another child's erasure was interrupted (that one first), where a publication is under way, or
    where a trace would be left: the run concerned is then as it was.
    """
    runs = runs.absolute()
    with files.locked(runs / "publication.lock"):
        journal = begun(runs, child_id)
        erasure = sha256(journal)
        finish_moves(runs)
        removed = {
            one.run_id: superseded(runs, one, journal, Superseded.made(erasure, because, runs / one.run_id / MANIFEST))
            for one in publication.published(runs)
        }
        for folder in signals.deliveries(runs):
            removed[f"{signals.SOS}/{folder.name}"] = delivery(runs, folder, journal)
        files.remove(runs / UNPUBLISHED)
        children = listed(journal, "FROM child_trace")
        record_keys = listed(journal, "SELECT record_key FROM record_trace")
        extracts = listed(journal, "SELECT DISTINCT extract FROM record_trace")
        files.remove(journal.parent)
    return Erased(children, record_keys, extracts, removed)


def listed(journal: Path, sql: str) -> list[str]:
    with duckdb.connect(str(journal), read_only=True) as con:
        return sorted(str(one) for (one,) in con.execute(sql).fetchall())


def begun(runs: Path, child_id: str) -> Path:
    """The journal: of the interrupted erasure, else a new one."""
    folder = runs / ERASING
    journal = folder / TRACES
    if not journal.exists():
        files.remove(folder)
        folder.mkdir(mode=0o700, parents=True)
        making = folder / "making.duckdb"
        traces.collect(making, [runs / one.run_id for one in publication.published(runs)], child_id)
        files.sync(making)
        making.rename(journal)
    with duckdb.connect(str(journal), read_only=True) as con:
        if not con.execute("SELECT 1 FROM child_trace WHERE child_id = ?", [child_id]).fetchall():
            raise Failed(
                "別の児童の消去が途中で止まっています。先にその消去をもう一度実行してください。"
                " / another child's erasure was interrupted: run that one again first"
            )
    return journal


def rebuilt(folder: Path, aside: Path, journal: Path) -> dict[str, int]:
    """Copies the folder to `aside` without the child's rows; of each file that changed how many. Raises Failed where a trace is left."""
    files.remove(aside)
    shutil.copytree(folder, aside, ignore=shutil.ignore_patterns("*.duckdb", MANIFEST))
    found: dict[str, int] = {}
    clean = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=clean) as pool:
        for old in (path for path in files.within(folder) if path.suffix == ".duckdb"):
            name = str(old.relative_to(folder))
            new, tables = aside / name, aside / f"{name}{TABLES}"
            new.parent.mkdir(exist_ok=True, mode=0o750)
            if gone := traces.without(journal, old, tables):
                found[name] = gone
                pool.submit(traces.anew, tables, new).result()
            else:
                shutil.copyfile(old, new)
            files.remove(tables)
            if traces.left(journal, new):
                raise Failed(f"{folder.name}/{name}: 消しきれない行があります。 / a trace of the child would be left")
            new.chmod(READ_ONLY)
            files.sync(new)
    return found


def superseded(runs: Path, said: Manifest, journal: Path, entry: Superseded) -> int:
    """The run in place, without the child, under a manifest that supersedes the one it had; how many rows it concerned."""
    if any(one.erasure == entry.erasure for one in said.superseded):
        if not publication.recorded(runs, said.run_id):
            publication.remember(runs, "erased from", said.run_id)
        return said.superseded[-1].rows
    folder, aside = runs / said.run_id, runs / ERASING / said.run_id
    gone = rebuilt(folder, aside, journal)
    if not gone:
        files.remove(aside)
        return 0
    stages = [
        seal.model_copy(
            update={
                "files": seal.files | {name: sha256(aside / name) for name in seal.files if name in gone},
                "tables": seal.tables
                | {name: digests.of_database(aside / name) for name in seal.tables if name in gone},
            }
        )
        for seal in said.stages
    ]
    entry = entry.model_copy(update={"rows": sum(gone.values())})
    new = said.model_copy(
        update={
            "stages": stages,
            "logical_digest": publication.logical_digest(aside, stages),
            "superseded": [*said.superseded, entry],
        }
    )
    put(aside, new, folder)
    publication.remember(runs, "erased from", said.run_id)
    return entry.rows


def delivery(runs: Path, folder: Path, journal: Path) -> int:
    """A delivery of signals in place, without the child's."""
    aside = runs / ERASING / signals.SOS / folder.name
    aside.parent.mkdir(exist_ok=True, mode=0o700)
    gone = rebuilt(folder, aside, journal)
    if not gone:
        files.remove(aside)
        return 0
    said = signals.manifest(folder)
    put(aside, said.model_copy(update={"files": said.files | {name: sha256(aside / name) for name in gone}}), folder)
    return sum(gone.values())


def put(aside: Path, said: BaseModel, folder: Path) -> None:
    """The manifest last: a folder that has it is whole, and after a kill is only moved."""
    files.write(aside / MANIFEST, said.model_dump_json(indent=1))
    (aside / MANIFEST).chmod(READ_ONLY)
    old = aside.with_name(f"{aside.name}{OLD}")
    files.move(folder, old)
    files.move(aside, folder)
    files.remove(old)


def finish_moves(runs: Path) -> None:
    """What a kill left whole beside the place that it was meant for."""
    for path in sorted((runs / ERASING).glob(f"**/{MANIFEST}")):
        if path.parent.name.endswith(OLD):
            continue
        files.move(path.parent, runs / path.parent.relative_to(runs / ERASING))
