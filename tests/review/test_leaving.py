"""What leaves the zone: one child, a purpose of the closed list, two people, third parties masked, safe to open."""

import csv
import io

import pypdf
import pytest
from django.urls import reverse
from joserfc.errors import JoseError
from run_writer import child_id
from signing_in import make_account, sign_in
from small_town import SECRETS

from extracts.declaration import EXTRACTS
from review import leaving
from review.access import Party
from review.models import Decision, Event, Export, Purpose, Report
from review.models.export import PURPOSES

PHRASE = "四つの言葉でできた長い合言葉です。"
ASK = {
    "recipient": "本人（保護者が代理）",
    "reference": "開示-12",
    "reason": "法76条の請求があり、本人確認を済ませたため",
}


@pytest.fixture
def supervisors(accounts, cases):
    return accounts[Party.SUPERVISOR], make_account(Party.SUPERVISOR, "second")


def at(name: str, child: str = "hana", **more: object) -> str:
    return reverse(name, kwargs={"child_id": child_id(child), **more})


def asked(account, purpose: str, form: str, child: str = "hana") -> Export | None:
    sign_in(account).post(at("export_ask", child), {**ASK, "purpose": purpose, "form": form})
    return Export.objects.order_by("-pk").first()


def agree(account, export: Export):
    where = reverse("answer", kwargs={"kind": "export", "proposal_id": export.pk})
    return sign_in(account).post(where, {"agrees": "yes", "reason": "書類を確かめた"})


def take(account, export: Export, **more: str):
    where = reverse("export_take", kwargs={"child_id": export.child_id, "export_id": export.pk})
    return sign_in(account).post(where, more)


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(leaving.opened(answer.content.decode(), PHRASE).removeprefix("\ufeff"))))


def test_the_list_of_purposes_is_closed():
    assert set(PURPOSES) == set(Purpose) and {one.value for one in Purpose} == {"disclosure", "handover", "correction"}


def test_what_isnt_on_the_list_cannot_be_asked_for(supervisors):
    for purpose in ("police", "discipline", "entrance", "benefit-fraud", ""):
        assert asked(supervisors[0], purpose, "paper") is None


def test_a_disclosure_needs_two_people_and_is_taken_once_by_whoever_asked(supervisors, whole_log):
    first, second = supervisors
    export = asked(first, "disclosure", "file")
    phrase = {"pass_phrase": PHRASE, "again": PHRASE}
    assert take(first, export, **phrase).status_code == 404, "not before a second person agreed"
    assert agree(first, export).status_code == 404, "nobody answers their own"
    agree(second, export)
    assert take(second, export, **phrase).status_code == 404
    assert take(first, export, pass_phrase="short", again="short").status_code == 302
    answer = take(first, export, **phrase)
    assert answer.status_code == 200 and "ヤマダ" not in answer.content.decode()
    assert take(first, export, **phrase).status_code == 404, "once"
    event = Event.objects.get(action="export.taken")
    assert event.detail["purpose"] == "disclosure" and event.child_id == export.child_id
    assert any("生年月日" in one for one in event.fields)
    with pytest.raises(JoseError):
        leaving.opened(answer.content.decode(), "another pass phrase")
    with pytest.raises(JoseError):
        leaving.opened(answer.content.decode()[:-4] + "AAAA", PHRASE)


def test_a_disclosure_holds_every_record_of_that_child_and_nobody_elses_name(supervisors):
    first, second = supervisors
    export = asked(first, "disclosure", "file")
    agree(second, export)
    rows = rows_of(take(first, export, pass_phrase=PHRASE, again=PHRASE))
    marks = {row[0]: row[1] for row in rows if len(row) == 2}
    assert (
        marks["提供先"] == ASK["recipient"] and marks["受付番号"] == "開示-12" and "supervisorさん" in marks["出した人"]
    )
    found = {(row[0], row[3], row[4]) for row in rows if len(row) == 5}
    assert any(value == "山田　花" for _, _, value in found)
    titles = {source for source, _, _ in found}
    assert EXTRACTS["attendance"].title in titles and EXTRACTS["vaccinations"].title in titles
    assert EXTRACTS["consultations"].title not in titles, "the consultation is her brother's"
    text = str(rows)
    for other in ("山田　幸子", "鈴木　一郎", "0000000003", "0000000004", "072-000-0001", "山田　太郎"):
        assert other not in text, other
    assert str(leaving.THIRD_PARTY) in text


def test_every_column_about_somebody_else_is_masked():
    """What names a person, or numbers one, and isn't the child's own by declaration."""
    own = {"resident_id"}
    for extract in EXTRACTS.values():
        for column in extract.columns:
            theirs = column.field.endswith("_id") and column.field not in own
            named = column.type in ("name", "kana") and column.field not in extract.person
            if theirs or named or column.field.startswith(("guardian", "mother", "recipient")):
                assert column.field in leaving.OTHERS, f"{extract.name}.{column.field}"


def test_a_protected_childs_places_are_masked_on_paper_that_leaves(supervisors):
    first, second = supervisors
    export = asked(first, "disclosure", "paper", "mamoru")
    agree(second, export)
    answer = take(first, export)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf" and "開示-12" in text
    assert not [secret for secret in SECRETS if secret in text.replace("\n", "")]


def test_a_handover_follows_a_named_decision_never_a_flag(supervisors, accounts, cases):
    desk = accounts[Party.CONSULTATION]
    assert asked(desk, "disclosure", "paper") is None, "the desk discloses nothing of other departments"
    assert asked(desk, "handover", "paper") is None, "no decision yet"
    Decision.objects.create(
        case=cases[child_id("hana")],
        outcome="support",
        reason="面談した",
        by=desk,
        run_id="",
        evidence="",
        from_state="assigned",
    )
    export = asked(desk, "handover", "file")
    agree(supervisors[0], export)
    rows = rows_of(take(desk, export, pass_phrase=PHRASE, again=PHRASE))
    assert export.decision.by == desk
    assert any(row[-1] == "山田　花" for row in rows if row) and "幸子" not in str(rows)
    assert any("今年度の欠席が35日です" in row[-1] for row in rows if row)


def test_nothing_leaves_by_itself(cases):
    assert not Export.objects.exists()


def test_a_request_for_correction_is_answered_by_the_department_and_told_to_the_person(supervisors, accounts):
    first, second = supervisors
    wrong = {"extract": "consultations", "text": "主訴が違う", "requested": "on"}
    sign_in(accounts[Party.CONSULTATION]).post(at("wrong"), wrong)
    report = Report.objects.get()
    steward = sign_in(accounts[Party.STEWARD])
    assert report.requested and "法90条" in steward.get(reverse("links")).content.decode()
    where = reverse("report_answer", kwargs={"report_id": report.pk})
    assert sign_in(first).post(where, {"corrected": "yes", "answer": "x"}).status_code == 404
    steward.post(where, {"corrected": "yes", "answer": "受付票と照合して訂正した"})
    export = asked(first, "correction", "file")
    agree(second, export)
    text = str(rows_of(take(first, export, pass_phrase=PHRASE, again=PHRASE)))
    assert "主訴が違う" in text and "受付票と照合して訂正した" in text
