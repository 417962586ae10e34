"""How much a program may still ask in this minute, whichever process answers.

One row for each program, in a table without a log: a count is one statement that waits for no disk
(decision 0371).
"""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from parvis.core import clock

WINDOW: Final = 60  # seconds
_SPEND = """
INSERT INTO allowance AS kept (name, minute, spent) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET minute = EXCLUDED.minute,
    spent = EXCLUDED.spent + CASE WHEN kept.minute = EXCLUDED.minute THEN kept.spent ELSE 0 END
RETURNING spent
"""
_NETWORK: Final = 64  # bits of an IPv6 address that one household or firm is given


@dataclass(frozen=True, slots=True)
class Allowance:
    """`left` of `most` requests in this minute, which ends in `resets_in` seconds."""

    policy: str
    most: int
    spent: int
    resets_in: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.spent)

    @property
    def is_over(self) -> bool:
        return self.spent > self.most

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers says; Retry-After (RFC 9110) when it is over."""
        told = {
            "RateLimit-Policy": f'"{self.policy}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.resets_in}',
        }
        return told | ({"Retry-After": str(self.resets_in)} if self.is_over else {})


def spend(policy: str, name: str, most: int, cost: int = 1) -> Allowance:
    """Count `cost` for `name`; what is refused counts too. One statement, exact for all processes
    whose clocks agree on the minute."""
    now = int(clock.now().timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [f"{policy}:{name}", now // WINDOW, cost])
        [spent] = cursor.fetchone()
    return Allowance(policy, most, spent, WINDOW - now % WINDOW)


def forget_past_minutes() -> None:
    with connection.cursor() as cursor:
        minute = int(clock.now().timestamp()) // WINDOW
        cursor.execute("DELETE FROM allowance WHERE minute < %s", [minute])


def sender_of(request: HttpRequest) -> str:
    """A name for where the request comes from that tells nobody the address. An IPv6 address is
    known by its network. Behind a proxy, the address is the one that the proxy saw."""
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    seen = [one for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    text = seen[-proxies] if len(seen) >= proxies > 0 else request.META.get("REMOTE_ADDR") or ""
    try:
        address = ip_address(text.strip())
    except ValueError:
        known = b""
    else:
        bits = _NETWORK if isinstance(address, IPv6Address) else address.max_prefixlen
        known = address.packed[: bits // 8]
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, b"parvis.core.allowance:" + known, hashlib.sha256).hexdigest()[:32]
