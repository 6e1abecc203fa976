"""What the live map shows, gathered from the apps below."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from apps.dispatch import selectors as dispatch
from apps.dispatch.contracts import JobPin
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverPosition
from apps.geo import selectors as geo
from apps.geo.contracts import ZoneInfo
from apps.kernel import clock, redis
from apps.portals.algorithms import cells
from apps.portals.selectors.days import midnight
from apps.rides import selectors as rides
from apps.rides.contracts import EMERGENCY_ANYWHERE, EMERGENCY_NUMBERS, AlertOnMap, RideOnMap

IN_PROGRESS = "in_progress"


def zone_exists(slug: str) -> bool:
    return any(zone.slug == slug for zone in geo.zones())


def zone_snapshot(slug: str) -> dict:
    """One picture of a zone, JSON-plain: six small queries and one read of the position index. Raises NoSuchZone.

    Calls for help are those of every zone. They are shown without Redis too, when no car can be.
    """
    zone, now = geo.zone(slug), clock.now()
    positions = _positions(zone)
    states = dispatch.driver_states([position.driver_id for position in positions])
    jobs, under_way = dispatch.jobs_on_map(zone.id), rides.on_map(zone.id)
    asked_for = {ride.id: ride for ride in under_way}
    cars = [_car(position, states.get(position.driver_id, 0)) for position in positions]
    return {
        "at": now.isoformat(),
        "cars": cars,
        "jobs": [_job(job, asked_for.get(job.ref), now) for job in jobs],
        "rides": [_ride(ride) for ride in under_way if ride.driver],
        "alerts": [_alert(alert, now) for alert in rides.alerts_on_map()],
        "counts": {
            "online": len(cars),
            "free": sum(car[4] == 0 for car in cars),
            "searching": len(jobs),
            "in_progress": sum(ride.status == IN_PROGRESS for ride in under_way),
            "completed_today": rides.completed_since(zone.id, midnight(zone, now)),
        },
    }


def map_zones() -> list[dict]:
    """The zones the map may show, in the active language, with their shape and the mesh that measures it."""
    zones = sorted(geo.zones(), key=lambda zone: (zone.demonstration, zone.name))
    return [_map_zone(zone) for zone in zones]


def app_zones() -> list[dict]:
    """The zones a rider or driver may be in, without their mesh, which is heavy and asked for by itself."""
    return [
        {
            "slug": zone.slug,
            "name": zone.name,
            "centre": zone.centre.as_dict(),
            "bounds": zone.bounds,
            "polygon": zone.polygon,
            "currency": zone.currency,
            "time_zone": zone.time_zone,
            "emergency": EMERGENCY_NUMBERS.get(zone.market, EMERGENCY_ANYWHERE),
        }
        for zone in sorted(geo.zones(), key=lambda zone: (zone.demonstration, zone.name))
    ]


def zone_mesh(slug: str) -> dict | None:
    zone = next((zone for zone in geo.zones() if zone.slug == slug), None)
    return _mesh(zone) if zone else None


def _map_zone(zone: ZoneInfo) -> dict:
    return {
        "slug": zone.slug,
        "name": zone.name,
        "bounds": zone.bounds,
        "polygon": zone.polygon,
        "cells": _mesh(zone),
        "time_zone": zone.time_zone,
    }


@lru_cache(maxsize=32)
def _mesh(zone: ZoneInfo) -> dict:
    return cells.mesh(zone.polygon)


def _positions(zone: ZoneInfo) -> list[DriverPosition]:
    try:
        return fleet.positions(zone.id)
    except redis.Unavailable:
        return []


def _short(row_id: UUID) -> str:
    """The last eight digits: random in a version 7 UUID, where the first eight are the same for a whole minute."""
    return row_id.hex[-8:]


def _car(position: DriverPosition, state: int) -> list:
    heading = round(position.heading) if position.heading >= 0 else None
    return [_short(position.driver_id), round(position.lat, 5), round(position.lng, 5), heading, state]


def _job(job: JobPin, ride: RideOnMap | None, now: datetime) -> list:
    age_s = max(0, int((now - job.opened_at).total_seconds()))
    named = (ride.name, ride.category) if ride else ("", "")
    return [str(job.ref), round(job.lat, 5), round(job.lng, 5), job.status, age_s, *named]


def _ride(ride: RideOnMap) -> dict:
    return {
        "id": str(ride.id),
        "status": ride.status,
        "pickup": ride.pickup,
        "dropoff": ride.dropoff,
        "driver": ride.driver,
        "name": ride.name,
        "category": ride.category,
    }


def _alert(alert: AlertOnMap, now: datetime) -> dict:
    return {
        "id": str(alert.id),
        "ride_id": str(alert.ride_id),
        "kind": alert.kind,
        "status": alert.status,
        "side": alert.side,
        "person": alert.person,
        "driver": alert.driver,
        "zone": geo.zone(alert.zone_id).slug,
        "lat": round(alert.lat, 5),
        "lng": round(alert.lng, 5),
        "age": max(0, int((now - alert.opened_at).total_seconds())),
    }
