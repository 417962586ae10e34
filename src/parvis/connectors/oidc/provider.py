"""An OpenID provider as `accounts` wants it (`accounts.ports.IdentityProvider`)."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from parvis.accounts import ports
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.flow import Answer, Pending, RelyingParty
from parvis.connectors.oidc.pages import failed
from parvis.core import health


class OidcProvider:
    """Base of FranceConnect and ProConnect; `enter` says whom an answer signs in."""

    kind: ClassVar[ports.Kind]
    label: ClassVar[str | Promise]
    hint: ClassVar[str | Promise]

    def __init__(self, party: RelyingParty) -> None:
        self.party = party
        self.key = party.key

    def begin(self, request: HttpRequest, *, next_path: str, link: bool) -> HttpResponse:
        try:
            address = self.party.leave(request, next_path=next_path, link=link)
        except errors.SignInFailed as failure:
            errors.log.warning("%s: %s %s", self.key, type(failure).__name__, failure.detail)
            return failed(request, failure, provider=self, next_path=next_path)
        return HttpResponseRedirect(address)

    def end_session_url(self, request: HttpRequest) -> str | None:
        return self.party.end_session_url(request)

    def check(self) -> health.Health:
        """Whether the provider publishes what a sign-in needs, for the health page."""
        name = {"provider": self.label}
        try:
            self.party.wire.metadata()
            self.party.wire.keys()
        except errors.SignInFailed as failure:
            told = str(_("{provider} does not answer as expected: {detail}"))
            remedy = str(_("Look at PARVIS_{key}_ISSUER and at the network."))
            return health.Health(
                "bad",
                told.format(detail=failure.detail, **name),
                remedy.format(key=self.key.upper()),
            )
        return health.Health("good", str(_("{provider} answers.")).format(**name))

    def enter(self, request: HttpRequest, pending: Pending, answer: Answer) -> None:
        """Sign in whom the answer names. Raises SignInFailed."""
        raise NotImplementedError


def offer(provider: OidcProvider) -> None:
    """On the sign-in page, and on the health page."""
    ports.register_provider(provider)
    health.register(str(provider.label), provider.check)
