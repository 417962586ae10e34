"""ProConnect: opens agents' accounts that their institution has prepared.

`amr` containing `mfa` counts as the second factor; otherwise the agent is asked for one here.
No level is asked: ProConnect refuses every parameter outside its list.
"""

import json
import re
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.accounts import access, actions, ports
from parvis.connectors.oidc import errors
from parvis.connectors.oidc.flow import Answer, Pending, RelyingParty
from parvis.connectors.oidc.provider import OidcProvider, offer

KEY = "proconnect"
SCOPE = "openid given_name usual_name email siret uid"


class ProConnect(OidcProvider):
    kind: ClassVar[ports.Kind] = "agent"
    label: ClassVar[str | Promise] = "ProConnect"
    hint: ClassVar[str | Promise] = _("For agents: your professional account.")

    def enter(self, request: HttpRequest, pending: Pending, answer: Answer) -> None:
        siret, email = answer.claims.get("siret"), answer.claims.get("email")
        if not isinstance(siret, str) or not re.fullmatch(r"[0-9]{14}", siret):
            raise errors.NotBelieved("siret")
        if not isinstance(email, str) or "@" not in email:
            raise errors.NotBelieved("email")
        try:
            account = actions.admit_agent(
                issuer=answer.issuer,
                subject=answer.subject,
                siren=siret[:9],
                email=email,
                acr=answer.acr,
                amr=answer.amr,
            )
        except actions.AgentNotExpected as error:
            raise errors.AgentUnknown from error
        access.enter(request, account, second_factor="mfa" in answer.amr)


def register() -> None:
    """Offer ProConnect when it is configured."""
    given = settings.PROCONNECT
    if not given["issuer"]:
        ports.unregister_provider(KEY)
        return
    offer(
        ProConnect(
            RelyingParty(
                key=KEY,
                issuer=given["issuer"],
                client_id=given["client_id"],
                client_secret=given["client_secret"],
                algorithm=given["alg"],
                scope=SCOPE,
                extra={"claims": json.dumps({"id_token": {"amr": {"essential": True}}})},
            )
        )
    )
