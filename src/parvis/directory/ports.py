"""What domains above say of a place: what one can do there."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Something to do in a place: "Make an appointment"."""

    label: str | Promise
    href: str
    icon: str


Source = Callable[[Collection[int]], Mapping[int, PlaceLink]]
_sources: dict[str, Source] = {}

# Address name in the catalogue (slug) -> its title and the address of its page.
Services = Callable[[], Mapping[str, tuple[str, str]]]
_services: Services = dict


def register_place_links(name: str, source: Source) -> None:
    """`source` answers, for the keys of places, the link of each that has one: in one query, as
    lists of places ask for all at once. Registering a name again replaces it."""
    _sources[name] = source


def links_of(place_ids: Collection[int]) -> dict[int, list[PlaceLink]]:
    """What one can do in each of these places; one query for each source."""
    found: dict[int, list[PlaceLink]] = defaultdict(list)
    if place_ids:
        for source in _sources.values():
            for place_id, link in source(place_ids).items():
                found[place_id].append(link)
    return dict(found)


def register_services(services: Services) -> None:
    """Name the function that tells the services offered here (called from `ready()`)."""
    global _services
    _services = services


def services() -> Mapping[str, tuple[str, str]]:
    """The services offered here: what one may do at a place, beside plain tasks."""
    return _services()
