"""Carrying out stages: one of them sealed (`perform`), or all in the order of their needs (`perform_all`).

`mimamori run` and Airflow's tasks both come here. An error leaves as a message without values: DuckDB's quote them.
"""

import errno
import json
import multiprocessing
import os
import resource
import shutil
import time
import traceback
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from extracts.deliveries import sha256
from extracts.processes import end_with_parent
from pipeline import digests, files
from pipeline.errors import Failed, Held, Stopped
from pipeline.inputs import CODE
from pipeline.run import Run, Seal
from pipeline.stages import LANDINGS, STAGES, Stage

CORES = 2
READ_ONLY = 0o440

CLEARABLE = (
    "確かめて正しいと分かったものは、担当課のデータ管理者が審査画面の「届いたデータ」で理由を書いて通せます。"
    " / what turns out to be right, the department's steward can let pass in the review app, with a reason"
)

Told = Callable[[str, str, Seal | None], None]
"""Told of each stage: its name, `started` | `sealed` | `kept` | `stopped`, and its seal once it has one."""


def perform(run: Run, name: str) -> tuple[Seal, bool]:
    """The stage's seal, and whether it was done now rather than found. Raises Held or Failed, never another error.

    Why it was held stays in the workshop's held/, for a steward who comes later.
    """
    reasons = run.workshop / "held" / f"{name}.json"
    with files.locked(run.lock(name)):
        files.remove(reasons)
        try:
            found = run.seal(name)
            seal = found or carry_out(run, STAGES[name])
            if name == "gate":
                hold_at_gate(run.folder / "gate.json")
        except Held as held:
            reasons.parent.mkdir(parents=True, exist_ok=True)
            files.write(reasons, json.dumps(held.messages, ensure_ascii=False, indent=1))
            raise
    return seal, not found


def carry_out(run: Run, stage: Stage) -> Seal:
    """Do the stage's work and seal it. Raises Held or Failed.

    Any other fault leaves as Failed, of what kind and where in our code: its own text may quote a person. It is raised
    after the handler has ended, or Python would attach the fault, and a log would print both.
    """
    try:
        return sealed(run, stage)
    except Stopped:
        raise
    except Exception as fault:
        message = explain(stage.name, fault)
    raise Failed(message)


def sealed(run: Run, stage: Stage) -> Seal:
    """Write the stage's output aside, check it, make it read-only, put it into its place, and say so in its seal."""
    aside = run.workshop / "working" / stage.name
    files.remove(aside)
    run.unseal(stage.name)
    aside.mkdir(parents=True)
    began, cpu = time.monotonic(), cpu_seconds()
    counts = stage.work(run, aside)
    tables = check(stage, aside)
    for path in files.within(aside):
        path.chmod(READ_ONLY)
        files.sync(path)
    for name in stage.files:
        files.move(aside / name, run.folder / name)
    shutil.rmtree(aside)
    seal = Seal(
        stage=stage.name,
        files={
            str(path.relative_to(run.folder)): sha256(path)
            for name in stage.files
            for path in files.within(run.folder / name)
        },
        tables=tables,
        counts=counts,
        seconds=round(time.monotonic() - began, 2),
        cpu_seconds=round(cpu_seconds() - cpu, 2),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )
    run.seal_path(stage.name).parent.mkdir(parents=True, exist_ok=True)
    files.write(run.seal_path(stage.name), seal.model_dump_json(indent=1))
    return seal


def check(stage: Stage, aside: Path) -> dict[str, dict[str, digests.Table]]:
    """The logical digests of what the stage wrote. Raises Failed where it isn't what the stage declares."""
    found = {str(path.relative_to(aside)) for path in files.within(aside)}
    extra = [name for name in found if not any(Path(name).is_relative_to(file) for file in stage.files)]
    missing = [name for name in stage.files if not (aside / name).exists()]
    if any(name.endswith(".wal") for name in extra):
        # closing a database that can't be written to its end leaves its log, and raises nothing
        raise Failed(
            f"{stage.name}: 書き終えられません。ディスクの空きを確かめてください。 / unfinished: is the disk full?"
        )
    if extra or missing:
        raise Failed(
            f"{stage.name}: 出力が違います。余分 {sorted(extra)} 不足 {missing} / wrote too much or too little"
        )
    tables = {name: digests.of_database(aside / name) for name in stage.files if name.endswith(".duckdb")}
    absent = set(stage.tables) - {table for file in tables.values() for table in file}
    if absent:
        raise Failed(f"{stage.name}: 表がありません {sorted(absent)} / tables are missing")
    return tables


def hold_at_gate(path: Path) -> None:
    """Raises Held with each critical expectation that failed and that nobody let pass."""
    gate = json.loads(path.read_text(encoding="utf-8"))
    if not gate["held"]:
        return
    holds = [
        result
        for result in gate["results"]
        if result["severity"] == "critical" and not result["success"] and not result["cleared"]
    ]
    reasons = [f"{result['message_ja']} / {result['message_en']}" for result in holds]
    if any(result["clearable"] for result in holds):
        reasons.append(CLEARABLE)
    raise Held(*reasons)


def explain(stage: str, fault: BaseException) -> str:
    if is_full(fault):
        return f"{stage}: ディスクに空きがありません。空けてからもう一度実行してください。 / the disk is full"
    if isinstance(fault, MemoryError | duckdb.OutOfMemoryException):
        return f"{stage}: メモリが足りません。 / out of memory"
    ours = [
        f"{Path(frame.filename).relative_to(CODE)}:{frame.lineno}"
        for frame in traceback.extract_tb(fault.__traceback__)
        if Path(frame.filename).is_relative_to(CODE) and "site-packages" not in frame.filename
    ]
    return f"{stage}: {type(fault).__name__}（{' → '.join(ours[-3:])}） / the stage broke there"


def is_full(fault: BaseException) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(fault, OSError):
        return fault.errno in full
    return isinstance(fault, duckdb.IOException) and any(os.strerror(code) in str(fault) for code in full)


def perform_all(run: Run, told: Told) -> None:
    """Every stage, in the order of needs, each in a process of its own, at most two at once.

    Raises Held with every reason of every stage that was held, or Failed at the first fault.
    """
    reasons = land(run, told)
    if reasons:
        raise Held(*reasons)
    order = TopologicalSorter(
        {stage.name: [need for need in stage.needs if need not in LANDED] for stage in STAGES.values() if stage.needs}
    )
    order.prepare()
    with ThreadPoolExecutor(CORES) as threads:
        running: dict[Future[tuple[Seal, bool]], str] = {}
        while order.is_active():
            for name in order.get_ready():
                told(name, "started", None)
                running[threads.submit(in_a_process, run, name)] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                settle(name, future, told)
                order.done(name)


LANDED = {stage.name for stage in LANDINGS}


def land(run: Run, told: Told) -> list[str]:
    """Land every extract, two at a time; the reasons of all that were held. Raises Failed at a fault."""
    reasons: list[str] = []
    with processes(CORES) as pool:
        for name, future in [(stage.name, pool.submit(perform, run, stage.name)) for stage in LANDINGS]:
            told(name, "started", None)
            try:
                settle(name, future, told)
            except Held as held:
                reasons.extend(held.messages)
    return reasons


def in_a_process(run: Run, name: str) -> tuple[Seal, bool]:
    with processes(1) as pool:
        return pool.submit(perform, run, name).result()


def settle(name: str, future: Future[tuple[Seal, bool]], told: Told) -> None:
    """Tell how a stage ended. Raises what stopped it."""
    try:
        seal, done = future.result()
    except BrokenProcessPool:
        told(name, "stopped", None)
        raise Failed(f"{name}: 処理が途中で落ちました（メモリ不足の疑い）。 / its process was killed") from None
    except Stopped:
        told(name, "stopped", None)
        raise
    told(name, "sealed" if done else "kept", seal)


def processes(count: int) -> ProcessPoolExecutor:
    """Fresh processes, so that a stage's memory is its own and given back; they end when this one is killed."""
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=end_with_parent)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
