"""Whether a given name in kanji may be read as the kana on file. It is never read the other way: no reading is guessed."""

import pytest

from linkage import readings


@pytest.mark.parametrize(
    ("given", "kana"),
    [
        ("遥斗", "ハルト"),
        ("春翔", "ハルト"),
        ("可玲", "カレイ"),
        ("将", "ショウ"),
        ("賢心", "ケンシン"),
        ("大樹", "ダイキ"),
        ("美さき", "ミサキ"),
    ],
)
def test_a_name_may_be_read_kanji_by_kanji_or_as_the_dictionary_lists_it(given, kana):
    assert kana in readings.readings(given)


@pytest.mark.parametrize(("given", "kana"), [("遥斗", "ユウタ"), ("将", "ミノリ"), ("大樹", "サクラ")])
def test_a_name_isnt_read_as_its_kanji_never_are(given, kana):
    assert kana not in readings.readings(given)


def test_a_name_with_an_unknown_kanji_or_a_missing_character_has_no_reading():
    assert not readings.readings("〓子")


def test_a_name_of_too_many_readings_keeps_those_that_the_dictionary_lists():
    assert "マサユキイチ" not in readings.readings("真幸一")
    assert not readings.readings("真幸一") - readings.listed().get("真幸一", frozenset())


def test_a_reading_is_cut_into_as_many_pieces_as_there_are_kanji_and_none_begins_with_a_small_kana():
    assert list(readings.cuts("ショウタ", 2)) == [("ショ", "ウタ"), ("ショウ", "タ")]


@pytest.mark.proof
def test_the_shipped_readings_are_what_the_dictionary_teaches():
    assert readings.learnt() == readings.of_kanji()
