"""OSRM's route service: https://project-osrm.org/docs/ (HTTP API, `route`)."""

from collections.abc import Sequence
from datetime import datetime

from apps.geo.algorithms import polyline
from apps.geo.contracts import Estimate, EtaSource, Point
from apps.geo.engines.answers import SNAP_M, number
from apps.geo.engines.transport import EngineFailed, NoRoute, Transport

NO_ROUTE = {"NoRoute", "NoSegment"}


def route(transport: Transport, stops: Sequence[Point], at: datetime, with_geometry: bool) -> Estimate:
    """The way by car over `stops`; OSRM knows no hours, `at` changes nothing. Raises EngineFailed, NoRoute.

    Without `radiuses` it would snap a point of a country it has no data of to the nearest road of one it has.
    """
    places = ";".join(f"{stop.lng:.6f},{stop.lat:.6f}" for stop in stops)
    overview, radiuses = "full" if with_geometry else "false", ";".join([str(SNAP_M)] * len(stops))
    options = f"overview={overview}&geometries=polyline&radiuses={radiuses}"
    status, document = transport.ask(f"/route/v1/driving/{places}?{options}")
    if status == 400 and document.get("code") in NO_ROUTE:
        raise NoRoute(document.get("message"))
    if status != 200 or document["code"] != "Ok":
        raise EngineFailed("refused", document.get("message"))
    best = document["routes"][0]
    return Estimate(
        distance_m=number(best["distance"]),
        duration_s=number(best["duration"]),
        source=EtaSource.OSRM.value,
        geometry=polyline.decode(best["geometry"], 5) if with_geometry else (),
    )
