"""A steward sees what came of their own extracts, and lets pass what the department made sure of: by a run's own stages."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from signing_in import make_account, sign_in

from pipeline import whole
from pipeline.errors import Held
from pipeline.performance import perform
from pipeline.run import Run
from pipeline.settings import Settings
from pipeline.stages import LANDINGS
from review.access import Party
from review.models import Event, GateClearance

AS_OF = date(2026, 10, 1)
REASON = "学務課で名簿と突き合わせ、新しい番号体系に変わったことを確かめた"
EXPECTATION = "refers_to.resident_id_in_resident_registry"


def up_to_the_gate(settings: Settings) -> Run:
    run = whole.plan(settings, AS_OF)
    run.prepare()
    for stage in LANDINGS:
        perform(run, stage.name)
    perform(run, "gate")
    return run


@pytest.fixture(scope="module")
def stopped(city: Path, key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing folder, and a run of it that the gate holds: most numbers of the 学齢簿 are strange to the registry."""
    folder = tmp_path_factory.mktemp("stopped")
    landing = folder / "landing"
    landing.mkdir()
    registry, register = "resident_registry_20261001.csv", "school_register_20261001.csv"
    shutil.copy(city / "extracts" / registry, landing)
    header, *rows = (city / "extracts" / register).read_text(encoding="cp932").splitlines()
    strange = [f'"9{row[2:]}' if n % 4 else row for n, row in enumerate(rows)]
    (landing / register).write_text("\n".join([header, *strange]) + "\n", encoding="cp932")
    run = Settings(landing=landing, runs=folder / "runs", key_file=key_file)
    with pytest.raises(Held, match="審査画面の「届いたデータ」"):
        up_to_the_gate(run)
    return folder


@pytest.fixture
def held(stopped: Path, key_file: Path, tmp_path: Path, settings) -> Settings:
    """The same, the test's own."""
    shutil.copytree(stopped, tmp_path, dirs_exist_ok=True)
    settings.RUNS, settings.PEOPLE = tmp_path / "runs", tmp_path / "people"
    return Settings(landing=tmp_path / "landing", runs=settings.RUNS, key_file=key_file)


def steward(department: str):
    account = make_account(Party.STEWARD, department)
    account.department = department
    account.save()
    return sign_in(account)


def test_what_the_department_answers_for_passes_in_the_next_run(
    held: Settings, db, whole_log, django_capture_on_commit_callbacks
) -> None:
    client = steward("学務課")
    page = client.get(reverse("deliveries")).content.decode()
    assert "この処理は保留中です。" in page and "学齢簿" in page and "家庭児童相談" not in page
    address = reverse("let_pass", kwargs={"extract": "school_register"})
    short = client.post(address, {"expectation": EXPECTATION, "reason": "大丈夫"})
    assert short.status_code == 400 and not GateClearance.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"expectation": EXPECTATION, "reason": REASON}).status_code == 302
    assert 'name="expectation"' not in client.get(reverse("deliveries")).content.decode(), "it isn't asked again"
    later = "学務課の別の担当だが、この番号は誤りなので学校に返すべきだと考える"
    told = client.post(address, {"expectation": EXPECTATION, "reason": later}, follow=True).content.decode()
    assert "先に担当課のほかの人が通していました" in told and later in told, "nobody is told that it was recorded"
    event = Event.objects.get(action="gate.let_pass")
    assert (event.reason, event.detail["extract"]) == (REASON, "school_register")
    people = held.runs.parent / "people" / "current"
    gate = json.loads((up_to_the_gate(held.model_copy(update={"people": people})).folder / "gate.json").read_text())
    assert [result["suite"] for result in gate["results"] if result["cleared"]] == ["school_register"]
    client.cookies["django_language"] = "en"
    english = client.get(reverse("deliveries")).content.decode()
    assert REASON in english and EXPECTATION not in english, "what was let pass is said in words"
    assert "School-age register: " in english and "school_register: " not in english


@pytest.mark.parametrize(
    ("department", "extract", "expectation"),
    [
        ("市民課", "school_register", EXPECTATION),
        ("学務課", "school_register", "fresh"),
        ("学務課", "school_assistance", "delivered"),
    ],
)
def test_nobody_lets_pass_another_departments_file_nor_what_holds_nothing(
    held: Settings, db, department: str, extract: str, expectation: str
) -> None:
    answer = steward(department).post(
        reverse("let_pass", kwargs={"extract": extract}), {"expectation": expectation, "reason": REASON}
    )
    assert answer.status_code == 404 and not GateClearance.objects.exists()


def test_a_file_that_was_refused_is_shown_to_its_department_with_what_to_do(held: Settings, db) -> None:
    with (held.landing / "school_register_20261001.csv").open("ab") as file:
        file.write(b"cut off")
    run = whole.plan(held, AS_OF)
    run.prepare()
    with pytest.raises(Held):
        perform(run, "land/school_register")
    assert "ファイルを受け入れられませんでした。" in steward("学務課").get(reverse("deliveries")).content.decode()
    assert "ファイルを受け入れられませんでした。" not in steward("市民課").get(reverse("deliveries")).content.decode()
