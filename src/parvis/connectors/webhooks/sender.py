"""One POST to an address somebody else chose.

The name is resolved here, each time; the connection goes to the very address that was looked at,
so that a name that changes between the two leads nowhere. The certificate is still the name's.
No redirect is followed, no proxy of the environment used, nothing of the answer read but its code.
"""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from parvis.core import http_client
from parvis.partners.ports import Answer
from parvis.partners.rules import fault_of, is_local

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
# Addresses inside which an IPv4 address hides: judged as that one, or refused.
_NAT64 = ipaddress.ip_network("64:ff9b::/32")


class NotPublic(Exception):
    """The name leads to an address that is not on the public network."""


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public network, whatever its notation."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolved(host: str, port: int) -> str:
    """The address to connect to. Raises OSError, NotPublic: as soon as one of them is private."""
    found = sorted(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))  # IPv4 first
    addresses = [str(one[4][0]) for one in found]
    if not is_local(host) and not all(map(is_public, addresses)):
        raise NotPublic(host)
    return addresses[0]


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Never raises for what the other side does."""
    if fault := fault_of(url):
        return Answer(0, f"address refused: {fault}")
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        address = resolved(host, parts.port or (443 if parts.scheme == "https" else 80))
    except NotPublic:
        return Answer(0, "address refused: not on the public network")
    except (OSError, UnicodeError) as error:
        return Answer(0, f"{type(error).__name__}: {error}")
    asked = httpx.URL(url)
    sent = {**headers, "Host": asked.netloc.decode("ascii")}
    # A transport of our own: httpx then looks for no proxy in the environment.
    with http_client.client(timeout=TIMEOUT, transport=httpx.HTTPTransport()) as peer:
        request = peer.build_request(
            "POST",
            asked.copy_with(host=address),
            content=body,
            headers=sent,
            extensions={"sni_hostname": asked.raw_host.decode("ascii")},
        )
        try:
            answer = peer.send(request, stream=True)
            answer.close()
        except httpx.HTTPError as error:
            return Answer(0, f"{type(error).__name__}: {error}")
    error_text = "" if answer.is_success else f"HTTP {answer.status_code}"
    return Answer(answer.status_code, error_text)
