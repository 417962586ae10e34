"""Secrets, cookies, headers."""

from parvis.config import env

SECRET_KEY = env.SECRET_KEY.value or "development-only"
ALLOWED_HOSTS = env.HOSTS.value
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
