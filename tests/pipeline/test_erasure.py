"""One child erased from every run: nothing of the child is left, everybody else's records are as they were."""

import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline import erasure, publication, traces
from pipeline.errors import Failed
from rules.explain import ERASED

PAPER = "令8-消-1"


@pytest.fixture
def runs(published: Path, tmp_path: Path) -> Path:
    """The published run, in a folder that may be spoilt; an unpublished one and a file of nobody's beside it."""
    copied = Path(shutil.copytree(published, tmp_path / "runs", symlinks=True))
    (copied / "unpublished" / "half-done").mkdir(parents=True)
    return copied


def asked(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql, list(values)).fetchall()


def run_of(runs: Path) -> Path:
    [one] = publication.published(runs)
    return runs / one.run_id


CONSULTED = """
    SELECT child_id FROM link WHERE decision = 'linked' GROUP BY child_id
    HAVING bool_or(extract = 'consultations') AND bool_or(extract = 'resident_registry') ORDER BY count(*) DESC, 1 LIMIT 1
"""


@pytest.fixture
def child_id(runs: Path) -> str:
    [(found,)] = asked(run_of(runs) / "children.duckdb", CONSULTED)
    return str(found)


def words_of(run: Path, child_id: str) -> set[str]:
    """What only this child has: number, names, kana, record numbers of its consultations."""
    [(number,)] = asked(run / "children.duckdb", "SELECT resident_id FROM child WHERE child_id = ?", child_id)
    registry = run / "landed" / "resident_registry.duckdb"
    named = asked(registry, "SELECT name, kana FROM resident_registry WHERE resident_id = ?", number)
    others = {
        name
        for row in asked(registry, "SELECT name, kana FROM resident_registry WHERE resident_id <> ?", number)
        for name in row
    }
    return {str(number), child_id} | {str(word) for row in named for word in row if word and word not in others}


def found(words: set[str], folder: Path) -> set[tuple[str, str]]:
    """Which word stands in which file below: in a cell of a table, or in the file's bytes, for what a cell says no more."""
    return {
        (word, str(path.relative_to(folder)))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for text in ("\n".join([path.read_bytes().decode("utf-8", errors="ignore"), *cells(path)]),)
        for word in words
        if word in text
    }


def cells(path: Path) -> list[str]:
    if path.suffix != ".duckdb":
        return []
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [str(table) for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return [
            row[0] for name in tables for row in con.execute(f'SELECT CAST(t AS VARCHAR) FROM "{name}" AS t').fetchall()
        ]


def test_nothing_of_an_erased_child_is_left_and_the_run_says_that_it_was_superseded(runs: Path, child_id: str) -> None:
    run = run_of(runs)
    words = words_of(run, child_id)
    before = publication.manifest(runs, run.name)
    assert len(words) >= 3 and {word for word, _ in found(words, run)} == words
    others = asked(run / "children.duckdb", "SELECT count(*) FROM child WHERE child_id <> ?", child_id)
    gone = erasure.erase(runs, child_id, PAPER)
    assert found(words, runs) == set()
    assert gone.children == [child_id] and "consultations" in gone.extracts and gone.runs[run.name] > 0
    assert asked(run / "children.duckdb", "SELECT count(*) FROM child") == others
    after = publication.manifest(runs, run.name)
    assert [(one.because, one.rows) for one in after.superseded] == [(PAPER, gone.runs[run.name])]
    assert after.logical_digest != before.logical_digest and after.inputs == before.inputs
    assert publication.verify(runs, run.name) == []
    assert publication.current(runs) == after
    assert not (runs / erasure.ERASING).exists() and not (runs / "unpublished").exists()


def test_a_sibling_keeps_their_answers_but_not_what_an_erased_record_said(runs: Path, child_id: str) -> None:
    run = run_of(runs)
    shared = """
        SELECT DISTINCT f.child_id, f.rule FROM flag AS f, unnest(f.evidence) AS e(one)
        WHERE f.child_id <> ? AND e.one.record_key IN (SELECT record_key FROM c.link WHERE child_id = ?)
    """
    with duckdb.connect(str(run / "flags.duckdb"), read_only=True) as con:
        con.execute(f"ATTACH '{run / 'children.duckdb'}' AS c (READ_ONLY)")
        resting = con.execute(shared, [child_id, child_id]).fetchall()
    assert resting
    erasure.erase(runs, child_id, PAPER)
    for sibling, rule in resting:
        said = asked(
            run / "flags.duckdb",
            "SELECT sentence_ja, sentence_en FROM flag WHERE (child_id, rule) = (?, ?)",
            sibling,
            rule,
        )
        assert said == [(ERASED.ja, ERASED.en)]


def test_an_erasure_killed_at_any_file_is_finished_by_the_same_command(
    runs: Path, child_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(runs)
    words = words_of(run, child_id)
    for step in ("without", "move", "remember"):
        module = traces if step == "without" else erasure.files if step == "move" else publication
        with monkeypatch.context() as killed:
            killed.setattr(module, step, died)
            with pytest.raises(KeyboardInterrupt):
                erasure.erase(runs, child_id, PAPER)
        assert (runs / erasure.ERASING / erasure.TRACES).exists()
    with pytest.raises(Failed, match="別の児童の消去が途中"):
        erasure.erase(runs, "another", PAPER)
    erasure.erase(runs, child_id, PAPER)
    assert found(words, runs) == set()
    assert publication.verify(runs, run.name) == []
    assert len(publication.manifest(runs, run.name).superseded) == 1


def died(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_run_as_it_was_before_an_erasure_is_not_accepted_again(runs: Path, child_id: str, tmp_path: Path) -> None:
    run = run_of(runs)
    kept = shutil.copytree(run, tmp_path / "kept")
    erasure.erase(runs, child_id, PAPER)
    shutil.rmtree(run)
    shutil.copytree(kept, run)
    assert any("manifest.json" in fault for fault in publication.verify(runs, run.name))


def test_an_erasure_that_would_leave_a_trace_changes_nothing(
    runs: Path, child_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a stage comes to write a table in which a child is named in a column that isn't known."""
    run = run_of(runs)
    before = publication.manifest(runs, run.name)
    monkeypatch.setattr(traces, "CHILDREN", ())
    with pytest.raises(Failed, match="消しきれない"):
        erasure.erase(runs, child_id, PAPER)
    assert publication.manifest(runs, run.name) == before and publication.verify(runs, run.name) == []
