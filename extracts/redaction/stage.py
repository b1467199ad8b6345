"""The stage: each free text of a run once, as others may read it; resumed after a kill, carried over from the last run.

Belongs here: what is done when, by how many processes, where outcomes are kept. Doesn't belong here: redaction itself.
"""

import gc
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import duckdb
import pyarrow as pa

from extracts.database import attach
from extracts.processes import end_with_parent
from extracts.redaction import roster
from extracts.redaction.people import City, Family
from extracts.redaction.redactor import GINZA, Redactor
from extracts.redaction.relevance import Relevance

PROCESSES = 2
FEW = 500  # texts that cost less than a second process and, where no sentence asks for it, the network's loading
BATCH = 100  # texts that a process takes at once; so many are done anew after a kill
OUTCOME = "outcome(outcome_key TEXT PRIMARY KEY, text TEXT, withheld_because TEXT)"
REDACTED = "redacted(extract TEXT, record_key TEXT, field TEXT, text TEXT, withheld_because TEXT, outcome_key TEXT)"

Task = tuple[str, str, Family]
Outcome = tuple[str, str | None, str | None]

own: Redactor | None = None


def redact(run: Path, out: Path, previous: Path | None, working: Path, key: bytes) -> dict[str, int]:
    """Writes redacted.duckdb: `redacted(extract, record_key, field, text, withheld_because, outcome_key)`, a row a free text.

    `text` is NULL where it is withheld. `working` is a DuckDB file of outcomes: there already after a kill, left for the
    caller to remove; it never holds a text as delivered. Returns counts: texts, withheld, failed, done (redacted now).
    """
    city = roster.city(run)
    relevance = Relevance(city, key)
    tasks: dict[str, Task] = {}
    rows: list[tuple[str, str, str, str]] = []
    for text in roster.texts(run):
        family, outcome_key = relevance.cut(text.text, text.family)
        tasks[outcome_key] = (outcome_key, text.text, family)
        rows.append((text.extract, text.record_key, text.field, outcome_key))
    todo = [tasks[outcome_key] for outcome_key in sorted(tasks.keys() - known(working, previous))]
    del tasks
    if todo:
        with duckdb.connect(working) as connection:
            for outcomes in done(todo, city):
                connection.executemany("INSERT INTO outcome VALUES (?, ?, ?)", outcomes)
    return written(out, working, rows) | {"done": len(todo)}


def done(todo: list[Task], city: City) -> Iterator[list[Outcome]]:
    batches = [todo[start : start + BATCH] for start in range(0, len(todo), BATCH)]
    if len(todo) <= FEW:
        redactor = Redactor(city)
        yield from (outcomes(redactor, batch) for batch in batches)
        return
    with processes(city) as pool:
        for batch in as_completed([pool.submit(work, batch) for batch in batches]):
            yield batch.result()


def processes(city: City) -> ProcessPoolExecutor:
    """Forked, so that the network and the city's names stand in memory once."""
    redactor = Redactor(city)
    GINZA.load()
    gc.freeze()
    return ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork"), initializer=begin, initargs=(redactor,))


def begin(redactor: Redactor) -> None:
    global own  # noqa: PLW0603 - what a pool's process works with can be handed to it in no other way
    own = redactor
    end_with_parent()


def work(batch: list[Task]) -> list[Outcome]:
    """A batch in a pool's process."""
    if own is None:
        raise RuntimeError("begin() first")
    return outcomes(own, batch)


def outcomes(redactor: Redactor, batch: list[Task]) -> list[Outcome]:
    """Redacts a batch. A text at which a recogniser breaks is withheld: the run goes on without it."""
    try:
        redacted = redactor.redact_all([(text, family) for _, text, family in batch])
    except Exception:
        if len(batch) == 1:
            return [(batch[0][0], None, "failed")]
        return [outcome for task in batch for outcome in outcomes(redactor, [task])]
    return [
        (outcome_key, None if one.withheld_because else one.text, one.withheld_because)
        for (outcome_key, _, _), one in zip(batch, redacted, strict=True)
    ]


def known(working: Path, previous: Path | None) -> set[str]:
    """The outcomes that needn't be found again; those of the previous run are taken over into the working file."""
    with duckdb.connect(working) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {OUTCOME}")
        if previous and (previous / "redacted.duckdb").exists():
            attach(connection, previous / "redacted.duckdb", "previous")
            columns = connection.execute("SELECT column_name FROM duckdb_columns() WHERE database_name = 'previous'")
            if ("outcome_key",) in columns.fetchall():
                connection.execute(
                    "INSERT OR IGNORE INTO outcome SELECT DISTINCT outcome_key, text, withheld_because FROM previous.redacted"
                )
        return {found for (found,) in connection.execute("SELECT outcome_key FROM outcome").fetchall()}


def written(out: Path, working: Path, rows: list[tuple[str, str, str, str]]) -> dict[str, int]:
    """Puts every text's row beside its outcome."""
    names = ("extract", "record_key", "field", "outcome_key")
    texts = pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})
    with duckdb.connect(out) as connection:
        connection.register("texts", texts)
        connection.execute(f"CREATE TABLE {REDACTED}")
        attach(connection, working, "working")
        connection.execute(
            """
            INSERT INTO redacted
            SELECT t.extract, t.record_key, t.field, o.text, o.withheld_because, o.outcome_key
            FROM texts AS t JOIN working.outcome AS o USING (outcome_key) ORDER BY t.extract, t.record_key, t.field
            """
        )
        [(count, withheld, failed)] = connection.execute(
            "SELECT count(*), count(withheld_because), count(*) FILTER (withheld_because = 'failed') FROM redacted"
        ).fetchall()
    return {"texts": count, "withheld": withheld, "failed": failed}
