"""The commands `run`, `runs`, `rollback`, `sos`, and a run's `verify`: what a steward types and reads. The work is done beside."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from pipeline.errors import Failed, Held, Stopped

if TYPE_CHECKING:
    from pipeline.settings import Settings

app = typer.Typer()

FAILED, HELD = 1, 3
FOUND = ("gate", "cluster", "judge")  # the stages whose counts say what a run found

Result = TypeVar("Result")

Runs = Annotated[Path | None, typer.Option("--runs", help="The folder of all runs (else MIMAMORI_RUNS).")]


def settings(**given: object) -> "Settings":
    """The environment's settings, but for what the command line gives."""
    from pipeline.settings import Settings

    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


@app.command("run")
def run(
    as_of: Annotated[str, typer.Option("--as-of", help="The reference date, YYYY-MM-DD.")],
    landing: Annotated[Path | None, typer.Option(help="The folder of deliveries (else MIMAMORI_LANDING).")] = None,
    runs: Runs = None,
    engine: Annotated[Literal["duckdb", "spark"] | None, typer.Option(help="Spark where a cluster is.")] = None,
) -> None:
    """Link one reference date's deliveries, judge and publish them; ends with 0 published, 3 held, 1 failed."""
    from pipeline import publication, whole
    from pipeline.progress import Progress

    chosen = settings(landing=landing, runs=runs, engine=engine)
    console = Progress()
    try:
        done, new = whole.run(chosen, reference_date(as_of), console)
    except Held as held:
        console.say(f"保留しました (held)。公開中の結果は変わりません。\n{whole.listed(held.messages)}")
        raise typer.Exit(HELD) from None
    except Failed as failed:
        console.say(f"失敗しました (failed)。公開中の結果は変わりません。\n{whole.listed(failed.messages)}")
        raise typer.Exit(FAILED) from None
    now = publication.current(chosen.runs)
    console.say(
        f"{'公開しました (published)' if new else '同じ入力の実行は公開済みです (already published)'}: {done.run_id}"
    )
    if now and now.run_id != done.run_id:
        console.say(f"公開中の結果は {now.run_id} のままです (current is unmoved; `mimamori rollback` moves it)。")
    console.say(f"報告 (report): {chosen.runs / done.run_id / 'reports' / 'index.html'}")


@app.command("runs")
def runs_(runs: Runs = None) -> None:
    """List the published runs, which of them is current, and what that one found."""
    from rich.console import Console
    from rich.table import Column, Table

    from pipeline import publication
    from pipeline.progress import figures
    from pipeline.stages import STAGES

    chosen = settings(runs=runs)
    now = publication.current(chosen.runs)
    table = Table(
        "", Column("実行 run", no_wrap=True, min_width=23), "基準日 as of", "公開 published", "ダイジェスト digest"
    )
    for one in publication.published(chosen.runs):
        mark = "公開中" if now and one.run_id == now.run_id else ""
        at = f"{one.published_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(mark, one.run_id, f"{one.as_of}", at, one.logical_digest[:12])
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    for seal in now.stages if now else ():
        if seal.stage in FOUND:
            console.print(f"{STAGES[seal.stage].ja}  {figures(seal)}")


def verify(run_id: str, runs: Path | None) -> None:
    """Prove that a published run is as it was published: every file's checksum, every table's logical digest.

    Part of the command `verify`, which the review app has: it verifies the access log too.
    """
    from pipeline import publication

    faults = stopping(lambda: publication.verify(settings(runs=runs).runs, run_id))
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(FAILED)
    typer.echo(f"{run_id}: 公開時のままです (as it was published)")


@app.command("rollback")
def rollback(run_id: Annotated[str, typer.Argument(metavar="RUN")], runs: Runs = None) -> None:
    """Make an earlier published run current again, once it has been verified."""
    from pipeline import publication

    stopping(lambda: publication.rollback(settings(runs=runs).runs, run_id))
    typer.echo(f"公開中の結果を {run_id} に戻しました (current again)")


@app.command("sos")
def sos(
    landing: Annotated[Path | None, typer.Option(help="The folder of deliveries (else MIMAMORI_LANDING).")] = None,
    runs: Runs = None,
) -> None:
    """Put what children signalled, and urgent words in any text, before people at once; ends with 0, 3 held or 1 failed."""
    from pipeline import signals

    try:
        told = signals.look(settings(landing=landing, runs=runs), date.today())
    except Held as held:
        typer.echo(f"読めない信号のファイルがあります。ほかは届けました (held):\n{held}", err=True)
        raise typer.Exit(HELD) from None
    except Failed as failed:
        typer.echo(f"失敗しました (failed):\n{failed}", err=True)
        raise typer.Exit(FAILED) from None
    typer.echo("届けました (delivered): " + "  ".join(f"{name} {value or '＊'}" for name, value in told.items()))


def stopping(work: Callable[[], Result]) -> Result:
    """The work's result; what stops it is told, and ends the command with 1."""
    try:
        return work()
    except Stopped as stopped:
        typer.echo(str(stopped), err=True)
        raise typer.Exit(FAILED) from None


def reference_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("YYYY-MM-DD", param_hint="--as-of") from None
