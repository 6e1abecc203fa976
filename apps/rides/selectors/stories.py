"""How a ride came to where it stands."""

from uuid import UUID

from apps.accounts import selectors as accounts
from apps.rides import contracts
from apps.rides.models import FormerDriver, Ride, RideTransition
from apps.rides.selectors.rides import any_ride


def ride_story(ride_id: UUID) -> contracts.RideStory:
    """For staff. Four queries at most. Raises RideNotFound."""
    ride = any_ride(ride_id)
    return contracts.RideStory(
        id=ride.id,
        zone_id=ride.zone_id,
        status=ride.status,
        category=ride.category,
        rider=ride.rider.full_name or str(ride.rider.phone or ""),
        pickup=contracts.Place(ride.pickup_lat, ride.pickup_lng, ride.pickup_label),
        dropoff=contracts.Place(ride.dropoff_lat, ride.dropoff_lng, ride.dropoff_label),
        cancel_reason=ride.cancel_reason,
        scheduled_at=ride.scheduled_at,
        moves=_moves(ride),
        left=_left(ride),
    )


def _moves(ride: Ride) -> tuple[contracts.RideMove, ...]:
    rows = list(RideTransition.objects.filter(ride=ride).order_by("number"))
    people = accounts.names({row.actor_id for row in rows if row.actor_id})
    return tuple(
        contracts.RideMove(row.at, row.to_status, _name(people.get(row.actor_id) if row.actor_id else None))
        for row in rows
    )


def _left(ride: Ride) -> tuple[contracts.RideLeft, ...]:
    rows = FormerDriver.objects.filter(ride=ride).select_related("driver__person").order_by("at")
    return tuple(contracts.RideLeft(row.at, str(row.driver.person.full_name), row.status, row.reason) for row in rows)


def _name(person: object) -> str:
    return getattr(person, "full_name", "") or getattr(person, "phone", "")
