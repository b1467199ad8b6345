""" "Not this child": what is said not to be a child's is shown to nobody, on nobody's page, until stewards rule on it."""

import json
from datetime import date

import pytest
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from run_writer import child_id
from signing_in import make_account, sign_in
from small_town import resident, town

from extracts.declaration import EXTRACTS
from review import access, links, people, published, search
from review.access import Party
from review.cases import new_run
from review.cases import people as acts
from review.models import Case, Event, Export, HiddenRecord, LinkRuling
from review.templatetags.wording import title

LATER = "2026-10-01-bbbbbbbbbbbb"


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def key(extract: str, record_id: str) -> str:
    sql = "SELECT record_key FROM children.link WHERE extract = ? AND record_id LIKE ?"
    return published.current().rows(sql, extract, record_id)[0]["record_key"]


def say(accounts, child: str, record_key: str, party: Party = Party.SUPERVISOR, on: str = "") -> None:
    said = {"record_key": record_key, "reason": "同姓同名の別の子ども"}
    assert sign_in(accounts[party]).post(at("not_this_child", on or child), said).status_code == 302
    assert HiddenRecord.objects.filter(record_key=record_key, child_id=child_id(child), ruled_out=None).exists()


def page(accounts, address: str, party: Party = Party.SUPERVISOR) -> str:
    return sign_in(accounts[party]).get(address).content.decode()


def case_of(name: str) -> Case:
    return Case.objects.get(child_id=child_id(name))


@pytest.fixture
def desk_record(cases) -> str:
    """taro's consultation, on which a reason of hana's rests too."""
    return key("consultations", "C-1")


def export(accounts, child: str) -> Export:
    return Export.objects.create(
        child_id=child_id(child), by=accounts[Party.SUPERVISOR], purpose="disclosure", form="paper", recipient="本人",
        reference="R-1", reason="求めによる", run_id=published.current().run_id, stands=True,
        second=make_account(Party.SUPERVISOR, "deputy"), second_at=timezone.now(),
    )  # fmt: skip


def test_a_disclosure_doesnt_hand_out_a_strangers_record(desk_record, accounts):
    say(accounts, "taro", desk_record)
    taken = sign_in(accounts[Party.SUPERVISOR]).post(at("export_take", "taro", export_id=export(accounts, "taro").pk))
    assert taken.status_code == 200
    assert "ネグレクト" not in readable(taken) and "山田太郎" in readable(taken)


def test_the_record_that_alone_says_who_a_child_is_cant_be_said_not_to_be_theirs(cases, accounts):
    """The child who is in no registry is the child of C-3: nothing else would be left to ask a steward about."""
    sole = key("consultations", "C-3")
    assert sole not in page(accounts, at("child", "unknown"))
    said = {"record_key": sole, "reason": "別の子ども"}
    assert sign_in(accounts[Party.SUPERVISOR]).post(at("not_this_child", "unknown"), said).status_code == 404


@pytest.fixture
def school_record(accounts, tmp_path, settings) -> str:
    """The child who is in no registry is on a school's roster too, as 影山."""
    written = town()
    of_school = {"surname": "影山", "given_name": "少年", "school_year": 2026, "grade": 4, "sex": "male"}
    record = written.land("school_roster", "unknown", "model", school_code="SCH-02", student_no="S9", **of_school)
    settings.RUNS = tmp_path
    written.write(tmp_path)
    new_run.take_up(published.current())
    return record


def test_of_a_child_in_no_registry_the_steward_compares_the_record_with_another_than_itself(school_record, accounts):
    say(accounts, "unknown", school_record)
    record, child = links.sides(published.current(), links.Pair("school_roster", school_record, child_id("unknown")))
    assert (record.extract, child.extract) == ("school_roster", "consultations")


def test_a_steward_isnt_told_which_other_departments_record_stands_for_the_child(school_record, accounts):
    say(accounts, "unknown", school_record)
    steward = accounts[Party.STEWARD]
    steward.department = EXTRACTS["school_roster"].owner
    steward.save()
    where = {"extract": "school_roster", "record_key": school_record, "child_id": child_id("unknown")}
    shown = page(accounts, reverse("pair", kwargs=where), Party.STEWARD)
    assert "不明　少年" in shown and str(title("school_roster")) in shown
    assert str(title("consultations")) not in shown, "that the desk knows the child"


def test_the_supervisor_is_told_how_many_records_are_hidden_and_since_when(desk_record, accounts):
    """What rests on them is shown to nobody: whoever waits for a steward must be able to ask."""
    assert "隠れている記録" not in page(accounts, reverse("quality"))
    say(accounts, "taro", desk_record)
    shown = page(accounts, reverse("quality"))
    assert "隠れている記録" in shown and "児童相談" in shown
    assert f'<td class="numeric">1</td><td>{timezone.localdate():%Y/%m/%d}' in shown


def test_the_school_and_phone_of_a_roster_row_that_isnt_the_childs_are_gone(cases, accounts):
    assert "SCH-01" in page(accounts, at("child"))
    say(accounts, "hana", key("school_roster", "%S1%"))
    shown = page(accounts, at("child"))
    assert "SCH-01" not in shown and "072-000-0001" not in shown


def test_a_guardian_whom_it_alone_names_is_gone_with_the_children_found_through_them(accounts, tmp_path, settings):
    """suzuki, elsewhere, is hana's guardian by an allowance row that is another child's; and through him so is his daughter."""
    written = town()
    resident(written, "0000000041", "H7", "鈴木　桃", "スズキ　モモ", date(2013, 1, 1), "first child", "momo")
    written.row("guardian", child_id=child_id("momo"), resident_id="0000000004", basis="household")
    settings.RUNS = tmp_path
    written.write(tmp_path)
    before = page(accounts, at("child"))
    assert "鈴木　一郎" in before and "豊中市本町" in before and "鈴木　桃" in before
    say(accounts, "hana", key("child_allowance", "%"))
    for child, strangers in (("hana", ("鈴木　一郎", "豊中市本町", "鈴木　桃")), ("momo", ("山田　花",))):
        shown = page(accounts, at("child", child))
        assert [name for name in strangers if name in shown] == []
    assert "山田　幸子" in page(accounts, at("child")) and "山田　太郎" in page(accounts, at("child"))


def test_an_analyst_reads_no_fact_and_no_reason_that_rests_on_it(accounts, tmp_path, settings):
    settings.RUNS = tmp_path
    written = town()
    attended = [row for row in written.tables["link"] if row["extract"] == "attendance"]
    for row in attended:
        written.row("fact", child_id=child_id("hana"), fact="absent_days", state="known", value="三十五", number=35.0,
            date=date(2026, 9, 30), extract="attendance", record_key=row["record_key"])  # fmt: skip
    written.write(tmp_path)
    analyst = accounts[Party.ANALYST]
    before = sign_in(analyst).get(at("facts")).content.decode()
    assert "三十五" in before and "今年度の欠席が35日です" in before
    for row in attended:
        say(accounts, "hana", row["record_key"])
    after = sign_in(analyst).get(at("facts")).content.decode()
    assert "三十五" not in after and "今年度の欠席が35日です" not in after


def test_a_siblings_reason_that_rests_on_it_is_gone_too(desk_record, accounts):
    assert "きょうだいに開いている相談があります" in page(accounts, at("child"))
    say(accounts, "taro", desk_record)
    assert "きょうだいに開いている相談があります" not in page(accounts, at("child"))
    assert "きょうだいの相談" not in page(accounts, reverse("worklist"))


def test_a_child_in_no_registry_row_isnt_called_by_a_name_that_may_be_somebody_elses(school_record, accounts):
    assert search.by_name(published.current(), "影山", None) == [child_id("unknown")]
    say(accounts, "unknown", school_record)
    assert "影山" not in page(accounts, at("child", "unknown"))
    assert "影山" not in page(accounts, reverse("worklist"))
    assert search.by_name(published.current(), "影山", None) == []
    assert search.exactly(published.current(), "影山　少年", None) == []


def test_whether_the_desk_knows_the_child_cannot_be_told_while_its_record_is_in_doubt(desk_record, accounts):
    say(accounts, "taro", desk_record)
    assert case_of("taro").consultation_open is None
    worklist = reverse("worklist")
    assert "山田　太郎" not in page(accounts, f"{worklist}?known=no-consultation")
    assert "山田　太郎" in page(accounts, f"{worklist}?known=unsure")


def test_saying_not_this_child_of_a_registration_spares_nobody_the_second_person(cases, accounts):
    Case.objects.filter(child_id=child_id("mamoru")).update(ever_priority=False)
    record = key("consultations", "C-2")
    say(accounts, "mamoru", record)
    assert acts.needs_second(case_of("mamoru"), "close")
    rule(record, "mamoru", False, "one", "two")
    assert not acts.needs_second(case_of("mamoru"), "close"), "ruled out: it was never theirs"


def rule(record_key: str, child: str, same: bool, *names: str) -> None:
    pair = links.Pair("consultations", record_key, child_id(child))
    for name in names:
        steward = access.Account.objects.filter(username=name).first() or make_account(Party.STEWARD, name)
        links.rule(published.current(), pair, steward, same, "受付票で確認")


@pytest.mark.parametrize(
    ("child", "like"), [("taro", ("consultations", "C-1")), ("hana", ("vaccinations", "%")), ("hana", ("infant_checkups", "%"))]
)  # fmt: skip
def test_it_can_be_said_of_every_record_on_the_timeline_and_beside_an_open_consultation(child, like, cases, accounts):
    record = key(*like)
    assert f'value="{record}"' in page(accounts, at("child", child))
    say(accounts, child, record)
    assert f'value="{record}"' not in page(accounts, at("child", child))


def test_it_can_be_said_of_what_a_judged_component_rests_on(accounts, tmp_path, settings):
    written = town()
    record = next(row["record_key"] for row in written.tables["link"] if row["extract"] == "attendance")
    under = {"fact": "e1", "state": "known", "date": "2026-09-01", "extract": "attendance", "record_key": record}
    for row in written.tables["judgement"]:
        if row["child_id"] == child_id("hana") and row["component"] == "H":
            row["evidence"] = json.dumps([under])
    later(written, tmp_path, settings)
    assert "Hの段階は1です" in page(accounts, at("child"))
    say(accounts, "hana", record)
    assert "Hの段階は1です" not in page(accounts, at("child"))


def test_of_a_siblings_record_it_is_said_for_the_sibling_and_nothing_typed_is_lost(desk_record, accounts, whole_log):
    shown = page(accounts, at("child"), Party.CONSULTATION)
    assert "きょうだいの記録ではない" in shown and desk_record in shown
    say(accounts, "taro", desk_record, Party.CONSULTATION, on="hana")
    event = Event.objects.get(action="not_this_child")
    assert (event.child_id, event.detail["on_card_of"]) == (child_id("taro"), child_id("hana"))


def test_nobody_says_it_of_a_record_that_they_may_not_read(desk_record, accounts):
    said = {"record_key": desk_record, "reason": "別の子"}
    assert sign_in(accounts[Party.SCHOOL]).post(at("not_this_child"), said).status_code == 404
    assert not HiddenRecord.objects.exists()


def test_said_again_after_stewards_ruled_it_the_childs_it_is_hidden_again_and_ruled_on_anew(desk_record, accounts):
    say(accounts, "taro", desk_record)
    rule(desk_record, "taro", True, "one", "two")
    assert "ネグレクト" in page(accounts, at("child", "taro"))
    say(accounts, "taro", desk_record)
    assert "ネグレクト" not in page(accounts, at("child", "taro"))
    assert people.rulings() == []
    rule(desk_record, "taro", False, "one", "two")
    assert HiddenRecord.objects.get().ruled_out
    assert [row[-1] for row in people.rulings()] == ["different"]
    assert LinkRuling.objects.count() == 4, "what was ruled before is kept"


def test_a_record_that_two_stewards_had_linked_is_ruled_on_anew_once_somebody_says_it_isnt_the_childs(
    desk_record, accounts
):
    for name in ("one", "two"):
        LinkRuling.objects.create(
            extract="consultations", record_id="C-1", record_key=desk_record, child_id=child_id("taro"), same=True,
            child_extract="resident_registry", child_record_id="0000000002", run_id="r",
            by=make_account(Party.STEWARD, name),
        )  # fmt: skip
    say(accounts, "taro", desk_record)
    assert [one.record_key for one in links.waiting(published.current(), accounts[Party.STEWARD])] == [desk_record]


def later(written, tmp_path, settings) -> None:
    settings.RUNS = tmp_path / "later"
    written.write(settings.RUNS, LATER)
    new_run.take_up(published.current())


def test_a_record_ruled_out_is_shown_again_on_the_card_of_the_child_to_whom_a_later_run_gives_it(
    desk_record, accounts, tmp_path, settings
):
    say(accounts, "taro", desk_record)
    rule(desk_record, "taro", False, "one", "two")
    assert "ネグレクト" not in page(accounts, at("child", "taro")), "not dropped by a run yet"
    written = town()
    for row in written.tables["link"]:
        if row["record_key"] == desk_record:
            row["child_id"] = child_id("shizuka")
    later(written, tmp_path, settings)
    assert "ネグレクト" in page(accounts, at("child", "shizuka"))
    assert case_of("taro").consultation_open is False


def test_what_waits_for_a_ruling_stays_hidden_when_its_child_turns_out_to_be_another(
    desk_record, accounts, tmp_path, settings
):
    say(accounts, "taro", desk_record)
    written = town()
    for table in ("child", "judgement"):
        written.tables[table] = [row for row in written.tables[table] if row["child_id"] != child_id("taro")]
    for row in written.tables["link"]:
        if row["child_id"] == child_id("taro"):
            row["child_id"] = child_id("shizuka")
    written.row("identity_event", child_id=child_id("shizuka"), event="merged", other_child_id=child_id("taro"),
        evidence="", reference_date=date(2026, 10, 1))  # fmt: skip
    later(written, tmp_path, settings)
    assert "ネグレクト" not in page(accounts, at("child", "shizuka"))
    waits = links.waiting(published.current(), accounts[Party.STEWARD])
    assert links.Pair("consultations", desk_record, child_id("shizuka")) in waits
    rule(desk_record, "shizuka", True, "one", "two")
    assert "ネグレクト" in page(accounts, at("child", "shizuka"))


def test_a_pair_that_no_run_can_show_any_more_doesnt_stop_the_stewards_queue(desk_record, accounts):
    for record in ("00" * 16, desk_record):
        HiddenRecord.objects.create(
            record_key=record, extract="consultations", child_id=child_id("taro"), reason="?",
            by=accounts[Party.SUPERVISOR],
        )  # fmt: skip
    first = reverse(
        "pair", kwargs={"extract": "consultations", "record_key": desk_record, "child_id": child_id("taro")}
    )
    assert first in page(accounts, reverse("links"), Party.STEWARD)
    assert sign_in(accounts[Party.STEWARD]).get(first).status_code == 200
