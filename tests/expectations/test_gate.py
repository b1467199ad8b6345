"""The gate lets sound deliveries pass, holds what would mislead, shows what should be looked at, and repeats no cell."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from desk import DAY, Desk
from sound_city import sound

from expectations import clearances, report
from expectations.gate import LIMITS
from expectations.suites import SUITES
from expectations.words import WORDS
from extracts import EXTRACTS

BIRD, KANJI = "CANARY7F3A", "金糸雀〇七"

Gate = Callable[..., dict]


def failing(said: dict, extract: str) -> dict[str, str]:
    """The checks of an extract that failed, with the worst severity of each."""
    failed = [result for result in said["results"] if result["suite"] == extract and not result["success"]]
    return {
        result["expectation"]: result["severity"]
        for result in sorted(failed, key=lambda r: r["severity"] == "critical")
    }


def test_sound_deliveries_pass_with_nothing_to_look_at(judged: Gate) -> None:
    said = judged()
    assert not said["held"]
    assert [result["message_en"] for result in said["results"] if not result["success"]] == []
    assert all(result["measured"] for result in said["results"])
    assert {result["suite"] for result in said["results"]} == set(EXTRACTS)


def test_a_missing_required_extract_holds_the_run_and_says_whom_to_ask(desk: Desk, judged: Gate) -> None:
    (desk.landing / f"resident_registry_{DAY:%Y%m%d}.csv").unlink()
    said = judged()
    assert said["held"]
    (result,) = [result for result in said["results"] if result["severity"] == "critical" and not result["success"]]
    assert "市民課" in result["message_ja"]
    assert "担当課に提供を求めてください" in result["message_ja"]
    assert "Ask the department for it" in result["message_en"]


def test_a_required_extract_without_a_row_holds_the_run(desk: Desk, judged: Gate) -> None:
    desk.deliver("resident_registry", [])
    assert failing(judged(), "resident_registry")["rows_required"] == "critical"


@pytest.mark.parametrize("extract", ["attendance", "consultations", "resident_tax"])
def test_a_missing_optional_extract_is_shown_and_holds_nothing(desk: Desk, judged: Gate, extract: str) -> None:
    (desk.landing / f"{extract}_{DAY:%Y%m%d}.csv").unlink()
    said = judged()
    assert not said["held"]
    assert failing(said, extract) == {"delivered": "warning"}


def test_an_extract_is_stale_from_the_day_after_its_declaration_says(desk: Desk, judged: Gate) -> None:
    limit = EXTRACTS["protection_measures"].stale_after_days
    assert "fresh" not in failing(judged(DAY + timedelta(days=limit)), "protection_measures")
    said = judged(DAY + timedelta(days=limit + 1))
    assert failing(said, "protection_measures") == {"fresh": "warning"}


@pytest.mark.parametrize(
    ("now", "severity"), [(60, None), (49, None), (47, "warning"), (30, "warning"), (29, "critical"), (76, "warning")]
)
def test_a_delivery_much_smaller_or_larger_than_the_last_is_shown_and_half_of_it_holds(
    desk: Desk, sound_desk: Desk, judged: Gate, now: int, severity: str | None
) -> None:
    desk.deliver("disability_certificates", sound("disability_certificates", now))
    failed = failing(judged(previous=sound_desk.run), "disability_certificates")
    assert failed.get("volume") == severity


def test_a_handful_of_rows_is_not_compared_with_the_last_run(desk: Desk, judged: Gate) -> None:
    desk.deliver("disability_certificates", sound("disability_certificates", 49))
    judged()
    before = desk.run.rename(desk.run.with_name("before"))
    (desk.run / "landed").mkdir(parents=True)
    desk.deliver("disability_certificates", sound("disability_certificates", 5))
    assert failing(judged(previous=before), "disability_certificates") == {}


def test_numbers_that_the_other_extract_does_not_know_are_shown_and_half_of_them_hold(desk: Desk, judged: Gate) -> None:
    for strangers, severity in ((3, None), (4, "warning"), (31, "critical")):
        given = sound("school_register")
        for row in given[:strangers]:
            row["宛名番号"] = f"9{row['宛名番号'][1:]}"
        desk.deliver("school_register", given)
        said = judged()
        assert failing(said, "school_register").get("refers_to.resident_id_in_resident_registry") == severity
        assert said["held"] == (severity == "critical")


def test_where_the_other_extract_is_missing_nothing_is_said_of_its_numbers(desk: Desk, judged: Gate) -> None:
    (desk.landing / f"school_roster_{DAY:%Y%m%d}.csv").unlink()
    said = judged()
    (result,) = [
        result
        for result in said["results"]
        if (result["suite"], result["expectation"])
        == ("sos_signals", "refers_to.school_code_student_no_in_school_roster")
    ]
    assert (result["measured"], result["success"], result["observed"]) == (False, True, None)
    assert "測れず" in result["message_ja"]


@pytest.mark.parametrize(
    ("extract", "cells", "check"),
    [
        ("attendance", {"欠席日数": "21"}, "never.absent_more_than_school_days"),
        ("attendance", {"月": "13"}, "never.month"),
        ("school_roster", {"学年": "10"}, "never.grade"),
        ("achievement_survey", {"国語偏差値": "101"}, "never.score"),
        ("consultations", {"受付年月日": "2026-03-02", "終結年月日": "2026-03-01"}, "never.closed_before_received"),
        ("nursery_attendance", {"登園日数": "21"}, "never.attended_more_than_open"),
        ("maternal_health", {"EPDS合計": "31"}, "never.epds"),
        ("clinic_visits", {"受診日数": "32"}, "never.visit_days"),
        ("resident_registry", {"生年月日": "2026-04-02", "住民となった年月日": ""}, "not_future.birth_date"),
        ("public_assistance", {"保護開始年月日": "2026-01-01", "廃止年月日": "2025-12-31"}, "never.ends_before_start"),
    ],
)
def test_a_single_row_that_cannot_be_is_shown(
    desk: Desk, judged: Gate, extract: str, cells: dict[str, str], check: str
) -> None:
    given = sound(extract)
    given[0] |= cells
    desk.deliver(extract, given)
    said = judged()
    assert failing(said, extract) == {check: "warning"}
    assert not said["held"]


def test_one_resident_number_of_two_people_holds_the_run_and_nobody_can_let_it_pass(
    desk: Desk, judged: Gate, tmp_path: Path
) -> None:
    given = sound("resident_registry")
    desk.deliver("resident_registry", [*given, given[0] | {"氏名": "別人　一"}])
    held = judged()
    assert failing(held, "resident_registry") == {"doubled": "critical"}
    people = let_pass(tmp_path / "people", ("resident_registry", "doubled", held["newest"]["resident_registry"]))
    assert judged(people=people)["held"]


def test_birth_dates_lost_by_half_hold_the_run_but_never_a_consultation(desk: Desk, judged: Gate) -> None:
    for extract, heading in (("school_roster", "生年月日"), ("consultations", "児童生年月日")):
        given = sound(extract)
        for row in given[:31]:
            row[heading] = "不詳"
        desk.deliver(extract, given)
    said = judged()
    assert failing(said, "school_roster") == {"missing.birth_date": "critical"}
    assert failing(said, "consultations") == {"missing.birth_date": "warning"}


def test_a_share_of_rejected_rows_is_shown(desk: Desk, judged: Gate) -> None:
    given = sound("vaccinations")
    given[0]["接種年月日"] = "きのう"
    desk.deliver("vaccinations", given)
    assert failing(judged(), "vaccinations") == {"rejected": "warning"}


def test_every_check_has_words_in_both_languages_and_a_dated_limit_with_its_reason(judged: Gate) -> None:
    for result in judged()["results"]:
        assert WORDS[result["expectation"].split(".")[0]].keys() == {"unit", "ja", "en", "do_ja", "do_en"}
        assert result["low"] is not None or result["high"] is not None
    assert set(SUITES) <= set(EXTRACTS)
    known = {f"{extract}.{kind}" for extract in EXTRACTS for kind in WORDS} | set(WORDS) | {"volume_floor"}
    assert set(LIMITS.names) <= known


def test_canaries_in_every_cell_come_out_of_neither_gate_nor_report(desk: Desk, judged: Gate) -> None:
    for extract, declared in EXTRACTS.items():
        given = sound(extract)
        for n, row in enumerate(given):
            for column in declared.columns:
                if column.type in {"text", "kana", "name", "address"}:
                    row[column.heading] = f"{BIRD}{KANJI}{n}"
        for row in given[:2]:
            for column in declared.columns:
                if column.type not in {"text", "kana", "name", "address"}:
                    row[column.heading] = f"{BIRD}{KANJI}"
        desk.deliver(extract, given)
    said = judged(date(2026, 4, 2))
    report.write(desk.run, desk.run)
    written = (desk.run / "gate.json").read_text() + (desk.run / "quality.html").read_text()
    assert BIRD not in written
    assert KANJI not in written
    assert sum(not result["success"] for result in said["results"]) > 20


def test_the_report_says_what_holds_what_was_left_out_and_what_to_do_in_both_languages(
    desk: Desk, judged: Gate
) -> None:
    given = sound("vaccinations")
    given[4]["接種年月日"] = "2025-02-30"
    desk.deliver("vaccinations", given)
    (desk.landing / f"resident_registry_{DAY:%Y%m%d}.csv").unlink()
    said = judged()
    report.write(desk.run, desk.run)
    page = (desk.run / "quality.html").read_text(encoding="utf-8")
    for result in said["results"]:
        if not result["success"]:
            assert result["message_ja"] in page
            assert result["message_en"].replace("'", "&#39;") in page
    assert "存在しない日付です" in page
    assert ">6<" in page
    for foreign in ("http://", "https://", "<script", "@import", "url("):
        assert foreign not in page


def let_pass(folder: Path, *rows: tuple[str, str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [clearances.COLUMNS, *rows]
    (folder / clearances.FILE).write_text("".join(",".join(row) + "\n" for row in lines), encoding="utf-8")
    return folder


def test_what_a_steward_answered_for_lets_that_file_pass_and_no_other(desk: Desk, judged: Gate, tmp_path: Path) -> None:
    given = sound("school_register")
    for row in given[:31]:
        row["宛名番号"] = f"9{row['宛名番号'][1:]}"
    desk.deliver("school_register", given)
    held = judged()
    answered = ("school_register", "refers_to.resident_id_in_resident_registry", held["newest"]["school_register"])
    people = let_pass(tmp_path / "people", answered)
    said = judged(people=people)
    assert held["held"] and not said["held"]
    (cleared,) = [result for result in said["results"] if result["cleared"]]
    assert (cleared["suite"], cleared["expectation"], cleared["success"]) == (*answered[:2], False)
    given[0]["学年"] = "9"
    desk.deliver("school_register", given)
    assert judged(people=people)["held"]


def test_nobody_can_let_pass_what_the_contract_forbids(desk: Desk, judged: Gate, tmp_path: Path) -> None:
    desk.deliver("resident_registry", [])
    held = judged()
    people = let_pass(tmp_path / "people", ("resident_registry", "rows_required", held["newest"]["resident_registry"]))
    assert judged(people=people)["held"]


@pytest.mark.parametrize("text", ["", "extract,expectation\n", "extract,expectation,sha256\nCANARY7F3A,b\n"])
def test_clearances_in_another_shape_stop_the_run_and_repeat_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / clearances.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(clearances.BadClearances, match=r"行目") as stopped:
        clearances.read(tmp_path)
    assert BIRD not in str(stopped.value)
