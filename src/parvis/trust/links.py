"""Addresses that are told: short, for text messages; unguessable where no account is needed.

A seal is not a signature of the person: it only opens the page on which the proposal is read. The
code decides.
"""

from base64 import urlsafe_b64encode

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from parvis.trust.models import Mandate

_LENGTH = 12


def answer(mandate: Mandate) -> str:
    """Where the helped person reads the proposal and answers, with or without an account."""
    return reverse("trust:answer", args=[mandate.number, _seal(mandate, "helped")])


def invitation(mandate: Mandate) -> str:
    """Where somebody asked to help says yes or no, signed in."""
    return reverse("trust:invitation", args=[mandate.number, _seal(mandate, "helper")])


def detail(mandate: Mandate) -> str:
    return reverse("trust:detail", args=[mandate.number])


def act(mandate: Mandate, path: str) -> str:
    """Where the helper begins to act, then goes on to `path`."""
    return f"{reverse('trust:act', args=[mandate.number])}?{urlencode({'suite': path})}"


def for_agents(mandate: Mandate) -> str:
    return reverse("trust:agent-detail", args=[mandate.number])


def lookup(mandate: Mandate) -> str:
    """Where an agent who holds the paper finds the mandate by its number."""
    return f"{reverse('trust:helped')}?{urlencode({'numero': mandate.number})}"


def is_sealed(mandate: Mandate, side: str, seal: str) -> bool:
    """Whether `seal` was told to that side of this mandate."""
    return constant_time_compare(seal, _seal(mandate, side))


def _seal(mandate: Mandate, side: str) -> str:
    text = f"{mandate.number}|{side}"
    digest = salted_hmac("parvis.trust.links", text, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode()[:_LENGTH]
