"""Romaji names meet the katakana of another source."""

import pandas as pd
import pytest

from linkage import kana, romaji


def sounds(text):
    return kana.skeletal(kana.normalised(text))


@pytest.mark.parametrize(
    ("letters", "written"),
    [
        ("YAMADA TARO", "ヤマダ　タロウ"),
        ("Ohno Yūki", "オオノ　ユウキ"),
        ("SATOH", "サトウ"),
        ("SHINGO KENGO", "シンゴ　ケンゴ"),
        ("Shin'ichi", "シンイチ"),
        ("Homma Jumpei", "ホンマ　ジュンペイ"),
        ("HATTORI ITCHO", "ハットリ　イッチョウ"),
        ("tiba syouta", "チバ　ショウタ"),  # Kunrei
        ("SANTOS MARIA", "サントス　マリア"),
        ("SILVA JOÃO", "シルバ　ジョアン"),
        ("OLIVEIRA LARISSA", "オリヴェイラ　ラリッサ"),
        ("NGUYEN THI LAN", "グエン　ティ　ラン"),
        ("Nguyễn Thị Lan", "グエン　ティ　ラン"),
        ("SHRESTHA ANJALI", "シュレスタ　アンジャリ"),
        ("KIM MINJUN", "キム　ミンジュン"),
        ("JOHN PAUL", "ジョン　ポール"),
        ("Miguel", "ミゲル"),
        ("Muñoz", "ムニョス"),
        ("KENICHI SHINYA", "ケンイチ　シンヤ"),  # a passport has no apostrophe
        ("KANAE NAOKO", "カナエ　ナオコ"),
        ("OONO", "オオノ"),
        ("KIM MINSOO", "キム　ミンス"),
        ("FERREIRA", "フェレイラ"),
        ("ISABELLA", "イザベラ"),
        ("CARVALHO", "カルバーリョ"),
        ("HAEUN HYEJIN", "ハウン　ヘジン"),
    ],
)
def test_a_romaji_name_sounds_like_the_katakana_of_another_desk(letters, written):
    assert sounds(romaji.kana_of(letters)) == sounds(written)


def test_a_name_without_latin_letters_has_no_romaji_reading():
    assert romaji.to_kana(pd.Series(["山田", None, "LI"], dtype="str")).isna().tolist() == [True, True, False]


def test_every_letter_of_the_alphabet_is_read():
    assert all(romaji.kana_of(first + second) for first in "bcdfghjklmnpqrstvwxyz" for second in "aiueo")


def test_a_name_with_two_usual_readings_is_read_in_both():
    assert romaji.kana_of("LEE JIHOON") == "イ ジフン"
    assert romaji.also_kana("LEE JIHOON") == "リー ジフン"
    assert romaji.also_kana("SATO YUI") is None
