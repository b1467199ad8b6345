"""Counts under disclosure control; for analysts, flags and facts by pseudonym, without a name, an address or a text."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from review import access, children, four_eyes, gaps, log, published, reasons
from review.forms_four_eyes import Publish
from review.models import Case, State, StatisticsRelease
from review.views import runs
from rules import disclosure

PAGE = 100

COUNTS = """
    SELECT r.rule, r.label_ja, r.label_en, count(*) FILTER (f.value = 'true') AS holding,
        count(*) FILTER (f.value = 'unknown') AS unknown, count(*) AS covered
    FROM flags.flag AS f JOIN flags.rule AS r USING (rule) GROUP BY ALL ORDER BY r.rule
"""

COVERED = "SELECT count(*) AS children FROM children.child WHERE minor AND status IN ('resident', 'unregistered')"


def funnel(run: published.Run) -> list[tuple[Promise, disclosure.Figure]]:
    """From all children whom rules cover to those about whom a person decided."""
    covered = run.rows(COVERED)[0]["children"]
    cases = Case.objects.filter(flagged=True, merged_into="")
    steps = (
        (_("仕組みが挙げた子ども"), cases.count()),
        (_("担当が決まった"), cases.exclude(state=State.UNASSIGNED).count()),
        (_("人が判断した"), cases.filter(decisions__stands=True).distinct().count()),
    )
    whole = disclosure.printable(covered)
    return [(_("対象の子ども"), disclosure.Figure(whole, whole))] + [
        (words, disclosure.figure(count, covered)) for words, count in steps
    ]


def analysis(request: HttpRequest) -> HttpResponse:
    """How many children each rule holds for, for how many it can't be known, and how many people decided about."""
    return _page(request, Publish(), 200)


def unexplained(run: published.Run) -> int:
    """How many gaps between groups nobody has given a reason for: until then nothing is published."""
    return sum(gap.reason is None for gap in gaps.outside(run, "ja"))


def _page(request: HttpRequest, form: Publish, status: int) -> HttpResponse:
    run, language = published.current(), translation.get_language()
    rows = [
        {
            "rule": row["rule"],
            "label": row[f"label_{language}"],
            "holding": disclosure.figure(row["holding"], row["covered"]),
            "unknown": disclosure.figure(row["unknown"], row["covered"]),
        }
        for row in run.rows(COUNTS)
    ]
    log.record(request.user, "analysis", run_id=run.run_id)
    reports = [(page, words) for page, words in runs.pages(run.run_id) if page in access.STATISTICS]
    released = StatisticsRelease.objects.filter(run_id=run.run_id).select_related("by", "second").order_by("-at")
    context = {
        "funnel": funnel(run),
        "rows": rows,
        "reports": reports,
        "released": released,
        "form": form,
        "unexplained": unexplained(run) if access.party(request.user) is access.Party.SUPERVISOR else 0,
    }
    return render(request, "review/analysis.html", context, status=status)


def release(request: HttpRequest) -> HttpResponse:
    """Asks a second supervisor to approve that this run's statistics are published: not while a gap between groups is
    without its written reason."""
    run, form = published.current(), Publish(request.POST)
    if unexplained(run):
        form.add_error(None, _("理由の書かれていない集団ごとの差があります。先に理由を書いてください。"))
    if not form.is_valid():
        return _page(request, form, 400)
    asked = StatisticsRelease(run_id=run.run_id, reason=form.cleaned_data["reason"], by=request.user)
    four_eyes.propose("statistics", asked)
    messages.success(request, _("総括管理主体の二人目の確認を待ちます。"))
    return redirect("analysis")


def pseudonyms(request: HttpRequest, rule: str) -> HttpResponse:
    """The children for whom a rule holds, by pseudonym: those alone where analysts read all that it rests on."""
    run, reads = published.current(), access.reads(request.user)
    if rule not in run.labels:
        raise Http404
    withdrawn, hidden = children.withdrawn(run), children.unshown(run)
    sql = "SELECT child_id, evidence FROM flags.flag WHERE rule = ? AND value = 'true' ORDER BY child_id"
    found = [
        row["child_id"]
        for row in run.rows(sql, rule)
        if row["child_id"] not in withdrawn
        and all(
            source.extract in reads and source.record_key not in hidden
            for source in reasons.sources(reasons.loads(row["evidence"]))
        )
    ]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    log.record(
        request.user,
        "pseudonyms",
        run_id=run.run_id,
        fields=["flag.rule"],
        detail={"rule": rule, "children": list(page)},
    )
    label = run.labels[rule][f"label_{translation.get_language()}"]
    return render(request, "review/pseudonyms.html", {"page": page, "rule": rule, "label": label})


def facts(request: HttpRequest, child_id: str) -> HttpResponse:
    """One pseudonymous child's facts and flags, of the extracts that analysts read."""
    run, reads = published.current(), access.reads(request.user)
    hidden = children.unshown(run)
    found = [
        row
        for row in run.rows(
            "SELECT fact, state, value, number, date, extract, record_key FROM facts.fact WHERE child_id = ?"
            " ORDER BY fact, date",
            child_id,
        )
        if row["extract"] in reads and row["record_key"] not in hidden
    ]
    if not run.rows("SELECT 1 FROM children.child WHERE child_id = ?", child_id) or child_id in children.withdrawn(run):
        raise Http404
    why = reasons.of_child(run, child_id, reads, hidden, translation.get_language())
    log.record(
        request.user, "facts", child_id=child_id, run_id=run.run_id, fields={f"fact.{row['fact']}" for row in found}
    )
    return render(request, "review/facts.html", {"facts": found, "why": why, "child_id": child_id})
