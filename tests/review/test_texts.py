"""Withheld texts: read for a reason by those who support the child, released by a name; and the stewards' try-out page."""

import duckdb
import pytest
from django.urls import reverse
from run_writer import RUN_ID, child_id, pseudonym
from signing_in import sign_in
from small_town import town

from extracts import redaction
from review import access, texts
from review.access import Party
from review.models import Assignment, Case, Event, Release
from review.published import current

RAW = "担任の金糸雀〇七先生より。山田太郎君は落ち着かない。"
KEY = pseudonym("consultations", "C-1")
WHERE = {"extract": "consultations", "record_key": KEY, "field": "summary"}


@pytest.fixture
def runs(tmp_path, settings):
    """The small run, with a withheld text of taro's consultation."""
    settings.RUNS = tmp_path / "runs"
    written = town()
    written.row("redacted", **WHERE, withheld_because="doubtful_name")
    folder = written.write(settings.RUNS)
    (folder / "text").mkdir()
    with duckdb.connect(str(folder / "text" / "consultations.duckdb")) as con:
        con.execute("CREATE TABLE text (record_id TEXT, record_key TEXT, field TEXT, text TEXT)")
        con.execute("INSERT INTO text VALUES ('C-1', ?, 'summary', ?)", [KEY, RAW])
    return settings.RUNS


@pytest.fixture(autouse=True)
def _redaction_stays_out_of_it(monkeypatch):
    """What redaction finds is its own tests' matter: here it finds the child's name and is in doubt."""
    at = RAW.index("山田太郎")
    span = redaction.Span(at, at + 4, "name", "［児童］", "この子の氏名", "the child's name")
    found = redaction.Preview(RAW, RAW[:at] + "［児童］" + RAW[at + 4 :], "doubtful_name", (span,))
    monkeypatch.setattr(texts.redaction, "propose", lambda *_: found)


@pytest.fixture
def at_the_desk(runs, accounts, cases):
    """A consultation worker to whom taro is assigned."""
    taro = Case.objects.get(child_id=child_id("taro"))
    for party in (Party.CONSULTATION, Party.SCHOOL):
        Assignment.objects.create(case=taro, account=accounts[party], by=accounts[Party.SUPERVISOR])
    return sign_in(accounts[Party.CONSULTATION])


def read(client, reason="今夜の訪問の前に内容を確かめるため"):
    return client.post(reverse("text", kwargs=WHERE), {"reason": reason})


def card(client) -> str:
    return client.get(reverse("child", kwargs={"child_id": child_id("taro")})).content.decode()


def seen(answer) -> str:
    return answer.context["form"].initial["seen"]


def test_a_withheld_text_stands_on_the_card_without_a_word_of_it(at_the_desk):
    shown = card(at_the_desk)
    assert "金糸雀" not in shown and "落ち着かない" not in shown
    assert "伏せた文章を読む" in shown


def test_reading_one_raw_needs_a_reason_which_the_log_keeps(at_the_desk, whole_log):
    assert read(at_the_desk, reason="").status_code == 302
    assert not Event.objects.filter(action="text").exists()
    answer = read(at_the_desk)
    assert "金糸雀〇七" in answer.content.decode()
    event = Event.objects.get(action="text")
    assert (event.child_id, event.reason) == (child_id("taro"), "今夜の訪問の前に内容を確かめるため")
    assert "金糸雀" not in str(event.detail)


def test_a_released_text_is_shown_as_its_reader_saw_it_with_who_and_why(at_the_desk, accounts, whole_log):
    form = {"reason": "担任名のほかは伏せられている", "seen": seen(read(at_the_desk))}
    at_the_desk.post(reverse("release", kwargs=WHERE), form)
    shown = card(sign_in(accounts[Party.SUPERVISOR]))
    assert "担任の金糸雀〇七先生より。［児童］君は落ち着かない。" in shown
    assert f"{accounts[Party.CONSULTATION].name} " in shown and "担任名のほかは伏せられている" in shown
    event = Event.objects.get(action="text.released")
    assert (event.child_id, event.fields) == (child_id("taro"), ["consultations.summary"])
    kept = str(list(Release.objects.values()))
    assert "金糸雀" not in kept and "太郎" not in kept


def test_released_to_those_who_read_the_extract_and_to_nobody_else(at_the_desk, accounts):
    at_the_desk.post(reverse("release", kwargs=WHERE), {"reason": "理由", "seen": seen(read(at_the_desk))})
    assert "落ち着かない" not in card(sign_in(accounts[Party.SCHOOL]))


def test_a_text_that_changed_since_is_withheld_again(at_the_desk, runs):
    at_the_desk.post(reverse("release", kwargs=WHERE), {"reason": "理由", "seen": seen(read(at_the_desk))})
    with duckdb.connect(str(runs / RUN_ID / "text" / "consultations.duckdb")) as con:
        con.execute("UPDATE text SET text = '別の内容。090-0000-0000'")
    shown = card(at_the_desk)
    assert "090-0000-0000" not in shown and "落ち着かない" not in shown


def test_what_was_not_seen_cannot_be_released(at_the_desk):
    at_the_desk.post(reverse("release", kwargs=WHERE), {"reason": "理由", "seen": "0" * 64})
    assert not Release.objects.exists()


def test_nobody_reads_one_raw_but_the_supervisor_and_the_desk_of_an_assigned_child(runs, accounts, cases):
    for party in Party:
        expected = 200 if party is Party.SUPERVISOR else 404
        assert read(sign_in(accounts[party])).status_code == expected, party


def test_a_protected_childs_text_is_not_read_even_by_the_supervisor(runs, accounts, cases):
    where = {**WHERE, "record_key": pseudonym("consultations", "C-2")}
    client = sign_in(accounts[Party.SUPERVISOR])
    assert client.post(reverse("text", kwargs=where), {"reason": "緊急"}).status_code == 404
    said = {"record_key": where["record_key"], "reason": "別の子かもしれない"}
    client.post(reverse("not_this_child", kwargs={"child_id": child_id("mamoru")}), said)
    asked = client.post(reverse("text", kwargs=where), {"reason": "緊急"})
    assert asked.status_code == 404, "nor once somebody said that it isn't theirs: it may be"


def test_a_pasted_text_shows_what_would_be_redacted_and_why_and_is_kept_nowhere(runs, accounts, cases, monkeypatch):
    from review.views import redaction as page

    span = redaction.Span(0, 13, "phone", "［電話］", "電話番号の形", "the shape of a telephone number")
    monkeypatch.setattr(page, "look", lambda text: redaction.Preview(text, "［電話］" + text[13:], None, (span,)))
    client = sign_in(accounts[Party.STEWARD])
    assert client.get(reverse("redaction")).status_code == 200
    shown = client.post(reverse("redaction_preview"), {"text": "090-1234-5678へ<b>連絡</b>"}).content.decode()
    assert "<del>090-1234-5678</del>" in shown and "電話番号の形" in shown and "［電話］へ&lt;b&gt;" in shown
    event = Event.objects.get(action="redaction.preview")
    assert (event.detail, event.reason, event.fields) == ({"marks": 1}, "", [])
    assert access.ENDPOINTS["redaction_preview"].parties == {Party.STEWARD}


def test_without_mocks_the_page_answers_what_redaction_says(runs, accounts, cases):
    client = sign_in(accounts[Party.STEWARD])
    text = "山田太郎の母より090-1234-5678に電話。"
    shown = client.post(reverse("redaction_preview"), {"text": text}).content.decode()
    said = redaction.preview(text)
    assert all(span.mark in shown for span in said.spans)


def test_whoever_tries_redaction_learns_of_nobody_whether_they_are_on_file(runs, accounts, cases):
    text = "昨日佐藤離と話した。"
    by_residents, by_nobody = redaction.preview(text, current().folder).spans, redaction.preview(text).spans
    assert by_residents != by_nobody, "who is on file is told by the reason, or by what is marked at all"
    shown = sign_in(accounts[Party.STEWARD]).post(reverse("redaction_preview"), {"text": text})
    assert [one["why"] for one in shown.context["reasons"]] == [span.why_ja for span in by_nobody]
