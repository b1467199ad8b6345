"""The hard cases of linkage, each a sentence that a case worker could dispute. All people are invented."""

from datetime import date

import pytest
from hard_records import alike, bridges, half_names
from records import (
    LINKED,
    REVIEW,
    THERE,
    Cases,
    answered,
    born,
    consulted,
    pupil,
    registered,
    visited,
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Cases:
    found = Cases()
    town, records = found.town, found.records
    registered(town, "T1", "双葉　翔太", "フタバ　ショウタ", household_id="HT")
    registered(town, "T2", "双葉　大地", "フタバ　ダイチ", household_id="HT", relationship="second child")
    registered(town, "Y1", "笹原　瑞貴", "ササハラ　ミズキ", birth_date=date(2012, 12, 14))
    records["a namesake born in another year"] = pupil(
        town, "Y2", "笹原", "瑞貴", "ササハラ", "ミズキ", address="南松原町5-2"
    )
    records["a twin's clinic visit"] = visited(town, "T1", "ﾌﾀﾊﾞ ｼﾖｳﾀ")
    records["the other twin's clinic visit"] = visited(town, "T2", "ﾌﾀﾊﾞ ﾀﾞｲﾁ")
    records["a row with the twins' surname and birth date alone"] = consulted(
        town, "T3", "双葉", kana="フタバ", birth_date=born("T"), sex="male", address="南松原町5-84"
    )
    registered(town, "A1", "双葉　健", "フタバ　ケン", birth_date=date(2013, 3, 3), **THERE)
    registered(
        town,
        "A2",
        "双葉　健",
        "フタバ　ケン",
        birth_date=date(2013, 3, 3),
        address="高槻市大塚町一丁目１番１号",
        postcode="5690034",
    )
    records["namesakes of one day, with an address"] = consulted(
        town, "A3", "双葉　健", kana="フタバ ケン", birth_date=date(2013, 3, 3), sex="male", address="大塚町1-1-1"
    )
    records["namesakes of one day, without an address"] = consulted(
        town, "A4", "双葉　健", kana="フタバ ケン", birth_date=date(2013, 3, 3), sex="male", address=None
    )
    registered(town, "S1", "若葉　海斗", "ワカバ　カイト", birth_date=date(2016, 1, 20), household_id="HS")
    records["a sibling whom the registry doesn't know"] = consulted(
        town, "S2", "若葉　陸斗", kana="ワカバ リクト", birth_date=date(2018, 9, 2), sex="male"
    )
    town.registered(
        "D0", name="新井　京子", kana="アライ　キョウコ", sex="female", birth_date=date(1985, 1, 1), household_id="HD",
        relationship="head", **THERE,
    )  # fmt: skip
    registered(town, "D1", "新井　湊斗", "アライ　ミナト", household_id="HD", **THERE)
    records["a pupil under the surname before the divorce"] = pupil(
        town, "D2", "旧川", "湊斗", "キュウカワ", "ミナト", address="南松原町5-2", guardian_name="新井　京子"
    )
    records["a survey under the surname before the divorce"] = answered(town, 21, "旧川　湊斗", "キュウカワ ミナト")
    registered(town, "F0", "旧姓　樹生", "キュウセイ　ミキオ", former_surname="前川")
    records["a pupil under the 旧氏 on the registry"] = pupil(town, "F1", "前川", "樹生", "マエカワ", "ミキオ")
    registered(town, "K1", "金　民秀", "キム　ミンス", alias_name="金田　民男", alias_kana="カネダ　タミオ")
    records["a pupil under the 通称"] = pupil(town, "K2", "金田", "民男", "カネダ", "タミオ")
    registered(town, "R1", "NGUYEN VAN MINH", None, romaji="NGUYEN VAN MINH")
    records["a foreign child in katakana"] = visited(town, "R2", "ｸﾞｴﾝ ｳﾞｧﾝ ﾐﾝ")
    records["a foreign child in katakana, given name first"] = pupil(
        town, "R3", "ミン", "グエンヴァン", "ミン", "グエンヴァン"
    )
    registered(town, "G1", "渡邉　髙志", "ワタナベ　タカシ")
    records["a surname in another form of its kanji"] = pupil(town, "G2", "渡辺", "高志", "ワタナベ", "タカシ")
    registered(town, "G3", "〓原　蒼空", "クズハラ　ソラ", birth_date=date(2012, 2, 2))
    records["a surname with a missing character"] = consulted(
        town, "G4", "葛原　蒼空", birth_date=date(2012, 2, 2), sex="male"
    )
    registered(town, "V1", "土屋　翔", "ツチヤ　ショウ", birth_date=date(2017, 7, 17))
    records["small kana written large, dakuten lost"] = visited(town, "V2", "ﾂﾁﾔ ｼﾖｳ", birth_date=date(2017, 7, 17))
    registered(town, "W1", "白鳥　和泉", "シラトリ　イズミ", birth_date=date(2019, 5, 3))
    records["an era misread"] = consulted(
        town, "W2", "白鳥　和泉", kana="シラトリ イズミ", birth_date=date(1989, 5, 3), sex="male"
    )
    registered(town, "W3", "白鳥　千早", "シラトリ　チハヤ", birth_date=date(2014, 4, 11))
    records["day and month swapped"] = consulted(
        town, "W4", "白鳥　千早", kana="シラトリ チハヤ", birth_date=date(2014, 11, 4), sex="male"
    )
    registered(town, "M1", "引越　元気", "ヒッコシ　ゲンキ")
    records["a pupil at the address before the move"] = pupil(
        town, "M2", "引越", "元気", "ヒッコシ", "ゲンキ", address="南松原町5-2"
    )
    half_names(town, records)
    alike(town, records)
    bridges(town, records)
    registered(town, "C1", "鍵谷　晴", "カギヤ　ハル", birth_date=date(2016, 8, 8), household_id="HC")
    registered(town, "C2", "鍵谷　凪", "カギヤ　ナギ", birth_date=date(2018, 2, 9), household_id="HC")
    records["a key typed for the sibling"] = town.record(
        "school_register", "C2", resident_id="C2", name="鍵谷　晴", birth_date=date(2016, 8, 8)
    )
    records["a key whose name has changed"] = town.record(
        "infant_checkups", "C1|3 years", resident_id="C1", kana="ｶｷﾔ ﾊﾙ", birth_date=date(2016, 8, 8)
    )
    records["one number's plain row"] = visited(town, "B1", "ﾋｯｺｼ ｹﾞﾝｷ", 4, birth_date=born("M"))
    records["the same number's misspelt row"] = visited(town, "B1", "ﾋｯｺｼ ｹﾝｷ", 5, birth_date=born("M"))
    records["an unregistered child's nursery row"] = town.record(
        "nursery_attendance", "N9|1|2026-04", facility_code="N9", child_no="1", month=date(2026, 4, 1),
        name="無籍　光", kana="ムセキ　ヒカル", sex="male", birth_date=date(2021, 1, 5),
    )  # fmt: skip
    records["an unregistered child's consultation"] = consulted(
        town, "U2", "無籍　光", kana="ムセキ　ヒカル", birth_date=date(2021, 1, 5), sex="male"
    )
    found.linked = town.run(tmp_path_factory.mktemp("hard"))
    return found


def test_twins_rows_go_to_the_twin_that_they_name(cases):
    assert cases.decision("a twin's clinic visit") == (LINKED, "T1")
    assert cases.decision("the other twin's clinic visit") == (LINKED, "T2")


def test_a_row_that_could_be_either_twins_is_never_linked(cases):
    assert cases.decision("a row with the twins' surname and birth date alone")[0] != LINKED


def test_of_two_namesakes_of_one_day_the_address_decides_and_without_one_people_do(cases):
    assert cases.decision("namesakes of one day, with an address") == (LINKED, "A2")
    assert cases.decision("namesakes of one day, without an address") == (REVIEW, None)
    assert cases.candidates("namesakes of one day, without an address") == {"A1", "A2"}


def test_a_rare_name_doesnt_outweigh_another_birth_date_in_another_family(cases):
    decision, resident_id = cases.decision("a namesake born in another year")
    assert (decision, resident_id) != (LINKED, "Y1")


def test_a_child_isnt_linked_to_a_sibling_for_living_at_the_same_address(cases):
    assert cases.decision("a sibling whom the registry doesn't know") == (LINKED, None)


def test_a_pupil_under_the_surname_before_a_divorce_is_found_by_given_name_birth_date_address_and_guardian(cases):
    assert cases.decision("a pupil under the surname before the divorce") == (LINKED, "D1")


def test_a_survey_row_follows_the_pupil_whose_class_and_old_surname_it_shares(cases):
    assert cases.decision("a survey under the surname before the divorce") == (LINKED, "D1")


def test_a_link_along_a_chain_is_said_to_be_no_surer_than_its_weakest_pair(cases):
    weights = [
        weight
        for (weight,) in cases.linked.query(
            "SELECT match_weight FROM link WHERE record_id IN ('E101|D2', '2026|E101|5|2|21') ORDER BY extract DESC"
        )
    ]
    ((chained,),) = cases.linked.query(
        "SELECT match_weight FROM pair WHERE 'E101|D2' IN (record_id_l, record_id_r) AND '2026|E101|5|2|21' IN (record_id_l, record_id_r)",
        file="pairs",
    )
    assert chained > weights[0] == weights[1]


@pytest.mark.parametrize(
    ("record", "resident_id"),
    [
        ("a pupil under the 旧氏 on the registry", "F0"),
        ("a pupil under the 通称", "K1"),
        ("a foreign child in katakana", "R1"),
        ("a foreign child in katakana, given name first", "R1"),
        ("a surname in another form of its kanji", "G1"),
        ("a surname with a missing character", "G3"),
        ("small kana written large, dakuten lost", "V1"),
        ("day and month swapped", "W3"),
        ("a pupil at the address before the move", "M1"),
        ("one number's plain row", "M1"),
        ("the same number's misspelt row", "M1"),
        ("a hiragana name with a slip in the kana beside it", "J1"),
    ],
)
def test_another_way_of_writing_a_child_is_the_same_child(cases, record, resident_id):
    assert cases.decision(record) == (LINKED, resident_id)


def test_a_misread_era_doesnt_hide_a_child(cases):
    decision, resident_id = cases.decision("an era misread")
    assert (decision, resident_id) == (LINKED, "W1") or cases.candidates("an era misread") == {"W1"}


def test_a_name_alone_is_linked_where_nobody_else_on_file_has_it_or_its_reading(cases):
    assert cases.decision("a name alone") == (LINKED, "N1")


def test_a_name_alone_whose_reading_another_child_has_is_for_people_to_decide(cases):
    assert cases.decision("a name alone whose reading another child has") == (REVIEW, None)
    assert "O1" in cases.candidates("a name alone whose reading another child has")


def test_a_name_alone_may_be_of_a_child_whom_the_registry_doesnt_know(cases):
    assert cases.decision("a name alone that a child has whom the registry doesn't know") == (REVIEW, None)


def test_a_record_without_an_address_doesnt_bring_a_namesake_nearer_than_the_registry_row_does(cases):
    record = "a name and a block, and a namesake whose school knows no address"
    assert cases.decision(record) == (LINKED, "Q1")


def test_a_strangers_file_doesnt_follow_an_undated_record_of_the_same_name_to_a_child_of_another_age(cases):
    assert cases.decision("a namesake's record without birth date") == (LINKED, "L1")
    for record in ("a stranger's clinic visit", "a stranger's nursery row"):
        assert cases.decision(record) == (LINKED, None)
        assert cases.linked.child_of(cases.records[record]) != cases.linked.child_id("L1")


def test_a_given_name_alone_leads_no_record_under_another_surname_to_its_child(cases):
    assert cases.decision("a given name alone at a child's dwelling") == (LINKED, "Z1")
    assert cases.decision("a stranger of that given name and birth date") != (LINKED, "Z1")


def test_an_undated_record_doesnt_make_one_child_of_two_whom_the_registry_doesnt_know(cases):
    one, other = "an unregistered pupil of 2014-05-06", "an unregistered pupil of 2014-11-20"
    assert cases.linked.child_of(cases.records[one]) != cases.linked.child_of(cases.records[other])
    assert cases.decision("an undated consultation about either") == (REVIEW, None)


def test_a_given_name_alone_links_nobody(cases):
    assert cases.decision("a given name alone")[0] != LINKED


@pytest.mark.parametrize("known", ["birth date", "address"])
def test_a_given_name_alone_is_linked_by_its_birth_date_or_its_dwelling(cases, known):
    assert cases.decision(f"a given name alone with its {known}") == (LINKED, "H1")


def test_a_given_name_alone_that_two_children_of_one_day_have_is_for_people(cases):
    assert cases.decision("a given name alone that two children of one day have") == (REVIEW, None)
    assert cases.candidates("a given name alone that two children of one day have") == {"I1", "I2"}


def test_a_surname_alone_links_nobody_for_a_twin_shares_all_the_rest(cases):
    assert cases.decision("a surname alone with birth date and address") == (REVIEW, None)
    assert cases.candidates("a surname alone with birth date and address") == {"H1"}


def test_a_key_typed_for_the_sibling_is_contradicted_and_the_right_child_is_proposed(cases):
    assert cases.decision("a key typed for the sibling") == (REVIEW, None)
    assert "C1" in cases.candidates("a key typed for the sibling")


def test_a_key_is_believed_though_a_dakuten_is_missing(cases):
    assert cases.decision("a key whose name has changed") == (LINKED, "C1")


def test_a_child_that_no_registry_row_knows_is_one_child_over_all_sources(cases):
    rows = ["an unregistered child's nursery row", "an unregistered child's consultation"]
    assert {cases.decision(row) for row in rows} == {(LINKED, None)}
    assert len({cases.linked.child_of(cases.records[row]) for row in rows}) == 1
    child = cases.linked.child_of(cases.records[rows[0]])
    assert cases.linked.query("SELECT status, minor FROM child WHERE child_id = ?", child) == [("unregistered", True)]


def test_twins_whom_the_registry_doesnt_know_are_two_children_though_their_names_are_near(cases):
    rows = [f"{number}, of twins whom the registry doesn't know" for number in ("X1", "X2")]
    assert {cases.decision(row) for row in rows} == {(LINKED, None)}
    assert len({cases.linked.child_of(cases.records[row]) for row in rows}) == 2


def test_like_sounding_twins_whom_the_registry_doesnt_know_are_two_children(cases):
    rows = [f"{number}, of like-sounding twins whom the registry doesn't know" for number in ("a1", "a2")]
    assert {cases.decision(row) for row in rows} == {(LINKED, None)}
    assert len({cases.linked.child_of(cases.records[row]) for row in rows}) == 2


def test_a_key_typed_for_a_like_sounding_twin_isnt_believed(cases):
    assert cases.decision("a key typed for the twin whose name sounds alike") == (REVIEW, None)
    assert cases.candidates("a key typed for the twin whose name sounds alike") == {"b3", "b4"}


def test_neighbours_of_one_building_arent_one_family(cases):
    assert cases.decision("a given name alone in the same flat") == (LINKED, "f1")
    assert cases.decision("a given name alone in another flat of the building")[0] != LINKED


def test_that_everybody_changes_schools_at_the_seventh_grade_says_nothing_against_a_pupil(cases):
    assert cases.decision("last year's survey of a pupil who is at the junior high school now") == (LINKED, "e1")


def test_no_two_registry_rows_are_one_child(cases):
    doubled = "SELECT child_id FROM link WHERE extract = 'resident_registry' GROUP BY child_id HAVING count(*) > 1"
    assert cases.linked.query(doubled) == []


def test_every_row_has_one_decision_and_a_child_only_where_it_is_linked(cases):
    doubled = "SELECT extract, record_id FROM link GROUP BY ALL HAVING count(*) > 1"
    assert cases.linked.query(doubled) == []
    assert cases.linked.query("SELECT DISTINCT decision = 'linked' FROM link WHERE child_id IS NOT NULL") == [(True,)]
    assert cases.linked.query("SELECT DISTINCT decision FROM link WHERE child_id IS NULL AND decision = 'linked'") == []
