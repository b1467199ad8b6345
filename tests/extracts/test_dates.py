"""The dates that departments write are read as they were meant, or refused; never bent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extracts.dates import ERAS, Unreadable, parse_date, parse_schoolyear, parse_yearmonth

ANY_DAY = st.dates(date(1926, 12, 25), date(2099, 12, 31))
LETTERS = {"昭和": "S", "平成": "H", "令和": "R"}
DIGITS = {"昭和": "3", "平成": "4", "令和": "5"}
FULL_WIDTH = str.maketrans("0123456789./-", "０１２３４５６７８９．／－")


def era(day: date) -> tuple[str, int]:
    name = next(name for name, (first, last) in ERAS.items() if first <= day <= last)
    return name, day.year - ERAS[name][0].year + 1


def forms(day: date) -> list[str]:
    """Every whole form of a date that the interface names."""
    name, year = era(day)
    letter, digit = LETTERS[name], DIGITS[name]
    return [
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{letter}{year}.{day.month}.{day.day}",
        f"{name}{year}年{day.month}月{day.day}日",
        f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日",
        f"{digit}{year:02d}{day:%m%d}",
        f"{letter}{year:02d}{day:%m%d}",
        f"{name}{kanji(year)}年{kanji(day.month)}月{kanji(day.day)}日",
        f"{''.join('〇一二三四五六七八九'[int(digit)] for digit in str(day.year))}年{kanji(day.month)}月{kanji(day.day)}日",
    ]


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "〇一二三四五六七八九"[tens][tens < 2 :] + ("十" if tens else "") + "〇一二三四五六七八九"[ones][ones == 0 :]


@given(ANY_DAY)
def test_a_day_is_read_the_same_in_every_form_it_may_be_written_in(day: date) -> None:
    for form in forms(day):
        assert parse_date(form) == (day, day.isoformat())
        assert parse_date(form.translate(FULL_WIDTH)) == (day, day.isoformat())


@given(ANY_DAY)
def test_where_only_the_month_is_known_no_day_is_made_up(day: date) -> None:
    name, year = era(day)
    for form in (f"{day.year}年{day.month}月", f"{name}{year}年{day.month}月"):
        assert parse_date(form) == (None, f"{day:%Y-%m}")


@given(st.dates(date(1930, 1, 1), date(2098, 12, 31)))
def test_a_month_is_read_the_same_in_every_form(day: date) -> None:
    first = day.replace(day=1)
    name, year = era(first)
    forms = [f"{day:%Y-%m}", f"{day:%Y%m}", f"{day.year}/{day.month}", f"{LETTERS[name]}{year}.{day.month}"]
    forms += [f"{name}{year}年{day.month}月", f"{DIGITS[name]}{year:02d}{day:%m}"]
    assert {parse_yearmonth(form) for form in forms} == {first}


@pytest.mark.parametrize(
    ("form", "year"),
    [
        ("2024", 2024),
        ("令和6年度", 2024),
        ("R6", 2024),
        ("Ｒ６", 2024),
        ("2024年度", 2024),
        ("令和元年度", 2019),
        ("H31", 2019),
    ],
)
def test_a_school_year_is_the_year_in_which_it_starts(form: str, year: int) -> None:
    assert parse_schoolyear(form) == year


@pytest.mark.parametrize("form", ["不詳", " 不詳 "])
def test_a_date_nobody_knows_is_unknown_and_not_an_error(form: str) -> None:
    assert parse_date(form) == (None, "XXXX")


def test_an_era_ends_on_its_last_day() -> None:
    assert parse_date("昭和64年1月7日")[0] == ERAS["昭和"][1]
    with pytest.raises(Unreadable, match="impossible_date"):
        parse_date("昭和64年1月8日")


@pytest.mark.parametrize("form", ["平成31年5月1日", "H31.5.1", "H310501", "4310501", "平成三十一年五月一日"])
def test_a_form_printed_before_reiwa_still_names_its_day(form: str) -> None:
    assert parse_date(form)[0] == date(2019, 5, 1)


@pytest.mark.parametrize("form", ["平成41年5月1日", "H72.4.1"])
def test_a_heisei_year_far_behind_its_era_is_a_slip(form: str) -> None:
    with pytest.raises(Unreadable, match="impossible_date"):
        parse_date(form)


@pytest.mark.parametrize("form", ["平成元年1月7日", "H1.1.7", "4010107", "令和1年4月30日", "R1.4.30"])
def test_an_era_starts_on_its_first_day(form: str) -> None:
    with pytest.raises(Unreadable, match="impossible_date"):
        parse_date(form)


@pytest.mark.parametrize(
    "form", ["2015-02-29", "20150431", "H27.13.1", "令和8年0月1日", "4270400", "0000-00-00", "R0.4.1", "99990101"]
)
def test_a_date_that_no_calendar_has_is_refused(form: str) -> None:
    with pytest.raises(Unreadable, match="impossible_date"):
        parse_date(form)


@pytest.mark.parametrize(
    "form",
    ["2015", "27.4.1", "2015-04/01", "4/1/2015", "平成27年", "H27.4", "平成十十年四月一日", "山田", "20150401 10:00"],
)
def test_a_form_that_the_interface_does_not_name_is_refused(form: str) -> None:
    with pytest.raises(Unreadable, match="bad_date"):
        parse_date(form)


@given(st.text())
def test_no_cell_whatever_breaks_the_reading_or_is_repeated_in_its_error(cell: str) -> None:
    for parse in (parse_date, parse_yearmonth, parse_schoolyear):
        try:
            parse(cell)
        except Unreadable as fault:
            assert fault.args in {("bad_date",), ("impossible_date",), ("bad_yearmonth",), ("bad_schoolyear",)}
