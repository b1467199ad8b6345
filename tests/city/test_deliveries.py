"""Successive deliveries tell one story: children grow, move, are renamed and leave; nobody becomes somebody else."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from city.days import half_years
from city.generate import generate
from extracts.declaration import EXTRACTS

AS_OF = date(2026, 10, 1)
DAYS = [f"{day:%Y%m%d}" for day in half_years(AS_OF, 4)]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    generate(700, 3, AS_OF, folder, deliveries=4)
    return folder


def read(folder, name, day):
    file = folder / "extracts" / f"{name}_{day}.csv"
    return pd.read_csv(file, dtype=str, keep_default_na=False, encoding=EXTRACTS[name].encoding)


def successive(folder, name, key):
    frames = [read(folder, name, day).set_index(key) for day in DAYS]
    return [old.add_suffix("_old").join(new, how="inner") for old, new in pairwise(frames)]


def test_half_years_end_on_the_reference_date():
    assert half_years(date(2026, 10, 1), 3) == [date(2025, 10, 1), date(2026, 4, 1), date(2026, 10, 1)]
    assert half_years(date(2026, 8, 31), 2) == [date(2026, 2, 28), date(2026, 8, 31)]


def test_every_extract_is_delivered_every_half_year(village):
    files = sorted(file.stem for file in (village / "extracts").glob("*.csv"))
    assert files == sorted(f"{name}_{day}" for name in EXTRACTS for day in DAYS)


def test_a_number_stays_one_persons_birth_date_and_sex(village):
    for both in successive(village, "resident_registry", "宛名番号"):
        assert len(both) > 1000
        assert (both["生年月日_old"] == both["生年月日"]).all()
        assert (both["性別_old"] == both["性別"]).all()


def test_nobody_comes_back_from_the_dead(village):
    for both in successive(village, "resident_registry", "宛名番号"):
        assert (both.loc[both["住民状態_old"] == "3", "住民状態"] == "3").all()


def test_some_move_some_are_renamed_some_come_and_some_leave(village):
    pairs = successive(village, "resident_registry", "宛名番号")
    assert sum((both["住所_old"] != both["住所"]).sum() for both in pairs) > 10
    assert sum((both["氏名_old"] != both["氏名"]).sum() for both in pairs) >= 2
    assert sum(((both["住民状態_old"] == "1") & (both["住民状態"] == "2")).sum() for both in pairs) > 5
    first, last = (set(read(village, "resident_registry", day)["宛名番号"]) for day in (DAYS[0], DAYS[-1]))
    assert len(last - first) > 20


def test_who_didnt_move_or_marry_is_written_as_before(village):
    for both in successive(village, "resident_registry", "宛名番号"):
        same = both["異動年月日_old"] == both["異動年月日"]
        assert (both.loc[same, "氏名_old"] == both.loc[same, "氏名"]).mean() > 0.99
        assert (both.loc[same, "住所_old"] == both.loc[same, "住所"]).all()


def test_a_grade_rises_by_one_each_april(village):
    autumn, spring = (read(village, "school_register", day).set_index("宛名番号") for day in (DAYS[1], DAYS[2]))
    both = autumn.add_suffix("_old").join(spring, how="inner")
    both = both[~both.index.duplicated(keep=False)]
    same = both["氏名_old"] == both["氏名"]
    assert (both.loc[same, "学年"].astype(int) - both.loc[same, "学年_old"].astype(int) == 1).mean() > 0.99


def test_a_case_is_typed_once_and_then_only_closed(village):
    for both in successive(village, "consultations", "受付番号"):
        for column in ("児童氏名", "児童氏名カナ", "児童生年月日", "住所", "電話番号", "相談概要", "受付年月日"):
            assert (both[f"{column}_old"] == both[column]).all(), column
        closed = both["終結年月日_old"] != ""
        assert (both.loc[closed, "終結年月日_old"] == both.loc[closed, "終結年月日"]).all()


@pytest.mark.parametrize(
    ("name", "most"), [("attendance", 0.02), ("clinic_visits", 0), ("vaccinations", 0.001), ("sos_signals", 0)]
)
def test_what_is_added_was_hardly_ever_delivered_before(village, name, most):
    key = list(EXTRACTS[name].key)
    seen: set[tuple] = set()
    for day in DAYS:
        rows = set(read(village, name, day)[key].itertuples(index=False, name=None))
        assert rows, day
        assert len(rows & seen) <= most * len(rows)
        seen |= rows


def test_a_figure_corrected_later_comes_once_more(village):
    key = list(EXTRACTS["attendance"].key)
    first, second = (read(village, "attendance", day).set_index(key)["欠席日数"] for day in DAYS[:2])
    again = first.to_frame("old").join(second, how="inner")
    assert len(again) and (again["old"] != again["欠席日数"]).any()


def test_last_years_attendance_still_finds_its_pupil(village):
    key = ["学校コード", "学籍番号"]
    pupils = {
        row for day in DAYS for row in read(village, "school_roster", day)[key].itertuples(index=False, name=None)
    }
    for name in ("attendance", "school_health_check", "sos_signals"):
        rows = {row for day in DAYS for row in read(village, name, day)[key].itertuples(index=False, name=None)}
        assert rows <= pupils, name


def test_the_truth_knows_the_rows_of_every_delivery(village):
    records = pd.read_csv(village / "truth" / "records.csv", dtype=str, keep_default_na=False)
    assert not records.duplicated(["extract", "record_id"]).any()
    known = set(records.loc[records["extract"] == "resident_registry", "record_id"])
    for day in DAYS:
        assert set(read(village, "resident_registry", day)["宛名番号"]) <= known
