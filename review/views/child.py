"""One child's card: who they are, why they are on the list, what each department knows, and what people did."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from review import access, children, forms, hiding, judgements, log, published, reasons, signals, texts, timeline
from review.cases import new_run, people
from review.hiding import Linked
from review.models import Account, BreakGlass, Case, Decision, FollowUp, Note, Report, Sealed
from review.published import Row, Run
from review.views import texts as text_page


@dataclass(frozen=True)
class Card:
    """Everything on the card that this account may see; `linked`, whose the records are that may be said not to be."""

    child: children.Child
    why: reasons.Reasons
    judged: list[judgements.HalfYear]
    entries: list[timeline.Entry]
    departments: list[timeline.Department]
    takeup: list[Row]
    texts: list[Row]
    opened: BreakGlass | None
    hidden: frozenset[str]
    linked: dict[str, Linked]

    @property
    def extracts(self) -> set[str]:
        """The extracts whose records the card shows."""
        under = [source for reason in [*self.why.holding, *self.why.unknown] for source in reason.sources]
        under += [source for half in self.judged for component in half.components for source in component.sources]
        return {source.extract for source in under} | {entry.extract for entry in [*self.entries]}

    @property
    def seen(self) -> list[dict[str, object]]:
        """The evidence that a decision taken on this card rests on: rules or components, and record keys."""
        held = [(reason.rule, reason.sources) for reason in self.why.holding]
        held += [(part.name, part.sources) for half in self.judged[:1] for part in half.components if part.readable]
        return [{"rule": name, "records": [source.record_key for source in under]} for name, under in held]


def read(run: Run, account: Account, child_id: str) -> Card:
    """The card as the account may see it: of a child whom the run has no more what people did, if they did anything.

    Raises Http404 for any other whom the run doesn't know.
    """
    extracts, hidden = access.reads(account), children.unshown(run)
    language = translation.get_language()
    opened = access.glass(account, child_id)
    found = children.read(run, child_id, extracts, access.unmasks(account, opened))
    if found is None:
        case = Case.objects.filter(child_id=child_id, merged_into="").first()
        dissolved = case is not None and ["dissolved", ""] in case.identity
        if case is None or (not dissolved and Sealed.of_nobody_known()):
            raise Http404
        found = children.gone(child_id)
    entries = timeline.of_child(run, found, extracts, hidden)
    return Card(
        child=found,
        why=reasons.of_child(run, child_id, extracts, hidden, language),
        judged=judgements.of_child(run, child_id, extracts, hidden, language),
        entries=entries,
        departments=timeline.departments(run, entries, extracts),
        takeup=reasons.takeup(run, child_id, extracts, hidden, language),
        texts=[] if found.masked else texts.of_child(run, child_id, extracts, hidden),
        opened=opened,
        hidden=hidden,
        linked=hiding.linked(run, [child_id, *(one.child_id for one in found.siblings)], extracts),
    )


def record(
    account: Account,
    action: str,
    run: Run,
    card: Card,
    case: Case | None,
    merged: Collection[Case] = (),
    reports: Collection[Report] = (),
) -> None:
    """The event, before it is shown, of having seen the card with what people did about the child and about those who were
    merged into them."""
    log.record(
        account,
        action,
        child_id=card.child.child_id,
        run_id=run.run_id,
        reason=card.opened.reason if card.opened else "",
        fields={
            "identity",
            "household",
            "guardian",
            "sibling",
            *card.extracts,
            *([] if card.child.masked else ["places"]),
            *(["text"] if card.texts else []),
            *(["takeup.reason"] if card.takeup else []),
            *(["case"] if case else []),
            *(["report"] if reports else []),
        },
        detail={
            "rules": [reason.rule for reason in [*card.why.holding, *card.why.unknown]],
            "siblings": [person.child_id for person in card.child.siblings],
            "merged": [one.child_id for one in merged],
            "break_glass": card.opened is not None,
            **access.basis(account, card.child.child_id),
        },
    )


def child(request: HttpRequest, child_id: str) -> HttpResponse:
    run, account = published.current(), request.user
    return page(request, run, read(run, account, child_id), case_of(child_id))


def case_of(child_id: str) -> Case | None:
    """The child's case with everything that people did about it."""
    done = (
        Prefetch("decisions", Decision.objects.select_related("by", "second").order_by("id")),
        Prefetch("follow_ups", FollowUp.objects.select_related("who").order_by("due_on", "id")),
        Prefetch("notes", Note.objects.select_related("by").order_by("id")),
    )
    found: Case | None = Case.objects.filter(child_id=child_id).prefetch_related(*done).first()
    return found


def on_the_list(request: HttpRequest, child_id: str) -> dict[str, str]:
    """Where the list was left, and the children before and after this one on it."""
    left = request.session.get("list", {"address": "", "children": []})
    listed = left["children"]
    at = listed.index(child_id) if child_id in listed else None
    return {
        "address": left["address"],
        "previous": listed[at - 1] if at else "",
        "next": listed[at + 1] if at is not None and at + 1 < len(listed) else "",
    }


def evidence(run: Run, case: Case | None) -> str:
    """What the card's reasons rest on, for the decision. While this process still shows an earlier run than the one that the
    cases stand at, it is nothing that the case rests on."""
    if case is None:
        return ""
    return case.evidence if new_run.taken_up(run) else run.run_id


def page(
    request: HttpRequest, run: Run, card: Card, case: Case | None, bound: dict[str, object] | None = None
) -> HttpResponse:
    """The card's page, once its event is written; `bound` are forms that were sent and didn't hold."""
    account = request.user
    supervisor = access.party(account) is access.Party.SUPERVISOR
    acts = access.own_child(account, {"child_id": card.child.child_id})
    if acts:
        text_page.offer(account, card.texts)
    merged = people.merged_into(case) if case else []
    years = timeline.by_age(card.entries, card.child.birth_date)
    pending = next((one for one in case.decisions.all() if one.stands is None), None) if case else None
    split = [other for what, other in case.identity if what == "split"] if case else []
    whose = [card.child.child_id, *(one.child_id for one in merged)]
    reads, language = access.reads(account), translation.get_language()
    reports = Report.objects.filter(child_id__in=whose, extract__in=reads).select_related("by", "answered_by")
    record(account, "child", run, card, case, merged, reports)
    return render(
        request,
        "review/child.html",
        {
            "card": card,
            "child": card.child,
            "why": card.why,
            "judged": card.judged,
            "case": case,
            "category": access.category(account, case),
            "raised": signals.open_for(account, card.child.child_id),
            "changes": judgements.changes(run, case, reads, card.hidden, language) if case else None,
            "merged": merged,
            "split": sorted(access.viewable(account, split)),
            "listed": on_the_list(request, card.child.child_id),
            "viewable": access.viewable(account, [person.child_id for person in card.child.siblings]),
            "years": years,
            "lanes": timeline.lanes(years),
            "services": [
                entry for entry in card.entries if entry.going_on(run.as_of) and entry.extract != "consultations"
            ],
            "open_cases": [
                entry for entry in card.entries if entry.going_on(run.as_of) and entry.extract == "consultations"
            ],
            "reads_sos": "sos_signals" in reads,
            "supervisor": supervisor,
            "acts": acts,
            "lets_out": acts and access.party(account) in access.ENDPOINTS["exports"].parties,
            "pending": pending,
            "may_second": bool(pending and acts and pending.by_id != account.pk),
            "workers": [one.account for one in case.assignments.filter(until=None).select_related("account")]
            if case
            else [],
            "reports": reports,
            "said": hiding.said(card.child.child_id, reads),
            "answered": signals.answered(account, whose),
            "decision_form": forms.Decision(case=case, initial={"evidence": evidence(run, case)}),
            "second_form": forms.Second(initial={"decision": pending.pk if pending else None}),
            "worker_form": forms.Worker(),
            "note_form": forms.Note(),
            "follow_form": forms.FollowUp(case=case),
            "wrong_form": forms.Wrong(extracts=reads),
            "concern_form": forms.Concern(),
            **(bound or {}),
        },
        status=400 if bound else 200,
    )
