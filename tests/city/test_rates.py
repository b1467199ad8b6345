"""Every rate says where it comes from, and an error rate can be scaled without touching the world."""

import pytest
import yaml

from city.rates import IN_FORCE, MOST, read


def test_the_rates_in_force_name_a_reference_each_and_are_dated():
    found = yaml.safe_load(IN_FORCE.read_text(encoding="utf-8"))
    assert f"{found['dated']}" == IN_FORCE.stem
    for section in ("world", "habit", "error"):
        for name, rate in found[section].items():
            assert len(rate["reference"]) >= 10, name


def test_twice_the_errors_leave_the_world_and_the_habits_as_they_are():
    once, twice = read(), read(error_scale=2.0)
    assert once.world == twice.world and once.habit == twice.habit
    assert twice.error["kana"]["school"] == 2 * once.error["kana"]["school"]


def test_no_factor_makes_an_error_certain():
    assert max(rate for rates in read(error_scale=1000).error.values() for rate in rates.values()) == MOST


@pytest.mark.parametrize(
    "rate", [{"value": 0.1}, {"value": 1.1, "reference": "somewhere"}, {"value": -0.1, "reference": "somewhere"}]
)
def test_a_rate_without_a_reference_or_out_of_range_is_refused_by_name(tmp_path, rate):
    found = yaml.safe_load(IN_FORCE.read_text(encoding="utf-8"))
    found["world"]["twins"] = rate
    (tmp_path / "rates.yaml").write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"world\.twins"):
        read(tmp_path / "rates.yaml")
