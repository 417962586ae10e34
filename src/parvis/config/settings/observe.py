"""Logs: one JSON object per line on the error output, without personal data."""

from typing import Any

from parvis.config import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "parvis.core.logs.HidePersonalData"}},
    "formatters": {
        "json": {"()": "parvis.core.logs.JsonLines"},
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["private"],
            "formatter": env.LOG_FORMAT.value,
        }
    },
    "root": {"handlers": ["stderr"], "level": env.LOG_LEVEL.value},
    "loggers": {
        # A stranger typing wrong addresses is no news.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would write the addresses it asks for
    },
}
