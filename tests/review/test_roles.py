"""Each role at each address, as GOVERNANCE.md's table of roles says it: written out here and not taken from `access`.

`all`: on every object; `own`: on what is theirs (an assigned child, their department's extract, what they asked for or
saved); `-`: nowhere. Whoever may is let in, whoever may not gets 404.
"""

from datetime import date

import pytest
import small_town
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from run_writer import RUN_ID, child_id
from signals_delivered import deliver, raised
from signing_in import make_account, sign_in

from review import access, hiding, links, reasons, signals
from review.access import Party
from review.cases import new_run
from review.models import (
    Assignment,
    BreakGlass,
    Case,
    Decision,
    Export,
    FollowUp,
    OutreachApproval,
    Report,
    SavedFilter,
    State,
    Suspension,
)
from review.models.opening import LONGEST
from review.published import current

WHO = (
    ("supervisor", (Party.SUPERVISOR,)),
    ("school", (Party.SCHOOL,)),
    ("nursery", (Party.NURSERY, Party.HEALTH)),
    ("desk", (Party.CONSULTATION,)),
    ("steward", (Party.STEWARD,)),
    ("analyst", (Party.ANALYST,)),
    ("auditor", (Party.AUDITOR,)),
)
# 総括管理主体: sees the unassigned list, assigns, approves rule changes, sees statistics; not their own proposals
# 活用・支援主体: sees assigned children, decides, notes, follows up; others by break-glass alone; of signals what their extracts say
# 保有・管理主体: its own extracts' quality, gate, links; no other department's rows
# 分析主体: pseudonymous facts, flags, what-ifs; no name, no free text
# 監査: linkage and access reports, history, verification; changes nothing
TABLE = """
                    supervisor  school  nursery  desk  steward  analyst  auditor
home                all         all     all      all   all      all      all
still_here          all         all     all      all   all      all      all
sign_out            all         all     all      all   all      all      all
worklist            all         all     all      all   -        -        -
find                all         all     all      all   -        -        -
filter_save         all         all     all      all   -        -        -
filter_delete       own         own     own      own   -        -        -
child               all         own     own      own   -        -        -
sheet               all         own     own      own   -        -        -
decide              -           own     own      own   -        -        -
second              all         own     own      own   -        -        -
assign              all         -       -        -     -        -        -
unassign            all         -       -        -     -        -        -
note                all         own     own      own   -        -        -
follow_up           all         own     own      own   -        -        -
followed_up         all         own     own      own   -        -        -
concern             all         own     own      own   -        -        -
not_this_child      all         own     own      own   -        -        -
wrong               all         own     own      own   -        -        -
suspend             all         -       -        -     -        -        -
signal              all         own     -        own   -        -        -
signal_answer       all         own     -        own   -        -        -
signal_glass        all         -       -        -     -        -        -
text                all         -       -        own   -        -        -
release             all         -       -        own   -        -        -
glass               all         all     all      all   -        -        -
glass_open          all         all     all      all   -        -        -
glass_review        all         -       -        -     -        -        -
openings            all         -       -        -     -        -        all
outreach            all         -       -        -     -        -        -
outreach_answer     all         -       -        -     -        -        -
letter              all         -       -        -     -        -        -
proposals           all         -       -        -     -        -        -
answer              all         -       -        -     -        -        -
seal                all         -       -        -     -        -        -
lift                all         -       -        -     -        -        -
exports             all         -       -        own   -        -        -
export_ask          all         -       -        own   -        -        -
export_take         own         -       -        own   -        -        -
thresholds          all         -       -        -     -        all      all
threshold           all         -       -        -     -        all      -
threshold_propose   all         -       -        -     -        all      -
quality             all         -       -        -     -        -        all
sample_draw         all         -       -        -     -        -        -
gaps                all         -       -        -     -        all      all
gap_explain         all         -       -        -     -        all      -
analysis            all         -       -        -     -        all      -
statistics_release  all         -       -        -     -        -        -
pseudonyms          -           -       -        -     -        all      -
facts               -           -       -        -     -        all      -
deliveries          -           -       -        -     all      -        -
let_pass            -           -       -        -     own      -        -
links               -           -       -        -     all      -        -
pair                -           -       -        -     own      -        -
rule_pair           -           -       -        -     own      -        -
report_answer       -           -       -        -     own      -        -
redaction           -           -       -        -     all      -        -
redaction_preview   -           -       -        -     all      -        -
runs                -           -       -        -     -        -        all
manifest            -           -       -        -     -        -        all
run_verify          -           -       -        -     -        -        all
report              own         -       -        -     -        -        all
audit               -           -       -        -     -        -        all
audit_look_up       -           -       -        -     -        -        all
audit_child         -           -       -        -     -        -        all
audit_account       -           -       -        -     -        -        all
audit_verify        -           -       -        -     -        -        all
"""
SAYS = {
    (name, party): said
    for name, *cells in (line.split() for line in TABLE.strip().splitlines()[1:])
    for (_, parties), said in zip(WHO, cells, strict=True)
    for party in parties
}
REASON = "病院からの緊急の照会に答えるため、住所を確認する"
SENT = {
    "find": {"words": "山田"},
    "text": {"reason": REASON},
    "rule_pair": {"same": "yes"},
    "answer": {"agrees": "yes", "reason": "書類を見た"},
    "lift": {"agrees": "yes", "reason": "取り下げ"},
}
"""What is sent where an empty form couldn't be told from a refusal."""


NONE_THERE = {"gap_explain"}
"""What the small run has nothing to be done with: for these the table in `access` is asked, not the page."""
OF_HANA = {"letter", "outreach_answer"}
"""What there is of hana alone."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The small run with a report, a signal of hana's and one of shizuka's."""
    folder = tmp_path_factory.mktemp("runs")
    reports = small_town.build(folder) / "reports"
    reports.mkdir()
    for page in ("statistics", "linkage"):
        (reports / f"{page}.html").write_text("<h1>報告</h1>", encoding="utf-8")
    deliver(folder, raised("hana"), raised("shizuka", "2"))
    return folder


@pytest.fixture
def town(runs, settings, tmp_path, db):
    """Accounts; hana's case in every worker's hands and waiting for a second person, shizuka's in nobody's."""
    settings.RUNS, settings.PEOPLE = runs, tmp_path / "people"
    people = {party: make_account(party) for party in Party}
    people[Party.STEWARD].department = "国保連"
    people[Party.STEWARD].save()
    new_run.take_up(current())
    signals.take_in(current())
    hana = Case.objects.get(child_id=child_id("hana"))
    for party in (Party.SCHOOL, Party.NURSERY, Party.HEALTH, Party.CONSULTATION):
        Assignment.objects.create(case=hana, account=people[party], by=people[Party.SUPERVISOR])
    Case.objects.filter(pk=hana.pk).update(state=State.ASSIGNED)
    return people


def objects(name: str, account, others: bool) -> dict[str, object]:
    """What the address names: something that is theirs; or, for `others`, the like of somebody else."""
    child = child_id("shizuka" if others and name not in OF_HANA else "hana")
    somebody = make_account(Party.CONSULTATION, "somebody") if others else account
    second = make_account(Party.SUPERVISOR, "second")
    case, key = Case.objects.get(child_id=child), "0123456789abcdef"
    waiting = {"child_id": child, "by": second, "reason": REASON}
    agreed = {"stands": True, "second": second, "second_at": timezone.now()}
    extract = "consultations" if others else "clinic_visits"
    made = {
        "filter_delete": lambda: {"filter_id": SavedFilter.objects.create(account=somebody, name="朝", facets=["due"]).pk},
        "unassign": lambda: {"username": "school"},
        "followed_up": lambda: {
            "follow_up_id": FollowUp.objects.create(case=case, due_on=date(2026, 12, 1), what="面談", who=account).pk
        },
        "glass_review": lambda: {
            "glass_id": BreakGlass.objects.create(
                child_id=child, account=second, reason=REASON, until=timezone.now() + LONGEST
            ).pk
        },
        "answer": lambda: {
            "kind": "suspension", "proposal_id": Suspension.objects.create(resident_id="0000000031", **waiting).pk
        },
        "lift": lambda: {"proposal_id": Suspension.objects.create(resident_id="0000000031", **waiting, **agreed).pk},
        "export_take": lambda: {
            "export_id": Export.objects.create(
                child_id=child, by=second if others else account, purpose="handover", form="file", recipient="市", reference="R",
                reason=REASON, run_id=RUN_ID, **agreed,
            ).pk
        },
        "report_answer": lambda: {
            "report_id": Report.objects.create(child_id=child, extract=extract, text="違う", by=second).pk
        },
        "letter": lambda: OutreachApproval.objects.create(
            child_id=child, support="takeup-school-aid", run_id=RUN_ID, approved=True, by=second, reason=REASON,
            evidence=answer_rests_on(child),
        ) and {},
        "second": lambda: Decision.objects.create(
            case=case, outcome="close", reason=REASON, by=second, run_id=RUN_ID, evidence="", from_state="assigned", stands=None
        ) and {},
    }.get(name, dict)()  # fmt: skip
    pair = links.Pair(extract, key, child) if others else doubtful(child)
    signal = raised("shizuka", "2") if others else raised("hana")
    of_text = {"extract": "sos_signals", "record_key": signal["record_key"]} if name in {"text", "release"} else {}
    known = {
        "child_id": child, "support": "takeup-school-aid", "extract": extract, "record_key": pair.record_key, "field": "message",
        "signal_key": signal["signal_key"], "rule": "absence-long", "number": "days", "run_id": RUN_ID,
        "page": "linkage" if others else "statistics", "username": "school", **of_text, **made,
    }  # fmt: skip
    pattern = next(pattern for pattern in access.endpoints() if pattern.name == name)
    return {part: known[part] for part in pattern.pattern.converters}


def doubtful(child: str) -> links.Pair:
    row = current().rows("SELECT extract, record_key FROM children.candidate WHERE child_id = ?", child)[0]
    return links.Pair(row["extract"], row["record_key"], child)


def answer_rests_on(child: str) -> str:
    offers = reasons.takeup(current(), child, access.READS[Party.SUPERVISOR], hiding.keys(current()), "ja")
    return str(offers[0]["evidence"]) if offers else ""


def status(name: str, account, others: bool) -> int:
    """What the account is answered there, and nothing of it stays done."""
    with transaction.atomic():
        where, client = objects(name, account, others), sign_in(account)
        if name in NONE_THERE:
            answered = 200 if access.allowed(account, name, where) else 404
        elif access.ENDPOINTS[name].changes:
            answered = client.post(reverse(name, kwargs=where), SENT.get(name, {})).status_code
        else:
            answered = client.get(reverse(name, kwargs=where)).status_code
        transaction.set_rollback(True)
    return answered


def test_the_table_says_something_of_every_address_and_every_role():
    assert set(SAYS) == {(name, party) for name in access.ENDPOINTS for party in Party}


@pytest.mark.parametrize("party", list(Party))
def test_a_role_is_let_in_where_governance_says_so_and_nowhere_else(party, town):
    wrong = {}
    for name, end in access.ENDPOINTS.items():
        said = SAYS[name, party]
        for others in (False,) if said == "-" else (False, True):
            let_in = said == "all" or (said == "own" and not others)
            shown = {200, 204, 302, 400} if end.changes else {302} if name == "home" else {200}
            answered = status(name, town[party], others)
            if answered not in (shown if let_in else {404}):
                wrong[name, "another's" if others else "their own"] = answered
    assert wrong == {}
