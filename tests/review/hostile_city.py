"""A practice city in whose extracts somebody planted scripts and formulas: in every text column of every file."""

import csv
from pathlib import Path

from extracts.declaration import EXTRACTS, Extract

PAYLOADS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "'><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    '=HYPERLINK("http://example.invalid","x")',
    "＝１＋１",
    "@SUM(1)",
    "{{ request.user.password }}{% now 'Y' %}",
)
TEXTS = frozenset({"text", "name", "kana", "address"})
PEOPLE_NUMBERS = frozenset({"resident_id", "recipient_id", "mother_id", "guardian_id", "household_id"})
"""What says whose a row is: changed only in rows of their own, or nothing would reach a child."""


def plant(landing: Path) -> set[tuple[str, str]]:
    """Rewrites the newest file of each extract; returns which (extract, field) hold a payload now."""
    planted: set[tuple[str, str]] = set()
    for name, extract in EXTRACTS.items():
        files = sorted(landing.glob(f"{name}_*.csv"))
        if files:
            planted |= _rewrite(files[-1], extract)
    for manifest in landing.glob("*.manifest.json"):
        manifest.unlink()  # they vouch for the files as they were
    return planted


def _rewrite(path: Path, extract: Extract) -> set[tuple[str, str]]:
    with path.open(encoding=extract.encoding, newline="") as file:
        headings, *rows = list(csv.reader(file))
    if not rows:
        return set()
    at = {column.field: headings.index(column.heading) for column in extract.columns if column.type in TEXTS}
    free = [field for field in at if field not in {*PEOPLE_NUMBERS, *extract.key_fields}]
    for number, row in enumerate(rows[:: max(1, len(rows) // len(PAYLOADS))][: len(PAYLOADS)]):
        for field in free:
            row[at[field]] = PAYLOADS[number]
    for number, field in enumerate(sorted(set(at) - set(free))):
        stranger = list(rows[0])
        stranger[at[field]] = PAYLOADS[number % len(PAYLOADS)]
        rows.append(stranger)
    with path.open("w", encoding=extract.encoding, newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([headings, *rows])
    return {(extract.name, field) for field in at}
