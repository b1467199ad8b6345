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


def test_a_postcode_alone_gives_the_town():
    assert parsed(None, postcode="569-0071")[0][0] == "城北町"


def test_nothing_written_is_nothing_known():
    assert parsed(None)[0] == (None, None, None, None)


@given(st.integers(1, 9), st.integers(1, 99), st.integers(1, 99))
def test_hyphens_and_units_say_the_same(chome, block, number):
    units, hyphens = parsed(f"高槻市城北町{chome}丁目{block}番{number}号", f"高槻市城北町{chome}-{block}-{number}")
    assert units == hyphens == ("城北町", f"{chome}-{block}", str(number), None)
