"""Where a driver goes now, as addresses that open a navigation app."""

from uuid import UUID

from apps.rides.contracts import Place
from apps.rides.selectors import views
from apps.rides.selectors.rides import ride_of_driver
from apps.rides.states import RideStatus


def navigation(driver_id: UUID, ride_id: UUID) -> dict:
    """`target` is pickup, and once the trip has started dropoff. Raises RideNotFound."""
    ride = ride_of_driver(driver_id, ride_id)
    started = ride.status == RideStatus.IN_PROGRESS
    place = views.dropoff(ride) if started else views.pickup(ride)
    return {"target": "dropoff" if started else "pickup", "place": place, "links": _links(place)}


def _links(place: Place) -> dict[str, str]:
    at = f"{place.lat:.6f},{place.lng:.6f}"
    return {
        "geo": f"geo:{at}?q={at}",
        "google": f"https://www.google.com/maps/dir/?api=1&destination={at}&travelmode=driving",
        "waze": f"https://waze.com/ul?ll={at}&navigate=yes",
        "apple": f"https://maps.apple.com/?daddr={at}&dirflg=d",
    }
