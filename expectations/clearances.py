"""What departments let pass: gate results that a steward answered for, each for one delivered file and for no other.

The review app delivers them to a run as `clearances.csv` (extract, expectation, sha256: the newest file of the extract)
beside people's rulings. A missing file is an empty list; one in another shape stops the run. Which results a person may
let pass at all is said in limits.yaml (`clearable`): what a contract forbids nobody can.
"""

import csv
from pathlib import Path

FILE, COLUMNS = "clearances.csv", ("extract", "expectation", "sha256")

Clearances = frozenset[tuple[str, ...]]


class BadClearances(ValueError):
    """The file isn't in its shape. The message names the line, never a value."""


def read(delivery: Path | None) -> Clearances:
    """(extract, expectation, sha256) of each result that was let pass. Raises BadClearances."""
    if delivery is None or not (delivery / FILE).exists():
        return frozenset()
    with (delivery / FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    for line, row in enumerate(rows or [()], start=1):
        if len(row) != len(COLUMNS) or (line == 1 and row != COLUMNS):
            raise BadClearances(
                f"{FILE}: {line}行目: 列は {', '.join(COLUMNS)} の順です (these columns, in this order)"
            )
    return frozenset(rows[1:])
