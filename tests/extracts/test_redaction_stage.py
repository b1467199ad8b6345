"""The stage: each text once, resumed after a kill, taken over from the last run; planted names never come through."""

from pathlib import Path

import duckdb
import pytest
from family import CHILD, FAMILY, MOTHER, redacted, redactor
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.redaction import gold_set
from extracts import EXTRACTS
from extracts.redaction import stage
from extracts.redaction.people import NOBODY, parts
from extracts.redaction.stage import redact

KEY = b"a key for tests alone"
CONSULTATIONS = {
    "r1": "黒木蒼介さんの母、千夏さんより電話。090-3141-5926へ折り返す。",
    "r2": "近隣より泣き声の通報。",
    "r3": "近隣より泣き声の通報。",
    "r4": "桜の話では変わりない。",
    "r5": "名前のない子。",
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of one family: the child is linked to r1 to r4; r5 belongs to somebody whose use is suspended."""
    folder = tmp_path / "run"
    for room in ("landed", "text"):
        (folder / room).mkdir(parents=True)
    with duckdb.connect(folder / "landed" / "resident_registry.duckdb") as connection:
        connection.execute(
            "CREATE TABLE resident_registry (resident_id TEXT, name TEXT, kana TEXT, romaji TEXT, alias_name TEXT, alias_kana TEXT,"
            " former_surname TEXT, sex TEXT, birth_date DATE, address TEXT)"
        )
        connection.executemany(
            "INSERT INTO resident_registry VALUES (?, ?, ?, NULL, NULL, NULL, ?, ?, DATE '2016-05-09', '稲葉元町二丁目6番14号')",
            [
                ("1", "黒木　蒼介", "クロキ　ソウスケ", None, "male"),
                ("2", "黒木　千夏", "クロキ　チナツ", "宇佐美", "female"),
                ("3", "黒木　桜", "クロキ　サクラ", None, "female"),
            ],
        )
    with duckdb.connect(folder / "children.duckdb") as connection:
        connection.execute("CREATE TABLE child (child_id TEXT, resident_id TEXT)")
        connection.execute("CREATE TABLE member (child_id TEXT, resident_id TEXT, relationship TEXT, minor BOOLEAN)")
        connection.execute("CREATE TABLE guardian (child_id TEXT, resident_id TEXT, basis TEXT)")
        connection.execute("CREATE TABLE link (extract TEXT, record_id TEXT, record_key TEXT, child_id TEXT)")
        connection.execute("INSERT INTO child VALUES ('c', '1')")
        connection.execute(
            "INSERT INTO member VALUES ('c', '1', 'first child', TRUE), ('c', '2', 'head', FALSE), ('c', '3', 'second child', TRUE)"
        )
        connection.executemany(
            "INSERT INTO link VALUES ('consultations', ?, ?, 'c')", [(n, f"k{n}") for n in ("r1", "r2", "r3", "r4")]
        )
    for extract in EXTRACTS.values():
        if extract.text:
            texts = CONSULTATIONS if extract.name == "consultations" else {}
            with duckdb.connect(folder / "text" / f"{extract.name}.duckdb") as connection:
                connection.execute("CREATE TABLE text (record_id TEXT, record_key TEXT, field TEXT, text TEXT)")
                for record_id, text in texts.items():
                    connection.execute(
                        "INSERT INTO text VALUES (?, ?, 'summary', ?)", [record_id, f"k{record_id}", text]
                    )
            with duckdb.connect(folder / "landed" / f"{extract.name}.duckdb") as connection:
                columns = ", ".join(
                    f"{field} {'DATE' if field == 'birth_date' else 'TEXT'}" for field in extract.person
                )
                connection.execute(f"CREATE TABLE {extract.name} (record_id TEXT{', ' if columns else ''}{columns})")
    return folder


def table(path: Path) -> list[tuple]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute("FROM redacted ORDER BY ALL").fetchall()


def test_each_text_is_redacted_once_with_the_family_of_its_child_and_a_suspended_persons_not_at_all(
    run: Path, tmp_path: Path
) -> None:
    counts = redact(run, tmp_path / "out.duckdb", None, tmp_path / "working.duckdb", KEY)
    assert counts == {"texts": 4, "withheld": 1, "failed": 0, "done": 3}
    assert [row[1:5] for row in table(tmp_path / "out.duckdb")] == [
        ("kr1", "summary", "［児童］さんの母、［母］さんより電話。［電話］へ折り返す。", None),
        ("kr2", "summary", "近隣より泣き声の通報。", None),
        ("kr3", "summary", "近隣より泣き声の通報。", None),
        ("kr4", "summary", None, "doubtful_name"),
    ]


def test_what_was_done_before_a_kill_or_in_the_last_run_is_not_done_again_and_comes_out_the_same(
    run: Path, tmp_path: Path
) -> None:
    first, working = tmp_path / "first", tmp_path / "working.duckdb"
    first.mkdir()
    redact(run, first / "redacted.duckdb", None, working, KEY)
    with duckdb.connect(working) as connection:  # as a kill between two batches leaves it
        connection.execute("DELETE FROM outcome WHERE text IS NULL")
    assert redact(run, tmp_path / "resumed.duckdb", None, working, KEY)["done"] == 1
    assert redact(run, tmp_path / "next.duckdb", first, tmp_path / "fresh.duckdb", KEY)["done"] == 0
    assert table(first / "redacted.duckdb") == table(tmp_path / "resumed.duckdb") == table(tmp_path / "next.duckdb")


def test_two_processes_redact_what_one_does(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    redact(run, tmp_path / "by_one.duckdb", None, tmp_path / "working.duckdb", KEY)
    monkeypatch.setattr(stage, "FEW", 0)
    redact(run, tmp_path / "by_two.duckdb", None, tmp_path / "fresh.duckdb", KEY)
    assert table(tmp_path / "by_two.duckdb") == table(tmp_path / "by_one.duckdb")


def test_a_text_that_cannot_be_read_is_withheld_and_those_beside_it_are_done() -> None:
    batch = [("a", "佐藤さんの件。", NOBODY), ("b", "\ud800", NOBODY), ("c", "近隣より通報。", NOBODY)]
    assert stage.outcomes(redactor(), batch) == [
        ("a", "［氏名1］さんの件。", None),
        ("b", None, "failed"),
        ("c", "近隣より通報。", None),
    ]


def test_what_is_made_of_a_text_does_not_depend_on_those_beside_it() -> None:
    texts = [(gold.text, FAMILY) for gold in gold_set.texts("development")[:60]]
    assert redactor().redact_all(texts) == [redacted(text) for text, _ in texts]


def test_no_file_of_the_stage_holds_a_text_as_delivered(run: Path, tmp_path: Path) -> None:
    redact(run, tmp_path / "out.duckdb", None, tmp_path / "working.duckdb", KEY)
    for file in ("out.duckdb", "working.duckdb"):
        content = (tmp_path / file).read_bytes()
        assert not any(name.encode() in content for name in ("蒼介", "千夏", "3141"))


SENTENCES = (
    "{}の件で連絡あり。",
    "学校より、{}さんが3日欠席と。",
    "父は「{}に会わせろ」と言う。",
    "{}、体重増加は良好。",
    "面接で{}は落ち着いていた。",
)
NAMES = [name for person in (CHILD, MOTHER) for name in person.names]


@given(st.sampled_from(SENTENCES), st.sampled_from(NAMES), st.sampled_from(["", " ", "　"]))
@settings(max_examples=40, deadline=None)
def test_no_whole_name_of_the_family_comes_through_however_it_is_spaced(sentence: str, name: str, gap: str) -> None:
    outcome = redacted(sentence.format(gap.join(parts(name))), FAMILY)
    assert not any(part in outcome.text for part in parts(name))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_is_read_and_its_spans_lie_within_it(text: str) -> None:
    outcome = redacted(text, NOBODY)
    assert all(0 <= span.start < span.end <= len(text) for span in outcome.spans)
    assert [span.start for span in outcome.spans] == sorted(span.start for span in outcome.spans)
