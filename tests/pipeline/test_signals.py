"""What children signalled reaches people the same hour, once, with or without the child found; and nothing else does."""

import csv
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from mimamori import app
from pipeline import publication, signals
from pipeline.errors import Failed, Held
from pipeline.settings import Settings
from rules.indicators.sos import sos

TODAY = date(2026, 10, 2)
HEADINGS = ("受信番号", "受信日時", "学校コード", "学籍番号", "区分", "心の天気", "本文")
Row = dict[str, object]


class Desk:
    """A landing folder of signals beside a folder of runs whose `current` is the small city's."""

    def __init__(self, folder: Path, published: Path, key_file: Path) -> None:
        self.landing, self.runs = folder / "landing", folder / "runs"
        self.landing.mkdir()
        self.runs.mkdir()
        now = publication.current(published)
        assert now
        (self.runs / now.run_id).symlink_to(published / now.run_id)
        (self.runs / "current").symlink_to(now.run_id)
        self.settings = Settings(landing=self.landing, runs=self.runs, key_file=key_file)

    def put(self, *rows: tuple[str, ...], day: date = TODAY) -> Path:
        path = self.landing / f"sos_signals_{day:%Y%m%d}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows([HEADINGS, *rows])
        return path

    def look(self) -> dict[str, object]:
        return signals.look(self.settings, TODAY)

    def raised(self) -> list[Row]:
        folder = signals.current(self.runs)
        assert folder
        with duckdb.connect(str(folder / "signals.duckdb"), read_only=True) as con:
            found = con.execute("SELECT * FROM signal ORDER BY day, record_key")
            names = [column[0] for column in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [{**row, "codes": [one["code"] for one in json.loads(str(row["because"]))]} for row in rows]

    def pupil(self) -> tuple[str, str, str]:
        """School code, number and child_id of a pupil whom the current run knows."""
        run = self.runs / "current"
        with duckdb.connect(str(run / "children.duckdb"), read_only=True) as con:
            con.execute(f"ATTACH '{run / 'landed' / 'school_roster.duckdb'}' AS roster (READ_ONLY)")
            found: tuple[str, str, str] = con.execute(
                "SELECT school_code, student_no, child_id FROM link JOIN roster.school_roster USING (record_id)"
                " WHERE extract = 'school_roster' AND decision = 'linked' ORDER BY record_id LIMIT 1"
            ).fetchall()[0]
        return found


@pytest.fixture
def desk(tmp_path: Path, published: Path, key_file: Path) -> Desk:
    return Desk(tmp_path, published, key_file)


def asks(number: str, school: str, pupil: str, text: str = "話を聞いてほしい", day: date = TODAY) -> tuple[str, ...]:
    return (number, f"{day}T08:15:00+09:00", school, pupil, "相談", "", text)


def mood(number: str, school: str, pupil: str, weather: str, text: str = "", day: date = TODAY) -> tuple[str, ...]:
    return (number, f"{day}T08:15:00+09:00", school, pupil, "心の天気", weather, text)


def test_a_child_who_asks_for_help_is_found_through_the_current_run(desk: Desk) -> None:
    school, number, child_id = desk.pupil()
    desk.put(asks("S-1", school, number))
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "sos_signals"]
    assert (signal["child_id"], signal["codes"]) == (child_id, ["asked"])
    assert str(signal["received"]).startswith("2026-10-02 08:15")


def test_whoever_is_not_found_is_raised_without_guessing(desk: Desk) -> None:
    school, _, _ = desk.pupil()
    desk.put(asks("S-1", school, "no such number"))
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "sos_signals"]
    assert signal["child_id"] is None
    assert (signal["school_code"], signal["student_no"]) == (school, "no such number")


def test_thunder_twice_within_the_rules_days_is_raised_and_once_is_not(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    within = int(sos.numbers(TODAY)["mood_days"].value)
    desk.put(
        mood("S-1", school, number, "4", day=TODAY - timedelta(days=within)),
        mood("S-2", school, number, "4"),
        mood("S-3", school, "another", "4"),
        mood("S-4", school, "a third", "4", day=TODAY - timedelta(days=within + 1)),
        mood("S-5", school, "a third", "4"),
        mood("S-6", school, "a fourth", "3"),
    )
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "sos_signals"]
    assert signal["codes"] == ["thunder"] and signal["student_no"] == number


@pytest.mark.parametrize("text", ["死にたい", "ｼﾆﾀｲ", "し に た い…", "もうキエタイです", "お父さんになぐられました"])
def test_urgent_words_raise_a_signal_that_no_rule_would(desk: Desk, text: str) -> None:
    school, number, _ = desk.pupil()
    desk.put(mood("S-1", school, number, "2", text))
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "sos_signals"]
    assert signal["codes"] in (["dying"], ["violence"])


@pytest.mark.parametrize("text", ["", "きのう友だちに助けられた", "こわくて避けられた", "うれしかった"])
def test_an_ordinary_day_raises_nobody(desk: Desk, text: str) -> None:
    school, number, _ = desk.pupil()
    desk.put(mood("S-1", school, number, "1", text))
    desk.look()
    assert [row for row in desk.raised() if row["extract"] == "sos_signals"] == []


def test_a_signal_whose_time_cannot_be_read_is_raised_all_the_same(desk: Desk) -> None:
    school, number, child_id = desk.pupil()
    desk.put(("S-1", "きのうの夕方", school, number, "相談", "", "聞いて"))
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "sos_signals"]
    assert signal["child_id"] == child_id and signal["received"] is None


def test_looking_again_delivers_nothing_new(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    desk.put(asks("S-1", school, number))
    assert desk.look() == desk.look()
    assert len([path for path in (desk.runs / "sos").iterdir() if path.is_dir() and not path.is_symlink()]) == 1


def test_a_file_that_cannot_be_read_holds_nobody_elses_signal_back(desk: Desk) -> None:
    school, number, child_id = desk.pupil()
    desk.put(asks("S-1", school, number))
    yesterday = desk.put(asks("S-0", school, number), day=TODAY - timedelta(days=1))
    yesterday.write_bytes(yesterday.read_bytes()[:-1] + b"\xff\xfe")
    with pytest.raises(Held, match=r"sos_signals_20261001\.csv"):
        desk.look()
    assert [row["child_id"] for row in desk.raised() if row["extract"] == "sos_signals"] == [child_id]


def test_a_file_dated_tomorrow_is_told_and_the_rest_is_delivered(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    desk.put(asks("S-1", school, number))
    desk.put(asks("S-2", school, number), day=date(2062, 10, 2))
    with pytest.raises(Held, match="20621002"):
        desk.look()
    assert len([row for row in desk.raised() if row["extract"] == "sos_signals"]) == 1


def test_of_a_signal_sent_twice_the_newer_file_stands(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    desk.put(mood("S-1", school, number, "2", "死にたい"), day=TODAY - timedelta(days=1))
    desk.put(mood("S-1", school, number, "2", ""))
    desk.look()
    assert [row for row in desk.raised() if row["extract"] == "sos_signals"] == []


def test_without_a_published_run_signals_are_delivered_still(tmp_path: Path, key_file: Path, published: Path) -> None:
    desk = Desk(tmp_path, published, key_file)
    shutil.rmtree(desk.runs)
    desk.put(asks("S-1", "E0101", "1"))
    desk.look()
    assert [row["child_id"] for row in desk.raised()] == [None]


def test_urgent_words_in_a_recent_consultation_are_raised_and_in_an_old_one_are_not(desk: Desk) -> None:
    """The current run's raw texts are read, withheld or not; what they say goes nowhere."""
    run = desk.runs / "current"
    copied = desk.runs / "copied"
    shutil.copytree(run.resolve(), copied)
    for path in copied.rglob("*"):
        path.chmod(0o750)
    on = date(2026, 9, 20)
    with duckdb.connect(str(copied / "text" / "consultations.duckdb")) as con:
        con.execute(f"ATTACH '{copied / 'landed' / 'consultations.duckdb'}' AS rows")
        con.execute("UPDATE text SET text = '落ち着いている'")
        [(new,), (old,)] = con.execute("SELECT record_id FROM text ORDER BY record_id LIMIT 2").fetchall()
        con.execute("UPDATE text SET text = '本人は「きえたい」と話す' WHERE record_id IN (?, ?)", [new, old])
        con.execute("UPDATE rows.consultations SET received_date = ? WHERE record_id = ?", [on, new])
        con.execute("UPDATE rows.consultations SET received_date = '2026-08-31' WHERE record_id = ?", [old])
    manifest = json.loads((copied / "manifest.json").read_text())
    (copied / "manifest.json").write_text(json.dumps({**manifest, "run_id": "copied"}))
    (desk.runs / "current").unlink()
    (desk.runs / "current").symlink_to("copied")
    desk.look()
    [signal] = [row for row in desk.raised() if row["extract"] == "consultations"]
    assert (signal["codes"], signal["day"]) == (["dying"], on)
    assert "きえたい" not in json.dumps(desk.raised(), default=str, ensure_ascii=False)


def test_a_delivery_changed_since_is_refused(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    desk.put(asks("S-1", school, number))
    desk.look()
    folder = signals.current(desk.runs)
    assert folder
    file = folder / "signals.duckdb"
    assert file.stat().st_mode & 0o777 == 0o440
    file.chmod(0o640)
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(Failed, match=folder.name):
        signals.current(desk.runs)


def test_the_command_tells_no_small_number_no_name_and_no_text(desk: Desk) -> None:
    school, number, _ = desk.pupil()
    desk.put(asks("S-1", school, number, "ないしょの話"))
    environment = {"MIMAMORI_KEY_FILE": str(desk.settings.key_file)}
    told = CliRunner().invoke(app, ["sos", "--landing", str(desk.landing), "--runs", str(desk.runs)], env=environment)
    assert told.exit_code == 0, told.output
    assert "signals ＊" in told.output
    assert not [word for word in ("ないしょ", number, "S-1") if word in told.output]
