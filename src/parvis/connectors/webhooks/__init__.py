"""Webhooks posted to addresses that partners chose, never to a machine of the local network."""

from parvis.connectors.webhooks.sender import post
from parvis.partners import ports


def register() -> None:
    """Called when the program starts."""
    ports.register(post)
