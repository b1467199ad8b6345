"""Measurements of the review app: people at work on a city's cases."""

from pathlib import Path

PASSWORD = "correct horse battery"  # noqa: S105 - of invented people


def settings_of(folder: str, runs: Path, database: str) -> dict[str, str]:
    """The environment of an app of its own over these runs: its files in `folder`, its database there or as named."""
    return {
        "MIMAMORI_REVIEW_MODE": "demo",
        "MIMAMORI_REVIEW_FOLDER": folder,
        "MIMAMORI_REVIEW_RUNS": str(runs.resolve()),
        "MIMAMORI_REVIEW_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "review.settings",
    }
