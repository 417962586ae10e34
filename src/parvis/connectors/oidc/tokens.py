"""What is believed of a provider's answer. Everything else raises NotBelieved.

OpenID Connect Core 1.0 sections 3.1.3.7 (ID token) and 5.3.2 (userinfo), with the algorithm pinned
by our configuration: a token never chooses how it is verified.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from parvis.connectors.oidc.errors import NotBelieved
from parvis.core import clock

ALGORITHMS = {"ES256": "EC", "RS256": "RSA", "HS256": "oct"}
# Not strict: providers repeat claims in the header (RFC 7519 section 5.3); they are not read.
_OPENING = JWERegistry(
    algorithms=["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW", "A256GCM"],
    strict_check_header=False,
)
# Clocks of two servers differ a little; ProConnect's and FranceConnect's tokens live 60 seconds.
LEEWAY = 30
OLDEST = 600

PrivateKey = RSAKey | ECKey


class Verifier:
    """Checks the tokens of one provider for one client."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        algorithm: str,
        keys: Callable[[bool], KeySet],
        private_key: PrivateKey | None = None,
    ) -> None:
        """`keys(fresh)` gives the provider's public keys, read again when `fresh`."""
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm!r}: use {', '.join(ALGORITHMS)}")
        self.issuer, self.client_id, self.algorithm = issuer, client_id, algorithm
        self._secret = client_secret
        self._keys = keys
        self.private_key = private_key

    def id_token(self, token: object, *, nonce: str, access_token: str) -> dict[str, Any]:
        """The claims of a genuine, fresh ID token meant for us and for this very sign-in."""
        claims = self._opened(token)
        self._check_audience(claims, required=True)
        now = clock.now().timestamp()
        if not _number(claims, "exp") > now - LEEWAY:
            raise NotBelieved("expired")
        if not now - OLDEST < _number(claims, "iat") < now + LEEWAY:
            raise NotBelieved("issued at another time")
        if not _same(claims.get("nonce"), nonce):
            raise NotBelieved("nonce of another sign-in")
        at_hash = claims.get("at_hash")
        if at_hash is not None and not _same(at_hash, _half_hash(access_token)):
            raise NotBelieved("at_hash of another access token")
        _subject(claims)
        return claims

    def userinfo(self, token: object, *, subject: str) -> dict[str, Any]:
        """The claims of a genuine userinfo answer about `subject`."""
        claims = self._opened(token)
        self._check_audience(claims, required=False)
        if not _same(_subject(claims), subject):
            raise NotBelieved("userinfo of somebody else")
        return claims

    def _check_audience(self, claims: dict[str, Any], *, required: bool) -> None:
        """`iss` and `aud` are optional in a signed userinfo; present, they must be right."""
        issuer, audience = claims.get("iss"), claims.get("aud")
        if (required or issuer is not None) and issuer != self.issuer:
            raise NotBelieved("another issuer")
        audiences = audience if isinstance(audience, list) else [audience]
        if (required or audience is not None) and self.client_id not in audiences:
            raise NotBelieved("meant for somebody else")
        party = claims.get("azp")
        if (len(audiences) > 1 or party is not None) and party != self.client_id and required:
            raise NotBelieved("authorised party is somebody else")

    def _opened(self, token: object) -> dict[str, Any]:
        if not isinstance(token, str) or not token.isascii():
            raise NotBelieved("no token")
        try:
            signed = self._decrypted(token) if token.count(".") == 4 else token
            claims = jwt.decode(signed, self._key(signed), algorithms=[self.algorithm]).claims
        except (JoseError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotBelieved(f"bad signature or form: {type(error).__name__}") from error
        if not isinstance(claims, dict):
            raise NotBelieved("claims are not an object")
        return claims

    def _decrypted(self, token: str) -> str:
        if self.private_key is None:
            raise NotBelieved("encrypted, and no key is configured")
        opened = jwe.decrypt_compact(token, self.private_key, registry=_OPENING)
        return (opened.plaintext or b"").decode("ascii")

    def _key(self, token: str) -> OctKey | RSAKey | ECKey:
        if self.algorithm == "HS256":
            return OctKey.import_key(self._secret)
        kid = _header(token).get("kid")
        for fresh in (False, True):
            for key in self._keys(fresh).keys:
                named = kid is None or key.kid == kid
                if named and isinstance(key, RSAKey | ECKey) and _fits(key, self.algorithm):
                    return key
        raise NotBelieved("signed with a key the provider does not publish")


def private_key(path: str) -> PrivateKey | None:
    """The key that opens encrypted answers; None when none is configured. Raises OSError."""
    if not path:
        return None
    pem = Path(path).read_bytes()
    try:
        return RSAKey.import_key(pem)
    except (ValueError, TypeError, JoseError):
        return ECKey.import_key(pem)


def _fits(key: RSAKey | ECKey, algorithm: str) -> bool:
    said = key.as_dict(private=False)
    return (
        key.key_type == ALGORITHMS[algorithm]
        and said.get("use", "sig") == "sig"
        and said.get("alg", algorithm) == algorithm
        and (algorithm != "ES256" or said.get("crv") == "P-256")
    )


def _header(token: str) -> dict[str, Any]:
    first = token.partition(".")[0]
    found = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    if not isinstance(found, dict):
        raise ValueError("header")
    return found


def _half_hash(access_token: str) -> str:
    """Left half of the SHA-256 (all three algorithms use it), base64url without padding."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotBelieved(f"{name} is missing")
    return value


def _subject(claims: dict[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise NotBelieved("sub is missing")
    return subject


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())
