"""Published runs: the same inputs find the same one, a later one carries on, none moves `current` back."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from city.days import half_years
from pipeline import publication, whole
from pipeline.errors import Failed
from pipeline.publication import Manifest
from pipeline.settings import Settings

AS_OF = date(2026, 10, 1)


def quietly(stage: str, news: str, seal: object) -> None:
    """Nobody watches."""


def settings(city: Path, runs: Path, key_file: Path) -> Settings:
    return Settings(landing=city / "extracts", runs=runs, key_file=key_file, tax_basis="架空のデータ")


@pytest.fixture
def runs(published: Path, tmp_path: Path) -> Path:
    """The published run, in a folder that may be spoilt."""
    return Path(shutil.copytree(published, tmp_path / "runs", symlinks=True))


def only(runs: Path) -> Manifest:
    [one] = publication.published(runs)
    return one


def test_the_same_inputs_find_the_run_that_is_published(published: Path, city: Path, key_file: Path) -> None:
    done, new = whole.run(settings(city, published, key_file), AS_OF, quietly)
    assert not new
    assert done == only(published)


def test_another_key_or_another_basis_is_another_run(published: Path, city: Path, key_file: Path) -> None:
    said = settings(city, published, key_file)
    other = said.model_copy(update={"tax_basis": ""})
    planned = whole.plan(other, AS_OF)
    assert planned.inputs.run_id != only(published).run_id
    assert planned.inputs.withheld == ["resident_tax"]
    assert planned.inputs.deliveries["resident_tax"] == []


def test_a_published_run_says_what_it_read_and_how_long_each_stage_took(published: Path) -> None:
    said = only(published)
    assert said.inputs.deliveries["resident_registry"][0].reference_date == AS_OF
    assert said.inputs.model.name.endswith(".json") and len(said.inputs.model_sha256) == 64
    assert {"linkage", "rules", "pipeline"} <= set(said.inputs.code)
    assert any("limits" in name for name in said.inputs.numbers)
    assert all(stage.seconds > 0 and stage.peak_mb > 0 for stage in said.stages)


def test_the_key_is_in_no_file_of_a_run(published: Path, key_file: Path) -> None:
    key = key_file.read_text(encoding="ascii").strip()
    for path in published.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key.encode() not in content and bytes.fromhex(key) not in content, path.name


def test_one_byte_changed_in_a_published_run_is_found(runs: Path) -> None:
    run_id = only(runs).run_id
    assert publication.verify(runs, run_id) == []
    flags = runs / run_id / "flags.duckdb"
    flags.chmod(0o640)
    content = bytearray(flags.read_bytes())
    content[len(content) // 2] ^= 1
    flags.write_bytes(content)
    assert [fault.split(":")[0] for fault in publication.verify(runs, run_id)] == ["flags.duckdb"]


def test_a_file_put_into_a_published_run_or_taken_out_is_found(runs: Path) -> None:
    run_id = only(runs).run_id
    (runs / run_id / "notes.txt").write_text("x", encoding="utf-8")
    (runs / run_id / "gate.json").unlink()
    assert sorted(fault.split(":")[0] for fault in publication.verify(runs, run_id)) == ["gate.json", "notes.txt"]


def test_a_manifest_rewritten_after_publication_is_found(runs: Path) -> None:
    path = runs / only(runs).run_id / "manifest.json"
    path.chmod(0o640)
    path.write_text(path.read_text(encoding="utf-8").replace("架空のデータ", "条例"), encoding="utf-8")
    assert [fault.split(":")[0] for fault in publication.verify(runs, path.parent.name)] == ["manifest.json"]


def test_nothing_goes_back_to_a_run_that_is_not_whole(runs: Path) -> None:
    run_id = only(runs).run_id
    (runs / run_id / "facts.duckdb").unlink()
    with pytest.raises(Failed, match=r"facts\.duckdb"):
        publication.rollback(runs, run_id)


def test_children_keep_their_identity_over_three_deliveries_and_current_follows_the_newest(
    city: Path, tmp_path: Path, key_file: Path
) -> None:
    runs = tmp_path / "runs"
    chosen = settings(city, runs, key_file)
    first, second, third = half_years(AS_OF, 3)
    oldest, _ = whole.run(chosen, first, quietly)
    newest, _ = whole.run(chosen, third, quietly)
    assert newest.inputs.previous == oldest.run_id
    assert publication.current(runs) == newest

    middle, new = whole.run(chosen, second, quietly)
    assert new and middle.inputs.previous == oldest.run_id
    assert publication.current(runs) == newest, "a run for an older date doesn't move current back"

    before, after = children(runs, oldest), children(runs, newest)
    both = before.keys() & after.keys()
    assert len(both) > 100
    assert {resident for resident in both if before[resident] != after[resident]} == set()

    publication.rollback(runs, oldest.run_id)
    assert publication.current(runs) == oldest
    again, new = whole.run(chosen, third, quietly)
    assert (again, new) == (newest, False)
    assert publication.current(runs) == oldest, "what was rolled back doesn't come back by itself"
    assert [event["event"] for event in publication.history(runs)] == ["published"] * 3 + ["rolled back to"]


def children(runs: Path, run: Manifest) -> dict[str, str]:
    with duckdb.connect(str(runs / run.run_id / "children.duckdb"), read_only=True) as con:
        return dict(con.execute("SELECT resident_id, child_id FROM child WHERE resident_id IS NOT NULL").fetchall())
