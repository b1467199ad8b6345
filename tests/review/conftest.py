"""The app over the small run: accounts of every party, signed in."""

import os
from pathlib import Path

os.environ["MIMAMORI_REVIEW_MODE"] = "demo"
os.environ["DJANGO_SETTINGS_MODULE"] = "review.settings"

import django

django.setup()

import postgresql_server  # noqa: E402
import pytest  # noqa: E402
import small_town  # noqa: E402
from django.utils import timezone  # noqa: E402
from run_writer import child_id  # noqa: E402
from signing_in import make_account  # noqa: E402

from review import access, log  # noqa: E402
from review.cases import new_run  # noqa: E402
from review.models import Account, Assignment, Case, Head  # noqa: E402
from review.published import current  # noqa: E402


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    small_town.build(folder)
    return folder


@pytest.fixture(autouse=True)
def _places(settings, runs: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.RUNS = runs
    settings.OPENED = tmp_path_factory.getbasetemp() / "opened"
    settings.ANCHORS = tmp_path / "anchors.jsonl"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _log_has_its_head(request) -> None:
    """A test that commits for real empties the database afterwards, also of the row that a migration made."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    if commits or marker is not None or "db" in request.fixturenames:
        request.getfixturevalue("transactional_db" if commits else "db")
        beginning = {"seq": 0, "mac": log.FIRST, "anchored_seq": 0, "anchored_at": timezone.now()}
        Head.objects.get_or_create(defaults=beginning)


@pytest.fixture
def accounts(db) -> dict[access.Party, Account]:
    return {party: make_account(party) for party in access.Party}


@pytest.fixture
def cases(accounts) -> dict[str, Case]:
    """The run's cases; hana is assigned to every case worker, the rest to nobody."""
    new_run.take_up(current())
    hana = Case.objects.get(child_id=child_id("hana"))
    for party in access.CASE_WORKERS:
        Assignment.objects.create(case=hana, account=accounts[party], by=accounts[access.Party.SUPERVISOR])
    Case.objects.filter(pk=hana.pk).update(state="assigned")
    return {case.child_id: case for case in Case.objects.all()}


@pytest.fixture
def postgresql():
    """The address of a PostgreSQL that holds nothing yet."""
    if postgresql_server.BIN is None:
        pytest.skip("no PostgreSQL on this machine")
    with postgresql_server.running() as address:
        yield address


@pytest.fixture
def whole_log(db):
    """Afterwards, the log is whole."""
    yield
    assert log.verify() == []
