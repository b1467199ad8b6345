"""Names and addresses in a hand, a script or a notation that could be taken for somebody else's. All people are invented."""

from datetime import date

import pytest
from records import LINKED, THERE, Cases, born, consulted, pupil, registered, visited

from linkage.model.comparisons import HOUSEHOLD
from linkage.model.levels import Comparison, numbers
from linkage.model.name import NAME


def placeholders(town, records):
    """Records whose names say nothing, or half of nothing."""
    registered(town, "A1", "中村　明", "ナカムラ　アキラ")
    registered(town, "B1", "山田　太郎", "ヤマダ　タロウ")
    registered(town, "C1", "河村　葵", "カワムラ　アオイ", household_id="HC")
    registered(town, "C2", "河村　蓮", "カワムラ　レン", household_id="HC", birth_date=born("C"))
    for number, name in (
        ("A2", "不明"),
        ("A3", "氏名不詳"),
        ("A4", "男児"),
        ("B2", "〓〓　〓〓"),
        ("B3", "？？　？？"),
    ):
        records[name] = consulted(town, number, name, birth_date=born(number), sex="male")
    registered(town, "D1", "近藤　〓", "コンドウ　ジン")
    records["a given name that the registry has only as kana"] = consulted(
        town, "D2", "近藤　迅", birth_date=born("D"), sex="male"
    )
    records["a twin whose given name can't be read"] = consulted(
        town, "C3", "河村　〓", birth_date=born("C"), sex="male", address="南松原町5-67"
    )


def guardians(town, records):
    """Pupils under another surname than the registry's, whose guardian's name is all that ties them to the household."""
    family = {"name": "金本　花子", "kana": "カネモト　ハナコ", "sex": "female", "birth_date": date(1985, 1, 1)}
    for number, said in enumerate(
        ("金本　花子", "花子　金本", "金本花子（母）", "ｶﾈﾓﾄ ﾊﾅｺ", "KANEMOTO HANAKO"), start=1
    ):
        child, head = f"G{number}", f"GH{number}"
        town.registered(head, **family | THERE, household_id=f"HG{number}", relationship="head")
        given = (
            ("湊斗", "樹生", "海渡", "蒼空", "陽向")[number - 1],
            ("ミナト", "ミキオ", "カイト", "ソラ", "ヒナタ")[number - 1],
        )
        registered(town, child, f"金本　{given[0]}", f"カネモト　{given[1]}", **THERE, household_id=f"HG{number}")
        records[said] = pupil(town, f"G{number}0", "旧川", given[0], "キュウカワ", given[1], guardian_name=said)
    town.registered(
        "VH", name="NGUYEN THI LAN", kana=None, sex="female", birth_date=date(1990, 1, 1), household_id="HV", **THERE,
        relationship="head",
    )  # fmt: skip
    registered(town, "V1", "NGUYEN VAN MINH", None, **THERE, household_id="HV")
    records["グエン　ティ　ラン"] = pupil(
        town, "V2", "ファム", "ミン", "ファム", "ヴァンミン", guardian_name="グエン　ティ　ラン"
    )


def nearest(cases: Cases, record: str, comparison: Comparison) -> int:
    """The best level of a comparison between a record and any registry row."""
    ((level,),) = cases.linked.query(
        f"""SELECT max(gamma_{comparison.name}) FROM pair WHERE 'resident_registry' IN (extract_l, extract_r)
            AND (?, ?) IN ((extract_l, record_id_l), (extract_r, record_id_r))""",
        *cases.records[record],
        file="pairs",
    )
    return level


FOREIGN = {
    "LEE JIHOON": "リー　ジフン",
    "KIM MINSOO": "キム　ミンス",
    "DELA CRUZ JUAN": "デラクルス　フアン",
    "FERREIRA EMMA": "フェレイラ　エマ",
    "TANAKA KENICHI": "タナカ　ケンイチ",
    "TRAN THI SOFIA": "チャン　テイ　ソフイア",
}


def foreign(town, records):
    """Children registered in letters, with their clinic's katakana."""
    for number, (letters, said) in enumerate(FOREIGN.items()):
        child = "JKLMNO"[number]
        registered(town, f"{child}1", letters, None)
        records[letters] = visited(town, f"{child}2", said, postcode="５６９－００３７")


def numbers_of_another(town, records):
    """A beneficiary's rows, one of them for a twin whom the registry doesn't know, one misspelt, one under the 通称."""
    registered(town, "P1", "若林　翔太", "ワカバヤシ　ショウタ", alias_name="林田　学", alias_kana="ハヤシダ　マナブ")
    for month, kana in enumerate(("ﾜｶﾊﾞﾔｼ ｼﾖｳﾀ", "ﾜｶﾊﾞﾔｼ ｼﾖｳﾀ", "ﾜｶﾊﾞﾔｼ ﾀﾞｲｷ", "ﾜｶﾊﾞﾔｼ ｼﾖｵﾀ", "ﾊﾔｼﾀﾞ ﾏﾅﾌﾞ"), start=4):
        records[kana] = visited(town, "P2", kana, month)


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Cases:
    found = Cases()
    placeholders(found.town, found.records)
    guardians(found.town, found.records)
    foreign(found.town, found.records)
    numbers_of_another(found.town, found.records)
    found.linked = found.town.run(tmp_path_factory.mktemp("spellings"))
    return found


@pytest.mark.parametrize("name", ["不明", "氏名不詳", "男児", "〓〓　〓〓", "？？　？？"])
def test_a_name_that_says_nothing_links_to_nobody_whatever_else_agrees(cases, name):
    assert cases.decision(name)[0] != LINKED


def test_of_twins_neither_is_taken_for_the_one_whose_given_name_cant_be_read(cases):
    assert cases.decision("a twin whose given name can't be read")[0] != LINKED


def test_a_given_name_that_the_registrys_system_cant_write_is_known_by_its_kana(cases):
    assert cases.decision("a given name that the registry has only as kana") == (LINKED, "D1")


@pytest.mark.parametrize(
    "said", ["金本　花子", "花子　金本", "金本花子（母）", "ｶﾈﾓﾄ ﾊﾅｺ", "KANEMOTO HANAKO", "グエン　ティ　ラン"]
)
def test_a_guardian_is_the_same_in_any_order_script_and_hand(cases, said):
    assert nearest(cases, said, HOUSEHOLD) in numbers(HOUSEHOLD, ["guardian"])


@pytest.mark.parametrize(("number", "letters"), list(enumerate(FOREIGN)))
def test_a_name_in_letters_is_the_katakana_that_a_desk_makes_of_it(cases, number, letters):
    assert cases.decision(letters) == (LINKED, f"{'JKLMNO'[number]}1")
    assert nearest(cases, letters, NAME) >= numbers(NAME, ["sound"])[0]


def test_a_postcode_is_seven_digits_whatever_a_desk_puts_between_them(cases):
    said = "SELECT DISTINCT postcode FROM face WHERE extract = 'clinic_visits'"
    assert cases.linked.query(said, file="people") == [("5690037",)]


def test_a_twins_row_under_the_brothers_number_isnt_the_brothers(cases):
    assert cases.decision("ﾜｶﾊﾞﾔｼ ﾀﾞｲｷ")[1] != "P1"
    assert {cases.decision(kana) for kana in ("ﾜｶﾊﾞﾔｼ ｼﾖｳﾀ", "ﾜｶﾊﾞﾔｼ ｼﾖｵﾀ", "ﾊﾔｼﾀﾞ ﾏﾅﾌﾞ")} == {(LINKED, "P1")}
