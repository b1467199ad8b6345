"""Hits and misses are counted from people's decisions; auditors read every run's reports and prove a run in the app."""

import pytest
from django.urls import reverse
from run_writer import child_id
from signing_in import make_account, sign_in

from review import access, quality
from review.access import Party
from review.models import Case, Decision, Event
from review.published import current


def decide(case: Case, by, outcome: str, **more: object) -> None:
    Decision.objects.create(
        case=case, outcome=outcome, reason="会った", by=by, run_id="", evidence="", from_state="assigned", **more
    )


def test_precision_counts_each_flagged_case_once_by_its_first_decision_that_stood(cases, accounts):
    desk, flagged = accounts[Party.CONSULTATION], list(Case.objects.filter(origin="flag").order_by("pk"))
    assert quality.precision() == quality.Share(0, 0) and quality.precision().interval is None
    decide(flagged[0], desk, "support")
    decide(flagged[0], desk, "close")
    decide(flagged[1], desk, "close")
    decide(flagged[2], desk, "watch", stands=False)
    found = quality.precision()
    assert (found.found, found.of) == (1, 2)
    low, high = found.interval
    assert low == pytest.approx(9.45, abs=0.1) and high == pytest.approx(90.55, abs=0.1)


def test_a_sample_is_drawn_from_children_whom_nothing_flagged_and_its_misses_are_shown_with_n(
    cases, accounts, whole_log
):
    client = sign_in(accounts[Party.SUPERVISOR])
    before = set(Case.objects.values_list("child_id", flat=True))
    asked = {"size": "3", "reason": "見落としの割合を、半期ごとに標本で確かめるため"}
    client.post(reverse("sample_draw"), {**asked, "reason": "短い"})
    client.post(reverse("sample_draw"), asked)
    drawn = Case.objects.filter(origin="sample")
    assert drawn and not before & {case.child_id for case in drawn}
    assert {case.child_id for case in drawn} == {child_id("shizuka")}, "everybody else is flagged"
    event = Event.objects.get(action="sample.drawn")
    assert event.detail["children"] == [child_id("shizuka")] and event.reason == asked["reason"]
    decide(drawn[0], accounts[Party.CONSULTATION], "watch")
    text = client.get(reverse("quality")).content.decode()
    assert "n=1" in text and "95% 信頼区間" in text
    client.cookies["django_language"] = "en"
    assert "95% confidence interval" in client.get(reverse("quality")).content.decode()
    assert "n=1" in sign_in(accounts[Party.AUDITOR]).get(reverse("quality")).content.decode()


@pytest.fixture
def auditor(published, settings, db):
    settings.RUNS = published
    return sign_in(make_account(Party.AUDITOR))


def test_an_auditor_reads_each_page_of_a_runs_reports_under_a_policy_without_scripts(auditor):
    run_id = current().run_id
    listed = auditor.get(reverse("runs")).content.decode()
    assert run_id in listed and "公開中" in listed
    for page in ("index", "linkage", "quality", "statistics", "subgroups", "rules"):
        address = reverse("report", kwargs={"run_id": run_id, "page": page})
        assert address in listed
        answer = auditor.get(address)
        policy = answer["Content-Security-Policy"]
        assert answer.status_code == 200 and "sha256-" in policy and "unsafe" not in policy
    assert auditor.get(reverse("report", kwargs={"run_id": run_id, "page": "manifest"})).status_code == 404
    stranger = reverse("report", kwargs={"run_id": "2026-10-01-ffffffffffff", "page": "linkage"})
    assert auditor.get(stranger).status_code == 404


def test_a_supervisor_sees_a_runs_statistics_but_no_page_with_exact_counts(auditor):
    client, run_id = sign_in(make_account(Party.SUPERVISOR)), current().run_id
    shown = client.get(reverse("analysis")).content.decode()
    for page in ("index", "linkage", "quality", "statistics", "subgroups", "rules"):
        address = reverse("report", kwargs={"run_id": run_id, "page": page})
        open_to_them = page in access.STATISTICS
        assert (client.get(address).status_code == 200) is (address in shown) is open_to_them, page
    assert auditor.get(reverse("runs")).status_code == 200 and client.get(reverse("runs")).status_code == 404


def test_an_auditor_proves_a_run_in_the_app_and_reads_its_manifest(auditor):
    run_id = current().run_id
    manifest = auditor.get(reverse("manifest", kwargs={"run_id": run_id})).json()
    assert manifest["run_id"] == run_id and manifest["inputs"]["numbers"]
    assert "公開時のままです" in auditor.post(reverse("run_verify", kwargs={"run_id": run_id})).content.decode()
    assert Event.objects.get(action="run.verified").detail == {"faults": 0}
