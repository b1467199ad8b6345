"""A stage in a process of its own, and what it cost."""

import multiprocessing
import resource
import time
from collections.abc import Callable

import typer


def measured(name: str, work: Callable[..., object], *given: object) -> None:
    """Run it in a process of its own; print seconds of CPU and of the wall, and the process's peak memory in MB."""
    process = multiprocessing.get_context("spawn").Process(target=child, args=(name, work, given))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name} failed")


def child(name: str, work: Callable[..., object], given: tuple[object, ...]) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    work(*given)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    typer.echo(f"{name:8}{cpu:10.1f}{time.monotonic() - started:10.1f}{after.ru_maxrss / 1024:10.0f}")
