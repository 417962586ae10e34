"""The only writer of mandates. Each function is one transaction; refusals change nothing."""

from parvis.trust.actions.acting import note_reading, start_acting, stop_acting
from parvis.trust.actions.answers import (
    NoAddress,
    accept_by_code,
    agree,
    send_code,
)
from parvis.trust.actions.attesting import PaperRefused, attest, note_scan
from parvis.trust.actions.endings import expire, give_notice, refuse, revoke
from parvis.trust.actions.people import Who
from parvis.trust.actions.proposals import (
    InvalidTerms,
    NotAllowed,
    Terms,
    TooManyProposals,
    give,
    offer,
    offer_as_unit,
    record_at_desk,
    renew,
)
from parvis.trust.actions.telling import tell_for

__all__ = [
    "InvalidTerms",
    "NoAddress",
    "NotAllowed",
    "PaperRefused",
    "Terms",
    "TooManyProposals",
    "Who",
    "accept_by_code",
    "agree",
    "attest",
    "expire",
    "give",
    "give_notice",
    "note_reading",
    "note_scan",
    "offer",
    "offer_as_unit",
    "record_at_desk",
    "refuse",
    "renew",
    "revoke",
    "send_code",
    "start_acting",
    "stop_acting",
    "tell_for",
]
