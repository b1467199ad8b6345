"""The rules of the house that no linter knows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import mimamori

ROOT = Path(__file__).parent.parent
GIT = shutil.which("git") or "git"
ROOMS = ("city", "dags", "expectations", "extracts", "infra", "linkage", "pipeline", "review", "rules")
LONGEST = 350
HEAVY = ("duckdb", "pandas", "pydantic", "splink", "great_expectations", "spacy", "airflow", "django", "jinja2")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|index-url|find-links", re.IGNORECASE)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        [GIT, "-C", str(ROOT), "ls-files", "--", *patterns], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_python_file_is_longer_than_a_person_reads_in_one_go() -> None:
    long = {path.name: n for path in tracked("*.py") if (n := len(path.read_text("utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_no_room_is_called_core_or_utils_or_helpers_or_common() -> None:
    assert [path for path in tracked("*.py") if {*path.parts, path.stem} & {"core", "utils", "helpers", "common"}] == []


def test_every_module_says_what_belongs_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked(*ROOMS, "mimamori.py")
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (text := path.read_text("utf-8").strip())
        and not text.startswith('"""')
    ]
    assert silent == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-spark.lock", "requirements-sbom.lock"])
def test_the_lock_names_no_registry(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert not re.search(r"^--", lock, re.MULTILINE)


def test_nothing_says_where_packages_come_from() -> None:
    said = [
        f"{path.name}: {line.strip()}"
        for path in tracked("Makefile", ".ci", "infra", "*.toml", "*.lock", "*.cfg", "*.md")
        for line in path.read_text("utf-8").splitlines()
        if REGISTRIES.search(line) and "--no-emit-" not in line
    ]
    assert said == []


def test_the_command_starts_without_waiting_for_any_room() -> None:
    code = f"import sys, mimamori; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", mimamori.COMMANDS)
def test_every_command_says_in_a_sentence_what_it_does(command: str) -> None:
    shown = CliRunner().invoke(mimamori.app, [command, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert re.search(r"[A-Z]\w+ .*[.。]", shown.output)


def test_the_sbom_names_each_locked_package_with_its_version_and_hashes(tmp_path: Path) -> None:
    made = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--of", "JSON", "-o", made]
    apart = os.environ | {"PYTHONPATH": str(Path(sys.prefix) / "sbom")}
    subprocess.run([*command, ROOT / "requirements.lock"], check=True, capture_output=True, env=apart)
    components = json.loads(made.read_text("utf-8"))["components"]
    locked = re.findall(
        r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )
    assert {(one["name"], one["version"]) for one in components} == set(locked)
    assert all(one["externalReferences"][0]["hashes"] for one in components)


def test_no_template_turns_escaping_off_and_no_page_is_made_of_marked_text() -> None:
    turned_off = re.compile(r"\|\s*safe\b|autoescape\s+(off|false)|mark_safe|Markup\(", re.IGNORECASE)
    said = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked("*.html", "review/*.py")
        for found in turned_off.finditer(path.read_text("utf-8"))
    ]
    assert said == []


def test_the_auditors_page_names_only_modules_and_tests_that_there_are() -> None:
    named = set(re.findall(r"`([\w/.]+)`", (ROOT / "docs" / "governance.md").read_text("utf-8")))
    files = [str(path.relative_to(ROOT)) for path in tracked("*.py", "*.lock")]
    tests = {name for path in tracked("tests/*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    gone = [
        one
        for one in named
        if (one.endswith((".py", ".lock")) and not any(f"/{file}".endswith(f"/{one}") for file in files))
        or (one.startswith("test_") and not one.endswith(".py") and one not in tests)
    ]
    assert gone == []
