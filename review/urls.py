"""Every address there is. Each name must stand in the access table; child ids and the like are hex, nothing else."""

from django.urls import path, register_converter

from review.views import (
    analysis,
    audit,
    case,
    child,
    deliveries,
    exports,
    filters,
    glass,
    links,
    proposals,
    quality,
    redaction,
    runs,
    sheet,
    sign_in,
    sign_on,
    signals,
    takeup,
    texts,
    thresholds,
    worklist,
)


class Pseudonym:
    """A keyed hash, as runs use it for children and records."""

    regex = "[0-9a-f]{8,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RunId:
    """A published run: its reference date and a digest."""

    regex = r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Pseudonym, "pseudonym")
register_converter(RunId, "run")

urlpatterns = [
    path("", worklist.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-on/", sign_on.start, name="sign_on"),
    path("sign-on/back/", sign_on.back, name="sign_on_back"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("still-here/", sign_in.still_here, name="still_here"),
    path("language/", sign_in.language, name="language"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/find/", worklist.find, name="find"),
    path("worklist/filters/", filters.save, name="filter_save"),
    path("worklist/filters/<int:filter_id>/delete/", filters.delete, name="filter_delete"),
    path("children/<pseudonym:child_id>/", child.child, name="child"),
    path("children/<pseudonym:child_id>/sheet/", sheet.sheet, name="sheet"),
    path("children/<pseudonym:child_id>/decide/", case.decide, name="decide"),
    path("children/<pseudonym:child_id>/second/", case.second, name="second"),
    path("children/<pseudonym:child_id>/assign/", case.assign, name="assign"),
    path("children/<pseudonym:child_id>/unassign/<str:username>/", case.unassign, name="unassign"),
    path("children/<pseudonym:child_id>/note/", case.note, name="note"),
    path("children/<pseudonym:child_id>/follow-up/", case.follow_up, name="follow_up"),
    path("children/<pseudonym:child_id>/follow-up/<int:follow_up_id>/", case.followed_up, name="followed_up"),
    path("children/<pseudonym:child_id>/concern/", case.concern, name="concern"),
    path("children/<pseudonym:child_id>/not-this-child/", case.not_this_child, name="not_this_child"),
    path("children/<pseudonym:child_id>/wrong/", case.wrong, name="wrong"),
    path("children/<pseudonym:child_id>/suspend/", case.suspend, name="suspend"),
    path("signals/<pseudonym:signal_key>/", signals.signal, name="signal"),
    path("signals/<pseudonym:signal_key>/answer/", signals.answer, name="signal_answer"),
    path("signals/<pseudonym:signal_key>/glass/", signals.unmask, name="signal_glass"),
    path("texts/<slug:extract>/<pseudonym:record_key>/<slug:field>/", texts.text, name="text"),
    path("texts/<slug:extract>/<pseudonym:record_key>/<slug:field>/release/", texts.release, name="release"),
    path("redaction/", redaction.page, name="redaction"),
    path("redaction/preview/", redaction.preview, name="redaction_preview"),
    path("break-glass/", glass.ask, name="glass"),
    path("break-glass/open/", glass.open_now, name="glass_open"),
    path("break-glass/all/", glass.openings, name="openings"),
    path("break-glass/<int:glass_id>/review/", glass.review, name="glass_review"),
    path("outreach/", takeup.outreach, name="outreach"),
    path("outreach/<pseudonym:child_id>/<slug:support>/", takeup.approve, name="outreach_answer"),
    path("outreach/<pseudonym:child_id>/<slug:support>/letter/", takeup.letter, name="letter"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<slug:extract>/let-pass/", deliveries.let_pass, name="let_pass"),
    path("links/", links.queue, name="links"),
    path("links/<slug:extract>/<pseudonym:record_key>/<pseudonym:child_id>/", links.pair, name="pair"),
    path("links/<slug:extract>/<pseudonym:record_key>/<pseudonym:child_id>/rule/", links.rule, name="rule_pair"),
    path("analysis/", analysis.analysis, name="analysis"),
    path("analysis/release/", analysis.release, name="statistics_release"),
    path("analysis/rules/<slug:rule>/", analysis.pseudonyms, name="pseudonyms"),
    path("analysis/<pseudonym:child_id>/", analysis.facts, name="facts"),
    path("children/<pseudonym:child_id>/exports/", exports.exports, name="exports"),
    path("children/<pseudonym:child_id>/exports/ask/", exports.ask, name="export_ask"),
    path("children/<pseudonym:child_id>/exports/<int:export_id>/", exports.take, name="export_take"),
    path("two-people/", proposals.proposals, name="proposals"),
    path("two-people/seal/", proposals.seal, name="seal"),
    path("two-people/<slug:kind>/<int:proposal_id>/", proposals.answer, name="answer"),
    path("two-people/suspension/<int:proposal_id>/lift/", proposals.lift, name="lift"),
    path("thresholds/", thresholds.listed, name="thresholds"),
    path("thresholds/<slug:rule>/<slug:number>/", thresholds.one, name="threshold"),
    path("thresholds/<slug:rule>/<slug:number>/propose/", thresholds.propose, name="threshold_propose"),
    path("quality/", quality.page, name="quality"),
    path("quality/draw/", quality.draw, name="sample_draw"),
    path("quality/gaps/", quality.gaps_page, name="gaps"),
    path("quality/gaps/explain/", quality.explain, name="gap_explain"),
    path("reports/<int:report_id>/answer/", links.answer, name="report_answer"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<run:run_id>/manifest.json", runs.manifest, name="manifest"),
    path("runs/<run:run_id>/verify/", runs.verify, name="run_verify"),
    path("runs/<run:run_id>/reports/<slug:page>.html", runs.report, name="report"),
    path("audit/", audit.audit, name="audit"),
    path("audit/child/", audit.look_up, name="audit_look_up"),
    path("audit/child/<pseudonym:child_id>/", audit.of_child, name="audit_child"),
    path("audit/account/<str:username>/", audit.of_account, name="audit_account"),
    path("audit/verify/", audit.verify, name="audit_verify"),
]
