"""The stages, as a table: what each writes, what it needs first, and the room's function that does the work.

A room is imported by the stage that needs it and by no other: each has a process of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extracts.declaration import EXTRACTS
from pipeline.errors import Failed, Held

if TYPE_CHECKING:
    from pipeline.run import Run

LAND = "land"

Counts = Mapping[str, object]


@dataclass(frozen=True)
class Stage:
    """`work` writes the `files` into the folder that it is given, `tables` among them, and returns counts."""

    name: str
    ja: str
    needs: tuple[str, ...]
    files: tuple[str, ...]
    work: Callable[["Run", Path], Counts]
    tables: tuple[str, ...] = ()


def landing(extract: str) -> Stage:
    """The stage that lands one extract; the 21 of them don't need one another."""

    def work(run: "Run", out: Path) -> Counts:
        from extracts import landing
        from extracts.errors import Quarantined

        declared = EXTRACTS[extract]
        if extract in run.inputs.missing_required():
            raise Held(f"{declared.title}（{extract}）: 必須の抽出が届いていません。 / required, but not delivered")
        for folder in ("landed", "text"):
            (out / folder).mkdir()
        target = f"{extract}.duckdb"
        try:
            return landing.land(
                declared, run.inputs.deliveries[extract], out / "landed" / target, out / "text" / target, run.key
            )
        except Quarantined as bad:
            reasons = str(bad)
        raise Held(*reasons.splitlines())

    return Stage(
        f"{LAND}/{extract}",
        f"受入 {EXTRACTS[extract].title}",
        (),
        (f"landed/{extract}.duckdb", *([f"text/{extract}.duckdb"] if EXTRACTS[extract].text else [])),
        work,
        (extract, "delivery", "rejected"),
    )


def gate(run: "Run", out: Path) -> Counts:
    from expectations import gate

    return gate.check(run.folder, out / "gate.json", run.previous, run.inputs.people, run.as_of)


def standardise(run: "Run", out: Path) -> Counts:
    from linkage.standardise import standardise

    return standardise(run.folder, out / "people.duckdb", run.inputs.people)


def predict(run: "Run", out: Path) -> Counts:
    from linkage.engines import EngineMissing
    from linkage.predict import predict

    read = run.inputs
    try:
        return predict(run.folder, out / "pairs.duckdb", read.model, read.engine, read.spark_master)
    except EngineMissing as missing:
        reason = str(missing)
    raise Failed(reason)


def cluster(run: "Run", out: Path) -> Counts:
    from linkage.cluster import cluster

    return cluster(run.folder, out / "children.duckdb", run.previous, run.inputs.people, run.as_of, run.key)


def redact(run: "Run", out: Path) -> Counts:
    from extracts.redaction.stage import redact

    return redact(run.folder, out / "redacted.duckdb", run.previous, run.workshop / "redacting.duckdb", run.key)


def facts(run: "Run", out: Path) -> Counts:
    from rules.facts.build import build

    return build(run.folder, out / "facts.duckdb", run.previous, run.as_of, run.key)


def judge(run: "Run", out: Path) -> Counts:
    from rules.disclosure import printable
    from rules.judge import judge

    counts = judge(run.folder, out / "flags.duckdb", run.previous, run.as_of, run.inputs.people)
    # logs and screens aren't for those alone who may know how few children a rule points to
    return {name: printable(count) for name, count in counts.items()}


def reports(run: "Run", out: Path) -> Counts:
    import expectations.report
    import linkage.report
    import rules.report
    from pipeline import report

    folder = out / "reports"
    folder.mkdir()
    linkage.report.write(run.folder, folder, run.previous, run.as_of, run.inputs.model)
    expectations.report.write(run.folder, folder)
    rules.report.write(run.folder, folder, run.as_of, run.inputs.people)
    report.write(run, folder)
    return {"pages": len(list(folder.glob("*.html")))}


LANDINGS = tuple(landing(name) for name in EXTRACTS)

AFTER_LANDING = (
    Stage("gate", "品質の門", tuple(stage.name for stage in LANDINGS), ("gate.json",), gate),
    Stage("standardise", "標準化", ("gate",), ("people.duckdb",), standardise, ("person",)),
    Stage("predict", "照合", ("standardise",), ("pairs.duckdb",), predict, ("pair",)),
    Stage(
        "cluster",
        "名寄せ",
        ("predict",),
        ("children.duckdb",),
        cluster,
        ("child", "link", "candidate", "member", "guardian", "household_record", "identity_event"),
    ),
    Stage("redact", "自由記述の墨消し", ("cluster",), ("redacted.duckdb",), redact, ("redacted",)),
    Stage("facts", "事実", ("cluster",), ("facts.duckdb",), facts, ("covered", "fact_row")),
    Stage(
        "judge",
        "判定",
        ("facts",),
        ("flags.duckdb",),
        judge,
        ("answer", "evidence", "level", "course", "takeup", "rule"),
    ),
    Stage("report", "報告", ("judge", "redact"), ("reports",), reports),
)

STAGES = {stage.name: stage for stage in (*LANDINGS, *AFTER_LANDING)}
