"""The quality report: what came, what the gate found, which rows were left out and what to do about it.

Belongs here: reading the gate's results and the landed files' own books (delivery, rejected) into one page. Doesn't belong
here: judging (gate), and any cell of an extract: the page shows counts, line numbers, codes and headings.
"""

import json
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from expectations.words import WORDS, number, tolerated
from extracts.declaration import EXTRACTS, Extract
from extracts.errors import CODES, LEFT_OUT

PAGE = "quality.html"
LINES = 10  # line numbers shown of each kind of bad row; the rest stand in the landed file's `rejected`

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def write(run: Path, out: Path) -> None:
    """Writes quality.html into the folder `out`, from the run's gate.json and landed/."""
    gate = json.loads((run / "gate.json").read_text(encoding="utf-8"))
    failed = [result for result in gate["results"] if not result["success"]]
    page = _templates.get_template(PAGE).render(
        gate=gate,
        critical=[result for result in failed if result["severity"] == "critical" and not result["cleared"]],
        cleared=[result for result in failed if result["cleared"]],
        warnings=[result for result in failed if result["severity"] == "warning"],
        extracts=[books(run, extract, gate["results"]) for extract in EXTRACTS.values()],
        codes=CODES,
        words=WORDS,
        number=number,
        tolerated=tolerated,
    )
    (out / PAGE).write_text(page, encoding="utf-8")


def books(run: Path, extract: Extract, results: list[dict[str, Any]]) -> dict[str, Any]:
    """One extract's books, of a run whether published or held: its files, its bad rows by kind, its checks."""
    with duckdb.connect(run / "landed" / f"{extract.name}.duckdb", read_only=True) as landed:
        ((files, newest, read, rows),) = landed.execute(
            "SELECT count(*), max(reference_date), coalesce(sum(rows), 0), "
            f'(SELECT count(*) FROM "{extract.name}") FROM delivery'
        ).fetchall()
        rejected = landed.execute(
            """SELECT file, "column", code, count(*), list_slice(list(line ORDER BY line), 1, ?)
            FROM rejected GROUP BY file, "column", code ORDER BY file, 4 DESC, "column", code""",
            [LINES],
        ).fetchall()
        ((bad,),) = landed.execute(f"SELECT count(DISTINCT (file, line)) FROM rejected WHERE {LEFT_OUT}").fetchall()
    names = ("file", "column", "code", "count", "lines")
    return {
        "extract": extract,
        "files": files,
        "newest": newest,
        "read": read,
        "rows": rows,
        "bad": bad,
        "rejected": [dict(zip(names, kind, strict=True)) for kind in rejected],
        "checks": [result for result in results if result["suite"] == extract.name],
    }
