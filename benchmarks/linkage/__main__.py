"""Every method on both data sets, each in its own process, then the table and the plot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from benchmarks.linkage import cities, febrl, methods, scores
from pipeline.inputs import newest_model

ROOT = Path(__file__).parents[2]


def measure(data: str, method: str, run: Path) -> dict[str, Any]:
    out = run / f"{data}-{method}".replace(" ", "_").replace("'", "")
    command = [sys.executable, "-m", "benchmarks.linkage.one", data, method, str(run), str(out)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)  # noqa: S603 - our own module
    links = pd.read_csv(out.with_suffix(".csv"), dtype="str")
    found = scores.of_febrl(links) if data == "febrl" else scores.of_city(run, links)
    return {"method": method, **found, **scores.measured(out)}


def main(
    work: Annotated[Path, typer.Option(help="where cities are kept, each with its links")],
    out: Annotated[Path, typer.Option(help="the folder for results.md and results.svg")],
    children: Annotated[int, typer.Option(help="of the practice city")] = 27_000,
    seed: Annotated[int, typer.Option(help="one not used in development")] = 20261001,
    model: Annotated[Path | None, typer.Option(help="mimamori's model; absent, the shipped one in force")] = None,
    error_scale: Annotated[float, typer.Option(help="times the city's error rates")] = 1.0,
) -> None:
    """Exact join, stock Splink, the recordlinkage toolkit and mimamori: F1, time and memory."""
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    run = cities.build(work, children, seed, error_scale)
    shutil.copyfile(model or newest_model(cities.AS_OF), run / "model.json")
    results = [
        {"data": f"practice city, {children:,} children", **measure("city", method, run)} for method in methods.METHODS
    ]
    results += [{"data": "FEBRL 4", **measure("febrl", method, run)} for method in febrl.METHODS]
    found = pd.DataFrame(results)
    (out / "results.md").write_text(scores.table(found), encoding="utf-8")
    scores.plot(found, out / "results.svg")
    typer.echo(scores.table(found))


if __name__ == "__main__":
    typer.run(main)
