"""`python -m benchmarks.redaction`: recall and over-redaction on the gold set by half and type; speed and memory.

Of the held-out half it prints figures alone: nobody who writes recognisers may see its texts. `--speed RUN` redacts a
run's texts (a city of `mimamori run`) and 160 characters at a time of the development half.
"""

import os
import re
import resource
import tempfile
import time
from multiprocessing import active_children
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.redaction import gold_set
from benchmarks.redaction.scores import Score
from extracts.redaction.people import NOBODY, nobody_on_file
from extracts.redaction.redactor import Redactor
from extracts.redaction.stage import BATCH, PROCESSES, processes, redact, work

HALVES = ("development", "development_more", "development_third", "development_fourth", "held_out")
LENGTH = 160  # characters of a text whose speed is asked for
TEXTS = 600  # a process


def score(redactor: Redactor, half: str) -> Score:
    families, found = gold_set.families(), Score()
    for gold in gold_set.texts(half):
        found.add(gold, redactor.redact(gold.text, families[gold.family] if gold.family else NOBODY))
    return found


def table(half: str, found: Score) -> str:
    """The half's figures in Markdown."""
    lines = [
        f"\n## {half}: {found.texts} texts",
        f"recall {found.recall:.1%} ({found.gone.total()} of {found.strings.total()} strings wholly gone), over-redaction "
        f"{found.over_redaction:.2%} of {found.rest} other letters, withheld {found.withheld.total()} texts "
        f"({found.withheld.total() / found.texts:.1%}); of the strings in texts that are shown "
        f"{found.shown_gone / max(found.shown, 1):.1%} gone",
        "\n| type | strings | gone | recall | marked as it | of them right | precision |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted(found.strings | found.spans):
        strings, gone, spans, right = (
            counted[kind] for counted in (found.strings, found.gone, found.spans, found.right)
        )
        lines.append(
            f"| {kind} | {strings} | {gone} | {share(gone, strings)} | {spans} | {right} | {share(right, spans)} |"
        )
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def speed() -> str:
    """Texts of 160 characters a second in the stage's processes, once they are warm; memory is what all of them take together."""
    pieces = "".join(gold.text for half in HALVES[:-1] for gold in gold_set.texts(half))
    texts = [pieces[at : at + LENGTH] for at in range(0, len(pieces) - LENGTH, 17)][: TEXTS * PROCESSES]
    batches = [[("", text, NOBODY) for text in texts[at : at + BATCH]] for at in range(0, len(texts), BATCH)]
    with processes(nobody_on_file()) as pool:
        list(pool.map(work, [batch[:5] for batch in batches]))
        began, cpu = time.monotonic(), seconds()
        list(pool.map(work, batches))
        wall, used = time.monotonic() - began, seconds() - cpu
        memory = sum(proportional(who) for who in ("self", *(child.pid for child in active_children()))) // 1024
    return (
        f"\n{len(texts)} texts of {LENGTH} characters, {PROCESSES} processes: {len(texts) / wall:.0f} a second "
        f"({len(texts) / used:.0f} a CPU second), {memory} MB in all"
    )


def seconds() -> float:
    """CPU seconds of this process's children that still run."""
    ticks = [
        Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13] for child in active_children()
    ]
    return sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


def proportional(process: object) -> int:
    """Kilobytes of a process, each page that it shares counted in part."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def stage(run: Path) -> str:
    """The stage on a run's texts."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        counts = redact(
            run, Path(folder) / "redacted.duckdb", None, Path(folder) / "working.duckdb", b"a key for a measurement"
        )
        wall = time.monotonic() - began
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return f"\nstage on {run.name}: {counts}, {wall:.0f} s, largest process {max(one.ru_maxrss for one in both) // 1024} MB"


def main(
    speed_on: Annotated[Path | None, typer.Option("--speed", help="A run's folder, to time the stage.")] = None,
) -> None:
    """Recall and over-redaction on the gold set by half and type; speed and memory."""
    redactor = Redactor(nobody_on_file())
    for half in HALVES:
        typer.echo(table(half, score(redactor, half)))
    typer.echo(speed())
    if speed_on:
        typer.echo(stage(speed_on))


if __name__ == "__main__":
    typer.run(main)
