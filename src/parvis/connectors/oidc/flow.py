"""The browser's thread through a sign-in elsewhere: leave, come back, sign out there too.

State and nonce (43 random characters each) live in the session and serve once, so an answer that
this browser did not ask for, or that was already used, opens nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from parvis.connectors.oidc import errors
from parvis.connectors.oidc.tokens import Verifier, private_key
from parvis.connectors.oidc.wire import Wire
from parvis.core import clock

PENDING = "sign_in_elsewhere"
SIGNED_IN = "signed_in_elsewhere"
PATIENCE = 30 * 60
MOST_PENDING = 5


@dataclass(frozen=True)
class Pending:
    """What this browser set out to do before it left."""

    provider: str
    nonce: str
    next_path: str
    link: bool
    at: float


@dataclass(frozen=True)
class Answer:
    """A verified answer: whom the provider recognised, and how."""

    issuer: str
    subject: str
    acr: str
    amr: list[str]
    claims: Mapping[str, Any]
    id_token: str

    @property
    def identity(self) -> dict[str, Any]:
        """As `accounts.actions` takes it."""
        known = ("issuer", "subject", "claims", "acr", "amr")
        return {name: getattr(self, name) for name in known}


@dataclass(frozen=True)
class RelyingParty:
    """Us, as one provider knows us. `levels`, weakest first, are the accepted ones; empty when the
    provider has none. `extra` are further parameters of the authorization request."""

    key: str
    issuer: str
    client_id: str
    client_secret: str
    algorithm: str
    scope: str
    levels: tuple[str, ...] = ()
    key_file: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def wire(self) -> Wire:
        return Wire(self.issuer)

    @cached_property
    def verifier(self) -> Verifier:
        return Verifier(
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret,
            algorithm=self.algorithm,
            keys=lambda fresh: self.wire.keys(fresh=fresh),
            private_key=private_key(self.key_file),
        )

    @property
    def return_address(self) -> str:
        return f"{settings.BASE_URL}/compte/{self.key}/retour/"

    @property
    def signed_out_address(self) -> str:
        return f"{settings.BASE_URL}/compte/{self.key}/deconnexion/"

    def leave(self, request: HttpRequest, *, next_path: str, link: bool) -> str:
        """The provider's address for this sign-in. Raises SignInFailed."""
        endpoint = str(self.wire.metadata()["authorization_endpoint"])
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        waiting = {**_waiting(request), state: [self.key, nonce, next_path, link, _now()]}
        request.session[PENDING] = dict(list(waiting.items())[-MOST_PENDING:])
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.return_address,
            "scope": self.scope,
            "state": state,
            "nonce": nonce,
            **({"acr_values": self.levels[0]} if self.levels else {}),
            **self.extra,
        }
        return f"{endpoint}?{urlencode(parameters)}"

    def come_back(self, request: HttpRequest) -> tuple[Pending, Answer | errors.SignInFailed]:
        """What was pending and the provider's answer, or why there is none. Raises NotOurs."""
        pending = self._take_pending(request)
        try:
            return pending, self._answer(request, pending)
        except errors.SignInFailed as failure:
            errors.log.warning(
                "%s sign-in: %s %s", self.key, type(failure).__name__, failure.detail
            )
            return pending, failure

    def end_session_url(self, request: HttpRequest) -> str | None:
        """Where to sign out at the provider, for a session that it opened."""
        provider, id_token = request.session.get(SIGNED_IN) or ("", "")
        if provider != self.key:
            return None
        try:
            endpoint = self.wire.metadata().get("end_session_endpoint")
        except errors.SignInFailed:
            return None
        if not endpoint:
            return None
        parameters = {
            "id_token_hint": id_token,
            "state": secrets.token_urlsafe(32),
            "post_logout_redirect_uri": self.signed_out_address,
        }
        return f"{endpoint}?{urlencode(parameters)}"

    def remember(self, request: HttpRequest, answer: Answer) -> None:
        """Keep what signing out at the provider will need. After the sign-in here."""
        request.session[SIGNED_IN] = [self.key, answer.id_token]

    def _take_pending(self, request: HttpRequest) -> Pending:
        waiting = _waiting(request)
        kept = waiting.pop(request.GET.get("state", ""), None)
        if kept is None or kept[0] != self.key:
            raise errors.NotOurs("unknown state")
        request.session[PENDING] = waiting
        return Pending(*kept)

    def _answer(self, request: HttpRequest, pending: Pending) -> Answer:
        if request.GET.get("error"):
            raise errors.from_provider(
                request.GET["error"], request.GET.get("error_description", "")
            )
        if request.GET.get("iss", self.issuer) != self.issuer:  # RFC 9207
            raise errors.NotBelieved("answer of another provider")
        if not request.GET.get("code"):
            raise errors.NotBelieved("neither code nor error")
        tokens = self.wire.exchange(
            {
                "grant_type": "authorization_code",
                "code": request.GET["code"],
                "redirect_uri": self.return_address,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            }
        )
        access_token, id_token = tokens.get("access_token"), tokens.get("id_token")
        if not isinstance(access_token, str) or not access_token.isascii():
            raise errors.NotBelieved("no access token")
        identity = self.verifier.id_token(id_token, nonce=pending.nonce, access_token=access_token)
        acr = self._level(identity.get("acr"))
        claims = self.verifier.userinfo(self.wire.userinfo(access_token), subject=identity["sub"])
        amr = identity.get("amr")
        return Answer(
            issuer=self.issuer,
            subject=identity["sub"],
            acr=acr,
            amr=[m for m in amr if isinstance(m, str)] if isinstance(amr, list) else [],
            claims=claims,
            id_token=str(id_token),
        )

    def _level(self, acr: object) -> str:
        if self.levels and acr not in self.levels:
            raise errors.LevelTooLow(f"acr {str(acr)[:40]!r}")
        return acr[:40] if isinstance(acr, str) else ""


def _waiting(request: HttpRequest) -> dict[str, list[Any]]:
    """The sign-ins this browser has left for, without those it gave up."""
    kept: dict[str, list[Any]] = request.session.get(PENDING, {})
    return {state: one for state, one in kept.items() if _now() - one[4] < PATIENCE}


def _now() -> float:
    return clock.now().timestamp()
