"""A trip as its share link shows it."""

import re

from django.utils.translation import gettext_lazy as _

from apps.geo import selectors as geo
from apps.geo import services as travel
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.rides import contracts
from apps.rides.models import Ride, ShareLink
from apps.rides.selectors import views
from apps.rides.selectors.bound import next_place
from apps.rides.selectors.positions import position_of_driver
from apps.rides.selectors.rides import RideNotFound
from apps.rides.selectors.stops import stops_reached
from apps.rides.states import FINAL, WITH_DRIVER

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class LinkNotFound(RideNotFound):
    """No such link, or the rider took it back."""


class TripEnded(Problem):
    status = 410
    slug = "trip-ended"
    is_expected = True
    title = _("This trip has ended.")


def shared_trip(token: str) -> contracts.SharedTrip:
    """Raises LinkNotFound, and TripEnded once the ride is over."""
    link = _link(token)
    if link is None:
        raise LinkNotFound()
    if link.ride.status in FINAL:
        raise TripEnded()
    return _view(link.ride)


def _link(token: str) -> ShareLink | None:
    if not _TOKEN.fullmatch(token):
        return None
    in_force = ShareLink.objects.filter(token=token, revoked_at=None)
    return in_force.select_related("ride__rider").first()


def _view(ride: Ride) -> contracts.SharedTrip:
    here = position_of_driver(ride) if ride.status in WITH_DRIVER else None
    return contracts.SharedTrip(
        status=ride.status,
        rider_first_name=views.first_name(ride),
        driver_first_name=next(iter((ride.driver_card or {}).get("full_name", "").split()), ""),
        vehicle=_vehicle(ride),
        dropoff=views.dropoff(ride),
        stops_to_come=len(ride.stops) - stops_reached(ride),
        position=(here.lat, here.lng) if here else None,
        heading=here.heading if here and here.heading >= 0 else None,
        eta_s=_eta_s(ride, Point(here.lat, here.lng)) if here else None,
    )


def _vehicle(ride: Ride) -> contracts.SharedVehicle | None:
    car = (ride.driver_card or {}).get("vehicle")
    return contracts.SharedVehicle(car["plate"], car["make"], car["model"], car["colour"]) if car else None


def _eta_s(ride: Ride, here: Point) -> int | None:
    """From memory: strangers who watch never make an engine work."""
    to = next_place(ride)
    if to is None:
        return None
    metres = travel.great_circle_m(here, to)
    cells = [travel.speed_cell(here)]
    return round(float(travel.travel_seconds([metres], clock.now(), geo.zone(ride.zone_id), cells=cells)[0]))
