"""Drivers a ride may be given to."""

from uuid import UUID

from apps.dispatch import selectors as dispatch
from apps.dispatch.contracts import FREE
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverCard
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.rides import selectors as rides

MOST_DRIVERS = 12
MOST_FOUND = 200  # a name that so many share is no search
NOT_SEEN = 3


def drivers_near(ride_id: UUID, text: str = "") -> list[dict]:
    """Who is online in the ride's zone, nearest to the pickup first, JSON-plain. At most ten queries.

    `text` is a part of a name, phone number or plate: then all who match, with those not seen in the zone last. `state`
    is 0 free, 1 asked for a ride, 2 on one, 3 not seen in the zone. Raises RideNotFound (404), redis.Unavailable (503).
    """
    ride = rides.ride_story(ride_id)
    pickup = Point(ride.pickup.lat, ride.pickup.lng)
    metres = {
        at.driver_id: round(geo.great_circle_m(pickup, Point(at.lat, at.lng))) for at in fleet.positions(ride.zone_id)
    }
    named = [card.driver_id for card in fleet.find(text, MOST_FOUND)] if text else list(metres)
    nearest = sorted(named, key=lambda driver_id: metres.get(driver_id, float("inf")))[:MOST_DRIVERS]
    cards, states = fleet.cards(nearest), dispatch.driver_states(nearest)
    return [
        _driver(cards[driver_id], metres.get(driver_id), states.get(driver_id, FREE))
        for driver_id in nearest
        if driver_id in cards
    ]


def _driver(card: DriverCard, metres: int | None, state: int) -> dict:
    return {
        "id": str(card.driver_id),
        "name": card.full_name,
        "plate": card.vehicle.plate if card.vehicle else "",
        "phone": card.phone_masked,
        "state": NOT_SEEN if metres is None else state,
        "metres": metres,
    }
