"""Addresses compare as town, block, number and building, whatever their notation."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import addresses


def parsed(*written, postcode=None, detail=None):
    frame = pd.DataFrame({"address": written}, dtype="str").assign(postcode=postcode, address_detail=detail)
    return [
        tuple(None if pd.isna(part) else part for part in row) for row in addresses.parse(frame).itertuples(index=False)
    ]


SAME_HOUSE = [
    "大阪府高槻市城北町１丁目２番３号",
    "高槻市城北町一丁目二番三号",
    "高槻市城北町1丁目2番3号",
    "高槻市城北町１－２－３",
    "高槻市城北町一ー二ー三",
    "高槻市城北町1丁目2-3",
    "高槻市城北町1の2の3",
    "高槻市城北町一の二の三",
    "高槻市城北町一ノ二ノ三",
    "〒569-0071　大阪府高槻市城北町1-2-3",
    "城北町1-2-3",  # prefecture and city left out
    "高槻市　城北町　1‐2−3",
]


@pytest.mark.parametrize("written", SAME_HOUSE)
def test_one_house_has_one_address_in_any_notation(written):
    assert parsed(written, "大阪府高槻市大手町2-1")[0] == ("城北町", "1-2", "3", None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("箕面市大字粟生間谷２３４５番地の６", ("粟生間谷", "2345", "6", None)),
        ("高槻市大字原123番地", ("原", "123", None, None)),
        ("八千代市八千代台東1丁目1-10", ("八千代台東", "1-1", "10", None)),  # 千 of 八千代 is no number
        ("千代田区六番町5-1", ("六番町", "5", "1", None)),
        ("四日市市諏訪町1-5", ("諏訪町", "1", "5", None)),
        ("みどり市緑ヶ丘3丁目5番12号", ("緑ケ丘", "3-5", "12", None)),
        ("緑が丘二十一番地", ("緑ケ丘", "21", None, None)),
        ("高槻市城北町", ("城北町", None, None, None)),  # no more was written down
        ("大阪府河内長野市原町1-1-1", ("原町", "1-1", "1", None)),  # 阪 is the prefecture's, and of variants too
        ("大阪府豊能町吉川1-1", ("吉川", "1", "1", None)),
        ("大阪府大阪市北区梅田1-2-3", ("梅田", "1-2", "3", None)),
        ("大阪市梅田1-2-3", ("梅田", "1-2", "3", None)),
        ("堺市堺区南瓦町2丁1番5号", ("南瓦町", "2-1", "5", None)),  # 堺 says 丁 for 丁目
        ("札幌市中央区北１条西２丁目", ("北一条西", "2", None, None)),
        ("札幌市中央区北1条西20丁目", ("北一条西", "20", None, None)),
        ("旭川市秋月1条2丁目3番", ("秋月一条", "2", "3", None)),
        ("松山市3番町4丁目", ("三番町", "4", None, None)),
        ("十日町市高田町二丁目1-2", ("高田町", "2-1", "2", None)),  # listed by its 丁目
        ("宮崎県北諸県郡三股町樺山1-2", ("樺山", "1", "2", None)),
        ("八日市1-2", ("八日市", "1", "2", None)),
    ],
)
def test_towns_and_numbers_are_told_apart(written, expected):
    assert parsed(written)[0] == expected


@pytest.mark.parametrize(
    "written",
    [
        "高槻市城北町1-2-3 コーポ桜101号室",
        "高槻市城北町1丁目2番3号コーポ桜１０１",
        "高槻市城北町1-2-3　コーポ桜　101号",
    ],
)
def test_a_building_inside_the_address_is_the_one_in_its_own_column(written):
    apart = parsed("高槻市城北町1-2-3", detail="コーポ桜 101号")[0]
    assert parsed(written)[0] == apart


def test_a_room_behind_the_house_number_is_a_room():
    assert parsed("高槻市城北町1-2-3-101")[0] == ("城北町", "1-2", "3", "101")


@pytest.mark.parametrize("room", ["101", "３Ｆ", "101号室"])
def test_a_gap_parts_the_house_number_from_the_room(room):
    assert parsed(f"高槻市城北町1-2-3 {room}")[0][:3] == ("城北町", "1-2", "3")


@pytest.mark.parametrize("left_out", ["浦和区常盤6-4-4", "常盤6-4-4"])
def test_a_designated_citys_towns_are_known_without_city_and_ward(left_out):
    assert parsed(left_out, "埼玉県さいたま市大宮区大門町1-1")[0] == ("常盤", "6-4", "4", None)


def test_a_ward_is_no_part_of_the_town_in_any_city():
    assert parsed("都島区中野町2-16-20", "高槻市大手町2-1")[0] == ("中野町", "2-16", "20", None)


@pytest.mark.parametrize("nothing", ["不明", "住所不定", "同上", "〃", "？？", "高槻市", "高槻市不明"])
def test_a_cell_that_says_no_address_is_no_town(nothing):
    assert parsed(nothing)[0] == (None, None, None, None)


def test_a_postcode_alone_gives_the_town():
    assert parsed(None, postcode="569-0071")[0][0] == "城北町"


def test_nothing_written_is_nothing_known():
    assert parsed(None)[0] == (None, None, None, None)


@given(st.integers(1, 9), st.integers(1, 99), st.integers(1, 99))
def test_hyphens_and_units_say_the_same(chome, block, number):
    units, hyphens = parsed(f"高槻市城北町{chome}丁目{block}番{number}号", f"高槻市城北町{chome}-{block}-{number}")
    assert units == hyphens == ("城北町", f"{chome}-{block}", str(number), None)
