"""What accounts needs from others: identity providers (connectors), the directory's word on which
agents an institution expects, and somebody to carry its mails (notifications)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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


# Where the code stands in the text of a mail; what remains of it once the code is erased.
CODE_MARK = "••••••"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMail:
    """A mail about an account. `text` is prose (`core.documents.prose`) in which a paragraph
    CODE_MARK is where `code` is read. With `secret_until`, `code` and `link` open something until
    then: they are kept no longer, and no longer than it takes to send them."""

    to: str
    language: str
    subject: str
    text: str
    code: str = ""
    link: str = ""
    link_label: str = ""
    secret_until: datetime | None = None


_PROVIDERS: dict[str, IdentityProvider] = {}
_EXPECTED: list[Callable[[str, str], UUID | None]] = []
_POST: list[Callable[[AccountMail], None]] = []


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


def register_post(send: Callable[[AccountMail], None]) -> None:
    """`send(mail)` keeps the mail in the current transaction and has it leave soon after."""
    _POST[:] = [send]


def post(mail: AccountMail) -> None:
    """Hand a mail over. Raises LookupError when nobody carries any: an address would never be
    checked, and nobody would know."""
    if not _POST:
        raise LookupError("no domain registered register_post")
    _POST[0](mail)
