"""Tests: the same settings, quick hashes, plain static files, their own database name."""

import os

from parvis.config import embedded, env

# Before the settings are read: without DATABASE_URL a quick embedded server is started, once for
# all the processes of a run.
embedded.use(env.DATA_DIR.value / "test", durable=False)

from parvis.config.settings import *  # noqa: E402, F403
from parvis.config.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

SECRET_KEY = "tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING["root"]["level"] = "WARNING"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_CONFIGURED = True
# Several test runs may share one server.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PARVIS_TEST_DATABASE", "test_parvis")}
# Static files are found in their folders; none is collected, so none is warned about.
WHITENOISE_AUTOREFRESH = True
