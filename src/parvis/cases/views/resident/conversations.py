"""What was said at a desk or on the telephone, as it was noted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.accounts.queries import persons_at
from parvis.cases.queries import conversations as queries


@resident_page
@never_cache
@require_safe
def conversations(request: ResidentRequest) -> HttpResponse:
    """The latest first, every institution's: it is theirs to read."""
    found = list(queries.of_persons(persons_at(request))[: queries.SHOWN * 5])
    return render(request, "cases/resident/conversations.html", {"rows": found})
