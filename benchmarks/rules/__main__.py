"""`python -m benchmarks.rules --children 27000`: CPU and wall seconds and peak memory of facts and of judging.

A practice city is made, landed and linked by its truth, so that nothing but the rules is measured; each stage then runs in
a process of its own. `--copies 20` judges that many copies of the city at once.
"""

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from benchmarks.rules.stages import measured
from city.generate import generate
from rules.facts import build
from rules.judge import judge

# the stand-in for linkage that the tests use
sys.path.insert(0, str(Path(__file__).parents[2] / "tests/rules"))
from true_links import KEY, land_all, link_all  # type: ignore[import-not-found]

AS_OF = date(2026, 10, 1)


def copied(facts: Path, copies: int) -> None:
    """The same children so many times over, each copy with identities of its own."""
    with duckdb.connect(str(facts)) as connection:
        connection.execute(
            """
            CREATE TABLE many AS
            SELECT child_id || '#' || copy AS child_id, fact.* EXCLUDE (child_id) FROM fact, range(?) AS of(copy)
            ORDER BY fact, copy;
            DROP TABLE fact;
            ALTER TABLE many RENAME TO fact""",
            [copies],
        )


def main(
    children: Annotated[int, typer.Option(help="the practice city's size")] = 2700,
    copies: Annotated[int, typer.Option(help="how many times over to judge it")] = 1,
    folder: Annotated[Path | None, typer.Option(help="keep the landed run here, and use it again")] = None,
) -> None:
    kept = folder or Path(tempfile.mkdtemp())
    if not (kept / "children.duckdb").exists():
        city = Path(tempfile.mkdtemp())
        generate(children, 3, AS_OF, city)
        kept.mkdir(parents=True, exist_ok=True)
        land_all(city, kept, AS_OF)
        link_all(city, kept, AS_OF)
        shutil.rmtree(city)
    for made in ("facts.duckdb", "flags.duckdb"):
        (kept / made).unlink(missing_ok=True)
    typer.echo(f"{'stage':8}{'CPU s':>10}{'wall s':>10}{'peak MB':>10}")
    measured("facts", build, kept, kept / "facts.duckdb", None, AS_OF, KEY)
    if copies > 1:
        copied(kept / "facts.duckdb", copies)
    measured("judge", judge, kept, kept / "flags.duckdb", None, AS_OF)
    if folder is None:
        shutil.rmtree(kept)


if __name__ == "__main__":
    typer.run(main)
