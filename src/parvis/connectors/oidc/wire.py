"""Calls to an OpenID provider: bounded in time and size, never following redirects."""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from parvis.connectors.oidc.errors import NotBelieved, Unavailable

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
DEADLINE = 10.0
MAX_BYTES = 256 * 1024
KEPT = 3600.0
REFRESH_AT_MOST_EVERY = 60.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class Wire:
    """One provider. Its discovery document and its keys are kept for an hour."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] = {}
        self._metadata_at = self._keys_at = -KEPT
        self._keys: KeySet | None = None

    def metadata(self) -> Mapping[str, Any]:
        """The discovery document. Raises Unavailable, NotBelieved."""
        if time.monotonic() - self._metadata_at >= KEPT:
            url = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = self._json(_call("GET", url))
            if found.get("issuer") != self.issuer:
                raise NotBelieved("discovery document of another issuer")
            for name in _ENDPOINTS:
                _must_be_safe(found.get(name))
            self._metadata, self._metadata_at = found, time.monotonic()
        return self._metadata

    def keys(self, *, fresh: bool = False) -> KeySet:
        """The provider's public keys; `fresh` when a token names a key that is not among them."""
        with self._lock:
            age = time.monotonic() - self._keys_at
            if self._keys is None or age >= (REFRESH_AT_MOST_EVERY if fresh else KEPT):
                found = self._json(_call("GET", str(self.metadata()["jwks_uri"])))
                try:
                    self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise NotBelieved(f"unreadable keys: {type(error).__name__}") from error
                self._keys_at = time.monotonic()
            return self._keys

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The code against tokens. Raises Unavailable, NotBelieved."""
        return self._json(_call("POST", str(self.metadata()["token_endpoint"]), data=form))

    def userinfo(self, access_token: str) -> str:
        """The signed (perhaps encrypted) userinfo. Raises Unavailable, NotBelieved."""
        response = _call(
            "GET",
            str(self.metadata()["userinfo_endpoint"]),
            headers={"Authorization": f"Bearer {access_token}", "Accept": "application/jwt"},
        )
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/jwt":
            raise NotBelieved(f"userinfo is not signed: {kind[:40]!r}")
        return response.text.strip()

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        try:
            found = response.json()
        except (ValueError, RecursionError) as error:
            raise NotBelieved("not JSON") from error
        if not isinstance(found, dict):
            raise NotBelieved("not a JSON object")
        return found


def _call(
    method: str,
    url: str,
    *,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """One call within DEADLINE seconds and MAX_BYTES, whatever the other side does."""
    until = time.monotonic() + DEADLINE
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream(method, url, data=data, headers=headers) as response,
        ):
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise NotBelieved("answer too long")
                if time.monotonic() > until:
                    raise Unavailable("answer too slow")
            answer = httpx.Response(
                response.status_code,
                headers={"content-type": response.headers.get("content-type", "")},
                content=body,
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(type(error).__name__) from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Unavailable(f"HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise NotBelieved(f"HTTP {answer.status_code} {_error_of(body)}")
    return answer


def _error_of(body: bytes) -> str:
    """The provider's own `error`, for the log; never the rest of the body."""
    try:
        return str(json.loads(body).get("error", ""))[:60]
    except (ValueError, AttributeError, RecursionError):
        return ""


def _must_be_safe(url: object) -> None:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise NotBelieved("endpoint without https in the discovery document")
