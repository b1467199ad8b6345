"""`python -m benchmarks.rules --children 27000 --deliveries 6`: CPU and wall seconds and peak memory of facts and of judging.

A practice city is made, landed and linked by its truth, so that nothing but the rules is measured; of its half-years the last is
measured, on what all of them delivered, and after a run of the one before it. Each stage runs in a process of its own.
"""

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.rules.stages import measured
from city.generate import generate
from rules.facts import build
from rules.judge import judge

# the stand-in for linkage that the tests use
sys.path.insert(0, str(Path(__file__).parents[2] / "tests/rules"))
from true_links import KEY, judge_each, land_all, link_all  # type: ignore[import-not-found]

AS_OF = date(2026, 10, 1)


def half_years(deliveries: int) -> list[date]:
    """So many half-years' reference dates, the last of them AS_OF."""
    return [date(AS_OF.year - back // 2, 4 if back % 2 else 10, 1) for back in reversed(range(deliveries))]


def prepare(folder: Path, children: int, deliveries: int) -> tuple[Path, Path | None]:
    """The run to measure, landed and linked, and the published one before it; as `folder` has them, or made there."""
    if not (folder / "city").exists():
        generate(children, 3, AS_OF, folder / "city", deliveries=deliveries)
    run, before = folder / f"judged-{AS_OF}", half_years(deliveries)[-2:-1]
    if not run.exists():
        judge_each(folder / "city", folder, before)
        land_all(folder / "city", run, AS_OF)
        link_all(folder / "city", run, AS_OF)
    for made in ("facts.duckdb", "flags.duckdb"):
        (run / made).unlink(missing_ok=True)
    return run, folder / f"judged-{before[0]}" if before else None


def main(
    children: Annotated[int, typer.Option(help="the practice city's size")] = 2700,
    deliveries: Annotated[int, typer.Option(min=1, help="half-years on file")] = 1,
    folder: Annotated[Path | None, typer.Option(help="keep the landed runs here, and use them again")] = None,
) -> None:
    kept = folder or Path(tempfile.mkdtemp())
    typer.echo(f"{children} children, {deliveries} deliveries\n{'stage':8}{'CPU s':>10}{'wall s':>10}{'peak MB':>10}")
    run, previous = prepare(kept, children, deliveries)
    measured("facts", build, run, run / "facts.duckdb", previous, AS_OF, KEY)
    measured("judge", judge, run, run / "flags.duckdb", previous, AS_OF)
    if folder is None:
        shutil.rmtree(kept)


if __name__ == "__main__":
    typer.run(main)
