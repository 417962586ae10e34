"""What every template knows about this site and this visitor's display."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from parvis.core import site as sites

THEME_COOKIE = "parvis_theme"
THEMES = ("light", "dark")
KEYS_COOKIE = "parvis_keys"
KEYS_OFF = "non"


def chosen_theme(request: HttpRequest) -> str:
    """light, dark, or "" to follow the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "DEMO": settings.DEMO,
        "site": SimpleLazyObject(sites.current),
        "chosen_theme": chosen_theme(request),
        "has_keys": request.COOKIES.get(KEYS_COOKIE) != KEYS_OFF,
    }
