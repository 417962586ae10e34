"""FranceConnect v2 (individuals): opens residents' accounts with a certified civil identity.

Rules kept: no parameter outside its list (no PKCE, no max_age), nonce and state of 43 characters,
`acr_values` always, signed userinfo, sign-out there too. Read `docs/decisions/0038-openid.md`.
"""

from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.accounts import access, actions, ports
from parvis.accounts.models import Account
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.flow import Answer, Pending, RelyingParty
from parvis.connectors.oidc.provider import OidcProvider, offer

KEY = "franceconnect"
LEVELS = ("eidas1", "eidas2", "eidas3")


class FranceConnect(OidcProvider):
    kind: ClassVar[ports.Kind] = "resident"
    label: ClassVar[str | Promise] = "FranceConnect"
    hint: ClassVar[str | Promise] = _(
        "The State’s sign-in: your tax, health insurance or La Poste account, among others."
    )

    def enter(self, request: HttpRequest, pending: Pending, answer: Answer) -> None:
        try:
            if pending.link and isinstance(request.user, Account):
                actions.link_identity(account=request.user, **answer.identity)
                return
            account = actions.open_with_identity(**answer.identity)
        except actions.InvalidClaims as error:
            raise errors.NotBelieved(f"claim {error}") from error
        except actions.IdentityConflict as error:
            raise errors.SomebodyElse from error
        access.enter(request, account)


def register() -> None:
    """Offer FranceConnect when it is configured. Raises ValueError for an unknown level."""
    given = settings.FRANCECONNECT
    if not given["issuer"]:
        ports.unregister_provider(KEY)
        return
    offer(
        FranceConnect(
            RelyingParty(
                key=KEY,
                issuer=given["issuer"],
                client_id=given["client_id"],
                client_secret=given["client_secret"],
                algorithm=given["alg"],
                scope=given["scope"],
                levels=LEVELS[LEVELS.index(given["acr"]) :],
                key_file=given["key_file"],
            )
        )
    )
