"""Names and addresses in a hand, a script or a notation that could be taken for somebody else's. All people are invented."""

import pytest
from test_hard_cases import LINKED, Cases, born, consulted, registered


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


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Cases:
    found = Cases()
    placeholders(found.town, found.records)
    found.linked = found.town.run(tmp_path_factory.mktemp("spellings"))
    return found


@pytest.mark.parametrize("name", ["不明", "氏名不詳", "男児", "〓〓　〓〓", "？？　？？"])
def test_a_name_that_says_nothing_links_to_nobody_whatever_else_agrees(cases, name):
    assert cases.decision(name)[0] != LINKED


def test_of_twins_neither_is_taken_for_the_one_whose_given_name_cant_be_read(cases):
    assert cases.decision("a twin whose given name can't be read")[0] != LINKED


def test_a_given_name_that_the_registrys_system_cant_write_is_known_by_its_kana(cases):
    assert cases.decision("a given name that the registry has only as kana") == (LINKED, "D1")
