"""Tests: the same settings, quick hashes, plain static files, their own database name."""

import os

from parvis.config import embedded, env
from parvis.config.settings import *  # noqa: F403
from parvis.config.settings import DATABASES, LOGGING, STORAGES
from parvis.config.settings.database import from_url

SECRET_KEY = "tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING["root"]["level"] = "WARNING"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_CONFIGURED = True
# Without DATABASE_URL a quick embedded server is started, once for all the processes of a run.
DATABASES["default"] = from_url(embedded.use(env.DATA_DIR.value / "test", durable=False))
# Several test runs may share one server.
_NAME = os.environ.get("PARVIS_TEST_DATABASE", "test_parvis")
DATABASES["default"]["TEST"] = {"NAME": _NAME, "TEMPLATE": f"{_NAME}_template"}
# Static files are found in their folders; none is collected, so none is warned about.
WHITENOISE_AUTOREFRESH = True
# Tests that ask the national law start its process, and say so.
LAW = ""
