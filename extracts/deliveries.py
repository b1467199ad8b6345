"""Which files of the landing folder a run reads, and what else lies there.

Belongs here: names, dates, manifests and checksums of files. Doesn't belong here: what is in them (landing). Nothing
here opens an archive, follows a link out of the folder, or silently passes over a file.
"""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from extracts.declaration import EXTRACTS
from extracts.errors import CODES

NAME = re.compile(r"(?P<extract>[a-z_]+)_(?P<day>[0-9]{8})\.csv")
MANIFEST = re.compile(r"(?P<stem>[a-z_]+_[0-9]{8})(\.csv)?\.manifest\.json")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Delivery:
    """One file of one extract: where it lies, its reference date, what it weighed and hashed to when it was found."""

    extract: str
    reference_date: date
    path: Path
    size: int
    sha256: str

    @property
    def manifests(self) -> list[Path]:
        """The sidecars that stand beside it; each must hold."""
        names = (f"{self.path.stem}.manifest.json", f"{self.path.name}.manifest.json")
        return [self.path.with_name(name) for name in names if self.path.with_name(name).exists()]


@dataclass(frozen=True)
class Unread:
    """Something in the landing folder that a run doesn't read, and why; its name shows only words and dates that we know."""

    name: str
    code: str

    @property
    def ja(self) -> str:
        return f"{self.name}: {CODES[self.code].ja}{CODES[self.code].do_ja}"

    @property
    def en(self) -> str:
        return f"{self.name}: {CODES[self.code].en} {CODES[self.code].do_en}"


def find(landing: Path, as_of: date, extracts: Collection[str] = EXTRACTS) -> dict[str, list[Delivery]]:
    """The files that a run for that reference date reads, for each of the extracts (all 21), oldest first.

    Of each extract the newest dated on or before `as_of`; of an `append` extract every such one. No file: an empty list.
    """
    found: dict[str, list[Delivery]] = {name: [] for name in extracts}
    for path in sorted(landing.iterdir()):
        named = _named(path)
        if named and named[0] in found and named[1] <= as_of and _is_ours(path, landing):
            found[named[0]].append(_delivery(*named, path))
    return {name: files if EXTRACTS[name].append else files[-1:] for name, files in found.items()}


def unread(landing: Path, as_of: date) -> list[Unread]:
    """What lies in the landing folder beside the deliveries and their manifests, for the steward to see."""
    return [
        Unread(_known_words(path.name), code)
        for path in sorted(landing.iterdir())
        if (code := _why_unread(path, landing, as_of))
    ]


def digest(deliveries: dict[str, list[Delivery]]) -> str:
    """A checksum of everything that those deliveries hold: names, dates, contents and manifests."""
    whole = hashlib.sha256()
    for name in sorted(deliveries):
        for delivery in deliveries[name]:
            beside = [sha256(manifest) for manifest in delivery.manifests]
            whole.update(json.dumps([name, delivery.reference_date.isoformat(), delivery.sha256, beside]).encode())
    return whole.hexdigest()


def sha256(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            whole.update(piece)
    return whole.hexdigest()


def _named(path: Path) -> tuple[str, date] | None:
    """The extract and date that a file's name says, or None where it says neither."""
    match = NAME.fullmatch(path.name)
    if not match or match["extract"] not in EXTRACTS:
        return None
    try:
        return match["extract"], datetime.strptime(match["day"], "%Y%m%d").date()
    except ValueError:
        return None


def _is_ours(path: Path, landing: Path) -> bool:
    return path.is_file() and path.resolve().is_relative_to(landing.resolve())


def _delivery(extract: str, day: date, path: Path) -> Delivery:
    return Delivery(extract, day, path, path.stat().st_size, sha256(path))


def _why_unread(path: Path, landing: Path, as_of: date) -> str | None:
    if not _is_ours(path, landing):
        return "not_a_file"
    if manifest := MANIFEST.fullmatch(path.name):
        return None if path.with_name(f"{manifest['stem']}.csv").is_file() else "manifest_alone"
    named = _named(path)
    if not named:
        return "unknown_name"
    return "later" if named[1] > as_of else None


def _known_words(name: str) -> str:
    """A file's name, of which only extract names, 8-digit dates and known endings are shown: it may name a person."""
    known = "|".join([*sorted(EXTRACTS, key=len, reverse=True), r"(?<!\d)\d{8}(?!\d)", r"\.csv$", r"\.manifest\.json$"])
    kept = re.split(f"({known})", name)
    return "".join(part if position % 2 else ("…" if part.strip("_") else part) for position, part in enumerate(kept))
