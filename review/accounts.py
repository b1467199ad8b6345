"""Accounts: making one, changing what somebody does here, a new password and second factor, closing and unlocking.

Belongs here: what `mimamori account` does, each with its event. No page of the app does it: it is done at the server, by
whoever administers it, for a paper that says why. What a party may do stands in access.py.
"""

import getpass
import re

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django_otp.plugins.otp_totp.models import TOTPDevice

from extracts.declaration import EXTRACTS
from review import access, log
from review.cases import people
from review.models import Account, Case, Role

DEVICE = "phone"
DEPARTMENTS = frozenset(extract.owner for extract in EXTRACTS.values())


class Refused(Exception):
    """It can't be done: the text says why, in both languages."""


def become(account: Account, party: access.Party, department: str = "") -> None:
    """Writes the party into the account; the caller saves it."""
    worker = party in access.CASE_WORKERS
    account.role = Role.CASE_WORKER if worker else Role(party.value)
    account.workplace, account.department = (party.value if worker else ""), department


def named(username: str) -> Account:
    """Raises Refused for a name that nobody has."""
    account: Account | None = Account.objects.filter(username=username).first()
    if account is None:
        raise Refused("その利用者はいません / there is no such account")
    return account


@log.changing()
def make(username: str, name: str, party: access.Party, department: str, because: str) -> Account:
    """A new account, which has no password yet."""
    if not re.fullmatch(r"[^/\s]{1,64}", username) or Account.objects.filter(username=username).exists():
        raise Refused(
            "利用者名が使われているか、空白か / を含みます / the user name is taken, or has a blank or a slash in it"
        )
    account = Account(username=username, name=name)
    account.set_unusable_password()
    _put(account, party, department)
    _event("made", account, because, party=party)
    return account


@log.changing()
def change(account: Account, party: access.Party, department: str, because: str) -> None:
    """What somebody does here from now on; who is no case worker any more hands their cases back."""
    before = access.party(account)
    _put(account, party, department)
    _event("role", account, because, **{"from": before, "to": party})
    hand_back(account)


def _put(account: Account, party: access.Party, department: str) -> None:
    if (department in DEPARTMENTS) != (party is access.Party.STEWARD) or (department and department not in DEPARTMENTS):
        raise Refused(
            "保有・管理主体には抽出を持つ部署が要り、ほかには要りません"
            f" / a steward has a department that owns an extract, nobody else has one: {'、'.join(sorted(DEPARTMENTS))}"
        )
    become(account, party, department)
    account.save()


@log.changing()
def renew(account: Account, password: str, because: str) -> str:
    """Open, with a new password and second factor in place of those before; returns the second factor's address for a phone.

    Without a password neither: they sign on at the city's own.
    """
    account.is_active = True
    _event("renewed", account, because)
    if not password:
        account.save()
        return ""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    account.set_password(password)
    account.save()
    account.totpdevice_set.all().delete()
    return str(TOTPDevice.objects.create(user=account, name=DEVICE, confirmed=True).config_url)


@log.changing()
def close(account: Account, because: str) -> None:
    """From the next request on they do nothing here; their cases go back to the supervisor."""
    account.is_active = False
    account.set_unusable_password()
    account.save()
    account.totpdevice_set.all().delete()
    _event("closed", account, because)
    hand_back(account)


def unlock(account: Account, because: str) -> None:
    """Lets somebody try again before the hour of their lock-out is over."""
    with log.changing():
        reset(username=account.username)
        _event("unlocked", account, because)


def hand_back(account: Account) -> None:
    """Takes every case out of the hands of somebody who is no case worker here any more."""
    if account.is_active and account.role == Role.CASE_WORKER:
        return
    for case in Case.objects.filter(assignments__account=account, assignments__until=None):
        people.unassign(case, account, None)


def by_password() -> bool:
    """Whether people have a password here; with the city's own sign-on they have theirs there."""
    return settings.OIDC is None


def _event(what: str, account: Account, because: str, **more: object) -> None:
    by = {"account": account.username, "by": getpass.getuser()}
    log.record(None, f"account.{what}", reason=because, detail={**by, **more})
