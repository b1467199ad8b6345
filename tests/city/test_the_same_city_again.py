"""The same arguments give the same bytes, whatever else happens on the machine; another seed gives another city."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.dice import Dice
from city.generate import generate

AS_OF = date(2026, 4, 1)


def digests(folder: Path) -> dict[str, str]:
    return {
        f"{file.relative_to(folder)}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hamlet")
    generate(120, 5, AS_OF, folder)
    return folder


def test_another_process_with_another_hash_seed_writes_the_same_bytes(hamlet, tmp_path):
    command = [sys.executable, "-m", "city", "--children", "120", "--seed", "5", "--as-of", f"{AS_OF}"]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "99", "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{root}"}
    subprocess.run([*command, "--out", f"{tmp_path}"], env=environment, cwd=root, check=True)
    assert digests(tmp_path) == digests(hamlet)


def test_another_seed_gives_another_city(hamlet, tmp_path):
    generate(120, 6, AS_OF, tmp_path)
    one, other = digests(hamlet), digests(tmp_path)
    assert one.keys() == other.keys()
    same = {name for name in one if one[name] == other[name]}
    assert not {name for name in same if "public_assistance" not in name and "protection_measures" not in name}


def test_without_errors_a_name_typed_by_the_desk_is_the_registered_one_or_a_habit(hamlet, tmp_path):
    generate(120, 5, AS_OF, tmp_path, error_scale=0.0)
    right = (tmp_path / "extracts" / "resident_registry_20260401.csv").read_bytes()
    assert len(right) > 1000
    texts = (tmp_path / "extracts" / "consultations_20260401.csv").read_text(encoding="utf-8-sig")
    assert "不詳" not in texts


def test_more_errors_change_nothing_about_who_lives_there(hamlet, tmp_path):
    generate(120, 5, AS_OF, tmp_path, error_scale=2.0)
    assert digests(tmp_path)["truth/people.csv"] == digests(hamlet)["truth/people.csv"]
    assert (
        digests(tmp_path)["extracts/resident_tax_20260401.csv"] == digests(hamlet)["extracts/resident_tax_20260401.csv"]
    )


@given(seed=st.integers(0, 2**31), ids=st.lists(st.integers(0, 2**40), min_size=1, max_size=50), data=st.data())
def test_a_draw_depends_on_who_it_is_about_not_on_whom_it_is_drawn_with(seed, ids, data):
    order = data.draw(st.permutations(range(len(ids))))
    dice, numbers = Dice(seed), np.array(ids)
    together = dice.share("topic", numbers)
    shuffled = dice.share("topic", numbers[list(order)])
    assert (together[list(order)] == shuffled).all()
    assert ((together >= 0) & (together < 1)).all()


def test_draws_are_even_and_topics_unrelated():
    dice, ids = Dice(1), np.arange(50_000)
    one, other = dice.share("one", ids), dice.share("other", ids)
    assert abs(one.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.02
    assert abs(dice.normal("normal", ids).std() - 1) < 0.02
    weights = np.bincount(dice.pick("pick", [1, 2, 7], ids)) / len(ids)
    assert np.allclose(weights, [0.1, 0.2, 0.7], atol=0.01)
