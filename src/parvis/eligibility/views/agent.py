"""An adviser, with somebody at the desk or on the telephone: every question on one screen.

What is typed stays in the adviser's session until the next person, or is kept for the person found
at the desk when they agree; opening what a person keeps is journalled.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page, was_found
from parvis.accounts.models import Person
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory import queries as directory
from parvis.eligibility import actions, conversation, queries, questions
from parvis.eligibility.assessing import assess
from parvis.eligibility.forms import QuestionForm, form_of
from parvis.eligibility.interview import Interview
from parvis.eligibility.questions import FOLLOW_UPS, Question
from parvis.eligibility.results import title_of
from parvis.eligibility.summary import summary_pdf
from parvis.eligibility.views.results import page_of, pdf_response

KEY: Final = conversation.DESK
WHOM: Final = conversation.DESK_PERSON
METHODS = ["GET", "HEAD", "POST"]


def works_somewhere(request: HttpRequest) -> bool:
    return bool(directory.memberships_at(request))


@agent_page
@never_cache
@require_http_methods(METHODS)
def desk(request: AgentRequest) -> HttpResponse:
    """Questions on the left, rights on the right. A part left blank stays unknown."""
    actor_at(request)
    interview = conversation.current(request, KEY) or Interview()
    if request.method == "POST":
        interview, refused = _read(request, interview)
        conversation.keep(request, interview, KEY)
        if not refused:
            return redirect("eligibility:agent")
    else:
        refused = {}
    shown = [
        (title_of(one), refused.get(one.slug) or form_of(one, interview, prefix=one.slug))
        for one in _shown(interview)
    ]
    context: dict[str, Any] = {
        "parts": shown,
        "person": _person(request),
        "faults": list(refused.values()),
        "has_begun": bool(interview.asked),
        "agent": True,
    }
    if interview.asked:
        context |= page_of(interview, assess(interview, clock.today()))
    return render(request, "eligibility/agent/desk.html", context)


def _shown(interview: Interview) -> Iterator[Question]:
    """Every question that concerns them; of rare cases, those they said are theirs."""
    for one in questions.questions_of(interview.situation, clock.today()):
        is_rare = one.topic in FOLLOW_UPS
        if not is_rare or any(path in interview.flagged for path in one.paths):
            yield one


def _read(request: AgentRequest, interview: Interview) -> tuple[Interview, dict[str, QuestionForm]]:
    """What every part says, and the parts that say something impossible."""
    refused = {}
    for one in list(_shown(interview)):
        if not _is_filled(request, one.slug):
            continue
        form = form_of(one, interview, request.POST, one.slug)
        if form.is_valid():
            interview = interview.flagging(form.flags(), one.paths)
            interview = interview.telling(one.slug, form.facts())
        else:
            refused[one.slug] = form
    return interview, refused


def _is_filled(request: AgentRequest, slug: str) -> bool:
    return any(
        value.strip()
        for name, values in request.POST.lists()
        if name.startswith(f"{slug}-") and not name.endswith("-room")
        for value in values
    )


@agent_page
@require_safe
def open_person(request: AgentRequest, person: UUID) -> HttpResponse:
    """Begin with somebody the desk found; what they keep is read, and they see that it was."""
    actor = actor_at(request)
    if not was_found(request, person):
        raise Http404
    somebody = get_object_or_404(Person, pk=person, merged_into=None)
    kept = queries.kept_by(somebody)
    interview = Interview()
    if kept is not None:
        actions.note_reading(kept=kept, actor=actor)
        interview = Interview.from_json(kept.interview)
    conversation.keep(request, interview, KEY)
    request.session[WHOM] = str(somebody.pk)
    return redirect("eligibility:agent")


@agent_page
@require_POST
def keep_for(request: AgentRequest) -> HttpResponse:
    """Keep what was typed for the person found, who has just agreed to it."""
    actor, somebody = actor_at(request), _person(request)
    interview = conversation.current(request, KEY)
    if somebody is None or interview is None or not interview.asked:
        raise Http404
    actions.keep_situation(person=somebody, interview=interview, actor=actor)
    messages.success(
        request, _("Kept for %(person)s, who sees it in their space.") % {"person": somebody}
    )
    return redirect("eligibility:agent")


@agent_page
@require_POST
def next_person(request: AgentRequest) -> HttpResponse:
    """Nothing of this household stays in the session."""
    actor_at(request)
    conversation.forget(request, KEY)
    request.session.pop(WHOM, None)
    return redirect("eligibility:agent")


@agent_page
@never_cache
@require_safe
def paper(request: AgentRequest) -> HttpResponse:
    """The summary, on paper."""
    actor_at(request)
    interview = conversation.current(request, KEY)
    if interview is None:
        return redirect("eligibility:agent")
    somebody = _person(request)
    page = page_of(interview, assess(interview, clock.today()))
    return pdf_response(summary_pdf(page, str(somebody) if somebody else ""))


def _person(request: AgentRequest) -> Person | None:
    """Whom the adviser is with, as long as the desk's search still knows them."""
    key = request.session.get(WHOM)
    if not key or not was_found(request, UUID(key)):
        return None
    return Person.objects.filter(pk=key, merged_into=None).first()


def actor_at(request: AgentRequest) -> Actor:
    """Raises Http404 for somebody who works nowhere."""
    memberships = directory.memberships_at(request)
    if not memberships:
        raise Http404
    return directory.actor_of(request.user, memberships[0].unit)
