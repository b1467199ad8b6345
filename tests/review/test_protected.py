"""While a 支援措置 is in force, or can't be known, nobody finds the family through this system: what masks, and what lifts
it. That nothing slips past the mask on any page is test_crawl.py's."""

import pytest
from crawler import plain, readable
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from run_writer import AS_OF, child_id, publish
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in
from small_town import SECRET_SCHOOL, SECRETS, key_of, town

from review import access
from review.access import Party
from review.cases import new_run
from review.models import Assignment, BreakGlass, Case, Event, HiddenRecord, Sealed, Signal
from review.models.opening import LONGEST
from review.published import current

PROTECTED = ("mamoru", "hanare")


@pytest.fixture
def all_in_their_hands(cases, accounts) -> None:
    for name in PROTECTED:
        case = Case.objects.get(child_id=child_id(name))
        for party in access.CASE_WORKERS:
            Assignment.objects.create(case=case, account=accounts[party], by=accounts[Party.SUPERVISOR])


def test_the_half_brother_in_another_household_is_masked_too(all_in_their_hands, accounts):
    text = (
        sign_in(accounts[Party.NURSERY]).get(reverse("child", kwargs={"child_id": child_id("hanare")})).content.decode()
    )
    assert "佐藤　離" in text
    assert "住所・学校・園・電話を伏せています" in text


def test_a_measure_that_has_ended_masks_nothing(cases, accounts):
    text = (
        sign_in(accounts[Party.SUPERVISOR])
        .get(reverse("child", kwargs={"child_id": child_id("hana")}))
        .content.decode()
    )
    assert "桜町一丁目" in text


@pytest.mark.parametrize("why", ["missing", "stale"])
def test_where_the_measures_cannot_be_known_every_family_is_masked(why, accounts, tmp_path, settings):
    from datetime import date

    import run_writer

    written = town()
    if why == "missing":
        written.missing.add("protection_measures")
    written.write(tmp_path, "2026-10-01-aaaaaaaaaaaa")
    if why == "stale":
        import duckdb

        with duckdb.connect(str(tmp_path / "2026-10-01-aaaaaaaaaaaa/landed/protection_measures.duckdb")) as connection:
            connection.execute("UPDATE delivery SET reference_date = ?", [date(2020, 1, 1)])
    settings.RUNS = tmp_path
    publish(tmp_path, "2026-10-01-aaaaaaaaaaaa")
    card = reverse("child", kwargs={"child_id": run_writer.child_id("hana")})
    text = sign_in(accounts[Party.SUPERVISOR]).get(card).content.decode()
    assert "桜町一丁目" not in text and "SCH-01" not in text and "072-000" not in text
    assert "●●●●" in text


@pytest.mark.parametrize(
    ("party", "sees"),
    [(Party.SUPERVISOR, True), (Party.CONSULTATION, True), (Party.SCHOOL, False), (Party.HEALTH, False)],
)
def test_only_a_break_glass_of_a_named_role_lifts_the_mask(party, sees, all_in_their_hands, accounts):
    BreakGlass.objects.create(
        child_id=child_id("mamoru"), account=accounts[party], reason="病院からの緊急の照会に答えるため、住所を確認する",
        until=timezone.now() + LONGEST,
    )  # fmt: skip
    client = sign_in(accounts[party])
    text = client.get(reverse("child", kwargs={"child_id": child_id("mamoru")})).content.decode()
    assert (SECRETS[0] in text) is sees
    event = Event.objects.filter(action="child").order_by("-seq").first()
    assert ("places" in event.fields) is sees and "病院" in event.reason


LATER = "2026-10-01-bbbbbbbbbbbb"


def later(written, runs, run_id: str = LATER) -> None:
    written.write(runs, run_id)
    new_run.take_up(current())


@pytest.fixture
def runs(tmp_path, settings):
    settings.RUNS = tmp_path / "runs"
    town().write(settings.RUNS)
    return settings.RUNS


def not_theirs(client, child: str, record_key: str) -> None:
    said = {"record_key": record_key, "reason": "別の子かもしれない"}
    assert client.post(reverse("not_this_child", kwargs={"child_id": child_id(child)}), said).status_code == 302


def test_a_steward_asked_whether_a_record_is_anothers_reads_no_address_of_the_protected_child_who_has_it_now(
    runs, accounts, cases
):
    """One run gave mamoru's consultation to shizuka, somebody said it isn't hers, and the next gives it to mamoru."""
    written = town()
    record = key_of(written, "consultations", "C-2")
    for row in written.tables["link"]:
        if row["record_key"] == record:
            row["child_id"] = child_id("shizuka")
    later(written, runs)
    not_theirs(sign_in(accounts[Party.SUPERVISOR]), "shizuka", record)
    later(town(), runs, "2026-10-01-cccccccccccc")
    where = {"extract": "consultations", "record_key": record, "child_id": child_id("shizuka")}
    shown = readable(sign_in(accounts[Party.STEWARD]).get(reverse("pair", kwargs=where)))
    assert "佐藤守" in shown and [secret for secret in SECRETS if plain(secret) in shown] == []


def protected_signal(runs, client, record_key: str = "") -> str:
    """mamoru's signal came; returns its page's address."""
    row = raised("mamoru") | {"school_code": SECRET_SCHOOL, "student_no": "S2"}
    deliver(runs, row | ({"record_key": record_key} if record_key else {}))
    client.get(reverse("worklist"))
    return reverse("signal", kwargs={"signal_key": Signal.objects.get().signal_key})


def raw(client):
    signal = Signal.objects.get()
    where = {"extract": signal.extract, "record_key": signal.record_key, "field": "message"}
    return client.post(reverse("text", kwargs=where), {"reason": "本人に会う前に読む必要がある"})


def hides_where_it_came_from(client, page: str) -> bool:
    shown = readable(client.get(page))
    return SECRET_SCHOOL not in shown and "伏せた文章を読む" not in shown and raw(client).status_code == 404


def test_saying_that_a_protected_childs_signal_isnt_theirs_shows_neither_school_nor_text(runs, accounts, cases):
    written = town()
    record = written.land("sos_signals", "mamoru", signal_no="1", school_code=SECRET_SCHOOL, student_no="S2")
    later(written, runs)
    client = sign_in(accounts[Party.SUPERVISOR])
    page = protected_signal(runs, client, record)
    assert hides_where_it_came_from(client, page)
    not_theirs(client, "mamoru", record)
    assert "子どもが見つかっていません" in client.get(page).content.decode()
    assert hides_where_it_came_from(client, page)


def test_merging_a_protected_child_away_shows_neither_school_nor_text_of_their_signal(runs, accounts, cases):
    client = sign_in(accounts[Party.SUPERVISOR])
    page = protected_signal(runs, client)
    written = town()
    for table, rows in written.tables.items():
        written.tables[table] = [row for row in rows if row.get("child_id") != child_id("mamoru")]
    written.row("identity_event", child_id=child_id("hanare"), event="merged", other_child_id=child_id("mamoru"),
        evidence="", reference_date=AS_OF)  # fmt: skip
    later(written, runs)
    assert hides_where_it_came_from(client, page)


def test_saying_that_a_sealed_identitys_signal_isnt_theirs_shows_nothing_of_it(runs, accounts, cases):
    client = sign_in(accounts[Party.SUPERVISOR])
    page = protected_signal(runs, client)
    Sealed.objects.create(
        resident_id="0000000011", reason="", by=accounts[Party.SUPERVISOR], stands=True, second_at=timezone.now(),
        second=make_account(Party.SUPERVISOR, "deputy"),
    )  # fmt: skip
    HiddenRecord.objects.create(
        record_key=Signal.objects.get().record_key, extract="sos_signals", child_id=child_id("mamoru"), reason="別の子",
        by=accounts[Party.SUPERVISOR],
    )  # fmt: skip
    assert hides_where_it_came_from(client, page) and "緊急に学校" not in client.get(page).content.decode()


def test_of_a_signal_that_may_be_anybodys_a_break_glass_alone_shows_the_school_while_measures_cant_be_known(
    tmp_path, settings, accounts, whole_log
):
    settings.RUNS, written = tmp_path, town()
    written.missing.add("protection_measures")
    later(written, tmp_path)
    deliver(tmp_path, raised(None))
    supervisor = accounts[Party.SUPERVISOR]
    client = sign_in(supervisor)
    client.get(reverse("worklist"))
    where = {"signal_key": Signal.objects.get().signal_key}
    page = reverse("signal", kwargs=where)
    shown = readable(client.get(page))
    assert "SCH-09" not in shown and "PUPIL-77" not in shown and raw(client).status_code == 404
    emergency = {"reason": "今夜のうちに学校に連絡し、本人の安全を確かめる", "password": "correct horse battery"}
    assert client.post(reverse("signal_glass", kwargs=where), {**emergency, "token": "000000"}).status_code == 400
    assert "SCH-09" not in readable(client.get(page))
    token = f"{totp(supervisor.totpdevice_set.get().bin_key):06d}"
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert client.post(reverse("signal_glass", kwargs=where), {**emergency, "token": token}).status_code == 302
    shown = readable(client.get(page))
    assert "SCH-09" in shown and "PUPIL-77" in shown and "伏せた文章を読む" in shown
    listed = sign_in(make_account(Party.SUPERVISOR, "deputy")).get(reverse("openings")).content.decode()
    assert "今夜のうちに学校に連絡し" in listed and page in listed, "reviewed like every other"
