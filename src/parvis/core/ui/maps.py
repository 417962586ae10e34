"""Maps drawn by Leaflet on top of what the page says in words; hidden where no script runs."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from parvis.core import maps
from parvis.core.maps import Point
from parvis.core.ui.icons import asset, icon

_MOVES = (
    ("up", "arrow-up", gettext_lazy("Move the pin up")),
    ("down", "arrow-down", gettext_lazy("Move the pin down")),
    ("left", "arrow-left", gettext_lazy("Move the pin left")),
    ("right", "arrow-right", gettext_lazy("Move the pin right")),
)
_ZOOMS = (
    ("closer", "plus", gettext_lazy("See closer")),
    ("farther", "minus", gettext_lazy("See from farther")),
)


def assets() -> SafeString:
    """The script that draws maps, which come with it: for the head of pages where one may appear
    later."""
    return format_html('<script src="{}" type="module"></script>', asset("core/js/map.js"))


def shown(
    points: Sequence[Point], label: str, marks: Sequence[Point] = (), *, small: bool = False
) -> SafeString:
    """A map of points that the page lists in words. `label` says what is on it; `marks` are only
    names to find one's way."""
    return format_html(
        '<div class="map{}" data-map="{}" hidden>{}<div class="map__view" role="img"'
        ' aria-label="{}"></div><div class="map__buttons" aria-hidden="true">{}</div>{}</div>',
        " map--small" if small else "",
        _described(points, marks),
        assets(),
        label,
        _buttons(_ZOOMS, tabindex=' tabindex="-1"'),
        _credit(),
    )


def picked(path: str) -> SafeString:
    """A map on which one puts a pin: its position goes to the inputs `path.latitude` and
    `path.longitude` of the same form."""
    return format_html(
        '<div class="map map--pick" data-map="{}" hidden>{}'
        '<p class="map__help" id="aide-carte-{}">{}</p>'
        '<div class="map__view" role="application" tabindex="0" aria-label="{}"'
        ' aria-describedby="aide-carte-{}"></div>'
        '<div class="map__buttons">{}{}{}{}</div>{}<p class="map__said" role="status"></p></div>',
        _described((), maps.known_landmarks(), path),
        assets(),
        path,
        _(
            "Click or touch the map to put a pin there. With the keyboard: arrows move the pin"
            " (with Shift, farther), + and − zoom. This is optional: the address is enough."
        ),
        _("Map"),
        path,
        _buttons(_ZOOMS),
        _buttons(_MOVES),
        _word_button("position", "locate", _("Use my position")),
        _word_button("remove", "x", _("Remove the pin")),
        _credit(),
    )


def _described(points: Sequence[Point], marks: Sequence[Point], path: str = "") -> str:
    """What the script draws; kept short: a territory may have hundreds of points."""
    box = maps.extent(marks or points)
    told: dict[str, Any] = {
        "script": asset("vendor/leaflet/leaflet.js"),
        "style": asset("vendor/leaflet/leaflet.css"),
        "tiles": settings.MAP_TILES,
        "outlines": reverse("core:outlines") if settings.MAP_OUTLINES else "",
        "points": [[*_columns(p), p.href, p.detail] for p in points],
        "marks": [_columns(p) for p in marks],
        "box": box and [box.south, box.west, box.north, box.east],
        "pin": icon("map-pin"),
    }
    if path:
        told |= {"path": path, "words": _words()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _columns(point: Point) -> list[Any]:
    return [round(point.latitude, 6), round(point.longitude, 6), point.name]


def _words() -> dict[str, Any]:
    return {
        "put": _("Pin put:"),
        "removed": _("Pin removed: the address is enough."),
        "outside": _("This point lies outside the territory."),
        "failed": _("Your position could not be read: the address is enough."),
        "sides": [pgettext("compass", side) for side in ("N", "S", "E", "W")],
        "near": _("about %(distance)s from “%(name)s”"),
        "m": _("%(count)s m"),
        "km": _("%(count)s km"),
    }


def _buttons(buttons: Sequence[tuple[str, str, Any]], tabindex: str = "") -> SafeString:
    return format_html_join(
        "",
        '<button class="map__button" type="button" data-do="{}"{}>{}'
        '<span class="visually-hidden">{}</span></button>',
        ((action, SafeString(tabindex), icon(name), label) for action, name, label in buttons),
    )


def _word_button(action: str, name: str, label: str) -> SafeString:
    return format_html(
        '<button class="button button--secondary button--small" type="button" data-do="{}">{}'
        " {}</button>",
        action,
        icon(name),
        label,
    )


def _credit() -> SafeString:
    bare = not settings.MAP_TILES and not settings.MAP_OUTLINES
    said = settings.MAP_CREDIT or (
        bare and _("A plan, not a map: discs are the hearts of communes.")
    )
    return format_html('<p class="map__credit">{}</p>', said) if said else SafeString("")
