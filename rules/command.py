"""The command `what-if`: what an analyst types and reads. The asking is done in what_if.py."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.callback()
def rules() -> None:
    """Keeps `what-if` a named sub-command though it is the only one."""


@app.command("what-if")
def what_if(
    rule: Annotated[str, typer.Option("--rule", help="The rule's id, e.g. absence-long; of the judgement: H, A or N.")],
    given: Annotated[list[str], typer.Option("--set", help="number=value, e.g. days=20; may be repeated.")],
    runs: Annotated[Path, typer.Option("--runs", help="The folder of all runs.")] = Path("var/runs"),
) -> None:
    """Show who would be added and dropped if a rule's number were another; changes nothing."""
    from rich.console import Console

    from rules.what_if import NotAskable, ask
    from rules.what_if_page import show

    run = (runs / "current").resolve()
    if not (run / "facts.duckdb").exists():
        typer.echo(
            f"公開された処理がありません：{runs} / No run is published in {runs}: run `mimamori run` first.", err=True
        )
        raise typer.Exit(1)
    try:
        answer = ask(run, date.fromisoformat(run.name[:10]), rule, given)
    except NotAskable as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(1) from None
    show(answer, Console())
