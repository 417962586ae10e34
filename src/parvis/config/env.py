"""Every environment variable Parvis reads: name, type, default, meaning.

`docs/guides/settings.md` is generated from this table, and a test fails when they differ.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class InvalidSetting(Exception):
    """An environment variable holds something that cannot be read; the message says what to do."""


def _boolean(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("write yes or no")


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return text

    return read


def _count(text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise ValueError("write a whole number, 1 or more")
    return int(text)


def _tiles(text: str) -> str:
    parts = {"{z}", "{x}", "{y}"}
    if text and not (text.startswith("https://") and all(part in text for part in parts)):
        raise ValueError("write https://…, with {z}, {x} and {y}")
    return text


def _https(text: str) -> str:
    if text and not text.startswith("https://"):
        raise ValueError("write https://…")
    return text


def _file(text: str) -> str:
    if text and not Path(text).is_file():
        raise ValueError("there is no such file")
    return text


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


@dataclass(frozen=True)
class Variable(Generic[T]):
    """One environment variable. `read` turns its text into the typed value."""

    name: str
    default: T
    read: Callable[[str], T]
    meaning: str

    @property
    def value(self) -> T:
        text = os.environ.get(self.name)
        if text is None:
            return self.default
        try:
            return self.read(text)
        except ValueError as error:
            raise InvalidSetting(f"{self.name}={text!r}: {error}") from error


VARIABLES: list[Variable[object]] = []


def shown(value: object) -> str:
    """A value as one would write it into the environment."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _declare(name: str, default: T, read: Callable[[str], T], meaning: str) -> Variable[T]:
    variable = Variable(name, default, read, meaning)
    VARIABLES.append(variable)  # type: ignore[arg-type]
    return variable


DATA_DIR = _declare(
    "PARVIS_DATA_DIR",
    Path("var"),
    Path,
    "Folder of the embedded database, the files and the secret of this installation.",
)
DATABASE_URL = _declare(
    "DATABASE_URL",
    "",
    str,
    "PostgreSQL to use, 15 or newer: postgresql://user:password@host:5432/name. "
    "Empty: the embedded PostgreSQL.",
)
DEBUG = _declare("PARVIS_DEBUG", False, _boolean, "Show errors in full. Never on a public server.")
DEMO = _declare(
    "PARVIS_DEMO",
    False,
    _boolean,
    "Demonstration: one-click sign-in as demo people, every mail and SMS shown on a page.",
)
SECRET_KEY = _declare(
    "PARVIS_SECRET_KEY",
    "",
    str,
    "Secret that signs sessions and links. Empty: drawn once and kept in the data folder.",
)
HOSTS = _declare(
    "PARVIS_HOSTS",
    ["localhost", "127.0.0.1", "[::1]"],
    _words,
    "Host names this site answers to, separated by commas.",
)
BASE_URL = _declare(
    "PARVIS_BASE_URL",
    "http://localhost:8000",
    str,
    "Public address of the site, used in mails, letters and identity redirects.",
)
BEHIND_PROXY = _declare(
    "PARVIS_BEHIND_PROXY",
    False,
    _boolean,
    "A reverse proxy of yours stands in front and sets X-Forwarded-Proto and X-Forwarded-For. "
    "Never without one: a visitor could forge them.",
)
WEB_PROCESSES = _declare(
    "PARVIS_WEB_PROCESSES", 2, _count, "Processes that answer pages: about one per core."
)
UPLOAD_MAX_MB = _declare(
    "PARVIS_UPLOAD_MAX_MB", 10, _count, "Largest file a person may attach, in megabytes."
)
_NO_WORDS: list[str] = []
SIGN_IN_ORIGINS = _declare(
    "PARVIS_SIGN_IN_ORIGINS",
    _NO_WORDS,
    _words,
    "Origins that sign-in forms may lead to, as https://host, separated by commas.",
)
IMAGE_SOURCES = _declare(
    "PARVIS_IMAGE_SOURCES",
    _NO_WORDS,
    _words,
    "Other sites whose images pages may show, as https://host.",
)
MAP_TILES = _declare(
    "PARVIS_MAP_TILES",
    "",
    _tiles,
    "Images under the maps: https://host/{z}/{x}/{y}.png. Browsers ask that host for them. Empty: "
    "maps are drawn on plain paper, with the names of places.",
)
MAP_CREDIT = _declare(
    "PARVIS_MAP_CREDIT",
    "",
    str,
    "Who made the images or the outlines of the maps, as their licence asks, e.g. © IGN.",
)
MAP_OUTLINES = _declare(
    "PARVIS_MAP_OUTLINES",
    "",
    _file,
    "GeoJSON file drawn under the maps: the outlines of your communes. Empty: none.",
)
LOG_FORMAT = _declare(
    "PARVIS_LOG_FORMAT",
    "json",
    _one_of("json", "plain"),
    "json: one object per line, for machines. plain: for reading in a terminal.",
)
LOG_LEVEL = _declare(
    "PARVIS_LOG_LEVEL",
    "INFO",
    _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    "How much is logged: DEBUG, INFO, WARNING or ERROR.",
)
IDENTITY_KEY = _declare(
    "PARVIS_IDENTITY_KEY",
    "",
    str,
    "Secret of the fingerprints by which people are recognised. Never change it: FranceConnect "
    "users would come back as strangers. Empty: derived from PARVIS_SECRET_KEY.",
)
FRANCECONNECT_ISSUER = _declare(
    "PARVIS_FRANCECONNECT_ISSUER",
    "",
    str,
    "FranceConnect v2, e.g. https://oidc.franceconnect.gouv.fr/api/v2. Empty: not offered. "
    "Return address to register: <PARVIS_BASE_URL>/compte/franceconnect/retour/; after signing "
    "out: <PARVIS_BASE_URL>/compte/franceconnect/deconnexion/.",
)
FRANCECONNECT_CLIENT_ID = _declare(
    "PARVIS_FRANCECONNECT_CLIENT_ID", "", str, "Client identifier given by FranceConnect."
)
FRANCECONNECT_CLIENT_SECRET = _declare(
    "PARVIS_FRANCECONNECT_CLIENT_SECRET", "", str, "Client secret given by FranceConnect."
)
FRANCECONNECT_ACR = _declare(
    "PARVIS_FRANCECONNECT_ACR",
    "eidas1",
    _one_of("eidas1", "eidas2", "eidas3"),
    "Lowest level accepted: eidas1, or eidas2 and eidas3 with FranceConnect+.",
)
FRANCECONNECT_ALG = _declare(
    "PARVIS_FRANCECONNECT_ALG",
    "ES256",
    _one_of("ES256", "RS256", "HS256"),
    "The one signature algorithm registered with FranceConnect: ES256, RS256 or HS256.",
)
FRANCECONNECT_SCOPE = _declare(
    "PARVIS_FRANCECONNECT_SCOPE",
    "openid identite_pivot preferred_username email",
    str,
    "What is asked of FranceConnect; only what your authorisation lists (idp_birthdate adds the "
    "true date of people whose day of birth is unknown).",
)
FRANCECONNECT_KEY_FILE = _declare(
    "PARVIS_FRANCECONNECT_KEY_FILE",
    "",
    str,
    "Private key (PEM) that opens encrypted answers, as FranceConnect+ sends them. Its public "
    "part is served at <PARVIS_BASE_URL>/compte/franceconnect/cles.json. Empty: not encrypted.",
)
PROCONNECT_ISSUER = _declare(
    "PARVIS_PROCONNECT_ISSUER",
    "",
    str,
    "ProConnect, e.g. https://auth.agentconnect.gouv.fr/api/v2. Empty: not offered. Return "
    "address to register: <PARVIS_BASE_URL>/compte/proconnect/retour/; after signing out: "
    "<PARVIS_BASE_URL>/compte/proconnect/deconnexion/.",
)
PROCONNECT_CLIENT_ID = _declare(
    "PARVIS_PROCONNECT_CLIENT_ID", "", str, "Client identifier given by ProConnect."
)
PROCONNECT_CLIENT_SECRET = _declare(
    "PARVIS_PROCONNECT_CLIENT_SECRET", "", str, "Client secret given by ProConnect."
)
PROCONNECT_ALG = _declare(
    "PARVIS_PROCONNECT_ALG",
    "RS256",
    _one_of("RS256", "ES256", "HS256"),
    "The one signature algorithm registered with ProConnect: RS256, ES256 or HS256.",
)
SMTP_URL = _declare(
    "PARVIS_SMTP_URL",
    "",
    str,
    "Mail server: smtp://user:password@host:587 (STARTTLS is required unless ?tls=no), or "
    "smtps://user:password@host:465. Empty: no mail leaves.",
)
MAIL_FROM = _declare(
    "PARVIS_MAIL_FROM",
    "Parvis <ne-pas-repondre@parvis.example>",
    str,
    "Sender of the mails. Its domain should allow your server (SPF, DKIM).",
)
SMS_URL = _declare(
    "PARVIS_SMS_URL",
    "",
    str,
    "Gateway for text messages, called as described in connectors/sms. Empty: none leaves.",
)
SMS_TOKEN = _declare("PARVIS_SMS_TOKEN", "", str, "Bearer token of the gateway for text messages.")
CLAMAV = _declare(
    "PARVIS_CLAMAV",
    "",
    str,
    "ClamAV daemon that scans what people attach: host:port, or the path of its socket. Empty: "
    "files are checked by their content, not scanned.",
)
WEBHOOK_LOCAL_HOSTS = _declare(
    "PARVIS_WEBHOOK_LOCAL_HOSTS",
    _NO_WORDS,
    _words,
    "Host names of your own network to which partners' webhooks may go, even without TLS, "
    "separated by commas. Any other host must have only public addresses and answer over https.",
)

PAYFIP = _declare(
    "PARVIS_PAYFIP",
    "",
    _https,
    "PayFiP, the State's payment service: https://www.payfip.gouv.fr/tpa. The number of each regie "
    "is entered in the administration. Empty: nothing is paid on line.",
)

PARTICULIER = _declare(
    "PARVIS_PARTICULIER",
    "https://particulier.api.gouv.fr",
    _https,
    "API Particulier, through which residents ask the CAF or the MSA for their family quotient.",
)
PARTICULIER_TOKEN = _declare(
    "PARVIS_PARTICULIER_TOKEN",
    "",
    str,
    "Token of API Particulier. Without it, the SIRET and the agreement, nobody is asked.",
)
PARTICULIER_SIRET = _declare(
    "PARVIS_PARTICULIER_SIRET", "", str, "SIRET of the authority that API Particulier authorised."
)
PARTICULIER_AGREEMENT = _declare(
    "PARVIS_PARTICULIER_AGREEMENT",
    "",
    str,
    "What authorises it, as residents read it before they ask: “habilitation DataPass n° 12345”.",
)

LAW = _declare(
    "PARVIS_LAW",
    "",
    str,
    "Where `parvis law`, the process that holds the national law, listens and is asked: host:port, "
    "or the path of its socket. Empty: law.sock in the data folder.",
)
LAW_PROCESSES = _declare(
    "PARVIS_LAW_PROCESSES",
    2,
    _count,
    "Processes that compute national rights, beside one for what is quick: about one per core.",
)
LAW_ENGINE = _declare(
    "PARVIS_LAW_ENGINE",
    "fast",
    _one_of("fast", "plain"),
    "fast: OpenFisca's engine made faster from outside, same amounts. plain: as published.",
)

SECRETS = (
    DATABASE_URL,
    SECRET_KEY,
    IDENTITY_KEY,
    FRANCECONNECT_CLIENT_SECRET,
    PROCONNECT_CLIENT_SECRET,
    SMTP_URL,
    SMS_URL,
    SMS_TOKEN,
    PARTICULIER_TOKEN,
)


@dataclass(frozen=True)
class InForce:
    """A variable as this process found it. `value` is empty for a secret; `is_given`: by the
    environment."""

    name: str
    value: str
    is_given: bool
    is_secret: bool


def in_force() -> list[InForce]:
    """Every variable, for the administrator's page."""
    secret = {variable.name for variable in SECRETS}
    return [
        InForce(
            one.name,
            "" if one.name in secret else shown(one.value),
            bool(os.environ.get(one.name)),
            one.name in secret,
        )
        for one in VARIABLES
    ]
