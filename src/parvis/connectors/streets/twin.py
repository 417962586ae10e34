"""A few streets of Pau, in zones made up: it knows, does not know, or breaks down."""

from collections.abc import Mapping
from typing import Any

from parvis.core.text import fold

ZONES = {
    "zone_a": ("place royale", "rue carnot", "rue serviez", "rue marechal joffre"),
    "zone_b": ("rue emile guichenne", "rue castetnau", "avenue du general leclerc"),
    "zone_c": ("avenue trespoey", "boulevard alsace lorraine"),
}
PAU, BROKEN = "64445", "panne"


class Unavailable(Exception):
    """The register cannot be reached."""


class DemoStreets:
    name = "parking.zone"
    timeout_seconds = 5.0

    def fetch(self, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """{"zone"}; None for an address it does not know. A line that holds PANNE shows what a
        register out of order does."""
        line = fold(str(given.get("line", "")))
        if BROKEN in line.split():
            raise Unavailable("out of order")
        if given.get("commune") != PAU:
            return None
        for zone, streets in ZONES.items():
            if any(line.endswith(street) for street in streets):
                return {"zone": zone}
        return None
