"""Everything that changes people and accounts; one function is one transaction."""

from parvis.accounts.actions.accounts import (
    AccountExists,
    change_email,
    close_account,
    open_agent_account,
    sign_up,
)
from parvis.accounts.actions.claims import (
    AlreadySettled,
    ClaimRefused,
    TooManyAttempts,
    claim_person,
    issue_claim_code,
    merge_persons,
    separate_person,
    settle_proposed_link,
)
from parvis.accounts.actions.identities import (
    AgentNotExpected,
    IdentityConflict,
    admit_agent,
    link_identity,
    open_with_identity,
)
from parvis.accounts.actions.people import (
    PersonKnown,
    choose_language,
    correct_identity,
    create_person,
    update_contact,
)
from parvis.accounts.identity import InvalidClaims

__all__ = [
    "AccountExists",
    "AgentNotExpected",
    "AlreadySettled",
    "ClaimRefused",
    "IdentityConflict",
    "InvalidClaims",
    "PersonKnown",
    "TooManyAttempts",
    "admit_agent",
    "change_email",
    "choose_language",
    "claim_person",
    "close_account",
    "correct_identity",
    "create_person",
    "issue_claim_code",
    "link_identity",
    "merge_persons",
    "open_agent_account",
    "open_with_identity",
    "separate_person",
    "settle_proposed_link",
    "sign_up",
    "update_contact",
]
