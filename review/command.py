"""The review app's commands: starting it, a demo's codes, and verifying the access log."""

import os
import sys

import typer

app = typer.Typer()


def _django(demo: bool = False) -> None:
    """Sets Django up; raises typer.Exit with what the configuration lacks."""
    if demo:
        os.environ["MIMAMORI_REVIEW_MODE"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "review.settings"
    import django
    from pydantic import ValidationError

    try:
        django.setup()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            typer.echo(f"起動できません / cannot start: {problem['msg']}", err=True)
        raise typer.Exit(1) from None


@app.command("serve")
def serve(demo: bool = False, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Starts the review app; with --demo, on synthetic data, with one demo user a role."""
    _django(demo)
    from django.conf import settings
    from django.core.management import call_command

    from review.configuration import CONFIGURATION

    CONFIGURATION.folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("check", fail_level="ERROR")
    if settings.DEMO:
        from review import demo as demonstration

        typer.echo(demonstration.seed())
        typer.echo(f"\nhttp://{host}:{port}/")
    arguments = ["-m", "gunicorn", "-c", "python:review.server", "-b", f"{host}:{port}", "review.wsgi"]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter


@app.command("demo-codes")
def demo_codes() -> None:
    """Prints the second-factor codes of the demo users that hold now."""
    _django(demo=True)
    from review import demo as demonstration

    typer.echo(demonstration.codes())


@app.command("verify-log")
def verify_log() -> None:
    """Verifies the access log against its chain and its anchors; exit 1 where anything was changed."""
    _django()
    from review import log

    faults = log.verify()
    for fault in faults:
        typer.echo(f"{fault.seq}: {fault.code}: {fault.message}", err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("記録は完全です / the log is whole")
