"""The app, and the check that stops a start when an endpoint stands outside the access table."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = "見守り"

    def ready(self) -> None:
        from review import access  # noqa: PLC0415 - models must be loaded first

        access.register_check()
