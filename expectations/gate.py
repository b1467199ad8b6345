"""The gate: measures every extract in DuckDB, lets Great Expectations judge the measures, and says whether the run may go on.

Belongs here: measuring, judging, gate.json. Doesn't belong here: what is checked (checks, suites) and where the limits lie
(limits.yaml). Only aggregates leave the landed files: no cell is ever moved into a frame, a result or a message.
"""

import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read when Great Expectations is imported
logging.getLogger("great_expectations").setLevel(logging.WARNING)

import duckdb  # noqa: E402
import great_expectations as gx  # noqa: E402
import pandas as pd  # noqa: E402
from great_expectations.expectations import ExpectColumnValuesToBeBetween  # noqa: E402

from expectations.checks import Check, delivered, derived  # noqa: E402
from expectations.suites import SUITES  # noqa: E402
from expectations.words import message, subject  # noqa: E402
from extracts.declaration import EXTRACTS, Extract  # noqa: E402
from extracts.limits import Limits  # noqa: E402

LIMITS = Limits(Path(__file__).with_name("limits.yaml"))
MEMORY = "1500MB"
Result = dict[str, Any]


def check(run: Path, out: Path, previous: Path | None, as_of: date) -> dict[str, int]:
    """Writes gate.json: whether the run is held, and each expectation's result with its figures and words.

    `run` holds landed/, `previous` the previous published run's folder. Returns counts: checks, critical and warning (those that
    failed), held (0 or 1).
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("landed")
    results: list[Result] = []
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": f"{out}.spill"}) as connection:
        before = _attach(connection, run, previous)
        connection.execute("SET VARIABLE as_of = ?::DATE", [as_of])
        for extract in EXTRACTS.values():
            checks = _checks(connection, extract, before, as_of)
            measured = _measure(connection, extract, checks)
            frame = pd.DataFrame({name: [value] for name, value in measured.items()}, dtype="float64")
            asset = source.add_dataframe_asset(extract.name)
            batch = asset.add_batch_definition_whole_dataframe("measures").get_batch({"dataframe": frame})
            suite = gx.ExpectationSuite(name=extract.name, expectations=_expectations(extract, checks, as_of))
            judged = batch.validate(suite, result_format={"result_format": "BOOLEAN_ONLY"})
            by_name = {one.name: one for one in checks}
            results += [_result(extract, by_name, measured, verdict) for verdict in judged.results]
    failed = [result["severity"] for result in results if not result["success"]]
    held = "critical" in failed
    gate = {"held": held, "reference_date": as_of.isoformat(), "results": results}
    out.write_text(json.dumps(gate, ensure_ascii=False, indent=1), encoding="utf-8")
    return {
        "checks": len(results),
        "critical": failed.count("critical"),
        "warning": failed.count("warning"),
        "held": int(held),
    }


def _attach(connection: duckdb.DuckDBPyConnection, run: Path, previous: Path | None) -> set[str]:
    """Attaches every landed file under its extract's name, the previous run's as `previous_<name>`; returns which it had."""
    before = set()
    for name in EXTRACTS:
        _attach_one(connection, run / "landed" / f"{name}.duckdb", name)
        if previous and (earlier := previous / "landed" / f"{name}.duckdb").exists():
            _attach_one(connection, earlier, f"previous_{name}")
            before.add(name)
    return before


def _attach_one(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    connection.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")


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


def _measure(connection: duckdb.DuckDBPyConnection, extract: Extract, checks: list[Check]) -> dict[str, float | None]:
    """Each check's number by its name; None where there was nothing to measure."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW own AS FROM {extract.name}.{extract.name}")
    ((_, *values),) = connection.execute(
        f"SELECT count(*), {', '.join(one.measure for one in checks)} FROM own"
    ).fetchall()
    return {one.name: None if value is None else float(value) for one, value in zip(checks, values, strict=True)}


def _expectations(extract: Extract, checks: list[Check], as_of: date) -> list[ExpectColumnValuesToBeBetween]:
    expectations = []
    for one in checks:
        names = (f"{extract.name}.{one.name}", f"{extract.name}.{one.kind}", one.kind)
        limits = LIMITS.in_force(next(name for name in names if name in LIMITS.names), as_of)
        for severity in ("critical", "warning"):
            if severity in limits:
                low, high = limits[severity].get("low"), limits[severity].get("high", one.high)
                expectations.append(
                    ExpectColumnValuesToBeBetween(column=one.name, min_value=low, max_value=high, severity=severity)
                )
    return expectations


def _result(extract: Extract, checks: dict[str, Check], measured: dict[str, float | None], verdict: Any) -> Result:
    config = verdict.expectation_config
    one = checks[config.kwargs["column"]]
    low, high, success = config.kwargs.get("min_value"), config.kwargs.get("max_value"), bool(verdict.success)
    observed = measured[one.name]
    return {
        "suite": extract.name,
        "expectation": one.name,
        "column": one.column,
        "severity": config.severity,
        "success": success,
        "measured": observed is not None,
        "observed": observed,
        "low": low,
        "high": high,
        "about_ja": subject(one, "ja"),
        "about_en": subject(one, "en"),
        "message_ja": message(extract, one, "ja", observed, low, high, success=success),
        "message_en": message(extract, one, "en", observed, low, high, success=success),
    }
