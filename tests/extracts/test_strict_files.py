"""A file that isn't exactly what was agreed is refused as a whole, and the refusal says why, where, and what to do."""

import gzip
import io
import zipfile
from datetime import date

import desk as desks
import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts import EXTRACTS, reading
from extracts.errors import CODES, Problem, Quarantined

ALL = list(EXTRACTS)


def problems(desk: Desk, extract: str) -> list[Problem]:
    with pytest.raises(Quarantined) as refused:
        desk.land(extract)
    assert not list(desk.run.rglob(f"{extract}.duckdb*"))
    for problem in refused.value.problems:
        assert CODES[problem.code].do_ja in problem.ja
        assert CODES[problem.code].do_en in problem.en
    return refused.value.problems


def content(extract: str, count: int = 3) -> bytes:
    return desks.text(extract, desks.rows(extract, count)).encode(EXTRACTS[extract].encoding)


@pytest.mark.parametrize("extract", ALL)
def test_every_extract_lands_as_it_was_agreed(desk: Desk, extract: str) -> None:
    desk.deliver(extract, manifest=True)
    assert desk.land(extract) == {"files": 1, "rows": 3, "rejected": 0, "superseded": 0, "doubled": 0}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("extract", ["resident_registry", "attendance", "consultations"])
def test_any_of_the_three_encodings_is_read_and_written_down(desk: Desk, extract: str, encoding: str) -> None:
    desk.put(extract, desks.text(extract, desks.rows(extract)).encode(encoding))
    desk.land(extract)
    assert desk.ask(extract, "SELECT encoding FROM delivery") == [(encoding,)]


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-32"])
def test_any_other_encoding_is_refused(desk: Desk, encoding: str) -> None:
    desk.put("consultations", desks.text("consultations", desks.rows("consultations")).encode(encoding))
    assert problems(desk, "consultations")[0].code in {"unknown_encoding", "nul_byte"}


def test_a_byte_that_no_character_has_is_found_with_its_line(desk: Desk) -> None:
    spoilt = content("attendance").replace(b"stu0000001", b"stu\xff00001")
    desk.put("attendance", spoilt)
    assert problems(desk, "attendance") == [Problem("unknown_encoding", 3)]


@pytest.mark.parametrize("extract", ["resident_registry", "sos_signals"])
def test_a_column_renamed_reordered_added_dropped_or_doubled_is_refused(desk: Desk, extract: str) -> None:
    lines = desks.text(extract, desks.rows(extract)).splitlines()
    header, first = lines[0].split(","), EXTRACTS[extract].columns[0].heading
    last = EXTRACTS[extract].columns[-1].heading

    def spoilt(headings: list[str], body: list[str]) -> list[tuple[str, str | None]]:
        desk.put(extract, ("\n".join([",".join(headings), *body]) + "\n").encode(EXTRACTS[extract].encoding))
        return [(problem.code, problem.column) for problem in problems(desk, extract)]

    renamed = spoilt(["宛名", *header[1:]], lines[1:])
    assert renamed == [("missing_column", first), ("unknown_column", "#1")]
    swapped = spoilt([header[1], header[0], *header[2:]], lines[1:])
    assert swapped == [("column_order", first)]
    assert spoilt([*header, "備考"], [f"{line}," for line in lines[1:]]) == [("unknown_column", f"#{len(header) + 1}")]
    assert spoilt(header[:-1], [line.rpartition(",")[0] for line in lines[1:]]) == [("missing_column", last)]
    assert spoilt([*header, first], [f"{line}," for line in lines[1:]]) == [("unknown_column", f"#{len(header) + 1}")]
    assert spoilt([*header, "個人番号"], [f"{line}," for line in lines[1:]]) == [("my_number", f"#{len(header) + 1}")]


def test_a_row_with_a_cell_too_many_or_too_few_is_found_with_its_line(desk: Desk) -> None:
    lines = desks.text("attendance", desks.rows("attendance")).splitlines()
    for wrong in (f"{lines[2]},", lines[2].rpartition(",")[0]):
        desk.put("attendance", ("\n".join([*lines[:2], wrong, lines[3]]) + "\n").encode())
        assert problems(desk, "attendance") == [Problem("arity", 3)]


def test_a_line_number_counts_lines_even_where_a_cell_spans_several(desk: Desk) -> None:
    given = desks.rows("consultations")
    given[0]["相談概要"] = '一行目\n二行目\r\n三行目,"引用"'
    given[1]["受付年月日"] = "2026-02-30"
    desk.deliver("consultations", given, manifest=True)
    desk.land("consultations")
    assert desk.ask("consultations", "SELECT line, code FROM rejected") == [(5, "impossible_date")]
    assert desk.ask("consultations", "SELECT line FROM consultations ORDER BY line") == [(2,), (6,)]
    told = desk.ask("consultations", "SELECT text FROM text ORDER BY record_id", "text")
    assert told[0] == ('一行目\n二行目\r\n三行目,"引用"',)


def test_an_empty_file_is_refused_but_a_header_alone_means_none(desk: Desk) -> None:
    for nothing in (b"", b"\xef\xbb\xbf"):
        desk.put("attendance", nothing)
        assert problems(desk, "attendance") == [Problem("empty_file")]
    desk.deliver("attendance", [])
    assert desk.land("attendance")["rows"] == 0
    assert desk.ask("attendance", "SELECT count(*) FROM delivery") == [(1,)]


def test_an_archive_or_office_file_named_csv_is_refused_and_not_opened(desk: Desk) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("attendance_20260401.csv", content("attendance"))
    for disguised in (archive.getvalue(), gzip.compress(content("attendance")), b"%PDF-1.7\n", b"SQLite format 3\0"):
        desk.put("attendance", disguised)
        assert problems(desk, "attendance")[0].code == "not_csv"


def test_nul_bytes_an_open_quote_and_odd_line_ends_are_refused(desk: Desk) -> None:
    good = content("attendance")
    desk.put("attendance", good.replace(b"stu0000001", b"stu00\0001"))
    assert problems(desk, "attendance") == [Problem("nul_byte", 3)]
    desk.put("attendance", good.replace(b"stu0000001", b'"stu000000'))
    assert problems(desk, "attendance") == [Problem("unbalanced_quote", 3)]
    desk.put("attendance", good.replace(b"\r\n", b"\r"))
    assert problems(desk, "attendance")[0].code in {"truncated", "unknown_encoding", "line_ends"}


def test_a_file_too_large_to_be_a_delivery_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.deliver("attendance")
    monkeypatch.setattr(
        reading.LANDING,
        "_declared",
        reading.LANDING._declared
        | {"max_bytes": [{"value": 100, "since": date(2026, 1, 1), "reference": "a small limit for this test"}]},
    )
    assert problems(desk, "attendance") == [Problem("oversize")]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_refused_unless_the_cut_is_between_rows(desk: Desk, data: st.DataObject) -> None:
    extract = data.draw(st.sampled_from(["resident_registry", "consultations", "attendance"]))
    whole = content(extract)
    cut = data.draw(st.integers(0, len(whole) - 1))
    desk.put(extract, whole[:cut])
    if whole[:cut].endswith(b"\n"):
        assert desk.land(extract)["rows"] == whole[:cut].count(b"\n") - 1
    else:
        assert problems(desk, extract)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_byte_changed_added_or_lost_in_a_file_with_a_manifest_is_always_caught(
    desk: Desk, data: st.DataObject
) -> None:
    extract = data.draw(st.sampled_from(["resident_registry", "consultations", "clinic_visits"]))
    path = desk.deliver(extract, manifest=True)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = bytes([data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))])
    kind = data.draw(st.sampled_from(["changed", "added", "lost"]))
    after = {"changed": byte + whole[at + 1 :], "added": byte + whole[at:], "lost": whole[at + 1 :]}[kind]
    path.write_bytes(whole[:at] + after)
    assert problems(desk, extract)


def test_a_manifest_that_says_otherwise_or_nothing_readable_holds_the_file(desk: Desk) -> None:
    path = desk.deliver("attendance", manifest=True)
    desk.vouch(path, 4)
    assert problems(desk, "attendance") == [Problem("manifest_rows")]
    desk.vouch(path, 3, date(2026, 3, 31))
    assert problems(desk, "attendance") == [Problem("manifest_date")]
    for unreadable in ("", "{", "[]", '{"rows": 3}', '{"rows": "drei", "sha256": "", "reference_date": "2026-04-01"}'):
        path.with_suffix(".manifest.json").write_text(unreadable)
        assert problems(desk, "attendance") == [Problem("manifest_unreadable")]
    elsewhere = desk.vouch(path, 3).rename(desk.run / "elsewhere.json")
    path.with_suffix(".manifest.json").symlink_to(elsewhere)
    assert problems(desk, "attendance") == [Problem("manifest_unreadable")]


def test_a_file_without_its_last_line_end_stands_only_where_a_manifest_vouches_for_it(desk: Desk) -> None:
    path = desk.put("attendance", content("attendance").rstrip())
    assert problems(desk, "attendance") == [Problem("truncated", 4)]
    desk.vouch(path, 3)
    assert desk.land("attendance")["rows"] == 3


def test_a_file_that_changes_between_finding_and_reading_is_refused(desk: Desk) -> None:
    path = desk.deliver("attendance")
    found = desks.find(desk.landing, desks.DAY)["attendance"]
    path.write_bytes(content("attendance", 2))
    with pytest.raises(Quarantined, match="changed"):
        desks.land(EXTRACTS["attendance"], found, desk.run / "landed/a.duckdb", desk.run / "text/a.duckdb", desks.KEY)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 400))
def test_a_file_reads_the_same_whatever_the_size_of_the_blocks(desk: Desk, size: int) -> None:
    given = desks.rows("consultations", 4)
    given[1]["相談概要"] = "一行目\n二行目"
    path = desk.deliver("consultations", given)
    expected = (path.stat().st_size, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BLOCK", size)
        desk.land("consultations")
    assert (path.stat().st_size, desk.ask("consultations", "SELECT count(*) FROM consultations")[0][0]) == expected
    assert desk.ask("consultations", "SELECT line FROM consultations ORDER BY line") == [(2,), (3,), (5,), (6,)]
    assert desk.ask("consultations", "SELECT text FROM text ORDER BY record_id", "text")[1] == ("一行目\n二行目",)
