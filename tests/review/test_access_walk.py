"""Role × endpoint × object, from the access table and the URL configuration."""

import re

import pytest
from django.core import checks
from django.urls import reverse
from django.utils import timezone
from run_writer import RUN_ID, child_id
from signing_in import sign_in

from review import access
from review.access import ENDPOINTS, PUBLIC, Party
from review.models import Assignment, BreakGlass, Event, HiddenRecord, SavedFilter, Suspension
from review.published import current

STRANGER = "feedfacefeedfacefeedfacefeedface"


def arguments(name: str, child: str, accounts) -> dict[str, object]:
    """Values for the endpoint's parts of the address, about that child."""
    pattern = next(pattern for pattern in access.endpoints() if pattern.name == name)
    known = {
        "child_id": child,
        "username": accounts[Party.SCHOOL].username,
        "follow_up_id": 1,
        "filter_id": 1,
        "glass_id": 1,
        "support": "takeup-school-aid",
        "extract": "clinic_visits",
        "record_key": "0123456789abcdef",
        "signal_key": "0123456789abcdef",
        "field": "summary",
        "kind": "suspension",
        "proposal_id": 1,
        "export_id": 1,
        "report_id": 1,
        "rule": "absence-long",
        "number": "days",
        "run_id": RUN_ID,
        "page": "linkage",
    }
    return {part: known[part] for part in pattern.pattern.converters}


def page(answer) -> str:
    """The answer without its form tokens, which are random, and the seconds that the session lasts."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-longest="\d+"', "", answer.content.decode())


def ask(client, name: str, where: dict[str, object]):
    method = client.post if ENDPOINTS[name].changes else client.get
    return method(reverse(name, kwargs=where))


def test_every_address_stands_in_the_table_and_nothing_else_does():
    names = {pattern.name for pattern in access.endpoints()}
    assert names == set(ENDPOINTS) | PUBLIC
    assert access.every_endpoint_is_named() == []


def test_an_address_outside_the_table_stops_the_start(monkeypatch):
    monkeypatch.delitem(ENDPOINTS, "sheet")
    assert [problem.id for problem in checks.run_checks() if problem.id.startswith("review.")] == ["review.E001"]


@pytest.mark.parametrize("party", list(Party))
def test_a_role_without_the_endpoint_gets_404_and_leaves_an_event(party, cases, accounts, whole_log):
    client = sign_in(accounts[party])
    for name, endpoint in ENDPOINTS.items():
        if party in endpoint.parties:
            continue
        before = Event.objects.count()
        answer = ask(client, name, arguments(name, child_id("hana"), accounts))
        assert answer.status_code == 404, name
        event = Event.objects.order_by("-seq").first()
        assert (Event.objects.count(), event.action, event.detail["endpoint"]) == (before + 1, "refused", name)


@pytest.mark.parametrize("party", sorted(access.CASE_WORKERS))
def test_a_child_who_is_not_assigned_answers_as_one_who_does_not_exist(party, cases, accounts):
    client = sign_in(accounts[party])
    for name, endpoint in ENDPOINTS.items():
        if party not in endpoint.parties or endpoint.scope not in (access.child, access.own_child):
            continue
        unassigned = ask(client, name, arguments(name, child_id("mamoru"), accounts))
        stranger = ask(client, name, arguments(name, STRANGER, accounts))
        assert unassigned.status_code == stranger.status_code == 404, name
        assert page(unassigned).replace(child_id("mamoru"), "") == page(stranger).replace(STRANGER, "")


@pytest.mark.parametrize("party", sorted(access.CASE_WORKERS))
def test_taking_the_assignment_away_holds_from_the_next_request(party, cases, accounts):
    client = sign_in(accounts[party])
    card = reverse("child", kwargs={"child_id": child_id("hana")})
    assert client.get(card).status_code == 200
    sign_in(accounts[Party.SUPERVISOR]).post(
        reverse("unassign", kwargs={"child_id": child_id("hana"), "username": accounts[party].username})
    )
    assert not Assignment.objects.filter(account=accounts[party], until=None).exists()
    assert client.get(card).status_code == 404
    assert "山田" not in client.get(reverse("worklist")).content.decode()


def test_nobody_gets_anything_before_both_factors(client, accounts):
    for name in ENDPOINTS:
        answer = ask(client, name, arguments(name, child_id("hana"), accounts))
        assert answer.status_code == 302 and answer["Location"].startswith(reverse("sign_in")), name
    client.force_login(accounts[Party.SUPERVISOR], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("worklist"))["Location"].startswith(reverse("sign_in"))


def test_a_change_cannot_be_made_by_following_a_link(cases, accounts):
    SavedFilter.objects.create(pk=1, account=accounts[Party.SUPERVISOR], name="朝", facets=["due"])
    client = sign_in(accounts[Party.SUPERVISOR])
    for name, endpoint in ENDPOINTS.items():
        if endpoint.changes and Party.SUPERVISOR in endpoint.parties:
            assert client.get(reverse(name, kwargs=arguments(name, child_id("hana"), accounts))).status_code == 405, (
                name
            )


def test_school_staff_read_neither_consultations_nor_benefits(cases, accounts):
    card = reverse("child", kwargs={"child_id": child_id("hana")})
    at_school = sign_in(accounts[Party.SCHOOL]).get(card).content.decode()
    at_the_desk = sign_in(accounts[Party.CONSULTATION]).get(card).content.decode()
    for text in ("きょうだいに開いている相談があります", "児童手当（", "072-000-0002", "生活困窮</dt><dd>H"):
        assert text not in at_school
    assert "きょうだいに開いている相談があります" in at_the_desk
    assert "児童手当（" in at_the_desk
    assert "今年度の欠席が35日です" in at_school
    assert "ほかの部署の記録に基づく理由があります" in at_school


def test_a_steward_rules_on_the_own_departments_extracts_alone(cases, accounts):
    client = sign_in(accounts[Party.STEWARD])
    where = {"extract": "clinic_visits", "record_key": "0123456789abcdef", "child_id": child_id("hana")}
    assert client.get(reverse("pair", kwargs=where)).status_code == 404


def test_an_analyst_sees_no_name_and_no_address(cases, accounts):
    client = sign_in(accounts[Party.ANALYST])
    for address in (reverse("analysis"), reverse("facts", kwargs={"child_id": child_id("hana")})):
        text = client.get(address).content.decode()
        assert not [word for word in ("山田", "ヤマダ", "桜町", "072-") if word in text]


def test_an_analyst_comes_to_pseudonymous_facts_from_the_figures_and_reads_of_whom_their_extracts_tell(cases, accounts):
    client = sign_in(accounts[Party.ANALYST])
    absent = reverse("pseudonyms", kwargs={"rule": "absence-long"})
    assert absent in client.get(reverse("analysis")).content.decode()
    facts = reverse("facts", kwargs={"child_id": child_id("hana")})
    assert facts in client.get(absent).content.decode() and client.get(facts).status_code == 200
    event = Event.objects.get(action="pseudonyms")
    assert event.detail["rule"] == "absence-long" and child_id("hana") in event.detail["children"]
    by_consultations = client.get(reverse("pseudonyms", kwargs={"rule": "sibling-case"})).content.decode()
    assert child_id("hana") not in by_consultations, "it rests on consultations, which analysts don't read"
    hidden = {"child_id": child_id("hana"), "extract": "attendance", "reason": "別の子", "by": accounts[Party.SCHOOL]}
    key = current().rows("SELECT record_key FROM cards.linked WHERE extract = 'attendance'")[0]["record_key"]
    HiddenRecord.objects.create(record_key=key, **hidden)
    assert facts not in client.get(absent).content.decode(), "somebody said that the record isn't this child's"


def test_every_refusal_is_logged_with_what_was_asked_for(cases, accounts, whole_log):
    """Also those that only the page itself finds out: one's own proposal, a pair that doesn't wait, a child nobody knows."""
    supervisor = accounts[Party.SUPERVISOR]
    own = Suspension.objects.create(resident_id="0000000031", child_id=child_id("shizuka"), by=supervisor, reason="x")
    glass = BreakGlass.objects.create(
        child_id=child_id("hana"), account=supervisor, reason="緊急", until=timezone.now()
    )
    pair = {"extract": "consultations", "record_key": "ab" * 16, "child_id": child_id("taro")}
    asked = [
        (
            Party.SUPERVISOR,
            "answer",
            {"kind": "suspension", "proposal_id": own.pk},
            {"agrees": "yes", "reason": "よい"},
        ),
        (Party.SUPERVISOR, "glass_review", {"glass_id": glass.pk}, {"finding": "よい"}),
        (Party.SUPERVISOR, "export_take", {"child_id": child_id("hana"), "export_id": 7}, {}),
        (Party.SUPERVISOR, "child", {"child_id": "feedface" * 4}, None),
        (Party.SUPERVISOR, "letter", {"child_id": child_id("hana"), "support": "takeup-school-aid"}, None),
        (Party.STEWARD, "pair", pair, None),
        (Party.ANALYST, "facts", {"child_id": "feedface" * 4}, None),
        (Party.SCHOOL, "child", {"child_id": child_id("taro")}, None),
    ]
    for party, name, where, sent in asked:
        client, address = sign_in(accounts[party]), reverse(name, kwargs=where)
        assert (client.get(address) if sent is None else client.post(address, sent)).status_code == 404, name
        event = Event.objects.latest("seq")
        assert (event.action, event.account) == ("refused", party.value), name
        assert event.detail == {**where, "endpoint": name}
        assert event.child_id == where.get("child_id", "")
