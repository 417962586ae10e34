"""What one may say of oneself so that results can be weighted: why, and taking it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.audience import public_page
from parvis.participation import queries
from parvis.participation.actions.portraits import give_portrait
from parvis.participation.forms.panels import ProfileForm
from parvis.participation.models import Portrait
from parvis.participation.queries.portraits import strata_of
from parvis.participation.views.public import METHODS


@public_page
@never_cache
@require_http_methods(METHODS)
def portrait(request: HttpRequest, slug: str) -> HttpResponse:
    """For who takes part; answering nothing erases what was answered."""
    found = queries.consultation_at(slug)
    participant = queries.participant_at(request, found)
    strata = strata_of(found)
    if not strata:
        raise Http404
    held = Portrait.objects.filter(participant=participant).first() if participant else None
    told = [
        {
            "key": one.key,
            "label": dict(one.label),
            "values": [{"key": v.key, "label": dict(v.label)} for v in one.values],
        }
        for one in strata
    ]
    form = ProfileForm(
        request.POST or None, strata=told, known=held.facts if held else {}, is_required=False
    )
    if participant is not None and participant.left_at is None and form.is_valid():
        kept = give_portrait(participant=participant, facts=form.cleaned_data, strata=strata)
        messages.success(request, _("Saved.") if kept else _("Nothing is kept of you."))
        return redirect("participation:taking-part", slug=slug)
    context = {"consultation": found, "participant": participant, "form": form, "held": held}
    return render(request, "participation/public/portrait.html", context)
