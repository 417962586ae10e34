"""An OpenID provider as `accounts` wants it (`accounts.ports.IdentityProvider`)."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise

from parvis.accounts.ports import Kind
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.flow import Answer, Pending, RelyingParty
from parvis.connectors.oidc.pages import failed


class OidcProvider:
    """Base of FranceConnect and ProConnect; `enter` says whom an answer signs in."""

    kind: ClassVar[Kind]
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

    def health(self) -> str:
        try:
            self.party.wire.metadata()
        except errors.SignInFailed as failure:
            return f"{type(failure).__name__}: {failure.detail}"
        return ""

    def enter(self, request: HttpRequest, pending: Pending, answer: Answer) -> None:
        """Sign in whom the answer names. Raises SignInFailed."""
        raise NotImplementedError
