"""Valhalla's `/route`: https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apps.geo.algorithms import polyline
from apps.geo.contracts import Estimate, EtaSource, Point
from apps.geo.engines.answers import SNAP_M, joined, number
from apps.geo.engines.transport import EngineFailed, NoRoute, Transport

# Too far for it, in unconnected regions, no road near, no path (three of them).
NO_ROUTE = {154, 170, 171, 441, 442, 443}


def route(transport: Transport, stops: Sequence[Point], at: datetime, with_geometry: bool) -> Estimate:
    """The way by car over `stops`, leaving at `at` (on the zone's clock). Raises EngineFailed, NoRoute."""
    status, document = transport.ask("/route", body=_question(stops, at))
    if status == 400 and document.get("error_code") in NO_ROUTE:
        raise NoRoute(document.get("error"))
    if status != 200:
        raise EngineFailed("refused", document.get("error"))
    return _answer(document["trip"], with_geometry)


def _question(stops: Sequence[Point], at: datetime) -> dict:
    """The time matters where the tiles know traffic; without it the answer is the same at every hour."""
    places = [{"lat": stop.lat, "lon": stop.lng, "type": "break", "search_cutoff": SNAP_M} for stop in stops]
    return {
        "locations": places,
        "costing": "auto",
        "units": "kilometers",
        "directions_type": "none",
        "date_time": {"type": 1, "value": at.strftime("%Y-%m-%dT%H:%M")},
    }


def _answer(trip: dict[str, Any], with_geometry: bool) -> Estimate:
    legs = [polyline.decode(leg["shape"], 6) for leg in trip["legs"]] if with_geometry else []
    return Estimate(
        distance_m=number(trip["summary"]["length"], 1_000),
        duration_s=number(trip["summary"]["time"]),
        source=EtaSource.VALHALLA.value,
        geometry=joined(legs),
    )
