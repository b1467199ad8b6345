"""`python -m benchmarks.review --runs DIR`: how long lists and cards take with twenty people at work.

DIR holds a published run (`mimamori city --children 27000 …`, then `mimamori run`). The app runs as `mimamori serve` runs
it (gunicorn on 127.0.0.1), on SQLite, or on the empty database that `--database postgresql://…` names.
"""

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import typer

from benchmarks.review import settings_of
from benchmarks.review.morning import work


def serve(port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "gunicorn", "-c", "python:review.server", "-b", f"127.0.0.1:{port}", "review.wsgi"]
    server = subprocess.Popen(command, env=os.environ)  # noqa: S603 - our own interpreter
    while server.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/sign-in/", timeout=30)
            return server
        except httpx.TransportError:
            time.sleep(0.2)
    raise typer.Exit(1)


def main(
    runs: Annotated[Path, typer.Option(help="the folder of published runs")],
    database: Annotated[str, typer.Option(help="postgresql://…; empty: SQLite")] = "",
    requests: Annotated[int, typer.Option(help="answers to measure")] = 2000,
    think: Annotated[float, typer.Option(help="a person's mean pause between two requests, seconds; 0: none")] = 2.0,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= settings_of(folder, runs, database)
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.review.office"], check=True, stdout=subprocess.PIPE, text=True
        )
        office = json.loads(made.stdout.splitlines()[-1])
        people = {name: bytes.fromhex(key) for name, key in office["people"].items()}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        server = serve(port)
        try:
            began = time.perf_counter()
            took = work(f"http://127.0.0.1:{port}", people, requests, think)
            lasted = time.perf_counter() - began
        finally:
            server.terminate()
            server.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    typer.echo(
        f"{'postgresql' if database else 'sqlite'}: {len(people)} people, {office['cases']:,} cases, {office['in hand']:,} in hand;"
        f" taken up in {office['take_up']:.1f} s; {len(took):,} answers in {lasted:.0f} s, {len(took) / lasted:.1f} a second;"
        f" load {os.getloadavg()[0]:.1f}; the server's CPU, its start included, {cpu:.0f} s"
    )
    for what in sorted({what for what, _ in took}):
        times = sorted(seconds * 1000 for name, seconds in took if name == what)
        cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
        typer.echo(
            f"{what:<10} {len(times):>6}  p50 {cuts[49]:>6.0f} ms  p95 {cuts[94]:>6.0f} ms  p99 {cuts[98]:>6.0f} ms"
        )


if __name__ == "__main__":
    typer.run(main)
