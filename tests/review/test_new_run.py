"""A new run brings the cases up to date; no decision is lost, none is inherited silently."""

import json
import re

import pytest
from django.urls import reverse
from run_writer import AS_OF, child_id, publish
from signing_in import make_account, sign_in
from small_town import town

from review import published
from review.access import Party
from review.cases import new_run, people
from review.models import Case, Decision, Event, State
from review.published import current
from review.views import analysis
from rules import disclosure

LATER = "2026-10-01-bbbbbbbbbbbb"


@pytest.fixture
def two_runs(tmp_path, settings, accounts):
    """The small run, taken up, with hana's case being supported."""
    settings.RUNS = tmp_path
    town().write(tmp_path)
    new_run.take_up(current())
    case = Case.objects.get(child_id=child_id("hana"))
    people.assign(case, accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case, accounts[Party.CONSULTATION], "support", "訪問した", False, [])
    return tmp_path


def take_up(runs, written) -> Case:
    written.write(runs, LATER)
    new_run.take_up(current())
    return Case.objects.get(child_id=child_id("hana"))


def test_a_run_with_the_same_evidence_leaves_the_case_where_it_was(two_runs, whole_log):
    case = take_up(two_runs, town())
    assert (case.state, case.run_id) == (State.SUPPORTING, LATER)


def test_nobody_decides_on_reasons_that_a_newer_run_has_overtaken(two_runs, accounts):
    """For a few seconds a server process shows the earlier run's reasons, when another has brought the case up already."""
    earlier, address = current(), reverse("child", kwargs={"child_id": child_id("hana")})
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    take_up(two_runs, written)
    client, desk = sign_in(accounts[Party.CONSULTATION]), reverse("decide", kwargs={"child_id": child_id("hana")})
    published.show(earlier)
    try:
        page = client.get(address).content.decode()
    finally:
        published._shown.clear()
    carried = re.search('name="evidence" value="(.*?)"', page)[1]
    sent = {"outcome": "close", "reason": "きょうだいのことは解決した", "evidence": carried}
    assert "きょうだいの相談" in page and client.post(desk, sent).status_code == 400
    assert case_of("hana").state == State.BACK


def test_changed_evidence_brings_the_case_back_and_keeps_the_decision(two_runs, whole_log):
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    case = take_up(two_runs, written)
    assert (case.state, case.returned_because, case.change) == (State.BACK, "evidence", "changed")
    assert Decision.objects.get().stands
    assert Event.objects.get(action="case.return").detail["because"] == "evidence"


def test_however_many_cases_come_back_all_is_written_at_once_so_that_nobody_waits(
    two_runs, whole_log, django_assert_max_num_queries
):
    """While a run is taken up nobody else writes: it asks as much for each of the six cases as for none."""
    Case.objects.update(evidence="of another run", state=State.WATCHING)
    town().write(two_runs, LATER)
    with django_assert_max_num_queries(20):
        new_run.take_up(current())
    assert {case.state for case in Case.objects.all()} == {State.BACK}
    assert Event.objects.filter(action="case.return").count() == Case.objects.count() == 6


def test_neither_a_decision_nor_the_systems_result_is_written_over_by_the_other(two_runs, accounts, whole_log):
    """hana is being supported. The next run finds nothing: the decision is what it was, and both stand on her card."""
    flags = two_runs / "current" / "flags.duckdb"
    found, decided = flags.read_bytes(), Decision.objects.values().get()
    people.decide(case_of("hana"), accounts[Party.CONSULTATION], "watch", "落ち着いている", True, [])
    assert flags.read_bytes() == found
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["child_id"] != child_id("hana")]
    for row in written.tables["judgement"]:
        if row["child_id"] == child_id("hana"):
            row["overall"] = "対象外"
    take_up(two_runs, written)
    assert Decision.objects.order_by("pk").values().first() == decided
    assert Decision.objects.count() == 2
    card = sign_in(accounts[Party.CONSULTATION]).get(reverse("child", kwargs={"child_id": child_id("hana")}))
    for words in ("対象外", "訪問した", "落ち着いている"):
        assert words in card.content.decode()


def test_the_figures_go_from_all_children_to_those_about_whom_somebody_decided(two_runs, accounts, monkeypatch):
    monkeypatch.setattr(disclosure, "LEAST", 0)
    monkeypatch.setattr(disclosure, "STEP", 1)
    steps = [figure.count for _, figure in analysis.funnel(current())]
    cases = Case.objects.filter(flagged=True)
    assert steps[1:] == [cases.count(), 1, 1]
    assert steps[0] >= steps[1] > 1
    monkeypatch.undo()
    page = sign_in(accounts[Party.ANALYST]).get(reverse("analysis")).content.decode()
    assert "人が判断した" in page and page.count(disclosure.WITHHELD) > 3, "so few are told of nobody"


def identity(written, child: str, event: str, other: str):
    written.row(
        "identity_event",
        child_id=child_id(child),
        event=event,
        other_child_id=child_id(other),
        evidence="",
        reference_date=AS_OF,
    )
    return written


def case_of(name: str) -> Case:
    return Case.objects.get(child_id=child_id(name))


def without(written, name: str):
    """The run in which the child is nobody any more: its rows are another child's."""
    for table in ("child", "flag", "judgement"):
        written.tables[table] = [row for row in written.tables[table] if row["child_id"] != child_id(name)]
    return written


def test_a_child_into_whom_another_was_merged_comes_back_even_with_the_same_evidence(two_runs):
    case = take_up(two_runs, identity(town(), "hana", "merged", "taro"))
    assert (case.state, case.returned_because) == (State.BACK, "merged")


def test_of_a_child_that_was_split_both_come_back(two_runs, accounts):
    """shizuka is new: some of hana's records are hers now. What was decided for hana may have been about shizuka."""
    case = take_up(two_runs, identity(town(), "shizuka", "split", "hana"))
    assert (case.state, case.returned_because) == (State.BACK, "split")
    assert (case_of("shizuka").state, case_of("shizuka").returned_because) == (State.UNASSIGNED, "split")
    hers = reverse("child", kwargs={"child_id": child_id("hana")})
    theirs = sign_in(accounts[Party.SUPERVISOR]).get(reverse("child", kwargs={"child_id": child_id("shizuka")}))
    assert f'href="{hers}"' in theirs.content.decode(), "what was decided for hana is one step away"


def test_the_case_of_a_child_whose_records_nobody_has_any_more_comes_back_and_says_so(two_runs, accounts):
    """hana's records are in review since: whose they are isn't known, and what was decided mustn't vanish with her."""
    written = without(town(), "hana")
    gone = {"child_id": child_id("hana"), "event": "dissolved", "evidence": "2 records in review"}
    written.row("identity_event", **gone, reference_date=AS_OF)
    case = take_up(two_runs, written)
    assert (case.state, case.returned_because) == (State.BACK, "dissolved")
    assert child_id("hana") in sign_in(accounts[Party.SUPERVISOR]).get(reverse("worklist")).content.decode()
    at, client = {"child_id": child_id("hana")}, sign_in(accounts[Party.CONSULTATION])
    card = client.get(reverse("child", kwargs=at)).content.decode()
    assert "訪問した" in card and "いまの処理結果に、この子どもの記録はありません" in card
    assert "山田" not in card, "whose the records are isn't known: nothing of them is shown"
    assert client.get(reverse("sheet", kwargs=at)).status_code == 200
    ended = {"outcome": "close", "reason": "記録は別の子どものものだった", "evidence": case.evidence}
    client.post(reverse("decide", kwargs=at), ended)
    assert case_of("hana").state == State.CLOSED


def test_what_was_decided_for_a_child_merged_away_stands_on_the_other_childs_card(two_runs, accounts, whole_log):
    """hana turned out to be shizuka, who had no case: her decision isn't lost, and isn't shizuka's until somebody says so."""
    take_up(two_runs, without(identity(town(), "shizuka", "merged", "hana"), "hana"))
    assert case_of("shizuka").state == State.UNASSIGNED and case_of("shizuka").returned_because == "merged"
    supervisor = sign_in(accounts[Party.SUPERVISOR])
    card = supervisor.get(reverse("child", kwargs={"child_id": child_id("shizuka")})).content.decode()
    assert "統合される前の判断と支援" in card and "訪問した" in card
    looked = Event.objects.filter(action="child").latest("seq")
    assert looked.detail["merged"] == [child_id("hana")], "who looked at hana is asked too"
    assert child_id("hana") not in supervisor.get(reverse("worklist")).content.decode()
    assert Decision.objects.get().case.child_id == child_id("hana")


def test_going_back_undoes_a_merge_and_both_come_back(two_runs, accounts):
    take_up(two_runs, without(identity(town(), "shizuka", "merged", "hana"), "hana"))
    worker = accounts[Party.CONSULTATION]
    people.assign(case_of("shizuka"), worker, accounts[Party.SUPERVISOR])
    people.decide(case_of("shizuka"), worker, "watch", "二つの記録を合わせて見た", False, [])
    publish(two_runs, "2026-10-01-0123456789ab")
    new_run.take_up(current())
    for name in ("hana", "shizuka"):
        case = case_of(name)
        assert (case.state, case.returned_because, case.merged_into) == (State.BACK, "rolled_back", ""), name
    assert Decision.objects.count() == 2


def test_of_two_open_consultations_the_gravest_registration_counts(accounts, tmp_path, settings):
    """要支援 comes after 要保護 in the order of letters, and isn't the graver one."""
    settings.RUNS = tmp_path
    for number, registrations in enumerate((("要支援", "要保護"), ("特定妊婦", "要支援"), (None, "特定妊婦"))):
        written = town()
        for which, registration in enumerate(registrations):
            written.land(
                "consultations", "shizuka", "model", reception_no=f"S-{which}", received_date=AS_OF, route="近隣",
                name="田中　静", complaint="養護", registration=registration,
            )  # fmt: skip
        written.flag("shizuka", "absence-long", "true", "", "", [])
        written.write(tmp_path, f"2026-10-01-{number:012d}")
        new_run.take_up(current())
        assert case_of("shizuka").registration == registrations[1]
        assert people.needs_second(case_of("shizuka"), "close") is (registrations[1] == "要保護")


def test_a_child_who_was_priority_in_an_earlier_half_year_needs_a_second_person(two_runs):
    written = town()
    for half_year, overall in (("2025-2", "重点支援"), ("2026-1", "支援")):
        written.row("course", child_id=child_id("taro"), half_year=half_year, computed=overall, overall=overall, why="x",
            sentence_ja="", sentence_en="")  # fmt: skip
    take_up(two_runs, written)
    assert people.needs_second(case_of("taro"), "close")


@pytest.mark.parametrize("event", ["merged", "split"])
def test_a_child_who_was_priority_under_another_identity_still_needs_a_second_person(event, two_runs):
    assert case_of("mamoru").ever_priority and not case_of("taro").ever_priority
    written = identity(town(), "taro", event, "mamoru")
    take_up(two_runs, without(written, "mamoru") if event == "merged" else written)
    assert people.needs_second(case_of("taro"), "close")


def test_a_merge_that_a_run_carries_on_brings_nobody_back_a_second_time(two_runs, accounts):
    case = take_up(two_runs, identity(town(), "hana", "merged", "taro"))
    people.decide(case, accounts[Party.CONSULTATION], "support", "あらためて見た", False, [])
    identity(town(), "hana", "merged", "taro").write(two_runs, "2026-10-01-cccccccccccc")
    new_run.take_up(current())
    assert (case_of("hana").state, case_of("hana").change) == (State.SUPPORTING, "")


def test_a_closed_case_without_a_flag_comes_back_when_its_child_is_merged(two_runs, accounts):
    people.assign(case_of("taro"), accounts[Party.CONSULTATION], accounts[Party.SUPERVISOR])
    people.decide(case_of("taro"), accounts[Party.CONSULTATION], "close", "落ち着いた", False, [])
    written = identity(town(), "taro", "merged", "shizuka")
    for table in ("flag", "judgement"):
        written.tables[table] = [row for row in written.tables[table] if row["child_id"] != child_id("taro")]
    take_up(two_runs, written)
    assert (case_of("taro").flagged, case_of("taro").state) == (False, State.BACK)


def test_what_a_run_changed_is_said_on_the_card_to_those_who_may_read_it(two_runs, accounts):
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    case = take_up(two_runs, written)
    people.assign(case, accounts[Party.SCHOOL], accounts[Party.SUPERVISOR])
    card = reverse("child", kwargs={"child_id": child_id("hana")})
    at_the_desk = sign_in(accounts[Party.CONSULTATION]).get(card).content.decode()
    assert "なくなった理由</dt><dd>きょうだいの相談" in at_the_desk
    assert "きょうだいの相談" not in sign_in(accounts[Party.SCHOOL]).get(card).content.decode()
    assert "新規・変化 <b>1</b>" in sign_in(accounts[Party.CONSULTATION]).get(reverse("worklist")).content.decode()


def test_the_course_of_the_half_years_is_told_with_its_reasons(two_runs, accounts):
    written = town()
    written.row(
        "course",
        child_id=child_id("hana"),
        half_year="2026-1",
        computed="対象外",
        lacking=False,
        overall="見守り",
        why="held",
        sentence_ja="今期だけなら低い区分ですが、2期続くまで見守りのままです。",
        sentence_en="",
    )
    take_up(two_runs, written)
    card = sign_in(accounts[Party.CONSULTATION]).get(reverse("child", kwargs={"child_id": child_id("hana")}))
    assert "2期続くまで見守りのままです" in card.content.decode()


def test_a_decision_that_waits_for_a_second_person_falls_when_its_evidence_changes(two_runs, accounts):
    case = Case.objects.get(child_id=child_id("hana"))
    Case.objects.filter(pk=case.pk).update(ever_priority=True)
    people.decide(case, accounts[Party.CONSULTATION], "close", "落ち着いた", False, [])
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    assert take_up(two_runs, written).state == State.BACK
    assert Decision.objects.order_by("-id").first().stands is False


def test_going_back_to_the_earlier_run_brings_its_evidence_back(two_runs):
    written = town()
    written.tables["flag"] = [row for row in written.tables["flag"] if row["rule"] != "sibling-case"]
    take_up(two_runs, written)
    publish(two_runs, "2026-10-01-0123456789ab")
    new_run.take_up(current())
    case = Case.objects.get(child_id=child_id("hana"))
    assert case.run_id == "2026-10-01-0123456789ab" and "sibling-case" in case.grounds


def test_taking_up_a_run_twice_changes_nothing(two_runs):
    before = list(Case.objects.order_by("id").values()), Event.objects.count()
    new_run.take_up(current())
    assert (list(Case.objects.order_by("id").values()), Event.objects.count()) == before


def test_a_case_is_opened_for_each_flagged_child_and_no_other(two_runs):
    opened = {case.child_id for case in Case.objects.all()}
    assert opened == {child_id(name) for name in ("hana", "taro", "mamoru", "hanare", "script", "unknown")}
    assert json.loads((current().folder / "manifest.json").read_text())["inputs"]["as_of"] == AS_OF.isoformat()


def test_before_anything_is_published_the_app_says_so(tmp_path, settings, db):
    settings.RUNS = tmp_path
    answer = sign_in(make_account(Party.SUPERVISOR)).get(reverse("worklist"))
    assert answer.status_code == 503 and "公開された処理結果がまだありません" in answer.content.decode()
