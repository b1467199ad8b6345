"""A thousand invented people's values, planted in a city's extracts, and the search for them wherever they may not be.

Each canary takes the place of one value everywhere it stands, so that rows still agree. They share a few stems, by which any
of them, or any part or spelling, is found.
"""

import csv
import html
import io
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import jaconv

from extracts.declaration import EXTRACTS

EACH = {"name": 250, "kana": 200, "number": 300, "address": 150, "phone": 100, "text": 40}
STEMS = re.compile("金雀|鳥籠|かなりあ|77700[0-9]{5}|0907770[0-9]{4}")
SEALED = (".duckdb", ".wal", ".csv")
"""What may hold them: databases (an unfinished one has its log beside it) and the deliveries themselves."""


def canary(kind: str, n: int) -> str:
    letters = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{n:04d}")
    kana = "".join("アイウエオカキクケコ"[int(digit)] for digit in f"{n:04d}")
    return {
        "name": f"金雀　{letters}",
        "kana": f"カナリア　{kana}",
        "number": f"77700{n:05d}",
        "address": f"金雀市鳥籠町{n}丁目{n}番{n}号",
        "phone": f"090-7770-{n:04d}",
        "text": f"金雀{letters}さんの母より090-7770-{n:04d}に電話。鳥籠町{n}丁目。",
    }[kind]


def kind_of(extract: str, field: str, declared: str) -> str | None:
    if field in EXTRACTS[extract].text_fields:
        return "text"
    if field == "phone":
        return "phone"
    if field in ("resident_id", "recipient_id", "household_id"):
        return "number"
    if declared in ("name", "kana", "address") and field not in ("surname", "given_name", "former_surname"):
        return None if "surname" in field or "given" in field else declared
    return None


def plant(extracts: Path, landing: Path, day: str) -> int:
    """Copies the deliveries of that day into `landing` with canaries in them; how many there are of them."""
    landing.mkdir()
    taken: dict[tuple[str, str], str] = {}
    counts = dict.fromkeys(EACH, 0)
    for name, extract in EXTRACTS.items():
        path = extracts / f"{name}_{day}.csv"
        if not path.exists():
            continue
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode(extract.encoding), newline="")))
        kinds = {
            at: kind
            for at, heading in enumerate(rows[0])
            if (column := extract.column(heading)) and (kind := kind_of(name, column.field, column.type))
        }
        for row in rows[1:]:
            for at, kind in kinds.items():
                known = taken.get((kind, row[at]))
                if known is None and row[at] and counts[kind] < EACH[kind]:
                    known = taken[kind, row[at]] = canary(kind, counts[kind])
                    counts[kind] += 1
                row[at] = known or row[at]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        (landing / path.name).write_bytes(text.getvalue().encode(extract.encoding))
    return sum(counts.values())


def found_in(text: str) -> set[str]:
    """The stems that the text holds, in whatever width, kana, escape or entity."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), text)
    plain = jaconv.kata2hira(unicodedata.normalize("NFKC", html.unescape(text)))
    return set(STEMS.findall(re.sub(r"[\s\-]", "", plain)))


def leaks(*places: Path | str, but: Iterable[Path] = ()) -> dict[str, set[str]]:
    """Of each file below the places that isn't a sealed database, and of each text: what it holds. Empty: nothing leaked."""
    found: dict[str, set[str]] = {}
    for place in places:
        if isinstance(place, str):
            found["output"] = found.get("output", set()) | found_in(place)
            continue
        for path in sorted(place.rglob("*")):
            inside = any(path.is_relative_to(folder) for folder in but)
            if path.is_file() and not inside and path.suffix not in SEALED and ".spill" not in str(path):
                found[str(path)] = found_in(path.read_bytes().decode("utf-8", "ignore"))
    return {name: stems for name, stems in found.items() if stems}


def copy(landing: Path, to: Path) -> Path:
    return Path(shutil.copytree(landing, to))
