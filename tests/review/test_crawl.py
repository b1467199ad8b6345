"""Fifty planted protected addresses and a sealed identity, and every page, paper, file and log crawled as every role, with and
without break-glass, in Japanese and English.

What is crawled follows from the URL configuration (crawler.py): a new page is crawled without being named here.
"""

import json
import logging
from datetime import date
from pathlib import Path

import protected_town
import pytest
from crawler import Answer, crawl, hits, listed, plain, readable
from django.urls import reverse
from django.utils import timezone
from protected_town import PLANTED, SEALED, SEALED_NUMBER, WAYS
from run_writer import child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in

from review import access, facets, hiding, reasons, signals
from review.access import Party
from review.cases import new_run
from review.models import (
    Assignment,
    BreakGlass,
    Case,
    Event,
    Export,
    FollowUp,
    OutreachApproval,
    Report,
    Sealed,
    Signal,
    Suspension,
)
from review.models.opening import LONGEST
from review.published import current

SECRETS = [secret for family in PLANTED for secret in family.secrets]
NOBODYS = [*SECRETS, *SEALED]
SEALED_CHILD = child_id("sealed")
ONE_OF_EACH_WAY = PLANTED[: len(WAYS)]
DOUBTED = PLANTED[len(WAYS) : len(WAYS) + 3]
DOUBTFUL = frozenset({"school_roster", "consultations"})


@pytest.fixture(scope="module")
def planted_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    protected_town.build(folder)
    planted = [
        raised(family.children[0], f"planted {family.number}") | {"school_code": family.secrets[3]}
        for family in PLANTED
    ]
    planted += [raised("sealed", "sealed") | {"school_code": SEALED[3]}, raised("hana", "open")]
    deliver(folder, *planted, message="、".join(NOBODYS))
    return folder


@pytest.fixture
def office(planted_runs: Path, settings, db):
    """Everybody at work, each planted child in every case worker's hands, with a follow-up."""
    settings.RUNS = planted_runs
    people = {party: make_account(party) for party in Party}
    people[Party.STEWARD].department = "国保連"  # theirs are the records in doubt
    people[Party.STEWARD].save()
    new_run.take_up(current())
    signals.take_in(current())
    for case in Case.objects.all():
        for party in access.CASE_WORKERS:
            Assignment.objects.create(case=case, account=people[party], by=people[Party.SUPERVISOR])
    Case.objects.update(state="assigned")
    first = Case.objects.get(child_id=child_id(ONE_OF_EACH_WAY[0].children[0]))
    FollowUp.objects.create(case=first, due_on=date(2026, 12, 1), what="面談", who=people[Party.SCHOOL])
    asked(people)
    doubted(people)
    sealed(people)
    return people


def asked(people) -> None:
    """Everything that two people must agree to waits; of each planted child a disclosure and a handover may be taken, on
    paper or as a file, and a letter is approved."""
    supervisor, desk = people[Party.SUPERVISOR], people[Party.CONSULTATION]
    run = current()
    for child in [*children_of(PLANTED), SEALED_CHILD]:
        ways = ((supervisor, "disclosure", "paper"), (supervisor, "disclosure", "file"), (desk, "handover", "file"))
        for by, purpose, form in ways:
            Export.objects.create(
                child_id=child, by=by, purpose=purpose, form=form, recipient="本人", reference="R-1", reason="求めによる",
                run_id=run.run_id, stands=True, second=supervisor, second_at=timezone.now(),
            )  # fmt: skip
        (offer,) = reasons.takeup(run, child, access.READS[Party.SUPERVISOR], frozenset(), "ja")
        OutreachApproval.objects.create(
            child_id=child, support=offer["support"], evidence=offer["evidence"], approved=True, by=supervisor,
            reason="学校で確かめた", run_id=run.run_id,
        )  # fmt: skip
    child = children_of(PLANTED)[0]
    Suspension.objects.create(resident_id="9000010000", child_id=child, by=desk, reason="求めによる")
    Report.objects.create(child_id=child, extract="clinic_visits", text="電話番号が違う", by=desk, requested=True)


def doubted(people) -> None:
    """Of these families somebody said that what the child sent, the roster and the consultation are another child's: whose
    they are isn't known then, and may still be the protected child's."""
    run, by = current(), people[Party.SUPERVISOR]
    for child in [child_id(family.children[0]) for family in DOUBTED]:
        signal = Signal.objects.get(child_id=child)
        told = [
            hiding.Linked(signal.extract, signal.record_key, child),
            *hiding.linked(run, [child], DOUBTFUL).values(),
        ]
        for record in told:
            hiding.say(run, record, by, "同姓同名の別の子ども", child)


def sealed(people) -> None:
    """Somebody looked at the child by break-glass and owes a visit; then two people agree on the sealing."""
    case = Case.objects.get(child_id=SEALED_CHILD)
    FollowUp.objects.create(case=case, due_on=date(2026, 9, 1), what="面談", who=people[Party.SCHOOL])
    BreakGlass.objects.create(
        child_id=SEALED_CHILD, account=people[Party.HEALTH], reason="病院からの緊急の照会に答えるため",
        until=timezone.now() + LONGEST,
    )  # fmt: skip
    Sealed.objects.create(
        resident_id=SEALED_NUMBER, reason="", by=people[Party.SUPERVISOR], stands=True,
        second=people[Party.CONSULTATION], second_at=timezone.now(),
    )  # fmt: skip


SHOWING = frozenset(
    {name for name, end in access.ENDPOINTS.items() if not end.changes} - {"home"}
    | {"text", "redaction_preview", "export_take", "find"}
)
"""The endpoints that show something, and don't only send on."""


def children_of(families) -> list[str]:
    return [child_id(name) for family in families for name in family.children]


def nothing_found(party, office, caplog, settings, children, few, further, language="ja") -> list[Answer]:
    caplog.set_level(logging.DEBUG)
    client = sign_in(office[party])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answers = list(listed(client, [SEALED[0], *(family.surname for family in few)], further))
    answers += crawl(client, party, [*children, SEALED_CHILD], [*children_of(few), SEALED_CHILD])
    assert hits(answers, NOBODYS) == []
    shown = [one for one in answers if SEALED_CHILD in one.address and one.status == 200]
    assert {one.name for one in shown} <= {"audit_child"}, "who looked at a sealed identity is asked by the auditor"
    written = json.dumps(list(Event.objects.values()), default=str, ensure_ascii=False) + caplog.text
    if settings.ANCHORS.exists():
        written += settings.ANCHORS.read_text(encoding="utf-8")
    assert [secret for secret in NOBODYS if secret in written] == []
    return answers


@pytest.mark.parametrize("party", list(Party))
def test_no_role_finds_a_protected_family_on_any_page_paper_or_error(party, office, caplog, settings):
    """The widest reader is shown all fifty, the desk one of each way; in `make proof` everybody is shown everything."""
    children = children_of(ONE_OF_EACH_WAY if party in access.UNMASKS else PLANTED[:2])
    if party is Party.SUPERVISOR:
        children += [child_id(family.children[0]) for family in PLANTED[len(WAYS) :]]
    answers = nothing_found(party, office, caplog, settings, children, PLANTED[:1], False)
    reached = {one.name for one in answers if one.status == 200}
    own = {name for name, end in access.ENDPOINTS.items() if party in end.parties and name in SHOWING}
    unread = {"text"} if party in facets.READS_SOS else {"text", "signal"}  # protected raw texts are nobody's to read
    assert own - reached == own & unread, "each page that could show one was reached"
    if party in access.SUPPORT:
        cards = {one.address for one in answers if one.name == "child" and one.status == 200}
        assert len(cards) >= len(children)
        assert any(one.name == "sheet" and one.status == 200 for one in answers)


@pytest.mark.parametrize("party", [Party.SUPERVISOR, Party.SCHOOL])
def test_in_english_no_page_tells_more(party, office, caplog, settings):
    answers = nothing_found(party, office, caplog, settings, children_of(PLANTED[:2]), PLANTED[:1], False, "en")
    assert any('lang="en"' in one.text for one in answers)


@pytest.mark.proof
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("party", list(Party))
def test_no_role_finds_any_of_fifty_on_any_page_paper_or_error(party, language, office, caplog, settings):
    nothing_found(party, office, caplog, settings, children_of(PLANTED), PLANTED, True, language)


@pytest.mark.parametrize("party", [Party.SUPERVISOR, Party.SCHOOL])
def test_a_break_glass_lifts_the_mask_for_a_named_role_on_that_one_child_alone(party, office):
    family, client = PLANTED[0], sign_in(office[party])
    opened, brother = (child_id(name) for name in family.children)
    BreakGlass.objects.create(
        child_id=opened, account=office[party], reason="病院からの緊急の照会に答えるため、住所を確認する",
        until=timezone.now() + LONGEST,
    )  # fmt: skip
    named = party in access.UNMASKS
    card = Answer("child", "", 200, readable(client.get(reverse("child", kwargs={"child_id": opened}))))
    assert (plain(family.address) in card.text) is named
    assert hits([card], [secret for other in PLANTED[1:] for secret in other.secrets]) == []
    rest = list(listed(client, [family.surname], further=False))
    rest += list(crawl(client, party, [brother, *children_of(PLANTED[1:3])], []))
    assert hits(rest, SECRETS) == []


def test_the_crawl_reads_what_is_shown(office):
    """The crawl would find an address if one were shown: it reads an unprotected child's card and paper."""
    client = sign_in(office[Party.SUPERVISOR])
    answers = list(crawl(client, Party.SUPERVISOR, [child_id("hana")], [child_id("hana")]))
    shown = {one.name for one in answers if plain("桜町一丁目2番3号") in one.text}
    assert {"child", "sheet"} <= shown
    raw = [one.text for one in answers if one.name == "text" and one.status == 200]
    assert raw and all(plain(SECRETS[0]) in text for text in raw), (
        "hana isn't protected: her text may be read for a reason"
    )
