"""The run's first page, for a steward without training: what came, what was linked, what the gate said.

Counts only, those of children per rule by the rules' disclosure control. The rooms' own pages stand beside it.
"""

import json
import re
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extracts.declaration import EXTRACTS
from extracts.errors import LEFT_OUT
from pipeline.run import Run

TEMPLATES = Path(__file__).parent / "templates"
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
DECISIONS = ("linked", "review", "unlinked")


def write(run: Run, folder: Path) -> None:
    """Write `index.html` into the folder of reports, where the rooms' pages already are."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = pages.get_template("index.html").render(
        run=run,
        extracts=extracts(run),
        decisions=DECISIONS,
        gate=json.loads((run.folder / "gate.json").read_text(encoding="utf-8")),
        children=children(run.folder),
        rules=rules(run.folder),
        pages=[(path.name, title(path)) for path in sorted(folder.glob("*.html"))],
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def extracts(run: Run) -> list[dict[str, object]]:
    """Of each extract: its newest delivery, rows, rejected rows, how its rows were linked (none: not of children)."""
    with duckdb.connect(str(run.folder / "children.duckdb"), read_only=True) as con:
        counted = con.execute("SELECT extract, decision, count(*) FROM link GROUP BY ALL").fetchall()
    links = {(extract, decision): count for extract, decision, count in counted}
    found = []
    for name, extract in EXTRACTS.items():
        with duckdb.connect(str(run.folder / "landed" / f"{name}.duckdb"), read_only=True) as con:
            [(delivered, rows)] = con.execute("SELECT max(reference_date), sum(rows) FROM delivery").fetchall()
            [(rejected,)] = con.execute(
                f"SELECT count(DISTINCT (file, line)) FROM rejected WHERE {LEFT_OUT}"
            ).fetchall()
        linked = [links.get((name, decision), 0) for decision in DECISIONS]
        found.append(
            {
                "name": name,
                "title": extract.title,
                "owner": extract.owner,
                "delivered": delivered,
                "withheld": name in run.inputs.withheld,
                "stale": bool(delivered) and (run.as_of - delivered).days > extract.stale_after_days,
                "rows": int(rows or 0),
                "rejected": rejected,
                "linked": linked,
                "shares": [100 * count / sum(linked) for count in linked] if any(linked) else None,
            }
        )
    return found


def children(folder: Path) -> dict[str, str]:
    """How many children the run covers, small numbers withheld, and how many rows wait for a person."""
    from rules.disclosure import WITHHELD, printable

    with duckdb.connect(str(folder / "children.duckdb"), read_only=True) as con:
        [(covered, unregistered)] = con.execute(
            "SELECT count(*), count(*) FILTER (status = 'unregistered') FROM child"
            " WHERE minor AND status IN ('resident', 'unregistered')"
        ).fetchall()
        [(review,)] = con.execute("SELECT count(*) FROM link WHERE decision = 'review'").fetchall()
    shown = {"covered": printable(covered), "unregistered": printable(unregistered), "review": review}
    return {name: WITHHELD if count is None else f"{count:,}" for name, count in shown.items()}


def rules(folder: Path) -> list[dict[str, object]]:
    """Of each rule: how many children it points to, and for how many it can't say; small numbers withheld."""
    from rules.disclosure import WITHHELD, figure

    with duckdb.connect(str(folder / "flags.duckdb"), read_only=True) as con:
        rows = con.execute(
            "SELECT any_value(section), any_value(label_ja), any_value(label_en), count(*) FILTER (value = 'true'),"
            " count(*) FILTER (value = 'unknown'), count(*) FROM flag JOIN rule USING (rule)"
            " GROUP BY rule ORDER BY any_value(section), rule"
        ).fetchall()
    return [
        {
            "section": str(section),
            "ja": ja,
            "en": en,
            "true": figure(true, of).text,
            "unknown": figure(unknown, of).text,
            "of": figure(0, of).of or WITHHELD,
        }
        for section, ja, en, true, unknown, of in rows
    ]


def title(page: Path) -> str:
    found = TITLE.search(page.read_text(encoding="utf-8"))
    return found.group(1).strip() if found else page.stem
