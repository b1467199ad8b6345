"""For auditors: who looked at a child and why, what an account touched, and whether the log is whole.

No name of a child is shown here; a child is asked for by resident number or pseudonym.
"""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from review import log, published
from review.models import Account, Event

PAGE = 100


def audit(request: HttpRequest) -> HttpResponse:
    """The newest events, and the two questions."""
    log.record(request.user, "audit")
    context = {"accounts": Account.objects.order_by("username"), "events": Event.objects.order_by("-seq")[:30]}
    return render(request, "review/audit.html", {**context, "names": _names()})


def _names() -> dict[str, str]:
    """Everybody's name by their account's."""
    return dict(Account.objects.values_list("username", "name"))


def look_up(request: HttpRequest) -> HttpResponse:
    """From a resident number or a pseudonym to the child's page."""
    asked = request.POST.get("child", "").strip()
    if re.fullmatch("[0-9a-f]{16,64}", asked):
        return redirect("audit_child", child_id=asked)
    found = published.current().rows("SELECT child_id FROM children.child WHERE resident_id = ?", asked)
    log.record(request.user, "audit.look_up", child_id=found[0]["child_id"] if found else "")
    if not found:
        messages.error(request, _("その番号の子どもは見つかりません。"))
        return redirect("audit")
    return redirect("audit_child", child_id=found[0]["child_id"])


def of_child(request: HttpRequest, child_id: str) -> HttpResponse:
    """Who looked at this child, and why. A list that showed the child's name, or a sibling's card, counts too."""
    log.record(request.user, "audit.child", child_id=child_id)
    seen = Event.objects.filter(Q(child_id=child_id) | Q(detail__icontains=child_id)).order_by("-seq")
    page = Paginator(list(seen.values_list("seq", flat=True)), PAGE).get_page(request.GET.get("page"))  # read once
    page.object_list = Event.objects.filter(seq__in=list(page)).order_by("-seq")
    return render(request, "review/audit_events.html", {"page": page, "child_id": child_id, "names": _names()})


def of_account(request: HttpRequest, username: str) -> HttpResponse:
    """Which children and fields this account touched."""
    log.record(request.user, "audit.account", detail={"account": username})
    page = Paginator(Event.objects.filter(account=username).order_by("-seq"), PAGE).get_page(request.GET.get("page"))
    return render(request, "review/audit_events.html", {"page": page, "username": username, "names": _names()})


def verify(request: HttpRequest) -> HttpResponse:
    """Verifies the whole log, here and now."""
    faults = log.verify()
    log.record(request.user, "audit.verify", detail={"faults": len(faults)})
    return render(request, "review/audit_verify.html", {"faults": faults, "events": Event.objects.count()})
