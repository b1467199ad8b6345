"""Surname and given name found, whatever way the name was written."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import names


def divided(name, kana):
    """The parts of a name as a desk has written it."""
    return names.divided(name and names.plain(name), kana and names.plain(kana))


@pytest.mark.parametrize(
    ("name", "kana", "parts"),
    [
        ("山田　太郎", "ヤマダ　タロウ", ("山田", "太郎", "ヤマダ", "タロウ")),
        ("山田太郎", "ﾔﾏﾀﾞﾀﾛｳ", ("山田", "太郎", "ヤマダ", "タロウ")),  # both written together
        ("林太郎", "ハヤシタロウ", ("林", "太郎", "ハヤシ", "タロウ")),  # 林太郎 is a given name too: the kana tells
        ("中田英寿", "ナカダヒデトシ", ("中田", "英寿", "ナカダ", "ヒデトシ")),  # read ナカタ or ナカダ
        ("髙橋翔", None, ("髙橋", "翔", None, None)),
        ("佐々木希", None, ("佐々木", "希", None, None)),
        ("長谷川大翔", "ハセガワ ハルト", ("長谷川", "大翔", "ハセガワ", "ハルト")),
        ("小鳥遊六花", "タカナシ リッカ", ("小鳥遊", "六花", "タカナシ", "リッカ")),  # in no dictionary
        (None, "ヤマダタロウ", (None, None, "ヤマダ", "タロウ")),
        (None, "ヤマダ タロウ", (None, None, "ヤマダ", "タロウ")),
    ],
)
def test_a_name_written_together_is_divided(name, kana, parts):
    assert divided(name, kana) == parts


@pytest.mark.parametrize(
    ("name", "kana"),
    [("太郎　山田", "タロウ　ヤマダ"), ("山田　太郎", "タロウ　ヤマダ"), ("太郎　山田", "ヤマダ　タロウ")],
)
def test_swapped_parts_are_put_in_order_in_kanji_and_kana_each(name, kana):
    assert divided(name, kana) == ("山田", "太郎", "ヤマダ", "タロウ")


def test_a_given_name_in_hiragana_begins_where_the_script_changes():
    assert divided("山田さくら", None)[:2] == ("山田", "さくら")
    assert divided("一ノ瀬ひなた", None)[:2] == ("一ノ瀬", "ひなた")
    assert divided("やまださくら", None)[:2] == ("やまだ", "さくら")


@pytest.mark.parametrize("alone", ["花子", "はなこ", "はなこちゃん", "ハナコ"])
def test_a_given_name_alone_is_no_surname(alone):
    surname, given_name, *_ = divided(alone, None)
    assert surname is None
    assert given_name == alone.removesuffix("ちゃん")


def test_a_surname_alone_is_no_given_name():
    assert divided("佐藤", None) == ("佐藤", None, None, None)


@pytest.mark.parametrize(
    ("name", "surname", "given_name"),
    [
        ("SANTOS MARIA LUZ", "SANTOS", "MARIA LUZ"),
        ("SANTOS, Maria Luz", "SANTOS", "Maria Luz"),
        ("マリア・サントス", "サントス", "マリア"),
        ("サントス　マリア", "サントス", "マリア"),
    ],
)
def test_foreign_names_are_divided_by_their_own_notation(name, surname, given_name):
    assert divided(name, None)[:2] == (surname, given_name)


def test_what_a_desk_writes_behind_a_name_is_no_part_of_it():
    assert divided("山田太郎（長男）", None)[:2] == ("山田", "太郎")


def test_a_given_names_reading_is_never_guessed():
    assert divided("山田　太郎", None)[2:] == (None, None)
    assert divided("山田　太郎", "ヤマダ")[2:] == ("ヤマダ", None)


def test_a_row_without_name_and_kana_has_no_parts():
    divided = names.divide(pd.DataFrame({"name": [None, "山田　太郎"], "kana": [None, None]}, index=[3, 5]))
    assert divided.loc[3].isna().all()
    assert list(divided.index) == [3, 5]


@given(st.sampled_from(sorted(names.surnames())[:400]), st.sampled_from(sorted(names.given_names())[:400]))
def test_dividing_neither_loses_nor_adds_a_character(surname, given_name):
    parts = divided(surname + given_name, None)
    assert "".join(part for part in parts[:2] if part) == surname + given_name
