"""Setting Django and its database up for a command. Belongs here: what stops that, in words for whoever starts it."""

import os

import typer


def set_up(demo: bool = False) -> None:
    """Raises typer.Exit with what the configuration lacks."""
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


def bring_up_database() -> None:
    """Makes the app's folder and its tables where they aren't there, or aren't this version's."""
    from django.core.management import call_command

    from review.configuration import CONFIGURATION

    CONFIGURATION.folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
