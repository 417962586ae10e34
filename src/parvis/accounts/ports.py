"""What accounts needs from others: identity providers (connectors) and the directory's word on
which agents an institution expects."""

from collections.abc import Callable
from typing import Literal, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

Kind = Literal["resident", "agent"]


class IdentityProvider(Protocol):
    """A way to sign in that stands elsewhere. Registered by a connector when it is configured."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> "str | Promise": ...
    @property
    def hint(self) -> "str | Promise": ...
    @property
    def kind(self) -> Kind: ...

    def begin(self, request: HttpRequest, *, next_path: str, link: bool) -> HttpResponse:
        """Send the browser to the provider. `link`: tie the identity to the signed-in account."""
        ...

    def end_session_url(self, request: HttpRequest) -> str | None:
        """Where to sign out at the provider too; read before the local session ends."""
        ...


_PROVIDERS: dict[str, IdentityProvider] = {}
_EXPECTED: list[Callable[[str, str], UUID | None]] = []


def register_provider(provider: IdentityProvider) -> None:
    """List a provider on the sign-in page. Registering the same key again replaces it."""
    _PROVIDERS[provider.key] = provider


def unregister_provider(key: str) -> None:
    _PROVIDERS.pop(key, None)


def provider(key: str) -> IdentityProvider | None:
    return _PROVIDERS.get(key)


def providers(kind: Kind | None = None) -> list[IdentityProvider]:
    """In the order of registration; all of them, or those for one kind of account."""
    return [p for p in _PROVIDERS.values() if kind is None or p.kind == kind]


def register_expected_agents(find: Callable[[str, str], UUID | None]) -> None:
    """`find(siren, email)` answers the key of the agent account that this institution opened for
    this address and that works there today, or None. The directory registers it."""
    _EXPECTED[:] = [find]


def expected_agent(*, siren: str, email: str) -> UUID | None:
    """None as long as nobody registered: no agent enters without an institution's word."""
    return _EXPECTED[0](siren, email) if _EXPECTED else None
