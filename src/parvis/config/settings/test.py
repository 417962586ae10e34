"""Tests: the same settings, quick hashes, plain static files, their own database name."""

import os

from parvis.config.settings import *  # noqa: F403
from parvis.config.settings import DATABASES, STORAGES

SECRET_KEY = "tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Several test runs may share one server.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PARVIS_TEST_DATABASE", "test_parvis")}
