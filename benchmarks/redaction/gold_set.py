"""The gold set read: texts with their marked strings, and the families on whose files they stand."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from extracts.redaction.people import Family, Person

FOLDER = Path(__file__).parent / "gold"
MARKED = re.compile(r"\{(?P<type>\w+)\|(?P<string>[^}]*)\}")
ROLES = {"brother": "sibling", "sister": "sibling"}


@dataclass(frozen=True)
class Gold:
    """A text and the spans (start, end, type) that must go."""

    text: str
    family: str | None
    spans: tuple[tuple[int, int, str], ...]


def texts(half: str) -> list[Gold]:
    """The texts of one file of the gold folder (`development`, `held_out`, …)."""
    found = []
    for line in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            family, _, marked = line.rpartition("\t")
            found.append(unmarked(marked.strip(), family.strip() or None))
    return found


def unmarked(marked: str, family: str | None) -> Gold:
    text, spans, at = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match["string"]), match["type"]))
        text += match["string"]
        at = match.end()
    return Gold(text + marked[at:], family, tuple(spans))


def families() -> dict[str, Family]:
    written = yaml.safe_load((FOLDER / "families.yaml").read_text(encoding="utf-8"))
    return {name: family(members) for name, members in written.items()}


def family(members: dict) -> Family:
    """As a run has it: names, kana, romaji, 通称 and 旧氏 of the people, addresses, telephones; schools are on no file."""
    people: dict[str, list[str]] = {}
    for role, person in members.items():
        if isinstance(person, dict):
            names = [person[key] for key in ("name", "kana", "romaji", "alias") if key in person]
            people.setdefault("mother" if role == "former" else role, []).extend(names)
    return Family(
        tuple(Person(ROLES.get(role, role), tuple(names)) for role, names in people.items()),
        (members["address"],),
        (members["phone"],) if "phone" in members else (),
    )
