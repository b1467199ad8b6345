"""The sidecar that says what a delivered file holds.

Belongs here: reading it and judging a file that was read against it. Doesn't belong here: the run's own manifest (pipeline).
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError

from extracts.errors import Problem, Quarantined

LARGEST = 1 << 16  # bytes; it holds three values


class Manifest(BaseModel):
    """What a department says of its file: how many rows (without the header), which SHA-256, for which date."""

    rows: int
    sha256: str
    reference_date: date

    @classmethod
    def read(cls, path: Path, quarantine: Callable[[Problem], Quarantined]) -> Self:
        """The manifest in a JSON file of the landing folder. Raises what `quarantine` makes of it where it can't be read."""
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            raise quarantine(Problem("manifest_unreadable"))
        try:
            return cls.model_validate(json.loads(path.read_bytes()))
        except (ValueError, ValidationError):
            raise quarantine(Problem("manifest_unreadable")) from None

    def against(self, found: Self) -> list[Problem]:
        """Where a file that was read to its end isn't what the manifest says; `found` says the same of the file itself."""
        holds = {
            "manifest_sha256": self.sha256.lower() == found.sha256,
            "manifest_rows": self.rows == found.rows,
            "manifest_date": self.reference_date == found.reference_date,
        }
        return [Problem(code) for code, held in holds.items() if not held]
