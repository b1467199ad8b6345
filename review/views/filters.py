"""A person's own filters of the worklist: saved under a name, and deleted again. Opening one is an address like any other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from review import facets, forms, log
from review.models import SavedFilter
from review.models.saved_filter import MOST


@log.changing()
def save(request: HttpRequest) -> HttpResponse:
    """Saves the facets that the form carries under the name given; a name that is used already gets these facets."""
    selection = facets.asked(request.POST, facets.offered(request.user))
    back = f"{reverse('worklist')}?{facets.address(selection)}"
    form = forms.Filter(request.POST)
    own = SavedFilter.objects.filter(account=request.user)
    if not (form.is_valid() and selection):
        messages.error(request, _("条件を選び、名前を付けてから保存してください。"))
    elif own.exclude(name=form.cleaned_data["name"]).count() >= MOST:
        messages.error(request, _("保存できる絞り込みは20までです。使わないものを削除してください。"))
    else:
        names = [facet.name for facet in selection]
        saved, _new = own.update_or_create(
            name=form.cleaned_data["name"],
            defaults={"facets": names},
            create_defaults={"facets": names, "account": request.user},
        )
        log.record(request.user, "filter.saved", detail={"filter": saved.pk, "facets": names})
        messages.success(request, _("絞り込みを保存しました。"))
    return redirect(back)


@log.changing()
def delete(request: HttpRequest, filter_id: int) -> HttpResponse:
    saved = SavedFilter.objects.get(pk=filter_id)
    log.record(request.user, "filter.deleted", detail={"filter": saved.pk, "facets": saved.facets})
    saved.delete()
    messages.success(request, _("絞り込みを削除しました。"))
    return redirect("worklist")
