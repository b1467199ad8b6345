"""What of a name is compared, whatever stands around it or in its place."""

import pandas as pd
import pytest

from linkage import names, placeholders, spellings


def spelt(name, kana=None, forms=("surname", "given", "full_name")):
    called = pd.DataFrame({"name": [name], "kana": [kana], "subject": [True]}, dtype="object")
    found = spellings.spell(called).iloc[0]
    return tuple(None if pd.isna(found[form]) else found[form] for form in forms)


@pytest.mark.parametrize(
    "written",
    [
        "三宅　翔",
        "三宅翔",
        "三宅翔君",
        "三宅 翔 殿",
        "三宅翔くん",
        "三宅　翔（長男）",
        "三宅翔様(母：花子",
        "翔　三宅",
        "三宅・翔",
    ],
)
def test_what_stands_around_a_name_or_between_its_parts_is_no_part_of_it(written):
    assert spelt(written) == ("三宅", "翔", "三宅翔")


@pytest.mark.parametrize(
    "nothing", ["不明", "不　明", "（不詳）", "氏名不詳", "男児", "赤ちゃん", "ふめい", "〓〓　〓〓", "??", "－", "〃"]
)
def test_a_placeholder_is_no_name(nothing):
    assert spelt(nothing, forms=spellings.COLUMNS) == (None,) * len(spellings.COLUMNS)


@pytest.mark.parametrize("unnamed", ["山田　男児", "山田男児", "山田　ベビー", "山田　〓", "山田　〓〓"])
def test_a_surname_before_a_placeholder_is_a_surname_alone(unnamed):
    assert spelt(unnamed) == ("山田", None, None)


def test_kana_speak_for_a_given_name_that_cant_be_read():
    assert spelt("河村　〓", "カワムラ　アオイ", ("given", "full_name")) == (None, None)
    assert None not in spelt("河村　〓", "カワムラ　アオイ", ("surname", "given_kana", "full_kana"))


def test_one_missing_character_leaves_a_whole_name():
    assert spelt("〓原　蒼空") == ("〓原", "蒼空", "〓原蒼空")


def test_a_character_missing_in_both_parts_leaves_no_whole_name():
    assert spelt("〓田　〓子") == ("〓田", None, None)


def test_where_nobody_is_named_nothing_is_compared():
    assert spellings.spell(pd.DataFrame({"name": [], "kana": [], "subject": []}, dtype="object")).empty


def test_no_placeholder_is_a_name_that_a_child_of_today_has():
    known = {*names.surnames(), *names.surname_readings(), *names.given_names()}
    met = {word for word in placeholders.words("names") if len(word) > 1} & known
    assert met == {"長男", "次男", "二男", "三男", "五男"}
