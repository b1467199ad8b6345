"""The gate: measures every extract in DuckDB, lets Great Expectations judge the measures, and says whether the run may go on.

Belongs here: measuring, judging, gate.json. Doesn't belong here: what is checked (checks, suites) and where the limits lie
(limits.yaml). Only aggregates leave the landed files: no cell is ever moved into a frame, a result or a message.
"""

import json
import logging
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read when Great Expectations is imported
logging.getLogger("great_expectations").setLevel(logging.WARNING)

import duckdb  # noqa: E402
import great_expectations as gx  # noqa: E402
import pandas as pd  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.expectations import ExpectColumnValuesToBeBetween  # noqa: E402
from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: E402

from expectations import clearances  # noqa: E402
from expectations.checks import Check, delivered, derived  # noqa: E402
from expectations.suites import SUITES  # noqa: E402
from expectations.words import message, subject  # noqa: E402
from extracts.database import attach  # noqa: E402
from extracts.declaration import EXTRACTS, Extract  # noqa: E402
from extracts.limits import Limits  # noqa: E402

LIMITS = Limits(Path(__file__).with_name("limits.yaml"))
MEMORY = "1GB"


@dataclass(frozen=True)
class Measured:
    """One check's number and the tolerance that it is judged by; `observed` is None where there was nothing to measure."""

    extract: Extract
    check: Check
    observed: float | None
    severity: str
    low: float | None
    high: float | None
    clearable: bool

    @property
    def tolerance(self) -> str:
        return f"{self.severity} {self.low} {self.high}"

    def result(self, *, success: bool, cleared: bool) -> dict[str, Any]:
        """As gate.json has it; `cleared`: it failed, and the department's steward let this very file pass."""
        said = (self.extract, self.check, self.observed, self.low, self.high)
        return {
            "suite": self.extract.name,
            "expectation": self.check.name,
            "column": self.check.column,
            "severity": self.severity,
            "success": success,
            "clearable": self.clearable and not success,
            "cleared": cleared,
            "measured": self.observed is not None,
            "observed": self.observed,
            "low": self.low,
            "high": self.high,
            "about_ja": subject(self.check, "ja"),
            "about_en": subject(self.check, "en"),
            "message_ja": message("ja", *said, success=success),
            "message_en": message("en", *said, success=success),
        }


def check(run: Path, out: Path, previous: Path | None, people_delivery: Path | None, as_of: date) -> dict[str, int]:
    """Writes gate.json: whether the run is held, and each expectation's result with its figures and words.

    `run` holds landed/, `previous` the previous published run's folder, `people_delivery` what stewards let pass. Returns
    counts: checks, critical and warning (those that failed), cleared (of the critical, those let pass), held (0 or 1).
    """
    let_pass = clearances.read(people_delivery)
    measured: list[Measured] = []
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": f"{out}.spill"}) as connection:
        before = _attach(connection, run, previous)
        connection.execute("SET VARIABLE as_of = ?::DATE", [as_of])
        for extract in EXTRACTS.values():
            measured += _measure(connection, extract, _checks(connection, extract, before, as_of), as_of)
        newest = _newest(connection)
    outside = _outside(measured)
    results = [
        one.result(
            success=number not in outside,
            cleared=number in outside
            and one.clearable
            and (one.extract.name, one.check.name, newest[one.extract.name]) in let_pass,
        )
        for number, one in enumerate(measured)
    ]
    failed = [result["severity"] for result in results if not result["success"]]
    cleared = sum(result["cleared"] for result in results)
    held = failed.count("critical") > cleared
    gate = {"held": held, "reference_date": as_of.isoformat(), "newest": newest, "results": results}
    out.write_text(json.dumps(gate, ensure_ascii=False, indent=1), encoding="utf-8")
    return {
        "checks": len(results),
        "critical": failed.count("critical"),
        "warning": failed.count("warning"),
        "cleared": cleared,
        "held": int(held),
    }


def _attach(connection: duckdb.DuckDBPyConnection, run: Path, previous: Path | None) -> set[str]:
    """Attaches every landed file under its extract's name, the previous run's as `previous_<name>`; returns which it had."""
    before = set()
    for name in EXTRACTS:
        attach(connection, run / "landed" / f"{name}.duckdb", name)
        if previous and (earlier := previous / "landed" / f"{name}.duckdb").exists():
            attach(connection, earlier, f"previous_{name}")
            before.add(name)
    return before


def _checks(connection: duckdb.DuckDBPyConnection, extract: Extract, before: set[str], as_of: date) -> list[Check]:
    """What is checked of an extract: of one that hasn't come, only that."""
    ((files,),) = connection.execute(f"SELECT count(*) FROM {extract.name}.delivery").fetchall()
    if not files:
        return [delivered(extract)]
    comparable = False
    if extract.name in before:
        ((rows,),) = connection.execute(f"SELECT count(*) FROM previous_{extract.name}.{extract.name}").fetchall()
        comparable = rows >= LIMITS.value("volume_floor", as_of)
    return [*derived(extract, with_previous=comparable), *SUITES.get(extract.name, [])]


def _newest(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The checksum of each extract's newest file: what a clearance is for."""
    newest = {}
    for name in EXTRACTS:
        ((sha256,),) = connection.execute(f"SELECT arg_max(sha256, reference_date) FROM {name}.delivery").fetchall()
        newest[name] = sha256 or ""
    return newest


def _measure(
    connection: duckdb.DuckDBPyConnection, extract: Extract, checks: list[Check], as_of: date
) -> list[Measured]:
    """Each check's number, once for each severity that it has a tolerance for."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW own AS FROM {extract.name}.{extract.name}")
    measures = ", ".join(one.measure for one in checks)
    ((_, *values),) = connection.execute(f"SELECT count(*), {measures} FROM own").fetchall()
    measured = []
    for one, value in zip(checks, values, strict=True):
        names = (f"{extract.name}.{one.name}", f"{extract.name}.{one.kind}", one.kind)
        tolerated = LIMITS.in_force(next(name for name in names if name in LIMITS.names), as_of)
        observed = None if value is None else float(value)
        for severity in ("critical", "warning"):
            if severity in tolerated:
                low, high = tolerated[severity].get("low"), tolerated[severity].get("high", one.high)
                clearable = severity == "critical" and tolerated.get("clearable", False)
                measured.append(Measured(extract, one, observed, severity, low, high, clearable))
    return measured


def _outside(measured: list[Measured]) -> set[int]:
    """Great Expectations' verdict: which of the measures lie outside their tolerance.

    A frame with a row a measure and a column a tolerance: the fewer expectations, the less of their overhead.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    rows = pd.DataFrame(
        {"tolerance": [one.tolerance for one in measured], "observed": [one.observed for one in measured]}
    )
    frame = rows.pivot(columns="tolerance", values="observed").astype("float64")
    asset = context.data_sources.add_pandas("landed").add_dataframe_asset("measures")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    tolerances = {one.tolerance: one for one in measured}
    suite = gx.ExpectationSuite(
        name="tolerances",
        expectations=[
            ExpectColumnValuesToBeBetween(
                column=name, min_value=one.low, max_value=one.high, severity=FailureSeverity(one.severity)
            )
            for name, one in tolerances.items()
        ],
    )
    outside: set[int] = set()
    for verdict in batch.validate(suite, result_format={"result_format": "COMPLETE"}).results:
        if not verdict.success:
            named = verdict.result.get("unexpected_index_list")
            name = verdict.expectation_config.kwargs["column"] if verdict.expectation_config else None
            outside |= set(named or [number for number, one in enumerate(measured) if one.tolerance == name])
    return outside
