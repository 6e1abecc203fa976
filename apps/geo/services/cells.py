"""H3 cells, and the distance between two points."""

import json
from functools import lru_cache

import h3
import shapely

from apps.geo.algorithms import distance, polygons
from apps.geo.contracts import Point, ZoneInfo


def great_circle_m(origin: Point, destination: Point) -> float:
    return distance.great_circle_m(origin, destination)


def cell(point: Point, resolution: int = 8) -> str:
    """The H3 cell of a point; at resolution 8 a cell is some 0.7 km²."""
    return h3.latlng_to_cell(point.lat, point.lng, resolution)


def cell_centre(cell: str) -> Point:
    """The middle of a cell. Raises ValueError for text that names no cell."""
    return Point(*h3.cell_to_latlng(_checked(cell)))


def cell_ring(cell: str) -> list[list[float]]:
    """A cell's border for GeoJSON: closed, anticlockwise, [longitude, latitude]. Raises ValueError for no cell.

    Across the 180th meridian the eastern corners go on past 180, as RFC 7946 allows and maps expect.
    """
    corners = [[lng, lat] for lat, lng in h3.cell_to_boundary(_checked(cell))]
    if max(lng for lng, _ in corners) - min(lng for lng, _ in corners) > 180:
        corners = [[lng + 360 if lng < 0 else lng, lat] for lng, lat in corners]
    return [*corners, corners[0]]


def cell_feature(cell: str, **properties: object) -> dict:
    """A cell as a GeoJSON feature, its id among the properties too. Raises ValueError for no cell."""
    geometry = {"type": "Polygon", "coordinates": [cell_ring(cell)]}
    return {"type": "Feature", "id": cell, "geometry": geometry, "properties": {"cell": cell, **properties}}


def cells_around(cell: str, rings: int = 1) -> tuple[str, ...]:
    """A cell and those at most `rings` steps from it, nearest first. Raises ValueError for no cell."""
    near = h3.grid_disk(_checked(cell), rings)
    return tuple(sorted(near, key=lambda other: (h3.grid_distance(cell, other), other)))


def cells_of(zone: ZoneInfo, resolution: int = 8) -> tuple[str, ...]:
    """Every cell that touches the zone's area, sorted: each point of the zone lies in one of them."""
    return _cells_touching(json.dumps(zone.polygon), resolution)


@lru_cache(maxsize=64)
def _cells_touching(geojson: str, resolution: int) -> tuple[str, ...]:
    """From the cells of the corners outwards: the cells that touch a connected area are each other's neighbours."""
    area = polygons.read(json.loads(geojson))
    waiting = {h3.latlng_to_cell(lat, lng, resolution) for lng, lat in shapely.get_coordinates(area)}
    seen, touching = set(waiting), []
    while waiting:
        candidate = waiting.pop()
        if area.intersects(shapely.Polygon(cell_ring(candidate))):
            touching.append(candidate)
            unseen = set(h3.grid_disk(candidate, 1)) - seen
            seen |= unseen
            waiting |= unseen
    return tuple(sorted(touching))


def _checked(cell: str) -> str:
    if not h3.is_valid_cell(cell):
        raise ValueError(f"not an H3 cell: {cell!r}")
    return cell
