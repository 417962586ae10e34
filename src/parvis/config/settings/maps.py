"""What lies under the maps. Read by core.ui.maps."""

from urllib.parse import urlsplit

from parvis.config import env

MAP_TILES = env.MAP_TILES.value
MAP_CREDIT = env.MAP_CREDIT.value
MAP_OUTLINES = env.MAP_OUTLINES.value


def tile_origin(template: str) -> list[str]:
    """What the security policy lets images come from: the host of the tiles, and no other."""
    return [f"https://{urlsplit(template).netloc}"] if template else []
