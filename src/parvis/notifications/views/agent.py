"""Letters for people who have neither e-mail nor telephone: an agent prints and posts them."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.core.actor import Actor
from parvis.core.kept import Kept
from parvis.directory import queries as directory
from parvis.notifications import actions, queries, rendering
from parvis.notifications.models import Notification

_waiting: Kept[int] = Kept(seconds=15)


@agent_page
@require_safe
def letters(request: AgentRequest) -> HttpResponse:
    """What my units have to print, oldest first."""
    waiting = _mine(request.user)[: queries.PAGE]
    return render(request, "notifications/agent/letters.html", {"letters": waiting})


@agent_page
@require_safe
def letter(request: AgentRequest, pk: int) -> HttpResponse:
    """The page to print."""
    told = get_object_or_404(_mine(request.user), pk=pk)
    actions.note_letter_opened(letter=told, actor=_actor(request, told))
    response = HttpResponse(rendering.letter_of(told).pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="courrier-{told.pk}.pdf"'
    return response


@agent_page
@require_POST
def posted(request: AgentRequest, pk: int) -> HttpResponse:
    told = get_object_or_404(_mine(request.user), pk=pk)
    actions.mark_posted(letter=told, actor=_actor(request, told))
    _waiting.forget()
    messages.success(request, _("The letter is marked as posted."))
    return redirect("notifications:letters")


def posts_letters(request: HttpRequest) -> bool:
    """Letters are printed by units: whoever works in none has none to post."""
    return bool(directory.memberships_at(request))


def letters_badge(request: HttpRequest) -> int | None:
    """How many letters wait, for the menu: a few seconds late at most."""
    units = sorted({str(one.unit_id) for one in directory.memberships_at(request)})
    if not units:
        return None
    return _waiting.get(tuple(units), lambda: _count(units)) or None


def _count(units: list[str]) -> int:
    return queries.letters_of(units).order_by().count()


def _mine(account: Account) -> QuerySet[Notification]:
    units = directory.units_of(account).values_list("pk", flat=True)
    return queries.letters_of([str(pk) for pk in units])


def _actor(request: AgentRequest, told: Notification) -> Actor:
    unit = directory.units_of(request.user).get(pk=told.unit_key)
    return directory.actor_of(request.user, unit)
