"""A certified civil identity, as France's six pivot fields, and its keyed fingerprint.

The fingerprint finds somebody again without keeping a searchable copy of the six fields elsewhere;
keyed, it cannot be recomputed from a list of names by who steals the table.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from parvis.accounts.rules import is_birth_date
from parvis.core.text import fold

PIVOT_FIELDS = (
    "family_name",
    "given_names",
    "birth_date",
    "gender",
    "birth_place_code",
    "birth_country_code",
)
_PLACE = re.compile(r"[0-9A-Z]{0,5}")


class InvalidClaims(ValueError):
    """The provider's answer does not describe somebody; the message names the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilIdentity:
    """What a provider certifies. `birth_date` may be a year or a year and month (born abroad)."""

    family_name: str
    given_names: str
    birth_date: str
    gender: str
    birth_place_code: str
    birth_country_code: str
    usual_name: str = ""
    email: str = ""

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "CivilIdentity":
        """Read OpenID claims in FranceConnect's vocabulary. Raises InvalidClaims.

        Somebody may have a single name; born abroad, `birthplace` is empty; `idp_birthdate` says
        what is really known when `birthdate` was filled up to a full date.
        """
        identity = cls(
            family_name=_text(claims, "family_name", 100),
            given_names=_given_names(claims),
            birth_date=_birth_date(claims),
            gender=_gender(claims),
            birth_place_code=_code(claims, "birthplace"),
            birth_country_code=_code(claims, "birthcountry"),
            usual_name=_text(claims, "preferred_username", 100),
            email=_text(claims, "email", 254),
        )
        if not (identity.family_name or identity.given_names):
            raise InvalidClaims("family_name")
        return identity

    def fingerprint(self) -> str:
        """HMAC-SHA256 of the six pivot fields, 64 hexadecimal characters."""
        return fingerprint(tuple(getattr(self, field) for field in PIVOT_FIELDS))


def fingerprint(six: tuple[str, ...]) -> str:
    """Case and accents do not count: registers and agents write them differently."""
    message = "\x1f".join(fold(field) for field in six)
    return hmac.new(_key(), message.encode(), hashlib.sha256).hexdigest()


def keyed_hash(text: str) -> str:
    """For short secrets kept in the database (claim codes)."""
    return hmac.new(_key(), b"code\x1f" + text.encode(), hashlib.sha256).hexdigest()


def fernet_key() -> bytes:
    """Key that encrypts second-factor secrets at rest."""
    return base64.urlsafe_b64encode(hmac.new(_key(), b"second factor", hashlib.sha256).digest())


def _key() -> bytes:
    secret = settings.IDENTITY_KEY or settings.SECRET_KEY
    return hashlib.sha256(b"parvis.identity\x1f" + secret.encode()).digest()


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise InvalidClaims(name)
    return " ".join(value.split())


def _gender(claims: Mapping[str, Any]) -> str:
    said = _text(claims, "gender", 20).lower()
    return said if said in {"male", "female"} else ""


def _given_names(claims: Mapping[str, Any]) -> str:
    several = claims.get("given_name_array")
    if claims.get("given_name") is None and isinstance(several, list):
        if not all(isinstance(name, str) for name in several):
            raise InvalidClaims("given_name_array")
        return _text({"given_name": " ".join(several)}, "given_name", 150)
    return _text(claims, "given_name", 150)


def _birth_date(claims: Mapping[str, Any]) -> str:
    """1941-00-00 and 1941 are the same: what is not known is left out."""
    certified = _text(claims, "birthdate", 10)
    known = _text(claims, "idp_birthdate", 10) or certified
    for date in (known.replace("-00", ""), certified.replace("-00", "")):
        if is_birth_date(date):
            return date
    if certified:
        raise InvalidClaims("birthdate")
    return ""


def _code(claims: Mapping[str, Any], name: str) -> str:
    value = _text(claims, name, 5).upper()
    if not _PLACE.fullmatch(value):
        raise InvalidClaims(name)
    return value
