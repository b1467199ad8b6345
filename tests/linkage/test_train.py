"""Training: what a city's own records teach about each level, and what they can't."""

import shutil
from datetime import date
from math import log2
from pathlib import Path

import duckdb
import pytest

from linkage.model import parameters
from linkage.model.comparisons import COMPARISONS
from linkage.train import City, Untaught, learnt, taught_by, train

SHIPPED = max(Path("linkage/models").glob("*.json"))
LEVELS = {
    comparison.name: [level.name for level in comparison.levels if not level.uncounted] for comparison in COMPARISONS
}


@pytest.fixture(scope="module")
def city_without_nurseries(published: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    """What the practice city of 300 children teaches whose nurseries deliver nothing."""
    run = tmp_path_factory.mktemp("run")
    shutil.copyfile(published / "current" / "people.duckdb", run / "people.duckdb")
    (run / "people.duckdb").chmod(0o640)
    with duckdb.connect(str(run / "people.duckdb")) as connection:
        connection.execute("DELETE FROM face WHERE extract = 'nursery_attendance'; UPDATE face SET facility = NULL")
    return taught_by(run)


def bits(city: City) -> dict[str, float]:
    levels, _, _ = learnt([city], parameters.read(SHIPPED))
    return {f"{name}.{level}": log2(m / u) for name, worths in levels.items() for level, (m, u) in worths.items()}


def test_a_model_knows_every_level_that_is_compared(city_without_nurseries: City) -> None:
    assert set(bits(city_without_nurseries)) == {
        f"{name}.{level}" for name, levels in LEVELS.items() for level in levels
    }


@pytest.mark.parametrize("name", ["name", "birth_date", "sex", "household"])
def test_what_agrees_points_to_one_child_and_what_differs_to_two(name: str, city_without_nurseries: City) -> None:
    weighs = bits(city_without_nurseries)
    assert weighs[f"{name}.{LEVELS[name][0]}"] > 0 > weighs[f"{name}.other"]


def test_another_school_counts_against_a_pupil_but_less_than_another_birth_date(city_without_nurseries: City) -> None:
    weighs = bits(city_without_nurseries)
    assert weighs["birth_date.other"] < weighs["school.other"] < 0


def test_what_no_pair_showed_weighs_nothing_and_is_named(city_without_nurseries: City) -> None:
    _, unmet, _ = learnt([city_without_nurseries], parameters.read(SHIPPED))
    weighs = bits(city_without_nurseries)
    assert "household.postcode" in unmet
    assert {weighs[level] for level in unmet} == {0}


def test_what_a_city_has_no_records_of_is_kept_from_the_model_before(city_without_nurseries: City) -> None:
    standing = parameters.read(SHIPPED)
    levels, _, kept = learnt([city_without_nurseries], standing)
    assert levels["facility"] == standing.levels["facility"]
    assert {"facility.same", "facility.other"} <= set(kept)


def test_without_a_model_before_training_says_which_level_nothing_teaches(city_without_nurseries: City) -> None:
    with pytest.raises(Untaught, match=r"(facility|name_part)\."):
        learnt([city_without_nurseries], None)


def test_a_model_file_that_stands_is_never_written_over(published: Path, tmp_path: Path) -> None:
    file = Path(shutil.copyfile(SHIPPED, tmp_path / "2026-10-01.json"))
    with pytest.raises(FileExistsError):
        train([(published / "current").resolve()], file, date(2026, 10, 1))
    assert file.read_bytes() == SHIPPED.read_bytes()
