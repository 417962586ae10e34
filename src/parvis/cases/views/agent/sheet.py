"""What somebody leaves the desk with, on paper."""

from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions import desk as actions
from parvis.cases.models import WorkItem
from parvis.cases.paper.person import sheet_pdf
from parvis.cases.queries.record import record_of
from parvis.cases.views.agent.frame import acting_party
from parvis.cases.views.agent.people import found_person
from parvis.cases.views.agent.post import post_of
from parvis.directory.queries import memberships_at


@agent_page
@never_cache
@require_safe
def printed(request: AgentRequest, person: UUID) -> HttpResponse:
    """The sheet of what this agent may speak of; journalled."""
    somebody, party = found_person(request, person), acting_party(request)
    record = record_of(somebody.pk, party, memberships_at(request))
    items = WorkItem.objects.select_related("unit")
    prefetch_related_objects(record.open, Prefetch("items", items), "deadlines")
    actions.note_sheet(party=party, person=somebody)
    content = sheet_pdf(
        person=somebody,
        unit=post_of(request).unit,
        cases=record.open,
        bookings=record.bookings,
        conversations=record.conversations,
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="fiche.pdf"'
    return answer
