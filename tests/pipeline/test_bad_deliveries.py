"""What is delivered badly holds the run, says what to do, and leaves the published result as it was."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mimamori import app
from pipeline import publication

DAY = "20261001"
REGISTRY, ROSTER = f"resident_registry_{DAY}.csv", f"school_roster_{DAY}.csv"


@pytest.fixture
def landing(city: Path, tmp_path: Path) -> Path:
    """The registry and the roster of the city, with their manifests, free to be spoilt."""
    folder = tmp_path / "landing"
    folder.mkdir()
    for name in (REGISTRY, ROSTER):
        for file in (name, name.replace(".csv", ".manifest.json")):
            shutil.copy(city / "extracts" / file, folder / file)
    return folder


def one_byte_changed(roster: Path) -> None:
    content = bytearray(roster.read_bytes())
    content[-10] ^= 1
    roster.write_bytes(content)


def without_manifest(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoil(roster: Path) -> None:
        roster.with_suffix(".manifest.json").unlink()
        roster.write_bytes(change(roster.read_bytes()))

    return spoil


def in_header(old: str, new: str) -> Callable[[Path], None]:
    def change(content: bytes) -> bytes:
        header, rest = content.split(b"\n", 1)
        assert old.encode() in header
        return header.replace(old.encode(), new.encode()) + b"\n" + rest

    return without_manifest(change)


def reordered(content: bytes) -> bytes:
    rows = [line.split(",") for line in content.decode().splitlines()]
    return "".join(",".join([row[1], row[0], *row[2:]]) + "\n" for row in rows).encode()


def with_a_column_more(content: bytes) -> bytes:
    header, *rows = content.decode().splitlines()
    return "".join(f"{line}\n" for line in [header + ",備考", *(row + "," for row in rows)]).encode()


def in_utf_16(content: bytes) -> bytes:
    return content.decode().encode("utf-16")


def zipped(roster: Path) -> None:
    content = roster.read_bytes()
    roster.with_suffix(".manifest.json").unlink()
    with zipfile.ZipFile(roster, "w") as archive:
        archive.writestr("roster.csv", content)


BAD = {
    "one byte changed under a manifest": (one_byte_changed, "manifest_sha256"),
    "a column renamed": (in_header("学籍番号", "生徒番号"), "missing_column"),
    "columns reordered": (without_manifest(reordered), "column_order"),
    "a column added": (without_manifest(with_a_column_more), "unknown_column"),
    "an unknown encoding": (
        without_manifest(in_utf_16),
        "unknown_encoding|nul_byte",
    ),
    "cut off in the middle": (
        without_manifest(lambda content: content[: len(content) // 2]),
        "truncated|arity|unbalanced_quote",
    ),
    "an empty file": (without_manifest(lambda content: b""), "empty_file"),
    "a zip that calls itself csv": (zipped, "not_csv"),
}


def run(landing: Path, runs: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("MIMAMORI_KEY_FILE", str(key_file))
    done = CliRunner().invoke(
        app, ["run", "--landing", str(landing), "--runs", str(runs), "--as-of", "2026-10-01"], env={"COLUMNS": "400"}
    )
    return done.exit_code, done.output


@pytest.mark.parametrize("spoilt", BAD)
def test_a_bad_file_holds_the_run_and_says_which_and_what_to_do(
    spoilt: str, landing: Path, published: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, code = BAD[spoilt]
    spoil(landing / ROSTER)
    before = (published / "current").readlink()
    exit_code, output = run(landing, published, key_file, monkeypatch)
    assert exit_code == 3
    told = [line for line in output.splitlines() if ROSTER in line]
    assert told and re.search(rf"\(({code})", " ".join(told))
    assert "ください" in " ".join(told)
    assert (published / "current").readlink() == before


def test_every_bad_file_is_told_at_once_and_the_reasons_stay_in_the_runs_folder(
    landing: Path, tmp_path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_byte_changed(landing / ROSTER)
    one_byte_changed(landing / REGISTRY)
    exit_code, output = run(landing, tmp_path / "runs", key_file, monkeypatch)
    assert exit_code == 3
    assert ROSTER in output and REGISTRY in output
    kept = sorted((tmp_path / "runs" / "unpublished").glob("*/held/land/*.json"))
    assert [path.stem for path in kept] == ["resident_registry", "school_roster"]
    assert all(json.loads(path.read_text(encoding="utf-8")) for path in kept)


def test_without_the_residents_registry_no_run_starts(
    landing: Path, published: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (landing / REGISTRY).unlink()
    before = (published / "current").readlink()
    exit_code, output = run(landing, published, key_file, monkeypatch)
    assert exit_code == 3
    assert "resident_registry" in output and "必須" in output
    assert (published / "current").readlink() == before


def test_a_landing_folder_that_is_not_there_fails_the_run(
    tmp_path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exit_code, output = run(tmp_path / "nowhere", tmp_path / "runs", key_file, monkeypatch)
    assert exit_code == 1
    assert "受け渡しフォルダがありません" in output


def test_no_held_run_is_among_the_published(published: Path) -> None:
    assert [one.as_of for one in publication.published(published)] == [date(2026, 10, 1)]
