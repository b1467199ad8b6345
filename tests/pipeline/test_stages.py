"""A stage's output counts once it is whole; a stage's fault says where it was, never what it read."""

import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipeline import whole
from pipeline.errors import Failed
from pipeline.performance import carry_out
from pipeline.run import Run
from pipeline.settings import Settings
from pipeline.stages import STAGES, Stage

SECRET = "0012345678"


@pytest.fixture
def run(city: Path, key_file: Path, tmp_path: Path) -> Run:
    settings = Settings(landing=city / "extracts", runs=tmp_path / "runs", key_file=key_file)
    planned = whole.plan(settings, date(2026, 10, 1))
    planned.prepare()
    return planned


def stage(work: Callable[[Run, Path], dict[str, object]]) -> Stage:
    return Stage("tried", "試し", (), ("tried.duckdb",), work, ("child",))


def writes(out: Path, sql: str = "CREATE TABLE child AS SELECT 1 AS n") -> dict[str, object]:
    with duckdb.connect(str(out / "tried.duckdb")) as con:
        con.execute(sql)
    return {"rows": 1}


def test_a_sealed_file_can_no_longer_be_written_and_is_proved_by_its_checksum(run: Run) -> None:
    seal = carry_out(run, stage(lambda _, out: writes(out)))
    file = run.folder / "tried.duckdb"
    assert file.stat().st_mode & 0o777 == 0o440
    assert run.seal("tried") == seal
    file.chmod(0o640)
    file.write_bytes(file.read_bytes() + b"x")
    assert run.seal("tried") is None


@pytest.mark.parametrize(
    ("work", "complaint"),
    [
        (lambda _, out: writes(out, "CREATE TABLE another AS SELECT 1 AS n"), "表がありません"),
        (lambda _, out: {}, "不足"),
        (lambda _, out: (out / "notes.txt").write_text("x") and writes(out), "余分"),
    ],
    ids=["a table missing", "no file", "a file too many"],
)
def test_a_stage_that_writes_something_else_than_it_declares_is_not_sealed(
    run: Run, work: Callable[[Run, Path], dict[str, object]], complaint: str
) -> None:
    with pytest.raises(Failed, match=complaint):
        carry_out(run, stage(work))
    assert run.seal("tried") is None
    assert not (run.folder / "tried.duckdb").exists()


def test_a_fault_that_quotes_a_person_is_told_without_the_quotation(run: Run) -> None:
    def work(_: Run, out: Path) -> dict[str, object]:
        return writes(out, f"SELECT CAST('{SECRET}x' AS INTEGER)")

    with pytest.raises(Failed) as caught:
        carry_out(run, stage(work))
    assert "ConversionException" in str(caught.value)
    assert caught.value.__context__ is None and caught.value.__cause__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_the_stages_form_one_order_and_only_landing_starts_from_nothing() -> None:
    assert [name for name, one in STAGES.items() if not one.needs] == [n for n in STAGES if n.startswith("land/")]
    assert {need for one in STAGES.values() for need in one.needs} | {"report"} == set(STAGES)
