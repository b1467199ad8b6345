"""The sub-command `city`: a practice city from the command line."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command("city")
def city(
    as_of: Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="reference date (基準日)")],
    out: Annotated[Path, typer.Option("--out", help="the folder for extracts/ and truth/")],
    children: Annotated[int, typer.Option("--children", min=1, help="minors living in the city")] = 6000,
    seed: Annotated[int, typer.Option("--seed", help="the same seed gives the same files")] = 1,
    deliveries: Annotated[int, typer.Option("--deliveries", min=1, help="successive half-years up to --as-of")] = 1,
    rates: Annotated[Path | None, typer.Option("--rates", help="another file of rates")] = None,
    error_scale: Annotated[float, typer.Option("--error-scale", min=0, help="times the error rates")] = 1.0,
) -> None:
    """Writes a synthetic city's extracts with their truth."""
    from city.generate import generate

    generate(children, seed, as_of.date(), out, deliveries, rates, error_scale)
