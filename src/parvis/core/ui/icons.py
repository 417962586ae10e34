"""Icons, and the addresses of static files."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).resolve().parent.parent / "static/core/icons.svg"
NAMES = frozenset(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text()))
FALLBACK = "file"


@lru_cache(maxsize=128)
def asset(path: str) -> str:
    """Address of a static file. A file missing from the manifest must not break an error page."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A decorative icon. Packages name icons too: an unknown one is a plain file."""
    known = name if name in NAMES else FALLBACK
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="24" height="24">'
        '<use href="{}#{}"/></svg>',
        asset("core/icons.svg"),
        known,
    )


def optional_icon(name: str) -> SafeString:
    return icon(name) if name else SafeString("")
