"""One engine, PostgreSQL: the one named by DATABASE_URL, else the embedded one.

Reading settings starts nothing: `parvis`, `manage.py` and the tests call `config.embedded.use`.
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from parvis.config import env
from parvis.core import postgres

PREPARED_AFTER = 5  # times the same statement ran on a connection


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?host=/socket/folder`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise env.InvalidSetting(f"DATABASE_URL: {error}") from error
    if parts.scheme not in {"postgresql", "postgres"}:
        raise env.InvalidSetting("DATABASE_URL must start with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "parvis.core.database",
        "NAME": unquote(parts.path.lstrip("/")) or "parvis",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(port or ""),
        # Opening a connection costs PostgreSQL more than any page of ours.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Planning our joins costs PostgreSQL more than running them (decision 0085).
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER, **options},
    }


DATABASES = {"default": from_url(env.DATABASE_URL.value or postgres.url(env.DATA_DIR.value))}

# Shared by every process: what counts sign-in attempts must not depend on who answers.
# A per-process cache would also show one worker's stale copy to the next request.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# Read from the database: signing out somewhere must hold at once in every process.
SESSION_ENGINE = "parvis.core.sessions"
