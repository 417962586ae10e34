"""Calling other systems: one client, with limits. Only connectors call.

Not named `http`: tools started in this folder would take it for Python's own.
"""

from collections.abc import Mapping

import httpx

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
AGENT = "Parvis"


def client(
    base_url: str = "",
    *,
    timeout: httpx.Timeout | float = TIMEOUT,
    headers: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """A client that never waits for ever, follows no redirect and says who calls.

    `transport` lets a demo twin answer in the place of the outside system.
    """
    return httpx.Client(
        base_url=base_url,
        timeout=timeout,
        headers={"User-Agent": AGENT, **(headers or {})},
        follow_redirects=False,
        transport=transport,
    )
