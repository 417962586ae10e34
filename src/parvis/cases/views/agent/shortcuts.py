"""Keys that press what agents press all day. Whoever dictates or types in spite of them switches
them off (WCAG 2.1.4): then no page has them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.views.agent.acting import METHODS
from parvis.core.context import KEYS_COOKIE, KEYS_OFF

_YEAR = 365 * 24 * 3600


@agent_page
@never_cache
@require_http_methods(METHODS)
def shortcuts(request: AgentRequest) -> HttpResponse:
    """Which keys there are; on or off on this device."""
    if request.method == "POST":
        answer = redirect("cases:shortcuts")
        answer.set_cookie(
            KEYS_COOKIE,
            KEYS_OFF if "couper" in request.POST else "oui",
            max_age=_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
        return answer
    context = {"sections": _sections()}
    return render(request, "cases/agent/desk/shortcuts.html", context)


def _sections() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            _("Everywhere"),
            [("/", _("Go to the search field"))],
        ),
        (
            _("At the desk"),
            [
                ("g", _("I am at the desk")),
                ("t", _("I am on the telephone")),
                ("↓ ↑", _("From the field to the people found, and back")),
                ("n", _("Register somebody new, with what was typed")),
                ("a", _("Note a call without a name")),
                ("s", _("Follow-ups")),
                ("?", _("This page")),
            ],
        ),
        (
            _("On somebody’s record"),
            [
                ("d", _("Start a request: type a word of the service")),
                ("e", _("Note what was said")),
                ("r", _("Appointment")),
                ("m", _("Mandates")),
                ("i", _("Print the sheet")),
                ("p", _("Next person")),
            ],
        ),
        (
            _("When a request is sent"),
            [
                ("i", _("Print the receipt")),
                ("c", _("Show the code on screen")),
                ("p", _("Next person")),
            ],
        ),
    ]
