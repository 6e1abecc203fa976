"""The zones themselves: those of the fixture, and those drawn around somebody's trips."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models import Model

from apps.geo import selectors
from apps.geo.algorithms import polygons
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Point, ZoneInfo
from apps.geo.models import Market, Zone

FIXTURE = Path(__file__).parent.parent / "fixtures" / "zones.json"
DEMO_MARGIN_M = 2_000
DEMO_LIMIT_M = 300_000


class PointsTooFarApart(ValueError):
    """The points do not belong to one city: their box is wider than DEMO_LIMIT_M."""


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
        code, known = fields.pop("code"), _fields_of(market_model, fields)
        market_model.objects.get_or_create(code=code, defaults={**known, "legal_entity": entity})
    for fields in document["zones"]:
        market = market_model.objects.get(code=fields.pop("market"))
        slug, known = fields.pop("slug"), _fields_of(zone_model, fields)
        zone_model.objects.get_or_create(slug=slug, defaults={**known, "market": market})


def _fields_of(model: type[Model], fields: dict) -> dict:
    """Without what a migration's older model does not have yet."""
    known = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in fields.items() if name in known}


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
