"""Accounts of each party, and clients that are signed in as them."""

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from review import access
from review.models import Account, Role


def make_account(party: access.Party, name: str = "") -> Account:
    role = Role.CASE_WORKER if party in access.CASE_WORKERS else Role(party.value)
    account = Account.objects.create_user(
        name or party.value,
        "correct horse battery",
        name=f"{party.value}さん",
        role=role,
        workplace=party.value if role == Role.CASE_WORKER else "",
        department="こども相談支援課" if role == Role.STEWARD else "",
    )
    TOTPDevice.objects.create(user=account, name="phone", confirmed=True)
    return account


def sign_in(account: Account) -> Client:
    """A client signed in with both factors, without the form."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = account.totpdevice_set.get().persistent_id
    session["signed_in_at"] = timezone.now().timestamp()
    session.save()
    return client
