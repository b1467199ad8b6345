"""What people ruled, sealed or suspended, and what may hang on it: one town of invented people, one run."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from town import Linked, Town

from linkage.people import SHAPES

BORN = date(2015, 6, 13)
NORTH = {"address": "高槻市城北町二丁目８番３号", "postcode": "5690071"}
NOWHERE = {"address": None, "postcode": None}
SOUTH = {"address": "高槻市大塚町一丁目１番１号", "postcode": "5690034"}
CLASS = {"school_code": "E101", "school_year": 2026, "grade": 5, "class_name": "2"}


class Ruled:
    """The town, people's lists about it and what was decided."""

    def __init__(self) -> None:
        self.town = Town()
        self.lists: dict[str, list[tuple[str, ...]]] = {"ruling": [], "suspended": [], "sealed": []}
        self.linked: Linked

    def child(self, resident_id: str, name: str, kana: str, day: int, **more: object) -> None:
        person = {"name": name, "kana": kana, "sex": "male", "birth_date": born(day)} | here(day) | more
        self.town.registered(resident_id, **person)

    def consulted(self, number: str, name: str, kana: str, day: int, **more: object) -> None:
        person = {"name": name, "kana": kana, "sex": "male", "birth_date": born(day)} | here(day) | more
        person.pop("postcode")
        self.town.record("consultations", number, reception_no=number, **person)

    def keyed(self, resident_id: str, name: str, day: int) -> None:
        self.town.record("school_register", resident_id, resident_id=resident_id, name=name, birth_date=born(day))

    def pupil(self, number: str, surname: str, given: str, kana: tuple[str, str], day: int, **more: object) -> None:
        person = {"surname": surname, "given_name": given, "surname_kana": kana[0], "given_kana": kana[1]}
        person |= {"student_no": number, "sex": "male", "birth_date": born(day)} | CLASS
        self.town.record("school_roster", f"E101|{number}", **(person | more))

    def ruled(self, left: tuple[str, str], right: tuple[str, str], ruling: str) -> None:
        self.lists["ruling"].append((*left, *right, ruling))

    def run(self, folder: Path) -> None:
        (folder / "people").mkdir()
        for name, rows in self.lists.items():
            file, columns = SHAPES[name]
            with (folder / "people" / file).open("w", encoding="utf-8", newline="") as text:
                csv.writer(text).writerows([columns, *rows])
        self.linked = self.town.run(folder / "run", people=folder / "people")


def born(day: int) -> date:
    return BORN + timedelta(days=3 * day)


def here(day: int) -> dict[str, str]:
    """The dwelling of a case: each has its own."""
    return {"address": f"高槻市南松原町５番{day}号", "postcode": "5690037"}


def registry(resident_id: str) -> tuple[str, str]:
    return "resident_registry", resident_id


def consultation(number: str) -> tuple[str, str]:
    return "consultations", number


def rulings(ruled: Ruled) -> None:
    ruled.child("T1", "双葉　翔太", "フタバ　ショウタ", 1)
    for number in "abe":
        ruled.consulted(number, "双葉　翔太", "フタバ ショウタ", 1)
    ruled.ruled(consultation("a"), consultation("b"), "different")
    ruled.child("T3", "若葉　翔太", "ワカバ　ショウタ", 11)
    for number in "fg":
        ruled.consulted(number, "若葉　翔太", "ワカバ ショウタ", 11)
    ruled.ruled(consultation("f"), registry("T3"), "different")
    ruled.ruled(consultation("g"), consultation("f"), "same")
    for number in "pqr":
        ruled.consulted(number, "無籍　光", "ムセキ ヒカル", 8)
    ruled.ruled(consultation("p"), consultation("r"), "different")


def rulings_on_keys(ruled: Ruled) -> None:
    ruled.child("C1", "鍵谷　晴", "カギヤ　ハル", 2, household_id="HC")
    ruled.child("C2", "鍵谷　凪", "カギヤ　ナギ", 30, household_id="HC")
    ruled.keyed("C2", "鍵谷　晴", 2)
    ruled.ruled(("school_register", "C2"), registry("C1"), "same")
    ruled.child("C3", "錠谷　晴", "ジョウヤ　ハル", 3)
    ruled.keyed("C3", "別人　一", 40)
    ruled.ruled(("school_register", "C3"), registry("C3"), "same")
    ruled.child("V1", "予防　接", "ヨボウ　セツ", 4)
    for dose in (1, 2):
        ruled.town.record("vaccinations", f"V1|05|{dose}", resident_id="V1", vaccine="BCG", dose=dose)
    ruled.ruled(("vaccinations", "V1|05|1"), registry("V1"), "different")
    ruled.ruled(("vaccinations", "V1|05|2"), registry("T1"), "same")
    ruled.child("V2", "予防　学", "ヨボウ　マナブ", 5)
    ruled.pupil("V2", "予防", "学", ("ヨボウ", "マナブ"), 5)
    ruled.town.record("attendance", "E101|V2|4", school_code="E101", student_no="V2", school_year=2026, month=4)
    ruled.ruled(("attendance", "E101|V2|4"), registry("V2"), "different")


def a_pupil_and_what_hangs_on_it(ruled: Ruled) -> None:
    """A pupil whom people ruled the same as somebody else's consultation, and the survey that only the pupil's row leads home."""
    adult = {"sex": "female", "birth_date": date(1985, 1, 1), "household_id": "HD", "relationship": "head"}
    ruled.town.registered("D0", name="新井　京子", kana="アライ　キョウコ", **adult, **here(6))
    ruled.child("D1", "新井　湊斗", "アライ　ミナト", 6, household_id="HD")
    guardian = {"guardian_name": "新井　京子", "address": "南松原町5-6"}
    ruled.pupil("D2", "旧川", "湊斗", ("キュウカワ", "ミナト"), 6, **guardian)
    survey = {"name": "旧川　湊斗", "kana": "キュウカワ ミナト", "sex": "male"}
    ruled.town.record("achievement_survey", "2026|E101|5|2|21", seat_no=21, **survey, **CLASS)
    ruled.child("X1", "遠藤　光", "エンドウ　ヒカル", 7, **NORTH)
    ruled.consulted("x", "遠藤　光", "エンドウ ヒカル", 7, **NORTH)
    ruled.ruled(("school_roster", "E101|D2"), consultation("x"), "same")


def whom_nobody_may_see(ruled: Ruled) -> None:
    ruled.child("Z1", "養子　縁", "ヨウシ　エニシ", 9)
    ruled.keyed("Z1", "養子　縁", 9)
    ruled.town.record("infant_checkups", "Z1|3", resident_id="Z1", kana="ﾍﾞﾂﾒｲ ﾐﾁ", birth_date=born(50))
    ruled.child("Z2", "双子　健", "フタゴ　ケン", 10, **NORTH)
    ruled.child("Z3", "双子　健", "フタゴ　ケン", 10, **SOUTH)
    ruled.consulted("z", "双子　健", "フタゴ ケン", 10, **NOWHERE)
    ruled.child("Y1", "停止　要", "テイシ　カナメ", 12, **NORTH)
    ruled.child("Y2", "停止　要", "テイシ　カナメ", 12, **SOUTH)
    ruled.consulted("y", "停止　要", "テイシ カナメ", 12, **NOWHERE)
    ruled.child("Y3", "停止　望", "テイシ　ノゾム", 13)
    ruled.consulted("h", "停止", "テイシ", 13, address="南松原町6-6")
    ruled.lists |= {"sealed": [("Z1",), ("Z2",)], "suspended": [("Y1",), ("Y3",)]}


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Ruled:
    found = Ruled()
    parts: list[Callable[[Ruled], None]] = [
        rulings,
        rulings_on_keys,
        a_pupil_and_what_hangs_on_it,
        whom_nobody_may_see,
    ]
    for part in parts:
        part(found)
    found.run(tmp_path_factory.mktemp("ruled"))
    return found


def decided(ruled: Ruled, record: tuple[str, str]) -> tuple[str, str | None, set[str | None]]:
    return *ruled.linked.decision(record), ruled.linked.candidates(record)


def test_of_two_records_that_people_parted_neither_joins_the_child_that_both_are_near(ruled):
    for number in "ab":
        assert decided(ruled, consultation(number)) == ("review", None, {"T1"}), number
    assert decided(ruled, consultation("e")) == ("linked", "T1", set()), "a third, of whom nobody said anything"


def test_who_is_the_same_as_somebody_who_isnt_the_child_isnt_the_child_either(ruled):
    assert ruled.linked.decision(consultation("f")) == ruled.linked.decision(consultation("g")) == ("linked", None)
    assert ruled.linked.child_of(consultation("f")) == ruled.linked.child_of(consultation("g"))


def test_two_records_that_people_parted_dont_meet_in_a_child_whom_the_registry_doesnt_know(ruled):
    child = ruled.linked.child_of(consultation("q"))
    assert ruled.linked.decision(consultation("q")) == ("linked", None)
    offered = "SELECT child_id FROM candidate WHERE record_id = ?"
    for number in "pr":
        assert ruled.linked.decision(consultation(number)) == ("review", None), number
        assert ruled.linked.query(offered, number) == [(child,)], number


def test_a_row_keyed_to_one_child_belongs_to_the_other_that_people_say_it_is(ruled):
    assert decided(ruled, ("school_register", "C2")) == ("linked", "C1", set())


def test_a_key_that_people_say_is_right_is_their_ruling_and_no_certainty_of_the_models(ruled):
    link = "SELECT resident_id, method, match_weight, match_probability FROM link WHERE extract = ? AND record_id = ?"
    assert ruled.linked.query(link, "school_register", "C3") == [("C3", "ruling", None, None)]


def test_a_row_that_has_a_key_and_no_name_goes_where_people_say(ruled):
    assert decided(ruled, ("vaccinations", "V1|05|1")) == ("unlinked", None, set())
    assert decided(ruled, ("vaccinations", "V1|05|2")) == ("linked", "T1", set())


def test_a_row_that_follows_a_pupil_doesnt_follow_to_a_child_that_people_say_it_isnt(ruled):
    assert ruled.linked.decision(("school_roster", "E101|V2")) == ("linked", "V2")
    assert decided(ruled, ("attendance", "E101|V2|4")) == ("unlinked", None, set())


def test_what_hung_on_a_pupils_row_goes_into_review_with_it(ruled):
    assert decided(ruled, ("school_roster", "E101|D2")) == ("review", None, {"D1", "X1"})
    assert decided(ruled, ("achievement_survey", "2026|E101|5|2|21")) == ("review", None, {"D1"})


def test_a_record_as_near_to_a_sealed_identity_as_to_a_namesake_is_proposed_for_neither(ruled):
    assert decided(ruled, consultation("z")) == ("unlinked", None, set())


@pytest.mark.parametrize("record", [("school_register", "Z1"), ("infant_checkups", "Z1|3")])
def test_a_sealed_identitys_rows_are_nobodys_key_or_not(ruled, record):
    assert decided(ruled, record) == ("unlinked", None, set())


def test_a_record_as_near_to_a_suspended_child_as_to_a_namesake_is_proposed_for_neither(ruled):
    assert decided(ruled, consultation("y")) == ("unlinked", None, set())


def test_a_record_that_may_only_be_a_suspended_childs_waits_for_nobody(ruled):
    assert decided(ruled, consultation("h")) == ("unlinked", None, set())


def test_whatever_is_in_review_has_a_candidate_and_whatever_is_linked_a_child(ruled):
    alone = (
        "SELECT extract, record_id FROM link ANTI JOIN candidate USING (extract, record_id) WHERE decision = 'review'"
    )
    assert ruled.linked.query(alone) == []
    assert ruled.linked.query("SELECT extract FROM link WHERE decision = 'linked' AND child_id IS NULL") == []
