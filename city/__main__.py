"""`python -m city`."""

from city.command import app

app()
