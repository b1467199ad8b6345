"""Nothing that a run lets people read names anybody on file: one name in one file, and the run isn't published."""

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from extracts.deliveries import sha256
from pipeline import leaks, publication
from pipeline.errors import Held
from pipeline.run import Run

Person = dict[str, str]


@pytest.fixture(scope="module")
def made(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published run as it was before publication: its folder, its seals, what it read."""
    runs = tmp_path_factory.mktemp("made")
    said = publication.current(published)
    assert said
    run = Run(runs, said.inputs, b"")
    run.prepare()
    shutil.copytree(published / said.run_id, run.folder, dirs_exist_ok=True)
    (run.folder / publication.MANIFEST).unlink()
    for stage in said.stages:
        path = run.seal_path(stage.stage)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(stage.model_dump_json(indent=1), encoding="utf-8")
    return runs


@pytest.fixture
def run(made: Path, tmp_path: Path, published: Path) -> Run:
    said = publication.current(published)
    assert said
    shutil.copytree(made, tmp_path / "runs")
    return Run(tmp_path / "runs", said.inputs, b"")


@pytest.fixture(scope="module")
def person(made: Path) -> Person:
    """Somebody on file with everything that may not be read."""
    [landed] = made.glob("unpublished/*/run/landed")
    with duckdb.connect(":memory:") as con:
        for name in ("school_roster", "resident_registry"):
            con.execute(f"ATTACH '{landed / name}.duckdb' AS {name} (READ_ONLY)")
        found = con.execute(
            r"""
            SELECT name, kana, r.resident_id AS resident, r.address, s.phone, s.record_id AS record, s.student_no AS number
            FROM resident_registry.resident_registry AS r JOIN school_roster.school_roster AS s
            ON r.name = s.surname || '　' || s.given_name AND r.birth_date = s.birth_date
            WHERE length(name) = 5 AND s.phone IS NOT NULL AND kana IS NOT NULL ORDER BY r.resident_id LIMIT 1
            """
        )
        return dict(zip([column[0] for column in found.description or ()], found.fetchall()[0], strict=True))


def refusal(run: Run, manifest: str = "{}", logs: tuple[Path, ...] = ()) -> str:
    with pytest.raises(Held) as held:
        leaks.hold(run, manifest, logs)
    return str(held.value)


AS_WRITTEN: dict[str, tuple[str, Callable[[Person], str]]] = {
    "a name": ("氏名", lambda one: one["name"]),
    "a name without its blank": ("氏名", lambda one: "".join(one["name"].split())),
    "a name with a narrow blank": ("氏名", lambda one: " ".join(one["name"].split())),
    "a name in a sentence": ("氏名", lambda one: f"児童{''.join(one['name'].split())}さんの欠席"),
    "half-width kana": ("氏名", lambda one: half_width(one["kana"])),
    "a resident's number": ("番号", lambda one: one["resident"]),
    "a pupil's number": ("番号", lambda one: one["number"]),
    "a record's number": ("番号", lambda one: one["record"]),
    "a telephone number": ("電話番号", lambda one: one["phone"]),
    "a telephone number in digits": ("電話番号", lambda one: "".join(filter(str.isdigit, one["phone"]))),
    "an address": ("住所", lambda one: one["address"]),
    "an address in full width": ("住所", lambda one: full_width(one["address"])),
}


def half_width(kana: str) -> str:
    import jaconv

    return jaconv.z2h(kana)


def full_width(address: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isdigit() else letter for letter in address)


def in_a_report(run: Run, value: str) -> str:
    return written(run.folder / "reports" / "quality.html", "</body>", f"<td>{value}</td></body>")


def in_the_gate(run: Run, value: str) -> str:
    return written(run.folder / "gate.json", '"results"', f'"note": {json.dumps(value)}, "results"')


def in_a_seal(run: Run, value: str) -> str:
    return written(run.seal_path("judge"), '"stage"', f'"note": {json.dumps(value, ensure_ascii=False)}, "stage"')


def in_what_it_read(run: Run, value: str) -> str:
    return written(run.workshop / "inputs.json", '"as_of"', f'"note": {json.dumps(value)}, "as_of"')


def written(path: Path, old: str, new: str) -> str:
    path.chmod(0o640)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path.name


PLACES = (in_a_report, in_the_gate, in_a_seal, in_what_it_read)


def test_a_run_as_it_is_names_nobody(run: Run) -> None:
    said = {stage: run.seal(stage) for stage in ("judge", "report")}
    assert all(said.values())
    leaks.hold(run, "{}")


@pytest.mark.parametrize("how", AS_WRITTEN)
def test_a_value_of_somebody_on_file_holds_and_the_message_names_the_file_and_the_kind_alone(
    run: Run, person: Person, how: str
) -> None:
    kind, write = AS_WRITTEN[how]
    value = write(person)
    file = in_a_report(run, value)
    said = refusal(run)
    assert file in said and kind in said and "もう一度実行してください" in said
    for secret in (value, *person.values(), *person["name"].split()):
        assert unicodedata.normalize("NFKC", secret) not in unicodedata.normalize("NFKC", said)


def test_every_kind_of_file_is_looked_through_and_so_are_the_logs_and_the_manifest(
    run: Run, person: Person, tmp_path: Path
) -> None:
    names = [plant(run, value) for plant, value in zip(PLACES, person.values(), strict=False)]
    log = tmp_path / "run_id=x" / "task_id=judge" / "attempt=1.log"
    log.parent.mkdir(parents=True)
    log.write_text(json.dumps({"event": f"done: {person['name']}", "rows": 1234567}) + "\n")
    said = refusal(run, json.dumps({"unread": [person["address"]]}), logs=(log.parent.parent,))
    assert [name for name in (*names, log.name, "manifest.json") if name not in said] == []


def test_a_held_run_is_not_published_and_current_stays(run: Run, person: Person) -> None:
    in_a_report(run, person["name"])
    seal = run.seal_path("report")
    said = json.loads(seal.read_text(encoding="utf-8"))
    said["files"]["reports/quality.html"] = sha256(run.folder / "reports" / "quality.html")
    seal.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Held, match=r"quality\.html"):
        publication.publish(run)
    assert publication.current(run.runs) is None and publication.published(run.runs) == []
    assert publication.history(run.runs) == []


@pytest.mark.parametrize(
    "words",
    [
        "対象の子ども 1234567 人、受入 2026-10-01",
        "resident_registry_20261001.csv",
        "学校・相談・出席の記録を確かめてください",
        "sha256: 0123456789012345678901234567890123456789012345678901234567890123",
        '{"rows": 4665235, "peak_mb": 1024}',
    ],
)
def test_counts_dates_digests_and_ordinary_words_hold_nothing(run: Run, words: str) -> None:
    leaks.hold(run, json.dumps({"note": words}, ensure_ascii=False))


def test_an_example_printed_by_the_project_itself_is_nobody(run: Run) -> None:
    """The linkage report explains itself with invented pairs; whoever is on file by that name isn't meant."""
    assert leaks.shipped("佐藤 花子") or leaks.shipped("山田 太郎")
    assert not leaks.shipped("金糸雀 〇七")


def test_a_short_name_counts_where_it_stands_by_itself_and_not_within_words() -> None:
    assert dict(leaks.forms("name", "林　守")) == {"林 守": True}
    assert dict(leaks.forms("name", "森　一郎")) == {"森 一郎": False, "森一郎": True}
    assert dict(leaks.forms("name", "山田　太郎")) == {"山田 太郎": False, "山田太郎": False}
    assert dict(leaks.forms("name", "NGUYEN VAN AN")) == {"NGUYEN VAN AN": True}
    assert dict(leaks.forms("address", "本町")) == {}
