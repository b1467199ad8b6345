"""A delivery lands typed and unchanged; bad rows are named, never shown; nobody's row replaces somebody else's."""

import pickle
from datetime import date

import pytest
from desk import DAY, KEY, Desk, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts import EXTRACTS, landing
from extracts.deliveries import find
from extracts.errors import LandingFailed, Problem, Quarantined
from extracts.pseudonym import record_key

EARLIER = date(2025, 10, 1)


def changed(extract: str, number: int = 0, **cells: str) -> dict[str, str]:
    return rows(extract, number + 1)[number] | cells


def test_every_type_lands_as_the_interface_says(desk: Desk) -> None:
    desk.deliver(
        "school_health_check",
        [changed("school_health_check", 年度="R7", 身長="１２０．５", 要受診="0", 受診報告日="2026年1月")],
    )
    desk.deliver("child_allowance", [changed("child_allowance", 支給開始年月="R8.3", 支給終了年月="")])
    desk.land("school_health_check")
    desk.land("child_allowance")
    assert desk.ask(
        "school_health_check",
        "SELECT school_year, height_cm, vision_right, untreated_teeth, referral, visit_reported_date, visit_reported_date_edtf "
        "FROM school_health_check",
    ) == [(2025, 120.5, "A", 3, False, None, "2026-01")]
    assert desk.ask("child_allowance", "SELECT living, start_month, end_month, delivered FROM child_allowance") == [
        ("together", date(2026, 3, 1), None, DAY)
    ]
    types = dict(desk.ask("school_health_check", "SELECT column_name, column_type FROM (DESCRIBE school_health_check)"))
    assert [types[name] for name in ("school_year", "height_cm", "referral", "visit_reported_date", "line")] == [
        *("INTEGER", "DOUBLE", "BOOLEAN", "DATE", "INTEGER")
    ]


@pytest.mark.parametrize("extract", list(EXTRACTS))
def test_an_extract_that_was_not_delivered_lands_empty_with_every_column(desk: Desk, extract: str) -> None:
    desk.land(extract)
    described = [name for (name,) in desk.ask(extract, f"SELECT column_name FROM (DESCRIBE {extract})")]
    declared = EXTRACTS[extract]
    expected = ["record_id", "line", "delivered"]
    for column in declared.columns:
        if column.field not in declared.text_fields:
            expected += [column.field, f"{column.field}_edtf"] if column.type == "date" else [column.field]
    assert described == expected
    assert (
        desk.ask(extract, f"SELECT count(*) FROM {extract}")
        == desk.ask(extract, "SELECT count(*) FROM delivery")
        == [(0,)]
    )
    desk.deliver(extract)
    desk.land(extract)
    assert [name for (name,) in desk.ask(extract, f"SELECT column_name FROM (DESCRIBE {extract})")] == expected


def test_text_lands_exactly_as_delivered_and_an_empty_cell_is_null(desk: Desk) -> None:
    desk.deliver("consultations", [changed("consultations", 児童氏名=" 﨑山　花 ", 電話番号="", リスク区分="")])
    desk.land("consultations")
    assert desk.ask("consultations", "SELECT name, phone, risk FROM consultations") == [(" 﨑山　花 ", None, None)]


def test_one_key_in_two_spellings_is_one_key(desk: Desk) -> None:
    desk.deliver(
        "school_assistance",
        [
            changed("school_assistance", 年度=year, 認定区分=code)
            for year, code in (("R8", "1"), ("2026", "2"), ("令和8年度", "9"))
        ],
    )
    assert desk.land("school_assistance")["superseded"] == 2
    assert desk.ask("school_assistance", "SELECT record_id, decision, line FROM school_assistance") == [
        ("2026|res0000000", "refused", 4)
    ]


def test_a_code_stands_in_a_record_id_as_the_file_has_it_and_a_date_as_far_as_it_is_known(desk: Desk) -> None:
    desk.deliver("vaccinations", [changed("vaccinations", 接種種類コード="06")])
    desk.deliver("protection_measures", [changed("protection_measures", 支援措置開始年月日="令和7年4月")])
    desk.land("vaccinations")
    desk.land("protection_measures")
    assert desk.ask("vaccinations", "SELECT record_id, vaccine FROM vaccinations") == [("res0000000|06|3", "MR")]
    assert desk.ask("protection_measures", "SELECT record_id FROM protection_measures") == [("res0000000|2025-04",)]


def test_blanks_in_a_typed_cell_are_an_empty_cell(desk: Desk) -> None:
    desk.deliver("public_assistance", [changed("public_assistance", 廃止年月日="　 ")])
    desk.land("public_assistance")
    assert desk.ask("public_assistance", "SELECT end_date, end_date_edtf FROM public_assistance") == [(None, None)]
    desk.deliver("public_assistance", [*rows("public_assistance"), changed("public_assistance", 3, 保護開始年月日=" ")])
    desk.land("public_assistance")
    assert desk.ask("public_assistance", 'SELECT line, "column", code FROM rejected') == [
        (5, "保護開始年月日", "empty")
    ]


def test_rows_of_one_key_that_name_two_people_are_both_kept(desk: Desk) -> None:
    same = changed("consultations", 相談概要="一")
    other = same | {"児童氏名": "佐藤　花子", "相談概要": "二"}
    later = same | {"リスク区分": "中度", "相談概要": "三"}
    alone = changed("consultations", 1)
    desk.deliver("consultations", [same, other, later, alone])
    assert desk.land("consultations")["doubled"] == 3
    assert desk.ask("consultations", "SELECT record_id, line FROM consultations ORDER BY line") == [
        *(("rec0000000", 2), ("rec0000000#2", 3), ("rec0000000#3", 4)),
        ("rec0000001", 5),
    ]


def test_of_rows_of_one_key_that_agree_on_the_person_the_last_stands(desk: Desk) -> None:
    desk.deliver("consultations", [changed("consultations", リスク区分=risk) for risk in ("軽度", "重度")])
    assert desk.land("consultations") == {"files": 1, "rows": 1, "rejected": 0, "superseded": 1, "doubled": 0}
    assert desk.ask("consultations", "SELECT record_id, risk, line FROM consultations") == [("rec0000000", "重度", 3)]


def test_a_later_delivery_adds_to_an_append_extract_and_replaces_rows_of_the_same_key(desk: Desk) -> None:
    desk.deliver("school_roster", [changed("school_roster", n) for n in (0, 1)], EARLIER)
    desk.deliver("school_roster", [changed("school_roster", 1, 姓="佐藤"), changed("school_roster", 2)], DAY)
    assert desk.land("school_roster") == {"files": 2, "rows": 3, "rejected": 0, "superseded": 1, "doubled": 0}
    assert desk.ask("school_roster", "SELECT student_no, surname, delivered, line FROM school_roster ORDER BY 1") == [
        ("stu0000000", "山田　太郎", EARLIER, 2),
        ("stu0000001", "佐藤", DAY, 2),
        ("stu0000002", "山田　太郎", DAY, 3),
    ]
    assert desk.land("school_roster", EARLIER)["rows"] == 2


def test_a_later_delivery_replaces_the_earlier_one_of_any_other_extract(desk: Desk) -> None:
    desk.deliver("consultations", rows("consultations", 5), EARLIER)
    desk.deliver("consultations", rows("consultations", 2), DAY)
    assert desk.land("consultations")["rows"] == 2


def test_a_bad_row_is_left_out_and_named_by_line_column_and_code(desk: Desk) -> None:
    given = rows("resident_registry", 100)
    given[3] |= {"生年月日": "昭和64年1月8日", "性別": "3"}
    given[7] |= {"氏名": ""}
    given[9] |= {"宛名番号": "12|3"}
    path = desk.deliver("resident_registry", given)
    assert desk.land("resident_registry")["rejected"] == 3
    assert desk.ask("resident_registry", "FROM rejected") == [
        (path.name, 5, "性別", "unknown_code"),
        (path.name, 5, "生年月日", "impossible_date"),
        (path.name, 9, "氏名", "empty"),
        (path.name, 11, "宛名番号", "separator_in_key"),
    ]
    assert desk.ask("resident_registry", "SELECT count(*) FROM resident_registry") == [(97,)]


def test_a_consultation_isnt_lost_for_a_birth_date_that_cant_be_read(desk: Desk) -> None:
    given = rows("consultations", 30)
    given[3] |= {"児童生年月日": "H27.13.1"}
    given[5] |= {"受付年月日": "H27.13.1"}
    path = desk.deliver("consultations", given)
    assert desk.land("consultations")["rejected"] == 1
    assert desk.ask("consultations", "FROM rejected") == [
        (path.name, 5, "児童生年月日", "date_unknown"),
        (path.name, 7, "受付年月日", "impossible_date"),
    ]
    stands = desk.ask("consultations", "SELECT birth_date, birth_date_edtf FROM consultations WHERE line = 5")
    assert stands == [(None, "XXXX")]
    assert desk.ask("consultations", "SELECT count(*) FROM consultations") == [(29,)]


@pytest.mark.parametrize(
    ("count", "bad", "stands"), [(20, 3, True), (20, 4, False), (200, 10, True), (200, 11, False), (2, 2, False)]
)
def test_too_many_bad_rows_refuse_the_file(desk: Desk, count: int, bad: int, stands: bool) -> None:
    given = rows("attendance", count)
    for row in given[:bad]:
        row["月"] = "四"
    desk.deliver("attendance", given)
    if stands:
        assert desk.land("attendance")["rejected"] == bad
    else:
        with pytest.raises(Quarantined) as refused:
            desk.land("attendance")
        assert refused.value.problems == [Problem("too_many_rejected"), Problem("bad_int", 2, "月")]


def check_digit(digits: str) -> str:
    """The check digit of a My Number or 住民票コード, as 番号法総務省令 5条 words it."""
    total = sum(int(p) * (n + 1 if n <= 6 else n - 5) for n, p in enumerate(reversed(digits), 1))
    return str(0 if total % 11 <= 1 else 11 - total % 11)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("0123456789", min_size=11, max_size=11), min_size=4, max_size=8, unique=True),
    st.sampled_from([10, 11]),
)
def test_a_column_of_my_numbers_or_resident_codes_refuses_the_delivery_whatever_its_heading(
    desk: Desk, stems: list[str], length: int
) -> None:
    stems = [f"1{stem[1:length]}" for stem in stems]
    numbers = [stem + check_digit(stem) for stem in stems]
    dressed = [number if n % 2 else f"{number[:4]}-{number[4:8]}－{number[8:]}" for n, number in enumerate(numbers)]
    desk.deliver("resident_tax", [changed("resident_tax", n, 宛名番号=number) for n, number in enumerate(dressed)])
    with pytest.raises(Quarantined) as refused:
        desk.land("resident_tax")
    assert refused.value.problems == [Problem("my_number", None, "宛名番号")]
    wrong = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in numbers]
    desk.deliver("resident_tax", [changed("resident_tax", n, 宛名番号=number) for n, number in enumerate(wrong)])
    assert desk.land("resident_tax")["files"] == 1


def test_mobile_telephone_numbers_are_not_taken_for_resident_codes(desk: Desk) -> None:
    for stem in ("0901234567", "0803333333"):
        desk.deliver("consultations", [changed("consultations", 電話番号=stem + check_digit(stem))])
        assert desk.land("consultations")["rows"] == 1


def test_a_whole_number_as_a_spreadsheet_writes_it_is_a_whole_number_and_nothing_else_is(desk: Desk) -> None:
    desk.deliver(
        "attendance", [*rows("attendance", 9), changed("attendance", 9, 月="4.0"), changed("attendance", 10, 月="4.5")]
    )
    desk.land("attendance")
    assert desk.ask("attendance", "SELECT record_id FROM attendance WHERE month = 4") == [
        ("sch0000009|stu0000009|2025|4",)
    ]
    assert desk.ask("attendance", "SELECT line, code FROM rejected") == [(12, "bad_int")]


def test_free_text_lies_apart_under_the_pseudonym_of_its_row(desk: Desk) -> None:
    desk.deliver("sos_signals", [changed("sos_signals", 0, 本文="たすけて"), changed("sos_signals", 1, 本文="")])
    desk.land_all()
    expected = record_key(KEY, "sos_signals", "sig0000000")
    assert desk.ask("sos_signals", "FROM text", "text") == [("sig0000000", expected, "message", "たすけて")]
    assert (
        b"\xe3\x81\x9f\xe3\x81\x99\xe3\x81\x91\xe3\x81\xa6" not in (desk.run / "landed/sos_signals.duckdb").read_bytes()
    )


def test_the_same_deliveries_land_the_same_rows_in_the_same_order(desk: Desk) -> None:
    desk.deliver("attendance", rows("attendance", 2000))
    desk.land("attendance")
    once = desk.ask("attendance", "FROM attendance")
    desk.land("attendance")
    assert desk.ask("attendance", "FROM attendance") == once
    assert [row[1] for row in once] == list(range(2, 2002))


def test_a_file_that_has_gone_is_refused_and_the_refusal_travels_between_processes(desk: Desk) -> None:
    path = desk.deliver("attendance")
    found = find(desk.landing, DAY)["attendance"]
    path.unlink()
    with pytest.raises(Quarantined) as refused:
        landing.land(EXTRACTS["attendance"], found, desk.run / "a.duckdb", desk.run / "t.duckdb", KEY)
    assert refused.value.problems == [Problem("unreadable")]
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)  # noqa: S301 - our own


def test_a_fault_inside_duckdb_names_its_kind_and_nothing_of_the_row(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.deliver("attendance", [changed("attendance", 学籍番号="花子12345")])
    monkeypatch.setattr(landing, "MEMORY", "1B")
    with pytest.raises(LandingFailed) as failed:
        desk.land("attendance")
    assert "花子" not in f"{failed.value}{failed.value.args}"
    assert failed.value.__cause__ is failed.value.__context__ is None
    assert not list(desk.run.rglob("attendance.duckdb*"))
