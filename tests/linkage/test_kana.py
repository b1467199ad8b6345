"""Kana in one spelling, coded and reduced to its skeleton."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import kana

KANA = st.text(alphabet="アイウエオカガサシジツヅナンヤャユュヨョッーパファヴ　 ・ｶﾞﾀﾛｳはるか゛", max_size=12)


def one(function, text):
    return function(pd.Series([text], dtype="str"))[0]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),  # a claim's half-width kana, dakuten a character of its own
        ("ヤマタ゛　タロウ", "ヤマダ タロウ"),  # full-width kana with a dakuten typed after it
        ("やまだ　たろう", "ヤマダ タロウ"),
        ("  ヤマダ　　タロウ ", "ヤマダ タロウ"),
        ("マリア・サントス", "マリア サントス"),
        ("ﾙｰｶｽ", "ルーカス"),
        ("ル-カス", "ルーカス"),  # the hyphen key instead of the long vowel's
        ("みすゞ", "ミスズ"),
        ("ナヽコ", "ナナコ"),
        ("シヨウ", "シヨウ"),  # a small kana written large stays as written
    ],
)
def test_however_a_kana_name_is_typed_it_has_one_spelling(written, normal):
    assert one(kana.normalise, written) == normal


@pytest.mark.parametrize("nothing", [None, "", "　", "不明"])
def test_a_cell_without_kana_is_unknown(nothing):
    assert pd.isna(one(kana.normalise, nothing))
    assert pd.isna(one(kana.skeleton, nothing))


def test_a_column_that_nobody_filled_in_stays_unknown_and_keeps_its_rows():
    empty = pd.Series([None, None], index=[7, 9], dtype="str")
    assert kana.code(empty).isna().all()
    assert list(kana.code(empty).index) == [7, 9]


@pytest.mark.parametrize(
    ("one_desk", "another"),
    [
        ("ショウタ", "シヨウタ"),  # small kana written large
        ("ユウコ", "ユーコ"),
        ("オオノ", "オーノ"),
        ("リョウヘイ", "リョウヘー"),
        ("ナカタ", "ナカダ"),  # voiced or not
        ("シンジ", "ツンジ"),  # シ and ツ, one stroke apart by hand
        ("ソノコ", "ンノコ"),
        ("カヅキ", "カズキ"),
        ("オリヴェイラ", "オリベイラ"),
        ("ティナ", "チナ"),
        ("ティナ", "テイナ"),
        ("グエンティラン", "グエンテイラン"),
        ("ソフィア", "ソフイア"),
        ("ファム", "フアム"),
        ("シェリル", "シエリル"),
        ("チェ", "チエ"),
        ("ヴァン", "ヴアン"),
        ("テイラー", "テーラー"),
        ("カヲリ", "カオリ"),
    ],
)
def test_names_that_desks_confuse_share_a_skeleton(one_desk, another):
    assert one(kana.skeleton, one_desk) == one(kana.skeleton, another)
    assert one(kana.code, one_desk) != one(kana.code, another)


@pytest.mark.parametrize(
    ("one_child", "another"),
    [
        ("タナカ", "サトウ"),
        ("ハルト", "ハルカ"),
        ("ケン", "ケンジ"),
        ("ユイ", "ユナ"),
        ("チエコ", "セイコ"),
        ("トウマ", "シマ"),
        ("ヨシエ", "ヨウセイ"),
    ],
)
def test_children_with_different_names_keep_different_skeletons(one_child, another):
    assert one(kana.skeleton, one_child) != one(kana.skeleton, another)


def test_a_coded_name_has_one_ascii_byte_a_kana():
    every = pd.Series([chr(code) for code in range(0x30A1, 0x30F7)] + ["ー"])
    coded = kana.code(every)
    assert coded.str.len().eq(1).all()
    assert coded.str.encode("ascii").str.len().eq(1).all()
    assert coded.is_unique


@given(KANA)
def test_normalising_twice_changes_nothing(text):
    once = kana.normalised(text)
    assert kana.normalised(once) == once


@given(KANA)
def test_a_code_is_as_long_as_its_kana(text):
    normal = kana.normalised(text)
    coded = one(kana.code, text)
    assert (0 if pd.isna(coded) else len(coded.encode())) == len(normal)
