"""Who may do what: the one table, for endpoints, children and fields. Deny by default.

An endpoint that `ENDPOINTS` doesn't name answers nobody, and stops the start (`register_check`). `DenyByDefault` in
middleware.py asks `allowed` before any view runs; views ask `reads` for what they may show. Nothing is decided elsewhere.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import checks
from django.http import HttpRequest
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from extracts.declaration import EXTRACTS
from review import children, hiding, judgements, published
from review.models import Account, Assignment, BreakGlass, Case, Report, Role, SavedFilter, Signal
from review.parties import Party


def party(account: Account) -> Party:
    return Party(account.workplace if account.role == Role.CASE_WORKER else account.role)


CASE_WORKERS = frozenset({Party.SCHOOL, Party.NURSERY, Party.HEALTH, Party.CONSULTATION})
SUPPORT = CASE_WORKERS | {Party.SUPERVISOR}
RELEASE = frozenset({Party.SUPERVISOR, Party.CONSULTATION})
"""Who may read a withheld text of a child whom they support, and let others read it."""
EVERYONE = frozenset(Party)

REGISTRY = frozenset({"resident_registry"})
EDUCATION = frozenset(
    {"school_register", "school_roster", "attendance", "achievement_survey", "school_health_check", "sos_signals"}
)
CHILDCARE = frozenset({"nursery_enrolment", "nursery_attendance"})
MEDICAL = frozenset({"infant_checkups", "maternal_health", "vaccinations", "clinic_visits"})

READS: dict[Party, frozenset[str]] = {
    Party.SUPERVISOR: frozenset(EXTRACTS),
    Party.CONSULTATION: frozenset(EXTRACTS),
    Party.SCHOOL: REGISTRY | EDUCATION,
    Party.NURSERY: REGISTRY | CHILDCARE | {"infant_checkups"},
    Party.HEALTH: REGISTRY | MEDICAL | {"school_health_check"},
    Party.STEWARD: frozenset(),  # its own rows only, in the links queue; of its deliveries counts and line numbers
    Party.ANALYST: frozenset(EXTRACTS) - {name for name, extract in EXTRACTS.items() if extract.restricted},
    Party.AUDITOR: frozenset(),
}
"""The extracts whose rows, and whose reasons, a party reads."""

SIGNED_ON = "signed_on"
"""The key of a session that began at the city's own sign-on."""

UNMASKS = frozenset({Party.SUPERVISOR, Party.CONSULTATION})
"""Whose break-glass lifts a 支援措置 mask as well."""


def signed_in(request: HttpRequest) -> bool:
    """With both factors: ours, or those that the city's own sign-on vouched for in this session."""
    if not request.user.is_authenticated:
        return False
    return bool(request.user.is_verified() or (settings.OIDC and request.session.get(SIGNED_ON)))


def reads(account: Account) -> frozenset[str]:
    return READS[party(account)]


def category(account: Account, case: Case | None) -> str:
    """The case's category, for those who read all that is under it."""
    return case.overall if case and reads(account) >= judgements.UNDER else ""


def sos_on(account: Account, case: Case | None) -> date | None:
    """When the child called for help last, for those who read that."""
    return case.sos_on if case and "sos_signals" in reads(account) else None


def glass(account: Account, child_id: str) -> BreakGlass | None:
    """The account's break-glass on this child that is open now."""
    opened: BreakGlass | None = BreakGlass.objects.filter(
        account=account, child_id=child_id, until__gt=timezone.now()
    ).first()
    return opened


def assigned(account: Account, child_id: str) -> bool:
    return Assignment.objects.filter(account=account, case__child_id=child_id, until=None).exists()


def may_see(account: Account, child_id: str) -> bool:
    """Whether the account may open this child's card now."""
    if party(account) is Party.SUPERVISOR or assigned(account, child_id):
        return True
    return glass(account, child_id) is not None


def basis(account: Account, child_id: str) -> dict[str, str]:
    """Why the account may see the child, for the log: an assignment and by whom, the role, or a break-glass."""
    given = Assignment.objects.filter(account=account, case__child_id=child_id, until=None).select_related("by").first()
    if given:
        return {"basis": "assigned", "assigned_by": given.by.username}
    return {"basis": "supervisor" if party(account) is Party.SUPERVISOR else "break_glass"}


def basis_of_lists(account: Account) -> dict[str, str]:
    """Why a list shows the account what it does."""
    return {"basis": "supervisor" if party(account) is Party.SUPERVISOR else "assigned"}


def viewable(account: Account, child_ids: Collection[str]) -> frozenset[str]:
    """Those of the children whose cards the account may open now by role or assignment."""
    if party(account) is Party.SUPERVISOR:
        return frozenset(child_ids)
    mine = Assignment.objects.filter(account=account, case__child_id__in=child_ids, until=None)
    return frozenset(mine.values_list("case__child_id", flat=True))


def withdrawn(child_id: str) -> bool:
    """Whether nobody sees or does anything about the child: a sealed identity, or one whose use is suspended. The auditor
    reads who looked."""
    return bool(child_id) and child_id in children.withdrawn(published.current())


def unmasks(account: Account, opened: BreakGlass | None) -> bool:
    """Whether what the account opened on a child lifts the child's mask as well."""
    return party(account) in UNMASKS and opened is not None


def unmasked(account: Account, child_id: str) -> bool:
    return unmasks(account, glass(account, child_id))


Scope = Callable[[Account, dict[str, str]], bool]


def own(account: Account, kwargs: dict[str, str]) -> bool:
    """The page itself lists only what is the account's to see."""
    return True


def child(account: Account, kwargs: dict[str, str]) -> bool:
    return may_see(account, kwargs["child_id"])


def own_child(account: Account, kwargs: dict[str, str]) -> bool:
    """Acting on a case needs an assignment or the supervisor's role: having looked in by break-glass doesn't do."""
    return party(account) is Party.SUPERVISOR or assigned(account, kwargs["child_id"])


def own_extract(account: Account, kwargs: dict[str, str]) -> bool:
    """A steward's own department delivers the extract."""
    extract = EXTRACTS.get(kwargs["extract"])
    return extract is not None and extract.owner == account.department


def signal(account: Account, kwargs: dict[str, str]) -> bool:
    """The supervisor sees each signal; a case worker those of assigned children, of the extracts that they read. Of a child
    whom nobody is shown the supervisor sees that it came."""
    if party(account) is Party.SUPERVISOR:
        return True
    found = Signal.objects.filter(signal_key=kwargs["signal_key"], extract__in=reads(account)).first()
    return found is not None and bool(found.child) and not withdrawn(found.child) and assigned(account, found.child)


def text(account: Account, kwargs: dict[str, str]) -> bool:
    """A raw text is read by those alone who support its child; one of a signal without a child, by the supervisor."""
    child_id = child_of(kwargs["extract"], kwargs["record_key"])
    if not child_id:
        return party(account) is Party.SUPERVISOR
    if withdrawn(child_id):
        return False
    return kwargs["extract"] in reads(account) and own_child(account, {"child_id": child_id})


def child_of(extract: str, record_key: str) -> str:
    """The child whom a record is linked to now, unless somebody said that it isn't theirs; else its signal's; else none."""
    run = published.current()
    found = run.rows("SELECT child_id FROM cards.linked WHERE extract = ? AND record_key = ?", extract, record_key)
    if found:
        child_id: str = found[0]["child_id"]
        return "" if record_key in hiding.keys(run) else child_id
    signal = Signal.objects.filter(extract=extract, record_key=record_key).order_by("-id").first()
    return signal.child if signal else ""


def own_filter(account: Account, kwargs: dict[str, str]) -> bool:
    return SavedFilter.objects.filter(account=account, pk=kwargs["filter_id"]).exists()


def own_report(account: Account, kwargs: dict[str, str]) -> bool:
    """What was reported wrong stands in an extract of a steward's own department, of a child whom somebody is shown."""
    report = Report.objects.filter(pk=kwargs["report_id"]).first()
    return report is not None and own_extract(account, {"extract": report.extract}) and not withdrawn(report.child_id)


STATISTICS = frozenset({"statistics", "subgroups", "rules", "register"})
"""The pages of a run's report that hold no figure but under disclosure control; of the others auditors read exact counts."""


def report_page(account: Account, kwargs: dict[str, str]) -> bool:
    return party(account) is Party.AUDITOR or kwargs["page"] in STATISTICS


@dataclass(frozen=True)
class Endpoint:
    """Who may call it, on which objects, and whether it changes anything (then POST alone; otherwise GET alone)."""

    parties: frozenset[Party]
    scope: Scope = own
    changes: bool = False


PUBLIC = frozenset({"sign_in", "sign_on", "sign_on_back", "language"})
"""What somebody may call who hasn't signed in."""

ENDPOINTS: dict[str, Endpoint] = {
    "sign_out": Endpoint(EVERYONE, changes=True),
    "still_here": Endpoint(EVERYONE, changes=True),
    "home": Endpoint(EVERYONE),
    "worklist": Endpoint(SUPPORT),
    "find": Endpoint(SUPPORT, changes=True),  # POST, so that no name stands in an address
    "filter_save": Endpoint(SUPPORT, changes=True),
    "filter_delete": Endpoint(SUPPORT, own_filter, changes=True),
    "child": Endpoint(SUPPORT, child),
    "sheet": Endpoint(SUPPORT, child),
    "decide": Endpoint(CASE_WORKERS, own_child, changes=True),
    "second": Endpoint(SUPPORT, own_child, changes=True),
    "assign": Endpoint(frozenset({Party.SUPERVISOR}), own_child, changes=True),
    "unassign": Endpoint(frozenset({Party.SUPERVISOR}), own_child, changes=True),
    "note": Endpoint(SUPPORT, own_child, changes=True),
    "follow_up": Endpoint(SUPPORT, own_child, changes=True),
    "followed_up": Endpoint(SUPPORT, own_child, changes=True),
    "concern": Endpoint(SUPPORT, child, changes=True),
    "not_this_child": Endpoint(SUPPORT, child, changes=True),
    "wrong": Endpoint(SUPPORT, child, changes=True),
    "signal": Endpoint(SUPPORT, signal),
    "signal_answer": Endpoint(SUPPORT, signal, changes=True),
    "signal_glass": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "text": Endpoint(RELEASE, text, changes=True),  # POST: nobody reads a raw text without saying why
    "release": Endpoint(RELEASE, text, changes=True),
    "redaction": Endpoint(frozenset({Party.STEWARD})),
    "redaction_preview": Endpoint(
        frozenset({Party.STEWARD}), changes=True
    ),  # POST, so that no text stands in an address
    "suspend": Endpoint(frozenset({Party.SUPERVISOR}), own_child, changes=True),
    "glass": Endpoint(SUPPORT),
    "glass_open": Endpoint(SUPPORT, changes=True),
    "openings": Endpoint(frozenset({Party.SUPERVISOR, Party.AUDITOR})),
    "glass_review": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "outreach": Endpoint(frozenset({Party.SUPERVISOR})),
    "outreach_answer": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "letter": Endpoint(frozenset({Party.SUPERVISOR})),
    "deliveries": Endpoint(frozenset({Party.STEWARD})),
    "let_pass": Endpoint(frozenset({Party.STEWARD}), own_extract, changes=True),
    "links": Endpoint(frozenset({Party.STEWARD})),
    "pair": Endpoint(frozenset({Party.STEWARD}), own_extract),
    "rule_pair": Endpoint(frozenset({Party.STEWARD}), own_extract, changes=True),
    "analysis": Endpoint(frozenset({Party.ANALYST, Party.SUPERVISOR})),
    "statistics_release": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "pseudonyms": Endpoint(frozenset({Party.ANALYST})),
    "facts": Endpoint(frozenset({Party.ANALYST})),
    "exports": Endpoint(UNMASKS, own_child),
    "export_ask": Endpoint(UNMASKS, own_child, changes=True),
    "export_take": Endpoint(UNMASKS, own_child, changes=True),
    "proposals": Endpoint(frozenset({Party.SUPERVISOR})),
    "answer": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "seal": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "lift": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "thresholds": Endpoint(frozenset({Party.SUPERVISOR, Party.ANALYST, Party.AUDITOR})),
    "threshold": Endpoint(frozenset({Party.SUPERVISOR, Party.ANALYST})),
    "threshold_propose": Endpoint(frozenset({Party.SUPERVISOR, Party.ANALYST}), changes=True),
    "quality": Endpoint(frozenset({Party.SUPERVISOR, Party.AUDITOR})),
    "sample_draw": Endpoint(frozenset({Party.SUPERVISOR}), changes=True),
    "gaps": Endpoint(frozenset({Party.SUPERVISOR, Party.ANALYST, Party.AUDITOR})),
    "gap_explain": Endpoint(frozenset({Party.SUPERVISOR, Party.ANALYST}), changes=True),
    "report_answer": Endpoint(frozenset({Party.STEWARD}), own_report, changes=True),
    "runs": Endpoint(frozenset({Party.AUDITOR})),
    "manifest": Endpoint(frozenset({Party.AUDITOR})),
    "run_verify": Endpoint(frozenset({Party.AUDITOR}), changes=True),
    "report": Endpoint(frozenset({Party.SUPERVISOR, Party.AUDITOR}), report_page),
    "audit": Endpoint(frozenset({Party.AUDITOR})),
    "audit_look_up": Endpoint(frozenset({Party.AUDITOR}), changes=True),
    "audit_child": Endpoint(frozenset({Party.AUDITOR})),
    "audit_account": Endpoint(frozenset({Party.AUDITOR})),
    "audit_verify": Endpoint(frozenset({Party.AUDITOR}), changes=True),
}


def allowed(account: Account, name: str, kwargs: dict[str, str]) -> bool:
    """Whether the account may call the endpoint on this object."""
    endpoint = ENDPOINTS.get(name)
    if endpoint is None or party(account) not in endpoint.parties:
        return False
    if party(account) is not Party.AUDITOR and withdrawn(kwargs.get("child_id", "")):
        return False
    return endpoint.scope(account, kwargs)


def endpoints() -> list[URLPattern]:
    """Every URL pattern there is."""
    return list(get_resolver().url_patterns)


def every_endpoint_is_named(**_: object) -> list[checks.CheckMessage]:
    names = {pattern.name for pattern in endpoints()}
    named = set(ENDPOINTS) | PUBLIC
    missing = [checks.Error(f"{name}: not in the access table", id="review.E001") for name in names - named]
    return missing + [
        checks.Error(f"{name}: in the access table, not a URL", id="review.E002") for name in named - names
    ]


def register_check() -> None:
    checks.register(every_endpoint_is_named)
