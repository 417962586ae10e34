"""Calls and visits without a request: noted in seconds, seen to by whoever was asked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page, desk_channel, note_found
from parvis.accounts.rules import root_of
from parvis.cases.actions import conversations as actions
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.forms.conversations import AnonymousForm, ConversationForm, OutcomeForm
from parvis.cases.models import Channel
from parvis.cases.queries import conversations as queries
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party, units_of
from parvis.cases.views.agent.people import found_person
from parvis.cases.views.agent.post import desk_units, post_of
from parvis.core.kept import Kept
from parvis.directory.queries import memberships_at

_waiting: Kept[int] = Kept(seconds=60)
LISTED = 50


def waiting_badge(request: HttpRequest) -> int | None:
    """How many follow-ups the agent's units were asked for, a minute late at most."""
    units = frozenset(one.unit_id for one in memberships_at(request))
    party = acting_party(request)  # type: ignore[arg-type]
    return _waiting.get(units, lambda: queries.awaiting(party).count()) or None


@agent_page
@never_cache
@require_http_methods(METHODS)
def note(request: AgentRequest, person: UUID) -> HttpResponse:
    """What somebody said, what they were told, and who sees to it."""
    somebody, post = found_person(request, person), post_of(request)
    form = ConversationForm(
        request.POST or None, units=units_of(request), initial={"canal": post.channel}
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.note_conversation(
            party=acting_party(request),
            unit=post.unit,
            channel=given["canal"],
            person=somebody,
            installation=given["demarche"],
            subject=given["sujet"],
            said=given["dit"],
            answer=given["reponse"],
            follow_up_unit=given["suite"],
        )
        _waiting.forget()
        messages.success(request, _("It is noted."))
        return redirect("cases:desk-person", person=somebody.pk)
    context = {"form": form, "person": somebody}
    return render(request, "cases/agent/desk/conversation.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def anonymous(request: AgentRequest) -> HttpResponse:
    """A call for information, counted without anybody's name."""
    post = post_of(request)
    form = AnonymousForm(
        request.POST or None,
        initial={"canal": desk_channel(request) or Channel.PHONE},
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.note_conversation(
            party=acting_party(request),
            unit=post.unit,
            channel=given["canal"],
            installation=given["demarche"],
            subject=given["sujet"],
        )
        messages.success(request, _("It is noted."))
        return redirect("cases:desk")
    return render(request, "cases/agent/desk/conversation.html", {"form": form, "person": None})


@agent_page
@never_cache
@require_safe
def follow_ups(request: AgentRequest) -> HttpResponse:
    """What the agent's units were asked to see to: no name before one is opened."""
    desk_units(request)
    waiting = list(queries.awaiting(acting_party(request))[:LISTED])
    return render(request, "cases/agent/desk/follow_ups.html", {"waiting": waiting})


@agent_page
@never_cache
@require_http_methods(METHODS)
def follow_up(request: AgentRequest, conversation: int) -> HttpResponse:
    """One of them: whom to call back, about what; then what was done."""
    party = acting_party(request)
    found = get_object_or_404(queries.seen_to_by(party), pk=conversation)
    if found.person is None:
        raise Http404
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.follow_up(conversation=found, party=party, outcome=form.cleaned_data["fait"])
        except NotAllowed as refused:
            raise Http404 from refused
        except actions.AlreadyFollowedUp:
            messages.info(request, _("A colleague has seen to it meanwhile."))
            return redirect("cases:follow-up", conversation=found.pk)
        _waiting.forget()
        messages.success(request, _("It is noted."))
        return redirect("cases:follow-ups")
    somebody = root_of(found.person)
    if request.method != "POST":
        actions.note_reading(conversation=found, party=party)
        note_found(request, [somebody])
    context = {"form": form, "one": found, "person": somebody}
    return render(request, "cases/agent/desk/follow_up.html", context)
