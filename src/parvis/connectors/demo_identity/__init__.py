"""One-click sign-in as a demo person. Exists only when `PARVIS_DEMO` is on, and says so.

It stands in for FranceConnect (residents, with a pivot identity like theirs) and for ProConnect
(agents, second factor counted as given), and fails on demand: it refuses, crashes and hangs.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from parvis.accounts import ports
from parvis.accounts.ports import Kind

KEY = "demonstration"
ISSUER = "https://demonstration.parvis.example"


class DemoIdentity:
    """The stand-in as `accounts` sees it."""

    key = KEY
    label = _("Demonstration")
    hint = _("Made-up people, one click. Takes the place of FranceConnect and ProConnect here.")
    kind: Kind = "resident"

    def begin(self, request: HttpRequest, *, next_path: str, link: bool) -> HttpResponse:
        asked = {"next": next_path} if next_path else {}
        return HttpResponseRedirect(f"{reverse('connectors:demo')}?{urlencode(asked)}")

    def end_session_url(self, request: HttpRequest) -> str | None:
        return None


def register() -> None:
    if settings.DEMO:
        ports.register_provider(DemoIdentity())
    else:
        ports.unregister_provider(KEY)
