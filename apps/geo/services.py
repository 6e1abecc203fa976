"""Distances and times of travel, cells, and the zones themselves."""

import json
import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import h3
import numpy as np
from django.apps import apps as current_apps
from django.apps.registry import Apps
from numpy.typing import ArrayLike, NDArray

from apps.geo import selectors
from apps.geo.algorithms import distance, eta, polygons
from apps.geo.contracts import Estimate, Point, ZoneInfo
from apps.geo.models import Market, Zone

FIXTURE = Path(__file__).parent / "fixtures" / "zones.json"
DEMO_MARGIN_M = 2_000
DEMO_LIMIT_M = 300_000


class PointsTooFarApart(ValueError):
    """The points do not belong to one city: their box is wider than DEMO_LIMIT_M."""


class Area:
    """A GeoJSON Polygon or MultiPolygon, read once to be asked often. Raises ValueError for one that is not usable."""

    def __init__(self, geojson: dict) -> None:
        self._shape = polygons.read(geojson)

    def covers(self, point: Point) -> bool:
        """Inside or on the border."""
        return polygons.covers(self._shape, point)


def estimate(origin: Point, destination: Point, at: datetime) -> Estimate:
    """Road distance and time, leaving at `at` (aware). Raises OutsideEveryZone when nothing is known about `origin`."""
    zone = selectors.zone_at(origin, field="origin")
    straight_m = great_circle_m(origin, destination)
    seconds = float(travel_seconds(straight_m, at, zone))
    return Estimate(distance_m=eta.road_m(straight_m, zone.detour), duration_s=int(seconds + 0.5))


def travel_seconds(distance_m: ArrayLike, at: datetime, zone: ZoneInfo) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres (a number or an array of any shape), leaving at `at` (aware)."""
    hour = at.astimezone(zoneinfo.ZoneInfo(zone.time_zone)).hour
    return eta.travel_seconds(distance_m, zone.detour, zone.speeds_kmh, hour)


def great_circle_m(origin: Point, destination: Point) -> float:
    return distance.great_circle_m(origin, destination)


def cell(point: Point, resolution: int = 8) -> str:
    """The H3 cell of a point; at resolution 8 a cell is some 0.7 km²."""
    return h3.latlng_to_cell(point.lat, point.lng, resolution)


def ensure_demo_zone_around(points: Sequence[Point]) -> ZoneInfo:
    """A zone that serves those of `points` that no zone serves: their box and a margin of 2 km.

    Market and currency are the nearest real zone's; the time zone follows from the longitude. When every point is
    served already, the first one's zone. Raises PointsTooFarApart (clean outliers out first), ValueError for no points.
    """
    outside = [point for point in points if not _is_served(point)]
    if not outside:
        return selectors.zone_at(points[0]) if points else _refuse_nothing()
    box = polygons.box_around(outside, DEMO_MARGIN_M)
    west, south, east, north = box.bounds
    if great_circle_m(Point(south, west), Point(north, east)) > DEMO_LIMIT_M:
        raise PointsTooFarApart(f"box of {len(outside)} points: {box.bounds}")
    middle = polygons.centre(box)
    row, _created = Zone.objects.update_or_create(
        slug=_demo_slug(middle), defaults=_demo_fields(middle, polygons.to_geojson(box))
    )
    return selectors.zone(row.id)


def load_zones(registry: Apps = current_apps) -> None:
    """Markets and zones of the fixture, where they do not exist yet. A migration gives its own `registry`."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    entity_model, market_model, zone_model = (
        registry.get_model("geo", name) for name in ("LegalEntity", "Market", "Zone")
    )
    for fields in document["markets"]:
        entity_fields = fields.pop("legal_entity")
        entity, _ = entity_model.objects.get_or_create(name=entity_fields.pop("name"), defaults=entity_fields)
        market_model.objects.get_or_create(code=fields.pop("code"), defaults={**fields, "legal_entity": entity})
    for fields in document["zones"]:
        market = market_model.objects.get(code=fields.pop("market"))
        zone_model.objects.get_or_create(slug=fields.pop("slug"), defaults={**fields, "market": market})


def _is_served(point: Point) -> bool:
    try:
        selectors.zone_at(point)
    except selectors.OutsideEveryZone:
        return False
    return True


def _refuse_nothing() -> ZoneInfo:
    raise ValueError("no points to draw a zone around")


def _demo_slug(middle: Point) -> str:
    north, east = "n" if middle.lat >= 0 else "s", "e" if middle.lng >= 0 else "w"
    return f"demo-{abs(round(middle.lat * 100))}{north}-{abs(round(middle.lng * 100))}{east}"


def _demo_fields(middle: Point, polygon: dict) -> dict:
    real = [zone for zone in selectors.zones() if not zone.demonstration]
    nearest = min(real, key=lambda zone: great_circle_m(zone.centre, middle))
    where = f"{middle.lat:.2f}, {middle.lng:.2f}"
    return {
        "name_fr": f"Démonstration {where}",
        "name_ar": f"منطقة تجريبية {where}",
        "name_en": f"Demonstration {where}",
        "market": Market.objects.get(code=nearest.market),
        "time_zone": _time_zone_of(middle.lng),
        "polygon": polygon,
        "demonstration": True,
        "active": True,
    }


def _time_zone_of(lng: float) -> str:
    """The nautical zone: 15° an hour. The names of the Etc area count westwards: New York is Etc/GMT+5."""
    hours = round(lng / 15)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
