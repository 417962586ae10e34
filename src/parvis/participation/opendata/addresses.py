"""Addresses that are read elsewhere begin with the site."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    return str(settings.BASE_URL).rstrip("/") + path


def host() -> str:
    """For identifiers that stay the same wherever they are read."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
