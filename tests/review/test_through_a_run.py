"""What two people decided in the app, through two real runs: nobody sealed or suspended is left, and thresholds changed."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from signing_in import make_account, sign_in

from review.access import Party
from review.models import Case, Event, Sealed, Suspension, ThresholdChange
from review.published import Run, current

pytestmark = pytest.mark.proof
AS_OF = date(2026, 10, 1)
LINKED = """
    SELECT c.child_id, c.resident_id, r.name FROM children.child AS c JOIN cards.linked AS l USING (child_id)
    JOIN resident_registry.resident_registry AS r ON r.resident_id = c.resident_id
    WHERE c.minor AND c.status = 'resident' GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 2
"""


@pytest.fixture
def rerun(tmp_path: Path, key_file: Path, settings, db):
    from city.generate import generate
    from pipeline import whole
    from pipeline.settings import Settings

    generate(100, 12, AS_OF, tmp_path / "city")
    settings.RUNS, settings.PEOPLE = tmp_path / "runs", tmp_path / "people"

    def run() -> Run:
        delivery = settings.PEOPLE / "current"
        made = Settings(
            landing=tmp_path / "city" / "extracts", runs=settings.RUNS, key_file=key_file, tax_basis="架空",
            people=delivery if delivery.exists() else None,
        )  # fmt: skip
        whole.run(made, AS_OF, lambda stage, news, seal: None)
        return current()

    return run


def test_sealed_suspended_and_changed_in_the_app_hold_in_the_next_run(rerun, django_capture_on_commit_callbacks):
    before = rerun()
    first, second = make_account(Party.SUPERVISOR), make_account(Party.SUPERVISOR, "second")
    to_seal, to_suspend = before.rows(LINKED)
    one, two = sign_in(first), sign_in(second)
    assert one.get(reverse("worklist")).status_code == 200
    one.post(reverse("seal"), {"resident_id": to_seal["resident_id"]})
    one.post(reverse("suspend", kwargs={"child_id": to_suspend["child_id"]}), {"reason": "法98条の請求による"})
    where = {"rule": "absence-long", "number": "days"}
    change = {
        "value": "1",
        "since": "2026-10-01",
        "reference": "試行要領 3条",
        "reason": "今年度の試行で、早めに気づくため基準を下げる",
    }
    one.post(reverse("threshold_propose", kwargs=where), change)
    for kind, model, typed in (
        ("sealing", Sealed, to_seal["resident_id"]), ("suspension", Suspension, ""), ("threshold", ThresholdChange, ""),
    ):  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            answer = {"agrees": "yes", "reason": "書類を確かめた", "typed": typed}
            two.post(reverse("answer", kwargs={"kind": kind, "proposal_id": model.objects.get().pk}), answer)
    after = rerun()
    assert after.run_id != before.run_id and after.manifest["inputs"]["people_sha256"]
    for gone in (to_seal, to_suspend):
        number = gone["resident_id"]
        assert after.rows("SELECT 1 FROM children.child WHERE resident_id = ?", number) == []
        assert after.rows("SELECT 1 FROM cards.linked WHERE child_id = ?", gone["child_id"]) == []
        assert one.get(reverse("child", kwargs={"child_id": gone["child_id"]})).status_code == 404
        assert gone["name"] not in one.post(reverse("find"), {"words": gone["name"]}).content.decode()
        assert not [
            page.name
            for page in (after.folder / "reports").glob("*.html")
            if number in page.read_text(encoding="utf-8")
        ]
    assert to_seal["resident_id"] not in str(list(Event.objects.values()))
    sql = "SELECT DISTINCT thresholds FROM flags.flag WHERE rule = 'absence-long'"
    assert (
        "試行要領 3条" in after.rows(sql)[0]["thresholds"] and "試行要領 3条" not in before.rows(sql)[0]["thresholds"]
    )
    assert "試行要領" in (after.folder / "reports" / "rules.html").read_text(encoding="utf-8")
    assert one.get(reverse("worklist")).status_code == 200 and Case.objects.exists()
