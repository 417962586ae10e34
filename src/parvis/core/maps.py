"""Points of the Earth (WGS84): where the map of this site lies, and a position said in words.

Nothing here is drawn: `core.ui.maps` does. What stands on the map (landmarks) is told by a domain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parvis.core.kept import Kept

METRES_PER_DEGREE = 111_320
_MARGIN_METRES = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """`name` as written on the map; `href` the page about it; `detail` one more line."""

    latitude: float
    longitude: float
    name: str = ""
    href: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Between two parallels and two meridians, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


Source = Callable[[], Sequence[Point]]
_source: Source = tuple
_kept: Kept[Sequence[Point]] = Kept(seconds=60)


def provide_landmarks(source: Source) -> None:
    """Name the function that tells what people know here (called from `AppConfig.ready()`)."""
    global _source
    _source = source
    _kept.forget()


def landmarks() -> Sequence[Point]:
    """What people know here."""
    return _source()


def known_landmarks() -> Sequence[Point]:
    """The same as of the last minute, to draw them and to say where a point is."""
    return _kept.get("landmarks", _source)


def extent(points: Sequence[Point]) -> Box | None:
    """Where these points lie, and 10 km around; None without points."""
    if not points:
        return None
    latitudes = [point.latitude for point in points]
    longitudes = [point.longitude for point in points]
    tall = _MARGIN_METRES / METRES_PER_DEGREE
    wide = tall / max(cos(radians(max(map(abs, latitudes)))), 0.01)
    return Box(
        max(min(latitudes) - tall, -90),
        max(min(longitudes) - wide, -180),
        min(max(latitudes) + tall, 90),
        min(max(longitudes) + wide, 180),
    )


def position_in_words(latitude: float, longitude: float, around: Sequence[Point] = ()) -> str:
    """43,33358° N, 0,43458° O, à environ 400 m du repère « Mairie de Lescar », au nord-est."""
    coordinates = _("%(latitude)s° %(north)s, %(longitude)s° %(east)s") % {
        "latitude": number_format(round(abs(latitude), 5), 5),
        "north": pgettext("compass", "N") if latitude >= 0 else pgettext("compass", "S"),
        "longitude": number_format(round(abs(longitude), 5), 5),
        "east": pgettext("compass", "E") if longitude >= 0 else pgettext("compass", "W"),
    }
    named = [point for point in around if point.name]
    if not named:
        return coordinates
    nearest = min(named, key=lambda point: distance(point, latitude, longitude))
    metres = distance(nearest, latitude, longitude)
    values = {
        "coordinates": coordinates,
        "distance": distance_in_words(metres),
        "name": nearest.name,
        "direction": direction_in_words(nearest, latitude, longitude),
    }
    if metres < 30:
        return _("%(coordinates)s, at the landmark “%(name)s”") % values
    return _("%(coordinates)s, about %(distance)s %(direction)s the landmark “%(name)s”") % values


def distance(point: Point, latitude: float, longitude: float) -> float:
    """In metres, on a flat Earth: right within 1 % over 100 km."""
    return hypot(*_metres(point, latitude, longitude))


def distance_in_words(metres: float) -> str:
    if metres < 1000:
        return _("%(count)s m") % {"count": f"{max(round(metres, -1), 10):.0f}"}
    digits = 1 if metres < 10_000 else 0
    # `number_format` cuts what it does not show.
    return _("%(count)s km") % {"count": number_format(round(metres / 1000, digits), digits)}


def direction_in_words(point: Point, latitude: float, longitude: float) -> str:
    """Where the position lies, seen from the point."""
    east, north = _metres(point, latitude, longitude)
    names = [
        _("north of"),
        _("north-east of"),
        _("east of"),
        _("south-east of"),
        _("south of"),
        _("south-west of"),
        _("west of"),
        _("north-west of"),
    ]
    return names[round(degrees(atan2(east, north)) % 360 / 45) % 8]


def _metres(point: Point, latitude: float, longitude: float) -> tuple[float, float]:
    """East and north of the point."""
    north = (latitude - point.latitude) * METRES_PER_DEGREE
    east = (longitude - point.longitude) * METRES_PER_DEGREE * cos(radians(point.latitude))
    return east, north
