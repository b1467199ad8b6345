"""Who may sign in is said at the server, by `mimamori account`, and each time leaves its event."""

import pytest
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from run_writer import child_id
from signing_in import make_account, sign_in
from typer.testing import CliRunner

import mimamori
from review import access, children, demo, log, published, reasons
from review.access import Party
from review.cases import people
from review.configuration import SignOn
from review.models import Account, Assignment, Case, Event, State

PASSWORD = "an evening by the river"
BECAUSE = ("--because", "人事異動通知 第12号 2026-04-01")


def account(*arguments: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n"):
    return CliRunner().invoke(mimamori.app, ["account", *arguments, *BECAUSE], input=typed)


def code(username: str) -> str:
    device = TOTPDevice.objects.get(user__username=username)
    TOTPDevice.objects.update(last_t=-1, throttling_failure_timestamp=None, throttling_failure_count=0)
    return f"{totp(device.bin_key):06d}"


def signs_in(client, username: str, password: str = PASSWORD) -> int:
    return client.post(
        reverse("sign_in"), {"username": username, "password": password, "token": code(username)}
    ).status_code


def test_whoever_administers_the_server_makes_an_account_that_signs_in_with_both_factors(client, db, whole_log):
    made = account("make", "h.sato@city.jp", "--name", "佐藤 花子", "--party", "school")
    assert made.exit_code == 0 and "otpauth://totp/" in made.stdout
    assert signs_in(client, "h.sato@city.jp") == 302
    event = Event.objects.get(action="account.made")
    assert event.reason == BECAUSE[1] and event.detail["account"] == "h.sato@city.jp" and event.detail["by"]
    assert PASSWORD not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (("school", "--name", "x", "--party", "school"), PASSWORD, "taken"),
        (("a/b", "--name", "x", "--party", "school"), PASSWORD, "slash"),
        (("new", "--name", "x", "--party", "steward"), PASSWORD, "department"),
        (("new", "--name", "x", "--party", "school", "--department", "学務課"), PASSWORD, "department"),
        (("new", "--name", "x", "--party", "school"), "short", ""),
    ],
)
def test_an_account_that_cannot_be_isnt_made_and_leaves_no_event(arguments, typed, words, accounts):
    before = Account.objects.count()
    refused = account("make", *arguments, typed=f"{typed}\n{typed}\n")
    assert refused.exit_code == 1 and words in refused.stderr
    assert Account.objects.count() == before and not Event.objects.exists()


def test_a_closed_account_sees_nothing_from_the_next_request_on_and_its_cases_go_back(cases, accounts, whole_log):
    taro = cases[child_id("taro")]
    people.assign(taro, accounts[Party.HEALTH], accounts[Party.SUPERVISOR])
    client = sign_in(accounts[Party.HEALTH])
    assert account("close", "health").exit_code == 0
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))
    assert Case.objects.get(pk=taro.pk).state == State.UNASSIGNED
    assert account("renew", "health").exit_code == 0
    assert signs_in(client, "health") == 302


def test_who_moves_to_another_department_hands_their_cases_back_and_does_the_new_work(cases, accounts):
    assert account("change", "school", "--party", "steward", "--department", "学務課").exit_code == 0
    client = sign_in(Account.objects.get(username="school"))
    assert client.get(reverse("deliveries")).status_code == 200
    assert client.get(reverse("child", kwargs={"child_id": child_id("hana")})).status_code == 404
    assert Event.objects.get(action="account.role").detail["from"] == "school"
    assert not accounts[Party.SCHOOL].assignments.filter(until=None).exists()


def test_a_new_second_factor_puts_an_end_to_the_lost_one(client, accounts):
    lost = code("school")
    assert account("renew", "school").exit_code == 0
    typed = {"username": "school", "password": PASSWORD, "token": lost}
    assert client.post(reverse("sign_in"), typed).status_code == 200
    assert signs_in(client, "school") == 302


def test_a_lock_out_is_ended_before_its_hour(client, accounts):
    for _ in range(5):
        signs_in(client, "school", "wrong")
    assert signs_in(client, "school", "correct horse battery") == 429
    assert account("unlock", "school").exit_code == 0
    assert signs_in(client, "school", "correct horse battery") == 302


def test_where_people_sign_on_at_the_citys_own_no_password_is_made(db, settings):
    settings.OIDC = SignOn(issuer="https://sso.invalid", client_id="m", client_secret="s" * 20, amr=("otp",))
    assert account("make", "sato", "--name", "佐藤", "--party", "school", typed="").exit_code == 0
    assert not Account.objects.get().has_usable_password() and not TOTPDevice.objects.exists()


def test_each_worker_of_the_demo_gets_children_of_their_workplace_for_a_reason_that_they_read(db):
    demo.seed()
    found = {
        (one.account.username, one.case.child_id)
        for one in Assignment.objects.select_related("account", "case").filter(until=None)
    }
    assert ("takahashi", child_id("hana")) in found, "a pupil, absent for long"
    assert ("suzuki", child_id("unknown")) in found, "whom the desk alone knows"
    run = published.current()
    for username, child in found:
        account, case = Account.objects.get(username=username), Case.objects.get(child_id=child)
        born = children.listed(run, [child])[child].birth_date
        assert children.age(born, run.as_of) in demo.AGES[username]
        assert reasons.labels(run, case, access.reads(account), frozenset(), "ja")


def test_production_doesnt_start_on_a_database_with_demo_users(settings, db):
    demo.seed()
    demo.refuse()
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demo users"):
        demo.refuse()
    for username, *_ in demo.USERS:
        account("close", username)
    demo.refuse()
    make_account(Party.SUPERVISOR)
    demo.refuse()
    assert log.verify() == []
