"""Signing in at the city's own sign-on: through a real OpenID provider that runs on this machine during the test."""

import time
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from pydantic import ValidationError
from run_writer import child_id
from test_exceptions import emergency

from review import access
from review.access import Party
from review.configuration import Configuration, SignOn
from review.models import BreakGlass, Event

MFA = ("pwd", "otp")


@pytest.fixture(scope="module")
def provider():
    """The address of the provider, which knows whoever `knows` tells it of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # it speaks http: it runs on this machine alone
        with oidc_provider_mock.run_server_in_thread() as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def city(provider, settings) -> str:
    settings.OIDC = SignOn(issuer=provider, client_id="mimamori", client_secret="s" * 20, amr=("otp",))
    return provider


def knows(provider: str, username: str, **claims: object) -> None:
    whole = {"preferred_username": username, "amr": MFA, **claims}
    requests.put(f"{provider}/users/{username}", json=whole, timeout=5).raise_for_status()


def sign_on(client: Client, username: str):
    """What the app answers once somebody has signed in at the provider, as a browser would go there and back."""
    away = client.get(reverse("sign_on"))
    assert away.status_code == 302 and "prompt=login" in away["Location"] and "code_challenge=" in away["Location"]
    back = requests.post(away["Location"], data={"sub": username}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    return client.get(f"{address.path}?{address.query}")


def why_refused() -> object:
    event = Event.objects.order_by("-seq").first()
    assert event.action == "sign_in.failed"
    return event.detail["because"]


def test_somebody_who_signed_in_at_the_citys_sign_on_works_as_their_account(city, cases, accounts, whole_log):
    knows(city, "health")
    client = Client()
    assert sign_on(client, "health")["Location"] == reverse("worklist")
    assert client.get(reverse("child", kwargs={"child_id": child_id("hana")})).status_code == 200
    event = Event.objects.get(action="sign_in")
    assert (event.account, event.detail["by"], event.detail["amr"]) == ("health", "oidc", list(MFA))
    assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))
    assert Event.objects.filter(action="sign_out", account="health").exists()


def test_eight_hours_end_that_session_too_and_so_does_closing_the_sign_on(city, accounts, settings, cases):
    knows(city, "health")
    client = Client()
    sign_on(client, "health")
    session = client.session
    session["signed_in_at"] -= settings.SESSION_LONGEST + 1
    session.save()
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))
    sign_on(client, "health")
    settings.OIDC = None
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize(
    ("who", "claims", "because"),
    [
        ("stranger", {}, "no account"),
        ("health", {"amr": ["pwd"]}, "second factor"),
        ("health", {"auth_time": time.time() - 3600}, "not signed in now"),
        ("health", {"iss": "http://elsewhere.invalid"}, "invalid_claim"),
        ("health", {"aud": "another-app"}, "invalid_claim"),
    ],
)
def test_who_isnt_vouched_for_doesnt_come_in_and_leaves_an_event(who, claims, because, city, accounts):
    knows(city, who, **claims)
    client = Client()
    answer = sign_on(client, who)
    assert answer.status_code == 403 and because == why_refused()
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))


def test_a_closed_account_stays_closed(city, accounts):
    knows(city, "health")
    accounts[Party.HEALTH].is_active = False
    accounts[Party.HEALTH].save()
    assert sign_on(Client(), "health").status_code == 403 and why_refused() == "no account"


def test_an_answer_that_nobody_asked_for_is_refused(city, accounts):
    assert Client().get(reverse("sign_on_back"), {"code": "stolen", "state": "forged"}).status_code == 403
    assert why_refused() == "mismatching_state"


def test_five_failures_lock_the_account_out_at_the_sign_on_too(city, accounts):
    knows(city, "health", amr=["pwd"])
    for _ in range(5):
        sign_on(Client(), "health")
    assert AccessAttempt.objects.get(username="health").failures_since_start >= 5
    knows(city, "health")
    assert sign_on(Client(), "health").status_code == 429
    assert Event.objects.order_by("-seq").first().action == "sign_in.locked"


def test_no_role_comes_from_outside_unless_a_setting_maps_it(city, accounts, settings):
    knows(city, "health", groups=["g-jido", "everybody"])
    sign_on(Client(), "health")
    assert access.party(type(accounts[Party.HEALTH]).objects.get(username="health")) is Party.HEALTH
    settings.OIDC = settings.OIDC.model_copy(
        update={"parties": {"g-jido": Party.CONSULTATION, "g-kansa": Party.AUDITOR}}
    )
    sign_on(Client(), "health")
    assert access.party(type(accounts[Party.HEALTH]).objects.get(username="health")) is Party.CONSULTATION
    assert Event.objects.get(action="account.role").detail == {"from": "health", "to": "consultation", "by": "oidc"}
    for groups, because in ((["g-jido", "g-kansa"], "several roles"), (["everybody"], "no role")):
        knows(city, "health", groups=groups)
        assert sign_on(Client(), "health").status_code == 403 and why_refused() == because


def test_break_glass_asks_to_sign_in_again_at_the_sign_on_and_that_opens_once(city, cases, accounts, whole_log):
    knows(city, "health")
    client = Client()
    sign_on(client, "health")
    asked = {
        name: text for name, text in emergency(accounts[Party.HEALTH]).items() if name not in ("password", "token")
    }
    assert "もう一度サインインする" in client.get(reverse("glass")).content.decode()
    assert client.post(reverse("glass_open"), asked).status_code == 400 and not BreakGlass.objects.exists()
    assert sign_on(client, "health")["Location"] == reverse("glass")
    opened = client.post(reverse("glass_open"), asked)
    assert opened["Location"] == reverse("child", kwargs={"child_id": child_id("mamoru")})
    assert client.post(reverse("glass_open"), asked).status_code == 400 and BreakGlass.objects.count() == 1
    knows(city, "school")
    assert sign_on(client, "school").status_code == 403 and why_refused() == "another account"


def test_without_the_setting_there_is_no_such_door(client, db, settings):
    settings.OIDC = None
    assert client.get(reverse("sign_on")).status_code == client.get(reverse("sign_on_back")).status_code == 404
    assert "市の認証基盤" not in client.get(reverse("sign_in")).content.decode()


def test_a_provider_that_cannot_be_reached_is_told_to_people(client, db, settings):
    settings.OIDC = SignOn(issuer="http://127.0.0.1:9", client_id="mimamori", client_secret="s" * 20)
    answer = client.get(reverse("sign_on"))
    assert answer.status_code == 503 and "つながりません" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"OIDC__ISSUER": "http://sso.city.invalid"}, "https"),
        ({"OIDC__AMR": "[]"}, "second factor"),
        ({"OIDC__PARTIES": '{"g": "mayor"}'}, "parties"),
    ],
)
def test_production_wants_a_safe_provider_that_vouches_for_a_second_factor(more, words, monkeypatch):
    closed = {"MODE": "production", "SECRET_KEY": "x" * 60, "LOG_KEY": "y" * 60, "ANCHORS": "anchors.jsonl"}
    sound = {
        "OIDC__ISSUER": "https://sso.city.invalid",
        "OIDC__CLIENT_ID": "m",
        "OIDC__CLIENT_SECRET": "s",
        "OIDC__AMR": '["otp"]',
    }
    for name, value in {**closed, **sound}.items():
        monkeypatch.setenv(f"MIMAMORI_REVIEW_{name}", value)
    assert Configuration().oidc.amr == ("otp",)
    for name, value in more.items():
        monkeypatch.setenv(f"MIMAMORI_REVIEW_{name}", value)
    with pytest.raises(ValidationError, match=words):
        Configuration()
