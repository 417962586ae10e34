"""Where one can go: each domain registers its pages, the frames draw them.

Called from `AppConfig.ready()`. Well-known pages (home, search, sign-in…) have a name of their own,
so that the frames link to them without knowing who serves them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise

Audience = Literal["public", "resident", "agent", "administrator"]
Badge = Callable[[HttpRequest], int | str | None]
Shown = Callable[[HttpRequest], bool]


@dataclass(frozen=True, slots=True)
class Item:
    """One registered page. `match`: the address prefix under which it is the current one; `shown`:
    whom it concerns, when that is not the whole audience."""

    label: str | Promise
    url_name: str
    icon: str
    order: int
    badge: Badge | None
    match: str
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One item as drawn on a page."""

    label: str
    href: str
    icon: str
    current: bool
    badge: int | str | None


_items: dict[str, list[Item]] = {"public": [], "resident": [], "agent": [], "administrator": []}
_places: dict[str, str] = {
    "home": "portal:home",
    "search": "portal:search",
    "space": "portal:space",
    "preferences": "core:preferences",
    "accessibility": "core:accessibility",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "sign_up": "account_signup",
    "account": "account_email",
    "agent_home": "",
    "agent_search": "",
    "help": "",
    "legal": "",
    "privacy": "",
}


_places_shown: dict[str, Shown | None] = {}


def _nowhere(request: HttpRequest) -> str:
    return ""


_unit: Callable[[HttpRequest], str] = _nowhere
_notice: Callable[[HttpRequest], str] = _nowhere


def register(
    audience: Audience,
    label: str | Promise,
    url_name: str,
    icon: str = "",
    order: int = 50,
    badge: Badge | None = None,
    match: str = "",
    shown: Shown | None = None,
) -> None:
    """Add a page to the navigation of an audience; registering a page again replaces it."""
    kept = [item for item in _items[audience] if item.url_name != url_name]
    kept.append(Item(label, url_name, icon, order, badge, match, shown))
    _items[audience] = sorted(kept, key=lambda item: item.order)


def place(name: str, url_name: str, shown: Shown | None = None) -> None:
    """Say which page is the well-known `name`: home, search, space, sign_in, agent_home…; `shown`:
    whom it concerns, when that is not everybody."""
    if name not in _places:
        raise ValueError(f"unknown place {name!r}; known: {', '.join(sorted(_places))}")
    _places[name] = url_name
    _places_shown[name] = shown


def provide_unit(source: Callable[[HttpRequest], str]) -> None:
    """Name the function that says in which unit the signed-in agent works."""
    global _unit
    _unit = source


def unit(request: HttpRequest) -> str:
    return _unit(request)


def provide_notice(source: Callable[[HttpRequest], str]) -> None:
    """Name the function that draws what every page of this session must say first, if anything:
    safe HTML in a `<section class="onbehalf">`."""
    global _notice
    _notice = source


def notice(request: HttpRequest) -> str:
    return _notice(request)


def address(name: str, request: HttpRequest | None = None) -> str:
    """Address of a well-known page, empty when nobody serves it, or when it does not concern who
    sends `request`."""
    shown = _places_shown.get(name)
    if request is not None and shown is not None and not shown(request):
        return ""
    return _reverse(_places.get(name, ""))


def links(audience: Audience, request: HttpRequest) -> list[Link]:
    """What to draw, the current page marked: the longest matching prefix wins.

    Drawn twice on a page (menu and sub-navigation), the badges are counted once.
    """
    drawn: dict[str, list[Link]] = request.__dict__.setdefault("_navigation", {})
    if audience not in drawn:
        drawn[audience] = _links(audience, request)
    return drawn[audience]


def _links(audience: Audience, request: HttpRequest) -> list[Link]:
    found = [
        (item, href)
        for item in _items[audience]
        if (href := _reverse(item.url_name)) and (item.shown is None or item.shown(request))
    ]
    prefixes = [item.match or href for item, href in found]
    matching = [p for p in prefixes if request.path == p or request.path.startswith(_folder(p))]
    current = max(matching, key=len, default=None)
    return [
        Link(
            str(item.label),
            href,
            item.icon,
            prefix == current,
            item.badge(request) if item.badge else None,
        )
        for (item, href), prefix in zip(found, prefixes, strict=True)
    ]


def missing() -> list[str]:
    """Registered pages that no address serves (a test keeps this list empty)."""
    named = {item.url_name for items in _items.values() for item in items}
    return sorted(name for name in named if not _reverse(name))


def _folder(prefix: str) -> str:
    """What an address under `prefix` starts with; nothing is "under" the home page."""
    if prefix == "/":
        return "\0"
    return prefix if prefix.endswith("/") else f"{prefix}/"


def _reverse(url_name: str) -> str:
    if not url_name:
        return ""
    try:
        return _known(url_name, settings.ROOT_URLCONF, get_script_prefix())
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _known(url_name: str, routes: str, prefix: str) -> str:
    """Frames ask for a dozen addresses on each page; they change with what stands beside."""
    return reverse(url_name)
