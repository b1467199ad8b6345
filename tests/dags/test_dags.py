"""What the DAGs promise a steward, read from the DAGs themselves."""

import json
import subprocess
import sys

import pytest
from airflow.sdk import DAG

import dags.deliveries
import dags.run
import dags.train
from dags.assets import ARRIVED, PUBLISHED_RUN, REQUIRED
from extracts.declaration import EXTRACTS
from pipeline.stages import AFTER_LANDING

HEAVY = ("duckdb", "pandas", "numpy", "pyarrow", "splink", "great_expectations", "spacy", "presidio_analyzer", "django")


def dag(module: object, name: str) -> DAG:
    return getattr(module, name)()


@pytest.fixture
def run() -> DAG:
    return dag(dags.run, "run")


@pytest.fixture
def train() -> DAG:
    return dag(dags.train, "train")


@pytest.fixture
def deliveries() -> DAG:
    return dag(dags.deliveries, "deliveries")


def test_each_of_the_21_extracts_is_an_asset_that_a_department_marks(deliveries: DAG) -> None:
    watched = {asset.name for task in deliveries.tasks for asset in task.inlets}
    assert watched == {asset.name for asset in ARRIVED.values()}
    assert len(ARRIVED) == len(EXTRACTS) == 21


def test_a_run_waits_for_the_required_extracts_alone() -> None:
    assert [asset.name for asset in REQUIRED] == ["arrived_resident_registry"]


def test_a_missing_optional_extract_blocks_nothing(run: DAG) -> None:
    waits_for = {asset.name for _, asset in run.timetable.asset_condition.iter_assets()}
    assert waits_for == {asset.name for asset in REQUIRED}


def test_a_run_also_starts_by_the_calendar_and_never_catches_up(run: DAG) -> None:
    assert "0 5 1 * *" in run.timetable.summary
    assert run.catchup is False
    assert run.max_active_runs == 1


def test_a_steward_may_give_the_reference_date_or_leave_it_open(run: DAG) -> None:
    assert run.params.get_param("reference_date").schema["type"] == ["null", "string"]
    assert run.params["reference_date"] is None
    with pytest.raises(Exception, match=r"20261001"):
        run.params.get_param("reference_date").resolve(20261001)


def test_every_stage_is_a_task_in_the_pipelines_order_and_landing_is_mapped_over_the_extracts(run: DAG) -> None:
    assert {task.task_id for task in run.tasks} == {"plan", "land", "publish", *(stage.name for stage in AFTER_LANDING)}
    assert run.get_task("land").is_mapped
    for stage in AFTER_LANDING:
        needs = {need if not need.startswith("land/") else "land" for need in stage.needs}
        assert run.get_task(stage.name).upstream_task_ids - {"plan"} == needs
    everything = {task.task_id for task in run.get_task("publish").get_flat_relatives(upstream=True)}
    assert everything == {task.task_id for task in run.tasks} - {"publish"}


def test_what_is_published_is_an_asset(run: DAG) -> None:
    assert [asset.name for asset in run.get_task("publish").outlets] == [PUBLISHED_RUN.name]


def test_a_model_is_trained_only_when_a_person_asks(train: DAG) -> None:
    assert not train.timetable.can_be_scheduled
    assert train.params.get_param("holds_from").schema["format"] == "date"


def test_every_dag_explains_itself_to_stewards_in_japanese(run: DAG, deliveries: DAG, train: DAG) -> None:
    for one in (run, deliveries, train):
        assert "赤" in str(one.doc_md)
        assert one.timezone.name == "Asia/Tokyo"


def test_reading_the_dags_imports_nothing_heavy() -> None:
    code = (
        "import json, sys, airflow.sdk; before = set(sys.modules)\n"
        "import dags.assets, dags.deliveries, dags.run, dags.train\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = json.loads(done.stdout.splitlines()[-1])
    assert [name for name in HEAVY if name in imported] == []
    assert "extracts.declaration" in imported
