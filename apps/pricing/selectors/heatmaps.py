"""Demand, supply and surge of a zone as GeoJSON: exact for staff, coarse for drivers."""

from datetime import timedelta
from uuid import UUID

from apps.geo import services as geo
from apps.kernel import clock
from apps.pricing.algorithms import surge
from apps.pricing.models import SurgeCell

FRESH = timedelta(minutes=5)  # older cells are not shown
LEAST_RIDERS = 3.0  # in reach of a cell, before drivers are shown any demand there
LEVELS = (LEAST_RIDERS, 6.0, 12.0)


def heatmap(zone_id: UUID) -> dict:
    """A FeatureCollection of hexagons. Properties: `cell`, `demand` and `supply` (counts), `surge` (decimal text).
    One query."""
    return _collection([_feature(row.cell, {"demand": row.riders, "supply": row.cars}, row) for row in _rows(zone_id)])


def driver_heatmap(zone_id: UUID) -> dict:
    """The same for drivers, without counts: `demand` and `supply` are levels from 0 (hardly any) to 3, of what is in
    reach of a cell, smoothed. Fewer than three riders are never shown, so nobody is seen waiting alone. One query."""
    features = [_coarse(row) for row in _rows(zone_id)]
    return _collection([feature for feature in features if _tells(feature["properties"])])


def _tells(properties: dict) -> bool:
    return bool(properties["demand"] or properties["supply"] or properties["surge"] != "1.00")


def _rows(zone_id: UUID) -> list[SurgeCell]:
    return list(SurgeCell.objects.filter(zone_id=zone_id, at__gte=clock.now() - FRESH).order_by("cell"))


def _coarse(row: SurgeCell) -> dict:
    return _feature(row.cell, {"demand": level(row.demand), "supply": level(row.supply)}, row)


def level(amount: float) -> int:
    return sum(amount >= least for least in LEVELS)


def _feature(cell: str, counts: dict, row: SurgeCell) -> dict:
    multiplier = surge.shown(row.line.level_at(clock.now()))
    return geo.cell_feature(cell, **counts, surge=str(multiplier))


def _collection(features: list[dict]) -> dict:
    return {"type": "FeatureCollection", "features": features}
