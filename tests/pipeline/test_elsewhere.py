"""Extracts made elsewhere: other names and other habits, no manifests, departments missing. A run publishes them."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
from elsewhere.generate import City

from extracts.declaration import EXTRACTS


def test_the_command_publishes_a_folder_made_elsewhere_and_says_what_did_not_come(
    tmp_path: Path, key_file: Path
) -> None:
    City(250, 3, date(2026, 10, 1)).write(tmp_path)
    landing, runs = tmp_path / "extracts", tmp_path / "runs"
    assert not list(landing.glob("*.manifest.json"))
    came = {path.name.rsplit("_", 1)[0] for path in landing.glob("*.csv")}
    missing = set(EXTRACTS) - came
    assert missing and "resident_registry" in came

    done = subprocess.run(
        [sys.executable, "-m", "mimamori", "run", "--landing", landing, "--runs", runs, "--as-of", "2026-10-01"],
        env={**os.environ, "MIMAMORI_KEY_FILE": str(key_file)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "公開しました" in done.stdout

    page = (runs / "current" / "reports" / "index.html").read_text(encoding="utf-8")
    assert page.count("届いていません") == len(missing)
    with duckdb.connect(str(runs / "current" / "children.duckdb"), read_only=True) as con:
        [(keyless, linked)] = con.execute(
            "SELECT count(*), count(*) FILTER (decision = 'linked') FROM link WHERE extract = 'school_roster'"
        ).fetchall()
    assert keyless > 50
    assert linked / keyless > 0.9
