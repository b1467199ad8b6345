"""The DAGs, for real: Airflow's own processes take in a small city's deliveries and publish the run."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from pipeline import publication

ROOT = Path(__file__).parent.parent.parent
OURS = ("MIMAMORI_LANDING", "MIMAMORI_RUNS", "MIMAMORI_KEY_FILE", "MIMAMORI_TAX_BASIS")


@dataclass
class Airflow:
    home: Path
    runs: Path
    environment: dict[str, str]
    output: str = ""

    def take_in(self) -> str:
        """What is printed while Airflow looks at the deliveries once; its processes have ended then."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "infra" / "schedule.py"), "once", "--home", str(self.home)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def airflow(city: Path, key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    """Airflow after it took in the city's deliveries."""
    home, runs = tmp_path_factory.mktemp("airflow"), tmp_path_factory.mktemp("runs")
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "MIMAMORI"))}
    places = (str(city / "extracts"), str(runs), str(key_file), "架空のデータ")
    taken_in = Airflow(home, runs, {**outside, **dict(zip(OURS, places, strict=True))})
    taken_in.output = taken_in.take_in()
    return taken_in


def rows(airflow: Airflow, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(airflow.home / "airflow.db") as con:
        return con.execute(sql).fetchall()


def test_a_run_through_airflow_publishes_what_the_command_publishes(airflow: Airflow, published: Path) -> None:
    by_airflow, by_command = publication.current(airflow.runs), publication.current(published)
    assert by_airflow and by_command
    assert by_airflow.run_id == by_command.run_id
    assert by_airflow.logical_digest == by_command.logical_digest
    assert publication.verify(airflow.runs, by_airflow.run_id) == []


def test_the_arrival_of_the_registry_started_it_and_publication_is_an_asset_with_the_run_id(airflow: Airflow) -> None:
    states = rows(airflow, "SELECT state FROM dag_run WHERE dag_id = 'run' AND run_type = 'asset_triggered'")
    assert states == [("success",)]
    events = "SELECT asset_event.extra FROM asset_event JOIN asset ON asset.id = asset_event.asset_id WHERE asset.name = '{}'"
    [(extra,)] = rows(airflow, events.format("published_run"))
    now = publication.current(airflow.runs)
    assert now and json.loads(str(extra))["run_id"] == now.run_id
    [(arrived,)] = rows(airflow, events.format("arrived_resident_registry"))
    assert json.loads(str(arrived))["file"] == "resident_registry_20261001.csv"


def test_the_run_missed_before_the_dag_was_switched_on_is_not_made_up_for(airflow: Airflow) -> None:
    """Switched on, Airflow starts the last missed scheduled run even without catch-up."""
    tasks = rows(
        airflow,
        "SELECT DISTINCT task_instance.state FROM task_instance JOIN dag_run USING (dag_id, run_id)"
        " WHERE dag_id = 'run' AND run_type = 'scheduled'",
    )
    assert tasks in ([], [("skipped",)])


def test_neither_logs_nor_xcom_hold_a_name_an_address_or_a_number_of_anyone(airflow: Airflow) -> None:
    people = personal_values(airflow.runs)
    assert len(people) > 2000
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in airflow.home.rglob("*.log")}
    assert len(texts) > 40
    xcom = rows(airflow, "SELECT value FROM xcom")
    assert len(xcom) > 20
    texts[Path("xcom")] = "\n".join(str(value) for (value,) in xcom)
    texts[Path("output")] = airflow.output
    for path, text in texts.items():
        unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), text)
        assert people.isdisjoint(words(unescaped)), path.name


def test_another_look_where_nothing_new_has_come_starts_no_run_and_says_so(airflow: Airflow) -> None:
    before = publication.current(airflow.runs)
    assert "nothing new has come" in airflow.take_in()
    assert publication.current(airflow.runs) == before
    assert rows(airflow, "SELECT count(*) FROM dag_run WHERE dag_id = 'run' AND run_type = 'asset_triggered'") == [(1,)]


def words(text: str) -> set[str]:
    """What stands between blanks, quotes and punctuation, and every pair of neighbours: names have two parts."""
    found = re.split(r"[\s\"'\[\]{}(),:;|=<>]+", text)
    return {*found, *(f"{left} {right}" for left, right in pairwise(found))}


def personal_values(runs: Path) -> set[str]:
    """Numbers, names and addresses of everyone whom the run knows, as `words` would find them."""
    landed = runs / "current" / "landed"
    values: set[str] = set()
    for extract, columns in {
        "resident_registry": ("resident_id", "household_id", "name", "kana", "address"),
        "school_roster": ("student_no", "phone"),
        "clinic_visits": ("beneficiary_no", "kana"),
        "consultations": ("name", "phone", "address"),
    }.items():
        with duckdb.connect(str(landed / f"{extract}.duckdb"), read_only=True) as con:
            for column in columns:
                values |= {
                    " ".join(value.split())
                    for (value,) in con.execute(f"SELECT DISTINCT {column} FROM {extract}").fetchall()
                    if value and len(value) > 3
                }
    return values
