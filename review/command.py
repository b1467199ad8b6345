"""The review app's commands: starting it, a demo's codes, accounts, and verifying the access log, or a run as pipeline does it."""

import os
import sys
from typing import Annotated

import typer

from pipeline.command import Runs, settings, stopping
from pipeline.command import verify as verify_run
from review import account_command
from review.start import bring_up_database, set_up

app = typer.Typer()
app.add_typer(account_command.app, name="account")


@app.command("serve")
def serve(demo: bool = False, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Starts the review app; with --demo, on synthetic data, with one demo user a role."""
    set_up(demo)
    from django.conf import settings
    from django.core.management import call_command

    bring_up_database()
    call_command("check", fail_level="ERROR")
    from review import demo as demonstration

    try:
        demonstration.refuse()
    except RuntimeError as error:
        typer.echo(f"起動できません / cannot start: {error}", err=True)
        raise typer.Exit(1) from None
    if settings.DEMO:
        typer.echo(demonstration.seed())
        typer.echo(f"\nhttp://{host}:{port}/")
    arguments = ["-m", "gunicorn", "-c", "python:review.server", "-b", f"{host}:{port}", "review.wsgi"]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter


@app.command("demo-codes")
def demo_codes() -> None:
    """Prints the second-factor codes of the demo users that hold now."""
    set_up(demo=True)
    from review import demo as demonstration

    typer.echo(demonstration.codes())


@app.command("erase")
def erase(
    child_id: Annotated[str, typer.Argument(metavar="CHILD_ID")],
    because: Annotated[str, typer.Option(help="The paper that it rests on: its number and date, nobody's name.")],
    runs: Runs = None,
) -> None:
    """Erase one child from every run and from the review app, once two people have suspended the use of its data."""
    from extracts.declaration import EXTRACTS
    from pipeline import erasure as files_of_runs

    set_up()
    from review import erasure

    if not erasure.agreed(child_id):
        typer.echo(
            "二人で決めた利用停止がありません。先に画面で利用停止を提案し、もう一人の同意を得てください。"
            " / no suspension of use by two people stands for this child: agree on it in the app first",
            err=True,
        )
        raise typer.Exit(1)
    erased = stopping(lambda: files_of_runs.erase(settings(runs=runs).runs, child_id, because))
    rows = erasure.erase(erased.children, erased.record_keys, because)
    for name, count in erased.runs.items():
        typer.echo(f"{name}: {count} 行 (rows)")
    typer.echo(f"画面の記録 (review app): {rows} 行 (rows)")
    owners = sorted({f"{EXTRACTS[name].owner}（{EXTRACTS[name].title}）" for name in erased.extracts})
    typer.echo(
        "受け渡しフォルダの抽出は各課のものです。この児童の行を除いて届け直し、古いファイルを消すよう依頼してください。"
        " / the delivered files are the departments': ask them to deliver without this child, and remove the old ones:"
    )
    for owner in owners:
        typer.echo(f"  {owner}")


@app.command("verify")
def verify(
    run: Annotated[str | None, typer.Argument(metavar="RUN", help="A published run.")] = None,
    log: Annotated[bool, typer.Option("--log", help="Instead of a run, the access log.")] = False,
    runs: Runs = None,
) -> None:
    """Prove that a published run, or with --log the access log, is as it was written; exit 1 where it isn't."""
    if log == (run is not None):
        raise typer.BadParameter("RUN か --log のどちらか一つ / either RUN or --log")
    if run is not None:
        verify_run(run, runs)
        return
    set_up()
    from django.db import DatabaseError

    from review.log import verify as verify_log

    try:
        faults = verify_log()
    except DatabaseError:  # its text may quote a row
        typer.echo(
            "データベースに記録の表がありません。MIMAMORI_REVIEW_FOLDER か _DATABASE を確かめてください。"
            " / no log in that database: check these settings",
            err=True,
        )
        raise typer.Exit(1) from None
    for fault in faults:
        typer.echo(f"{fault.seq}: {fault.code}: {fault.message}", err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("記録は完全です / the log is whole")
