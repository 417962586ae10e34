"""My space."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.accounts.queries import persons_at
from parvis.portal.space import space_of


@resident_page
@never_cache
@require_safe
def space(request: ResidentRequest) -> HttpResponse:
    """What needs me now, my requests, what I began, what I was told."""
    found = space_of(request.user, persons_at(request), get_language() or "fr")
    context = {"space": found, "person": request.person}
    return render(request, "portal/resident/space.html", context)
