"""The demo: one user a party, with printed credentials, and a few cases in their hands. Only on synthetic data."""

import base64
import secrets

from django.conf import settings
from django.db import connection
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from review import access, accounts, children, log, published, reasons
from review.cases import new_run, people
from review.models import Account, Case, State

USERS = (
    ("sato", "佐藤 総子", access.Party.SUPERVISOR, ""),
    ("mori", "森 次男", access.Party.SUPERVISOR, ""),
    ("suzuki", "鈴木 相子", access.Party.CONSULTATION, ""),
    ("takahashi", "高橋 学", access.Party.SCHOOL, ""),
    ("tanaka", "田中 保", access.Party.NURSERY, ""),
    ("ito", "伊藤 健", access.Party.HEALTH, ""),
    ("watanabe", "渡辺 管", access.Party.STEWARD, "こども相談支援課"),
    ("yamamoto", "山本 理", access.Party.STEWARD, "こども相談支援課"),
    ("nakamura", "中村 正", access.Party.STEWARD, "こども相談支援課"),
    ("matsumoto", "松本 通", access.Party.STEWARD, "学務課"),
    ("kobayashi", "小林 析", access.Party.ANALYST, ""),
    ("kato", "加藤 監", access.Party.AUDITOR, ""),
)
CASES_EACH = 12
AGES = {"tanaka": range(6), "takahashi": range(7, 15), "ito": range(18), "suzuki": range(18)}
"""How old the children of each worker's workplace are: those who work with some ages alone choose first."""
DEVICE = "demo"
"""The name of their second factors: by it production knows them."""


def seed() -> str:
    """Makes the demo users anew with one new password, and returns what to print."""
    if not settings.DEMO:
        raise RuntimeError("demo users belong to a demo")
    password = secrets.token_urlsafe(12)
    lines = [f"パスワード（全員共通） / password of all: {password}", ""]
    for username, name, party, department in USERS:
        account = Account.objects.filter(username=username).first() or Account(username=username)
        account.name = name
        accounts.become(account, party, department)
        account.set_password(password)
        account.save()
        device, _ = TOTPDevice.objects.get_or_create(user=account, name=DEVICE, defaults={"confirmed": True})
        secret = base64.b32encode(device.bin_key).decode()
        lines.append(f"{username:<10} {account.get_role_display()} {party.value:<12} TOTP {secret}")
    _assign()
    lines += ["", "確認コード / codes that hold now: mimamori demo-codes", codes()]
    return "\n".join(lines)


def refuse() -> None:
    """Raises RuntimeError where production would let demo users in: one printed password opens all of them."""
    if settings.DEMO:
        return
    known = TOTPDevice.objects.filter(name=DEVICE, user__is_active=True).exists()
    connection.close()  # else processes that begin after this would share it
    if known:
        raise RuntimeError(
            "このデータベースにはデモの利用者がいます。空のデータベースで始めてください。"
            " / there are demo users in this database: begin with an empty one"
        )


def codes() -> str:
    """The demo users' second-factor codes that hold now."""
    devices = TOTPDevice.objects.filter(name=DEVICE, user__username__in=[user[0] for user in USERS])
    return "\n".join(f"{device.user.username:<10} {totp(device.bin_key):06d}" for device in devices)


@log.changing()
def _assign() -> None:
    """Each case worker's first cases, where nobody has any yet: children of their workplace, for a reason that they read."""
    try:
        run = published.current()
    except published.NothingPublished:
        return
    new_run.take_up(run)
    if Case.objects.exclude(state=State.UNASSIGNED).exists():
        return
    supervisor = Account.objects.get(username="sato")
    waiting = list(Case.objects.filter(state=State.UNASSIGNED).order_by("child_id"))
    known = children.listed(run, [case.child_id for case in waiting])
    aged = {child_id: children.age(one.birth_date, run.as_of) for child_id, one in known.items()}
    for username, ages in AGES.items():
        worker = Account.objects.get(username=username)
        reads, hidden = access.reads(worker), children.unshown(run)
        theirs = [
            case
            for case in waiting
            if aged.get(case.child_id) in ages and reasons.labels(run, case, reads, hidden, "ja")
        ][:CASES_EACH]
        for case in theirs:
            people.assign(case, worker, supervisor)
        waiting = [case for case in waiting if case not in theirs]
