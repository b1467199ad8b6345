"""`python -m benchmarks.redaction.many --texts 100000`: the stage on many distinct texts, killed on its way and begun again.

Belongs here: a run of one family with as many texts as are asked for, and the kills. Doesn't belong here: how good or how
fast redaction is. The texts are the development sentences, each made distinct by what is appended: short, not 160 characters.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated

import duckdb
import pyarrow as pa
import typer

from benchmarks.redaction import gold_set
from extracts import EXTRACTS
from extracts.redaction.stage import redact

KEY = b"a key for a measurement"
BYTES = 100  # of an outcome on its way into the file, about
EXTRACT = "consultations"
app = typer.Typer()


def a_run(folder: Path, texts: int) -> None:
    """A run as the stage reads it: one child on file, to whom all the texts are linked."""
    for room in ("landed", "text"):
        (folder / room).mkdir(parents=True)
    with duckdb.connect(folder / "landed" / "resident_registry.duckdb") as connection:
        connection.execute(
            "CREATE TABLE resident_registry AS SELECT '1' AS resident_id, '佐藤　陽菜' AS name, 'サトウ　ヒナ' AS kana, NULL::TEXT AS romaji,"
            " NULL::TEXT AS alias_name, NULL::TEXT AS alias_kana, NULL::TEXT AS former_surname, 'female' AS sex, DATE '2016-05-09' AS birth_date,"
            " '青葉町三丁目12番5号' AS address"
        )
    sentences = [gold.text for gold in gold_set.texts("development")]
    written = [f"{text} {n}件目。" for n, text in enumerate(islice(cycle(sentences), texts))]
    ids = [f"r{n}" for n in range(texts)]
    rows = pa.table({"record_id": ids, "record_key": ids, "field": ["summary"] * texts, "text": written})
    with duckdb.connect(folder / "children.duckdb") as connection:
        connection.register("rows", rows)
        connection.execute("CREATE TABLE child AS SELECT 'c' AS child_id, '1' AS resident_id")
        connection.execute(
            "CREATE TABLE member AS SELECT 'c' AS child_id, '1' AS resident_id, 'first child' AS relationship, TRUE AS minor"
        )
        connection.execute("CREATE TABLE guardian (child_id TEXT, resident_id TEXT, basis TEXT)")
        connection.execute(
            f"CREATE TABLE link AS SELECT '{EXTRACT}' AS extract, record_id, record_key, 'c' AS child_id FROM rows"
        )
    for extract in EXTRACTS.values():
        if extract.text:
            with duckdb.connect(folder / "text" / f"{extract.name}.duckdb") as connection:
                connection.register("rows", rows)
                limit = "" if extract.name == EXTRACT else "LIMIT 0"
                connection.execute(f"CREATE TABLE text AS FROM rows {limit}")
            with duckdb.connect(folder / "landed" / f"{extract.name}.duckdb") as connection:
                person = "".join(f", {field} {'DATE' if field == 'birth_date' else 'TEXT'}" for field in extract.person)
                connection.execute(f"CREATE TABLE {extract.name} (record_id TEXT{person})")


def killed(folder: Path, outcomes: int) -> int:
    """Begins the stage elsewhere, kills it once some batches more are kept, and counts what is; 0 < kept < all."""
    command = [sys.executable, "-m", "benchmarks.redaction.many", "--once", str(folder)]
    log = folder / "working.duckdb.wal"  # where outcomes go until the file is closed
    with subprocess.Popen(command, start_new_session=True) as stage:  # noqa: S603 - ourselves
        while stage.poll() is None and (not log.exists() or log.stat().st_size < outcomes * BYTES):
            time.sleep(0.05)
        os.killpg(stage.pid, signal.SIGKILL)
    return kept(folder)


def kept(folder: Path) -> int:
    with duckdb.connect(folder / "working.duckdb") as connection:
        [(count, distinct)] = connection.execute("SELECT count(*), count(DISTINCT outcome_key) FROM outcome").fetchall()
    if count != distinct:
        raise RuntimeError(f"{count - distinct} outcomes are kept twice")
    return count


def resumed(folder: Path, texts: int, kills: int) -> dict[str, object]:
    """What was kept after each kill, and what the last run did: together all of them, each once."""
    a_run(folder, texts)
    stands = [killed(folder, texts // (kills + 1)) for _ in range(kills)]
    began = time.monotonic()
    counts = redact(folder, folder / "redacted.duckdb", None, folder / "working.duckdb", KEY)
    with duckdb.connect(folder / "redacted.duckdb", read_only=True) as connection:
        [(rows, distinct)] = connection.execute("SELECT count(*), count(DISTINCT record_key) FROM redacted").fetchall()
    return counts | {
        "kept after each kill": stands,
        "outcomes": kept(folder),
        "rows": rows,
        "distinct rows": distinct,
        "seconds of the last run": round(time.monotonic() - began),
    }


@app.command()
def main(
    texts: Annotated[int, typer.Option(help="How many.")] = 100_000,
    kills: Annotated[int, typer.Option(help="How often the stage is killed.")] = 2,
    once: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """The stage on many distinct texts, killed on its way and begun again."""
    if once:
        redact(once, once / "redacted.duckdb", None, once / "working.duckdb", KEY)
        return
    with tempfile.TemporaryDirectory() as folder:
        typer.echo(resumed(Path(folder), texts, kills))


if __name__ == "__main__":
    app()
