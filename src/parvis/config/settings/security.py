"""Secrets, cookies, headers, limits."""

from urllib.parse import urlsplit

from parvis.config import env
from parvis.config.secret import secret_key
from parvis.config.settings.maps import MAP_TILES, tile_origin

_BASE = urlsplit(env.BASE_URL.value)
_HTTPS = _BASE.scheme == "https"

SECRET_KEY = secret_key(env.DATA_DIR.value.absolute())
ALLOWED_HOSTS = [*env.HOSTS.value, *([_BASE.hostname] if _BASE.hostname else [])]
CSRF_TRUSTED_ORIGINS = [f"{_BASE.scheme}://{_BASE.netloc}"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # "Strict" would lose the session on the way back from sign-in
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
VISITOR_COOKIE_NAME = "visiteur"
# No other site of the same town can set a cookie of such a name: somebody who holds a token would
# otherwise slip it to a visitor, and read what is then written under it.
if _HTTPS:
    VISITOR_COOKIE_NAME = "__Host-visitor"
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other sites of the town may not be ready
if env.BEHIND_PROXY.value:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

CSRF_FAILURE_VIEW = "parvis.core.views.expired.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

_PAYFIP = urlsplit(env.PAYFIP.value)

# Read by core.csp. `form-action` holds for redirects too: identity and payment are added there.
CONTENT_SECURITY_POLICY: dict[str, list[str]] = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", *env.IMAGE_SOURCES.value, *tile_origin(MAP_TILES)],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": [
        "'self'",
        *env.SIGN_IN_ORIGINS.value,
        *([f"https://{_PAYFIP.netloc}"] if _PAYFIP.netloc else []),
    ],
}

# One file; a whole request may carry as many as fit in REQUEST_MAX_BYTES (core.limits).
UPLOAD_MAX_BYTES = env.UPLOAD_MAX_MB.value * 1024 * 1024
REQUEST_MAX_BYTES = 5 * UPLOAD_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
