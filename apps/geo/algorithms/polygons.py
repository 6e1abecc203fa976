"""GeoJSON polygons: reading, checking, and a box around points."""

import math
from collections.abc import Sequence

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from apps.geo.contracts import Point

METRES_A_DEGREE = 111_195.0  # of latitude, on the sphere of `distance.EARTH_RADIUS_M`


def read(geojson: dict) -> BaseGeometry:
    """A prepared geometry of a GeoJSON Polygon or MultiPolygon. Raises ValueError when it is not a usable one."""
    if not isinstance(geojson, dict) or geojson.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ValueError("not a GeoJSON Polygon or MultiPolygon")
    try:
        geometry = shape(geojson)
    except (shapely.errors.ShapelyError, TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"unreadable coordinates: {error}") from error
    _check(geometry)
    shapely.prepare(geometry)
    return geometry


def _check(geometry: BaseGeometry) -> None:
    if geometry.is_empty or not geometry.is_valid:
        raise ValueError(shapely.is_valid_reason(geometry))
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("coordinates are [longitude, latitude] in degrees")


def covers(geometry: BaseGeometry, point: Point) -> bool:
    """Inside or on the border."""
    return bool(shapely.intersects_xy(geometry, point.lng, point.lat))


def centre(geometry: BaseGeometry) -> Point:
    """The centroid, or some inner point where the centroid of a bent shape lies outside it."""
    middle = geometry.centroid
    if not geometry.covers(middle):
        middle = geometry.representative_point()
    return Point(middle.y, middle.x)


def box_around(points: Sequence[Point], margin_m: float) -> BaseGeometry:
    """The bounding box of `points`, widened by `margin_m` on every side. Does not cross the 180th meridian."""
    south, north = min(p.lat for p in points), max(p.lat for p in points)
    west, east = min(p.lng for p in points), max(p.lng for p in points)
    up = margin_m / METRES_A_DEGREE
    aside = up / max(math.cos(math.radians((south + north) / 2)), 0.01)
    return shapely.box(max(west - aside, -180), max(south - up, -90), min(east + aside, 180), min(north + up, 90))


def to_geojson(geometry: BaseGeometry) -> dict:
    """JSON-plain: lists, not tuples."""
    document = mapping(geometry)
    return {"type": document["type"], "coordinates": _plain(document["coordinates"])}


def _plain(value: object) -> object:
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
