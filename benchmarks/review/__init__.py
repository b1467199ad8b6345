"""Measurements of the review app: people at work on a city's cases."""

PASSWORD = "correct horse battery"  # noqa: S105 - of invented people
