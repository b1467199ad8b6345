"""Which files a run reads is settled by their names and dates; nothing else in the folder is read, or passed over silently."""

from datetime import date
from pathlib import Path

import pytest
from desk import DAY, Desk

from extracts import EXTRACTS, deliveries

EARLIER, LATER = date(2025, 10, 1), date(2026, 10, 1)


def test_of_each_extract_the_newest_file_up_to_the_reference_date_is_read(desk: Desk) -> None:
    for day in (EARLIER, DAY, LATER):
        desk.deliver("resident_registry", day=day)
    found = deliveries.find(desk.landing, DAY)
    assert list(found) == list(EXTRACTS)
    assert [delivery.reference_date for delivery in found["resident_registry"]] == [DAY]
    assert not found["attendance"]


def test_of_an_append_extract_every_file_up_to_the_reference_date_is_read_oldest_first(desk: Desk) -> None:
    for day in (DAY, LATER, EARLIER):
        desk.deliver("attendance", day=day)
    assert [found.reference_date for found in deliveries.find(desk.landing, DAY)["attendance"]] == [EARLIER, DAY]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("resident_registry-20260401.csv", "resident_registry…20260401.csv"),
        ("resident_registry_20260401.CSV", "resident_registry_20260401…"),
        ("resident_registry_20261399.csv", "resident_registry_20261399.csv"),
        ("resident_registry_20260401 (1).csv", "resident_registry_20260401….csv"),
        ("山田太郎さんの相談.csv", "….csv"),
        ("registry_20260401.csv", "…20260401.csv"),
        ("landed.duckdb", "…"),
    ],
)
def test_a_file_of_another_name_is_not_read_but_reported_without_words_that_might_name_someone(
    desk: Desk, name: str, shown: str
) -> None:
    (desk.landing / name).write_bytes(b"1")
    assert not any(deliveries.find(desk.landing, DAY).values())
    (unread,) = deliveries.unread(desk.landing, DAY)
    assert (unread.name, unread.code) == (shown, "unknown_name")


def test_links_out_of_the_folder_folders_and_lone_manifests_are_not_read(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"1")
    (desk.landing / "attendance_20260401.csv").symlink_to(outside)
    (desk.landing / "consultations_20260401.csv").mkdir()
    (desk.landing / "sos_signals_20260401.manifest.json").write_text("{}")
    desk.deliver("vaccinations", day=LATER)
    desk.deliver("school_roster", manifest=True)
    assert [name for name, files in deliveries.find(desk.landing, DAY).items() if files] == ["school_roster"]
    assert [(unread.name, unread.code) for unread in deliveries.unread(desk.landing, DAY)] == [
        ("attendance_20260401.csv", "not_a_file"),
        ("consultations_20260401.csv", "not_a_file"),
        ("sos_signals_20260401.manifest.json", "manifest_alone"),
        ("vaccinations_20261001.csv", "later"),
    ]


def test_the_digest_of_what_a_run_reads_changes_with_any_of_it_and_with_nothing_else(desk: Desk) -> None:
    def digest() -> str:
        return deliveries.digest(deliveries.find(desk.landing, DAY))

    path = desk.deliver("attendance")
    seen = [digest()]
    path.write_bytes(path.read_bytes() + b"\n")
    seen.append(digest())
    desk.vouch(path, 4)
    seen.append(digest())
    desk.deliver("attendance", day=EARLIER)
    seen.append(digest())
    assert len(set(seen)) == 4
    desk.deliver("attendance", day=LATER)
    (desk.landing / "notes.txt").write_text("nothing")
    assert digest() == seen[-1]
