"""The sub-commands `train` and `evaluate`. They only pass arguments on and show what comes back."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command("train")
def train(
    runs: Annotated[
        list[Path], typer.Argument(help="run folders, each with its people.duckdb; more than one if there are")
    ],
    as_of: Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="the date the model holds from")],
    out: Annotated[Path, typer.Option("--out", help="the folder for <as-of>.json")] = Path("linkage/models"),
) -> None:
    """Writes a dated model file trained on the standardised records of one run or several.

    What they have no records for keeps its worth of the model before, where its levels are still the program's.
    """
    from linkage.model import parameters
    from linkage.train import Untaught, train

    file = out / f"{as_of.date()}.json"
    if file.exists():
        raise typer.BadParameter(
            f"{file} はもうあります。モデルは書き換えません (it stands, and models are never edited)"
        )
    before = max((path for path in out.glob("*.json") if path.name < file.name), default=None)
    try:
        standing = parameters.read(before) if before else None
    except parameters.UnknownModel:
        standing = None
    try:
        found = train(runs, file, as_of.date(), standing)
    except Untaught as untaught:
        raise typer.BadParameter(str(untaught)) from None
    typer.echo(
        f"{file}: {found['cities']} 回分、{found['faces']:,} 件の記録から {found['levels']} 水準。"
        f"どの組にも現れなかった水準 {found['unmet']}、前のモデルから引き継いだ水準 {found['kept']}"
        f" (levels, from so many runs and records; shown by no pair, kept from the model before)"
    )


@app.command("evaluate")
def evaluate(
    run: Annotated[Path, typer.Argument(help="a run's folder, with its children.duckdb")],
    truth: Annotated[Path | None, typer.Option("--truth", help="truth/records.csv of a practice city")] = None,
    sample: Annotated[
        Path | None, typer.Option("--sample", help="write links for people to check into this file")
    ] = None,
    judged: Annotated[Path | None, typer.Option("--judged", help="that file, with 1 or 0 in the column same")] = None,
) -> None:
    """Shows how much of a run's linkage is right: by a known truth, by a checked sample, else as the model expects."""
    from linkage import show

    if truth:
        from linkage.evaluate import evaluate

        show.show(evaluate(run, truth))
    elif sample:
        show.write_sample(run, sample)
    else:
        show.show_expected(run, judged)
