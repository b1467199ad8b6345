"""Old and variant kanji folded to one form; characters that a system couldn't carry become the wildcard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extracts import kanji


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("斉藤", "斎藤"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("𠮷田", "吉田"),
        ("冨田", "富田"),
        ("小嶋", "小島"),
        ("遙", "遥"),
        ("廣瀨", "広瀬"),
        ("緖方", "緒方"),
        ("德永", "徳永"),
        ("神谷", "神谷"),  # the compatibility ideograph U+FA19
        ("佐々木", "佐佐木"),
        ("葛\U000e0100城", "葛城"),  # a variation selector behind the character
        ("黑澤", "黒沢"),
        ("桒原", "桑原"),
        ("惠", "恵"),
        ("髙𣘺", "高橋"),
        ("𡈽屋", "土屋"),
        ("內藤", "内藤"),
        ("恆卷", "恒巻"),
        ("𫝆井", "今井"),
    ],
)
def test_the_registrys_character_and_the_desks_are_one(registered, typed):
    assert kanji.folded(registered) == kanji.folded(typed)


@pytest.mark.parametrize("missing", ["〓", "\ue001", "\U000f0001", "■", "？", "＊", "\ufffd"])
def test_a_character_that_the_source_could_not_carry_is_the_wildcard(missing):
    assert kanji.folded(missing + "田") == kanji.WILDCARD + "田"


@pytest.mark.parametrize(
    ("one_child", "another"),
    [("晟", "盛"), ("凰", "皇"), ("翊", "翌"), ("颯", "楓"), ("結菜", "結奈"), ("陽斗", "陽翔"), ("三ヶ島", "三箇島")],
)
def test_characters_that_a_child_may_be_named_with_stay_apart(one_child, another):
    assert kanji.folded(one_child) != kanji.folded(another)


@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), max_size=6))
def test_folding_twice_changes_nothing(text):
    once = kanji.folded(text)
    assert kanji.folded(once) == once


def test_no_form_is_itself_folded_further():
    assert not {form for form in kanji.forms().values() if kanji.folded(form) != form}
