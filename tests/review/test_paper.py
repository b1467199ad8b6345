"""What stands on paper and on the card: values as departments mean them, days no surer than they are known, places by name."""

import io
from datetime import date

import pypdf
import pytest
from crawler import readable
from django.urls import reverse
from django.utils import timezone
from run_writer import RunWriter, child_id
from signing_in import sign_in
from small_town import SECRET_SCHOOL, town

from extracts.declaration import EXTRACTS
from review import children, leaving, links, published, timeline
from review.access import Party
from review.cases import new_run
from review.models import Case
from review.sources import SOURCES
from review.templatetags.wording import day, postcode
from review.timeline import Entry


@pytest.fixture(scope="module")
def of_paper(tmp_path_factory) -> object:
    """The town, where hana is in class A of a school that the settings name, and two departments know months and years alone."""
    w: RunWriter = town()
    runs = tmp_path_factory.mktemp("paper")
    for row in w.landed["school_roster"]:
        if row["student_no"] == "S1":
            row |= {"school_code": "E0101", "class_name": "A", "grade": 5}
    seen = {"school_code": "E0101", "student_no": "S1", "vision_right": "A", "vision_left": "B", "referral": False}
    w.land("school_health_check", "hana", "via", school_year=2025, untreated_teeth=2, **seen)
    w.land("school_health_check", "hana", "via", school_year=2026, **seen)
    w.land("clinic_visits", "hana", "model", beneficiary_no="K9", month=date(2026, 4, 1), clinic_code="CL1",
        specialty="精神科", visit_days=4, out_of_hours=False)  # fmt: skip
    w.land("clinic_visits", "hana", "model", "review", beneficiary_no="身体", month=date(2026, 5, 1), clinic_code="CL2",
        kana="ﾔﾏﾀﾞ ﾊﾅ", sex="female", birth_date=date(2015, 5, 1), postcode="5620041")  # fmt: skip
    checkup = "1歳6か月児健診（対象日2016/11/01）を受けた記録も、受けられない理由の記録もありません。"
    w.row(
        "rule",
        rule="takeup-checkup",
        section="3",
        label_ja="健診の再案内",
        label_en="Check-up",
        purpose="",
        legal_basis="",
    )
    w.row("takeup", child_id=child_id("hana"), support="takeup-checkup", reason_ja=checkup, reason_en="", bring_ja="母子健康手帳",
        bring_en="", evidence="[]")  # fmt: skip
    w.write(runs)
    return runs


@pytest.fixture
def run(of_paper, settings, accounts) -> published.Run:
    settings.RUNS = of_paper
    new_run.take_up(published.current())
    return published.current()


@pytest.fixture
def supervisor(run, accounts):
    return sign_in(accounts[Party.SUPERVISOR])


def card(client, child: str = "hana") -> str:
    """The card's words, NFKC and without white space."""
    return readable(client.get(reverse("child", args=[child_id(child)])))


def sheet(client, child: str = "hana") -> list[str]:
    """The sheet's pages as text."""
    answer = client.get(reverse("sheet", args=[child_id(child)]))
    if answer["Content-Type"] != "application/pdf":
        pytest.skip("no Pango on this machine")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


def test_eyesight_a_and_class_a_are_disclosed_as_such_and_codes_by_their_meaning(run, accounts):
    hana = children.read(run, child_id("hana"), frozenset(), unmasked=False)
    told = {(line.name, line.value) for line in leaving.disclosed(run, hana)}
    assert {
        ("視力右", "A"),
        ("視力左", "B"),
        ("組", "A"),
        ("性別", "女"),
        ("要受診", "いいえ"),
        ("診療年月", "2026/04"),
    } <= told
    assert not [one for one in told if one[1] in ("学力", "身体的虐待")]


def test_on_a_timeline_only_codes_and_counts_are_looked_up():
    for source in SOURCES:
        of = {column.field: column.type for column in EXTRACTS[source.extract].columns}
        assert {of[value] for value in source.values} <= {"code", "int", "schoolyear"}, source.extract


def test_a_steward_is_shown_a_class_as_the_school_wrote_it(run):
    of_roster = next(row["record_key"] for row in run.rows(
        "SELECT record_key FROM children.link WHERE extract = 'school_roster' AND record_id LIKE '%S1'"))  # fmt: skip
    record, child = links.sides(run, links.Pair("school_roster", of_roster, child_id("taro")))
    assert ("組", "A") in record.fields and ("性別", "男") in child.fields


def test_nobody_was_at_the_clinic_on_the_first_of_april_because_it_was_in_april(run, supervisor):
    extracts = frozenset({"clinic_visits", "school_health_check", "child_allowance", "attendance"})
    hana = children.read(run, child_id("hana"), extracts, unmasked=False)
    days = {(entry.extract, day(entry.day)) for entry in timeline.of_child(run, hana, extracts, frozenset())}
    assert {("clinic_visits", "2026/04"), ("school_health_check", "2025年度"), ("child_allowance", "2015/06"),
        ("attendance", "2026/09")} <= days  # fmt: skip
    contacts = {one.owner: one.last_contact for one in timeline.departments(run, [*timeline.of_child(
        run, hana, extracts, frozenset())], extracts)}  # fmt: skip
    assert day(contacts["国保連"]) == "2026/04"
    page = card(supervisor)
    assert "2026/04/01" not in page and "2026/09/30" not in page and "受診精神科(4日)" in page


def test_an_allowance_is_in_force_through_the_month_that_it_ends_in(run):
    paid = Entry("child_allowance", "", "2015-06", "2026-09", "児童手当", service=True)
    assert paid.going_on(date(2026, 9, 30)) and not paid.going_on(date(2026, 10, 1))


def test_a_health_check_without_a_count_of_teeth_says_nothing_of_teeth(run, supervisor):
    page = card(supervisor)
    assert "未処置歯2本" in page and "—本" not in page


def test_a_school_is_called_and_rung_by_the_name_and_number_that_the_city_set(run, supervisor):
    page = card(supervisor)
    assert "第1小学校(小5A)" in page and page.count("000-0000-0101") == 2 and "E0101" not in page, (
        "at the place and the desk"
    )
    assert "学校へ" not in page and "〒562-0041" in page


def test_a_school_that_the_city_didnt_name_is_called_by_its_code(run):
    row = {"child_id": child_id("mamoru"), "address": "", "postcode": ""}
    found = children.places(run, row, {"school_roster"}, frozenset(), masked=False)
    assert found.school.startswith(SECRET_SCHOOL) and found.desks == {"school": "", "nursery": ""}


def test_where_a_school_is_hidden_neither_its_name_nor_its_number_is_told(run, supervisor, settings, tmp_path):
    settings.CITY = tmp_path / "city.yaml"
    settings.CITY.write_text(
        f"name: x\nfacilities: {{{SECRET_SCHOOL}: {{name: 秘密小学校, phone: 000-1}}}}", encoding="utf-8"
    )
    shown = card(supervisor, "mamoru") + "".join(sheet(supervisor, "mamoru"))
    assert "秘密小学校" not in shown and "000-1" not in shown and SECRET_SCHOOL not in shown and "学校へ" in shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("5690005", "〒569-0005"),
        ("569-0005", "〒569-0005"),
        ("５６９－０００５", "〒569-0005"),
        ("569", "569"),
        ("●●●●", "●●●●"),
        ("", ""),
    ],
)
def test_a_postcode_is_written_as_on_a_letter(written, read):
    assert postcode(written) == read


def test_the_sheet_ends_in_records_and_never_in_an_empty_box_alone(run, supervisor):
    pages = sheet(supervisor)
    assert "最近の記録" in pages[-1] and "精神科" in pages[-1]


def test_a_sheet_says_that_nothing_is_to_be_followed_up_and_that_no_sibling_is_on_record(run, supervisor):
    text = "".join(sheet(supervisor, "shizuka"))
    Case.objects.get_or_create(child_id=child_id("shizuka"))
    with_case = "".join(sheet(supervisor, "shizuka"))
    assert "きょうだい記録なし" in text.replace("\n", "").replace(" ", "") and "フォロー\nなし" in with_case.replace(
        "•", ""
    ).replace(" ", "")


def test_a_card_that_is_printed_says_who_printed_it_when_and_what_for(run, supervisor, accounts):
    page = card(supervisor)
    assert f"({accounts[Party.SUPERVISOR].username})20" in page and "目的:支援の検討" in page


def letter(client, support: str) -> str:
    """The words of an approved letter, NFKC and without white space."""
    where = {"child_id": child_id("hana"), "support": support}
    client.post(reverse("outreach_answer", kwargs=where), {"approved": "yes", "reason": "電話で確かめた"})
    return readable(client.get(reverse("letter", kwargs=where)))


def test_a_letter_says_who_writes_from_which_desk_by_which_telephone_and_when_it_was_printed(supervisor, accounts):
    text = letter(supervisor, "takeup-school-aid")
    assert "みまもり市学務課学務係" in text and "電話000-0000-1080" in text and day(timezone.localdate()) in text
    assert "就学援助を受けられる可能性があります" in text
    assert accounts[Party.SUPERVISOR].name not in text and "桜町" not in text and "562" not in text, (
        "no address, no approver"
    )


def test_a_letter_about_a_checkup_names_it_and_doesnt_talk_as_of_a_benefit(supervisor):
    supervisor.cookies["django_language"] = "en"
    text = letter(supervisor, "takeup-checkup")
    assert "1歳6か月児健診(対象日2016/11/01)" in text and "みまもり市健康推進課母子保健係" in text, (
        "in Japanese for the family"
    )
    assert "可能性" not in text and "受けられるかどうか" not in text
