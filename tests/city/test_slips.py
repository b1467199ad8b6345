"""A slip is a slip: it changes what is typed, but only as a hand would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from city import slips
from city.days import day
from city.names import tables

DAYS = st.integers(day(np.datetime64("1990-01-01").item()), day(np.datetime64("2026-12-31").item()))
LUCK = st.floats(0, 0.999999)


@given(name=st.sampled_from(sorted(set(tables.given_names().kana))), luck=LUCK)
def test_a_misread_name_stays_kana_of_about_the_same_length(name, luck):
    slip = slips.misread_kana(name, luck)
    assert slip
    assert abs(len(slip) - len(name)) <= 1


@given(name=st.sampled_from(["ハルト", "サクラ", "ユウト", "シオン", "ガブリエル"]), luck=LUCK)
def test_a_misread_name_is_another_one(name, luck):
    assert slips.misread_kana(name, luck) != name


@given(when=DAYS)
def test_day_and_month_swapped_twice_are_right_again(when):
    days = np.array([when])
    once = slips.swap_day_and_month(days)
    assert (slips.swap_day_and_month(once) == days).all()


@given(when=DAYS, luck=LUCK)
def test_a_slip_in_the_era_keeps_the_month(when, luck):
    days = np.array([when])
    slip = slips.wrong_era(days, np.array([luck]))
    months = [column.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 for column in (days, slip)]
    assert months[0] == months[1] and slip[0] != when


@given(number=st.from_regex(r"[0-9]{10}", fullmatch=True), luck=LUCK)
def test_a_wrong_number_has_one_other_digit(number, luck):
    (slip,) = slips.wrong_digits(np.array([number], dtype=object), np.array([luck]))
    assert len(slip) == 10
    assert sum(a != b for a, b in zip(number, slip, strict=True)) == 1


def test_what_cp932_cant_hold_is_a_geta_and_a_selector_is_lost():
    from city.names import geta

    assert geta.encoded("𠮷田　辻󠄀　髙橋").decode("cp932") == "〓田　辻　髙橋"
