"""Fixtures that several rooms' tests share: one small practice city, and one run of it, made once a session."""

import fcntl
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

AS_OF = date(2026, 10, 1)
KEY = "5e" * 32


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled, made by whichever of pytest-xdist's workers comes first."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            make(folder)
    return folder


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        (folder / "pseudonym.key").write_text(KEY, encoding="ascii")
        (folder / "pseudonym.key").chmod(0o600)

    return once(tmp_path_factory, "key", make) / "pseudonym.key"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice city of 300 children, three half-years delivered: `extracts/` and `truth/`. Read it, don't write."""
    from city.generate import generate

    return once(tmp_path_factory, "city", lambda folder: generate(300, 7, AS_OF, folder, deliveries=3))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, city: Path, key_file: Path) -> Path:
    """A folder of runs with one published run of that city on its last reference date. Read it, don't write."""
    from pipeline import whole
    from pipeline.settings import Settings

    def make(runs: Path) -> None:
        settings = Settings(landing=city / "extracts", runs=runs, key_file=key_file, tax_basis="架空のデータ")
        whole.run(settings, AS_OF, lambda stage, news, seal: None)

    return once(tmp_path_factory, "runs", make)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test says what it needs: the settings of the shell that started it don't count."""
    for name in list(os.environ):
        if name.startswith("MIMAMORI_") and not name.startswith("MIMAMORI_REVIEW"):
            monkeypatch.delenv(name)


skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is installed (`CI`), a skipped test is a failed one."""
    if skipped and os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"CI: {len(skipped)} skipped, which counts as failed", red=True)
