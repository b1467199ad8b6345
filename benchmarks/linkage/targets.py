"""Linkage's targets (linkage/targets.yaml) on unseen cities with half, the whole and double of the error rates.

`python -m benchmarks.linkage.targets --help`. Comparing with other methods is __main__.py's.
"""

import shutil
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from benchmarks.linkage import cities
from benchmarks.linkage.__main__ import measure
from linkage.evaluate import Figures, evaluate
from linkage.groups import LABELS
from linkage.show import MEASURES, figure, percent
from pipeline.inputs import newest_model


def column(figures: Figures, spent: dict[str, Any]) -> dict[str, str]:
    """One city's figures as the cells of a column, with × where the target is missed."""
    cells = {}
    for row in figures.measures.to_dict("records"):
        cells[f"{MEASURES[row['measure']]} {row['target']}"] = figure(row["measure"], row["value"]) + missed(row["met"])
    for row in figures.by_group.to_dict("records"):
        cells[f"gap, {LABELS[row['group']][1]} {row['target']}"] = percent(row["gap"]) + missed(row["met"])
    cells["standardise + predict + cluster, CPU s"] = f"{spent['cpu_seconds']:.0f}"
    cells["wall s"] = f"{spent['seconds']:.0f}"
    cells["peak MB"] = f"{spent['peak_mb']:,.0f}"
    return cells


def missed(met: Any) -> str:
    """× for a target that isn't met; nothing where there is none, or nothing to count."""
    return "" if pd.isna(met) or met else " ×"


def main(
    work: Annotated[Path, typer.Option(help="where cities are kept, each with its links")],
    out: Annotated[Path, typer.Option(help="the Markdown file to write")],
    children: Annotated[int, typer.Option(help="of each practice city")] = 27_000,
    seed: Annotated[int, typer.Option(help="one not used in development")] = 20261001,
    scale: Annotated[list[float] | None, typer.Option(help="times the error rates; may be given often")] = None,
    model: Annotated[Path | None, typer.Option(help="absent, the shipped one in force")] = None,
) -> None:
    """The table of targets, a column a city."""
    columns = {}
    for factor in scale or [0.5, 1.0, 2.0]:
        run = cities.build(work, children, seed, factor)
        shutil.copyfile(model or newest_model(cities.AS_OF), run / "model.json")
        spent = measure("city", "mimamori", run)
        columns[f"errors × {factor:g}"] = column(evaluate(run, run / "truth" / "records.csv"), spent)
    table = pd.DataFrame(columns)
    heads = [f"{children:,} children, seed {seed}", *table.columns]
    rows = table.reset_index().to_numpy().tolist()
    lines = [heads, ["---", *["---:"] * len(table.columns)], *rows]
    text = "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"
    out.write_text(text, encoding="utf-8")
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
