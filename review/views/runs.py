"""For auditors: the published runs with what each read, their reports, and proving one of them, here and now."""

import base64
import hashlib
import re
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pipeline import publication
from pipeline.errors import Failed
from review import log

PAGES = {
    "index": _("この処理の概要"),
    "linkage": _("本人確認の結果"),
    "quality": _("届いたデータの品質"),
    "statistics": _("統計"),
    "subgroups": _("集団ごとの割合"),
    "rules": _("ルールの説明"),
    "register": _("個人情報ファイル簿（案）"),
}
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def runs(request: HttpRequest) -> HttpResponse:
    """Every published run, the newest first: its reference date, digest, inputs, and whether it is current."""
    now = publication.current(settings.RUNS)
    listed = [
        {"run": one, "current": now is not None and one.run_id == now.run_id, "pages": pages(one.run_id)}
        for one in reversed(publication.published(settings.RUNS))
    ]
    log.record(request.user, "runs", detail={"runs": len(listed)})
    return render(request, "review/runs.html", {"runs": listed})


def pages(run_id: str) -> list[tuple[str, Promise]]:
    """The pages of its report that a run has, and what they are called."""
    return [
        (page, words)
        for page, words in PAGES.items()
        if (settings.RUNS / run_id / "reports" / f"{page}.html").is_file()
    ]


def manifest(request: HttpRequest, run_id: str) -> HttpResponse:
    """The run's manifest as it was published."""
    found = _published(run_id)
    log.record(request.user, "manifest", run_id=run_id)
    return HttpResponse(found.model_dump_json(indent=1), content_type="application/json")


def verify(request: HttpRequest, run_id: str) -> HttpResponse:
    """What `mimamori verify` says of the run: every file's checksum, every table's logical digest."""
    _published(run_id)
    faults = publication.verify(settings.RUNS, run_id)
    log.record(request.user, "run.verified", run_id=run_id, detail={"faults": len(faults)})
    return render(request, "review/run_verified.html", {"run_id": run_id, "faults": faults})


def report(request: HttpRequest, run_id: str, page: str) -> HttpResponse:
    """One page of the run's reports, under a policy that lets its own style sheet through and nothing else."""
    _published(run_id)
    if page not in dict(pages(run_id)):
        raise Http404
    text = (Path(settings.RUNS) / run_id / "reports" / f"{page}.html").read_text(encoding="utf-8")
    log.record(request.user, "report", run_id=run_id, detail={"page": page})
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in STYLE.findall(text)]
    shown: HttpResponse = csp_update({"style-src": [f"'sha256-{one}'" for one in hashes]})(
        lambda _: HttpResponse(text)
    )(request)
    return shown


def _published(run_id: str) -> publication.Manifest:
    try:
        return publication.manifest(settings.RUNS, run_id)
    except Failed:
        raise Http404 from None
