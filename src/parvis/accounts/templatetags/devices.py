"""What a browser calls itself, in words people know."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first found wins: Edge and Opera also call themselves Chrome, and all call themselves Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_DEVICES = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Windows"; what is not recognised is said so."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in _DEVICES.items() if mark in user_agent), "")
    if not browser or not system:
        return browser or system or _("Unknown device")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
