"""Maps. Tiles are optional; with none the zones, routes and cars are still drawn."""

import re

from django.core.exceptions import ImproperlyConfigured

from config.env import env

_TILES = re.compile(r"(?P<origin>https?://[a-z0-9.-]+(:\d{1,5})?)/[^\s\"'<>\\]*", re.IGNORECASE)


def origin_of_tiles(url: str) -> str:
    """Where the tiles of the template `url` come from, as a content security policy names it; "" for no tiles.

    Raises ImproperlyConfigured.
    """
    parts = _TILES.fullmatch(url)
    if url and (parts is None or any(name not in url for name in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured(
            f"MAP_TILE_URL must be like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, not {url}"
        )
    return parts["origin"].lower() if parts else ""


MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_TILES_ORIGIN = origin_of_tiles(MAP_TILE_URL)
