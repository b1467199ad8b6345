"""住民税: what can't be in it."""

from expectations.checks import Check, refers_to

SUITES: dict[str, list[Check]] = {
    "resident_tax": [refers_to("resident_registry", ("resident_id", "resident_id"))],
}
