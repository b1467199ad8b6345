"""A steward sees what came of their own extracts, and lets pass what the department made sure of: through two real runs."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from signing_in import make_account, sign_in

from pipeline import publication, whole
from pipeline.errors import Held
from pipeline.settings import Settings
from review.access import Party
from review.models import Event, GateClearance

AS_OF = date(2026, 10, 1)
REASON = "学務課で名簿と突き合わせ、新しい番号体系に変わったことを確かめた"
EXPECTATION = "refers_to.resident_id_in_resident_registry"


@pytest.fixture
def held(city: Path, key_file: Path, tmp_path: Path, settings) -> Settings:
    """A run that the gate holds: most numbers of the 学齢簿 are strange to the registry."""
    landing = tmp_path / "landing"
    landing.mkdir()
    registry, register = "resident_registry_20261001.csv", "school_register_20261001.csv"
    shutil.copy(city / "extracts" / registry, landing)
    header, *rows = (city / "extracts" / register).read_text(encoding="cp932").splitlines()
    strange = [f'"9{row[2:]}' if n % 4 else row for n, row in enumerate(rows)]
    (landing / register).write_text("\n".join([header, *strange]) + "\n", encoding="cp932")
    settings.RUNS, settings.PEOPLE = tmp_path / "runs", tmp_path / "people"
    run = Settings(landing=landing, runs=settings.RUNS, key_file=key_file)
    with pytest.raises(Held, match="審査画面の「届いたデータ」"):
        whole.run(run, AS_OF, lambda stage, news, seal: None)
    return run


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
    assert "この実行は保留中です。" in page and "学齢簿" in page and "家庭児童相談" not in page
    address = reverse("let_pass", kwargs={"extract": "school_register"})
    short = client.post(address, {"expectation": EXPECTATION, "reason": "大丈夫"})
    assert short.status_code == 400 and not GateClearance.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"expectation": EXPECTATION, "reason": REASON}).status_code == 302
    event = Event.objects.get(action="gate.let_pass")
    assert (event.reason, event.detail["extract"]) == (REASON, "school_register")
    people = held.runs.parent / "people" / "current"
    _, new = whole.run(held.model_copy(update={"people": people}), AS_OF, lambda stage, news, seal: None)
    assert new
    (published,) = publication.published(held.runs)
    assert "担当課が確かめて通したもの" in (held.runs / published.run_id / "reports" / "quality.html").read_text()
    page = client.get(reverse("deliveries")).content.decode()
    assert "この実行は保留中です。" not in page and REASON in page


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
    with pytest.raises(Held):
        whole.run(held, AS_OF, lambda stage, news, seal: None)
    assert "ファイルを受け入れられませんでした。" in steward("学務課").get(reverse("deliveries")).content.decode()
    assert "ファイルを受け入れられませんでした。" not in steward("市民課").get(reverse("deliveries")).content.decode()
