"""Where a driver goes now, as addresses that open a navigation app."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.rides.contracts import Place
from apps.rides.models import Ride
from apps.rides.selectors import views
from apps.rides.selectors.rides import ride_of_driver
from apps.rides.selectors.stops import stops_of
from apps.rides.states import WITH_DRIVER, RideStatus


class RideOver(Problem):
    """Where its rider was picked up is not the driver's business any more."""

    status = 409
    slug = "ride-over"
    title = _("This ride is over.")


def navigation(driver_id: UUID, ride_id: UUID) -> dict:
    """`target` is pickup; once the trip has started stop, for as long as one is to come, then dropoff. Raises
    RideNotFound, RideOver."""
    ride = ride_of_driver(driver_id, ride_id)
    if ride.status not in WITH_DRIVER:
        raise RideOver()
    target, place = _next(ride)
    return {"target": target, "place": place, "links": _links(place)}


def _next(ride: Ride) -> tuple[str, Place]:
    if ride.status != RideStatus.IN_PROGRESS:
        return "pickup", views.pickup(ride)
    for stop in stops_of(ride):
        if stop.reached_at is None:
            return "stop", Place(stop.lat, stop.lng, stop.label)
    return "dropoff", views.dropoff(ride)


def _links(place: Place) -> dict[str, str]:
    at = f"{place.lat:.6f},{place.lng:.6f}"
    return {
        "geo": f"geo:{at}?q={at}",
        "google": f"https://www.google.com/maps/dir/?api=1&destination={at}&travelmode=driving",
        "waze": f"https://waze.com/ul?ll={at}&navigate=yes",
        "apple": f"https://maps.apple.com/?daddr={at}&dirflg=d",
    }
