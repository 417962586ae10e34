"""The seven people of the access table, and what each address needs to be visited.

An address with arguments needs a line in `ROWS`; the table test fails when it has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from parvis.accounts.models import Account
from parvis.accounts.tests import factories as accounts
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory

WHO = (
    "anonymous",
    "resident",
    "other_resident",
    "agent",
    "agent_without_the_right",
    "other_institutions_agent",
    "administrator",
)
AGENTS = ("agent", "agent_without_the_right", "other_institutions_agent", "administrator")
OTHER_SIREN = "200067254"  # Communauté d'agglomération Pau Béarn Pyrénées


class World:
    """Two residents, two institutions and their agents; `resident` and `agent` own what is shown."""

    def __init__(self) -> None:
        self.resident = accounts.make_resident(family_name="Bordenave")
        self.other_resident = accounts.make_resident(family_name="Benali")
        self.institution = directory.institution()
        self.unit = directory.unit(self.institution)
        self.agent = accounts.make_agent(name="Élise Cazenave")
        directory.membership(self.agent, self.unit, Membership.Role.HANDLER)
        self.agent_without_the_right = accounts.make_agent(name="Paul Sarrat")
        elsewhere = directory.institution(OTHER_SIREN, "Agglomération", "epci")
        self.other_institutions_agent = accounts.make_agent(name="Nadia Etcheverry")
        directory.membership(self.other_institutions_agent, directory.unit(elsewhere, "Déchets"))
        self.administrator = accounts.make_administrator()

    def client(self, who: str) -> Client:
        client = Client()
        account: Account | None = None if who == "anonymous" else getattr(self, who)
        return accounts.sign_in(client, account) if account else client


@dataclass(frozen=True)
class Row:
    """How to visit an address, and by whom it is seen when that is not its whole audience."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    seen_by: frozenset[str] | None = None


def seen_by(*who: str, **arguments: Any) -> Row:
    return Row(arguments, frozenset(who))


def nothing_there(**arguments: Any) -> Row:
    """The address leads to nothing for everybody: a spent link, an unknown key."""
    return Row(arguments, frozenset())


Builder = Callable[[World], Row]
ROWS: dict[str, Builder] = {
    "core:style": lambda w: Row({"mode": "clair"}),
    "account_reset_password_from_key": lambda w: Row({"uidb36": "1", "key": "spent"}),
    "account_confirm_email": lambda w: Row({"key": "spent"}),
    # The identity is confirmed again before anything is looked up.
    "mfa_edit_webauthn": lambda w: Row({"pk": 1}),
    "mfa_remove_webauthn": lambda w: Row({"pk": 1}),
    "mfa_view_recovery_codes": lambda w: nothing_there(),
    "mfa_download_recovery_codes": lambda w: nothing_there(),
    "mfa_deactivate_totp": lambda w: seen_by(*AGENTS),
    "accounts:begin": lambda w: nothing_there(key="unknown"),
    "connectors:come-back": lambda w: nothing_there(key="unknown"),
    "connectors:signed-out": lambda w: nothing_there(key="unknown"),
    "connectors:keys": lambda w: nothing_there(key="unknown"),
    "portal:service": lambda w: nothing_there(slug="unknown"),
}
