"""Which rides there are, for whom."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch

from apps.kernel.problems import TITLES, Problem
from apps.rides import contracts
from apps.rides.models import FormerDriver, Ride, RideQuerySet, RideRating
from apps.rides.selectors.views import as_driver_sees, as_former_driver_sees, as_rider_sees
from apps.rides.states import WITH_DRIVER, Side


class RideNotFound(Problem):
    """No such ride for this person: somebody else's ride is not there either."""

    status = 404
    slug = "not-found"
    title = TITLES[404][1]


def rides_of_rider(person_id: UUID) -> RideQuerySet:
    return Ride.objects.of_rider(person_id).with_people()


def rides_of_driver(person_id: UUID) -> RideQuerySet:
    return Ride.objects.of_driver(person_id).with_people()


def history_of_rider(person_id: UUID) -> RideQuerySet:
    return _with_thanks(rides_of_rider(person_id), Side.RIDER)


def as_its_rider_saw(ride: Ride) -> contracts.PastRide:
    """A row of `history_of_rider`."""
    return _past(as_rider_sees(ride), ride)


def history_of_driver(person_id: UUID) -> RideQuerySet:
    """Rides driven and rides given up; of the latter, `mine_once` says how it ended for this driver."""
    left = FormerDriver.objects.filter(driver_id=person_id)
    ids = Ride.objects.of_driver(person_id).values("id").union(left.values("ride_id"))
    mine_once = Prefetch("former_drivers", left.order_by("-id"), to_attr="mine_once")
    rides = Ride.objects.filter(id__in=ids).with_people().prefetch_related(mine_once)
    return _with_thanks(rides, Side.DRIVER)


def as_its_driver_saw(person_id: UUID, ride: Ride) -> contracts.PastRide:
    """A row of `history_of_driver`. Who gave the ride up has no part in the stars and the tip that came after."""
    if ride.driver_id == person_id:
        return _past(as_driver_sees(ride), ride)
    view = as_former_driver_sees(ride, cast(Any, ride).mine_once[0])
    return contracts.PastRide(**vars(view), rated=False, tip_minor=None)


def _with_thanks(rides: RideQuerySet, side: Side) -> RideQuerySet:
    given = RideRating.objects.filter(ride=OuterRef("pk"), side=side)
    return rides.select_related("tip").annotate(rated=Exists(given))


def _past(view: contracts.RideView, ride: Ride) -> contracts.PastRide:
    tip_minor = ride.tip.amount_minor if hasattr(ride, "tip") else None
    return contracts.PastRide(**vars(view), rated=cast(Any, ride).rated, tip_minor=tip_minor)


def ride_of_rider(person_id: UUID, ride_id: UUID, *, to_change: bool = False) -> Ride:
    """Raises RideNotFound. `to_change` makes rivals wait where the database can; `revision` decides everywhere."""
    return _only(rides_of_rider(person_id), ride_id, to_change)


def ride_of_driver(person_id: UUID, ride_id: UUID, *, to_change: bool = False) -> Ride:
    """The same, for who drives it now."""
    return _only(rides_of_driver(person_id), ride_id, to_change)


def any_ride(ride_id: UUID, *, to_change: bool = False) -> Ride:
    """The same, for staff and for news from dispatch."""
    return _only(Ride.objects.with_people(), ride_id, to_change)


def current_of_rider(person_id: UUID) -> contracts.RideView | None:
    ride = rides_of_rider(person_id).active().first()
    return as_rider_sees(ride) if ride else None


def reserved_of_rider(person_id: UUID) -> list[contracts.RideView]:
    """Rides that wait for their time, the next one first."""
    return [as_rider_sees(ride) for ride in rides_of_rider(person_id).reserved().order_by("scheduled_at", "id")]


def current_of_driver(person_id: UUID) -> contracts.RideView | None:
    """The ride the driver is on."""
    ride = rides_of_driver(person_id).active().filter(queued=False).first()
    return as_driver_sees(ride) if ride else None


def next_of_driver(person_id: UUID) -> contracts.RideView | None:
    """The ride that the driver has accepted for when the current one is over."""
    ride = rides_of_driver(person_id).active().filter(queued=True).first()
    return as_driver_sees(ride) if ride else None


def current_ride_id(person_id: UUID) -> UUID | None:
    return Ride.objects.of_driver(person_id).active().filter(queued=False).values_list("id", flat=True).first()


def may_follow(person_id: UUID, ride_id: UUID) -> bool:
    """Whether this rider may see the driver of this ride move: from acceptance until the end."""
    return Ride.objects.of_rider(person_id).filter(id=ride_id, status__in=WITH_DRIVER).exists()


def on_map(zone_id: UUID) -> list[contracts.RideOnMap]:
    return [
        _on_map(ride) for ride in Ride.objects.active().select_related("rider").filter(zone_id=zone_id).order_by("id")
    ]


def completed_since(zone_id: UUID, since: datetime) -> int:
    return Ride.objects.filter(zone_id=zone_id, completed_at__gte=since).count()


def _only(rides: RideQuerySet, ride_id: UUID, to_change: bool) -> Ride:
    found = rides.filter(id=ride_id)
    ride = (found.select_for_update(of=("self",)) if to_change else found).first()
    if ride is None:
        raise RideNotFound()
    return ride


def _on_map(ride: Ride) -> contracts.RideOnMap:
    return contracts.RideOnMap(
        id=ride.id,
        status=ride.status,
        pickup=(ride.pickup_lat, ride.pickup_lng),
        dropoff=(ride.dropoff_lat, ride.dropoff_lng),
        driver=(ride.driver_card or {}).get("full_name"),
        name=ride.pickup_label or " ".join(ride.rider.full_name.split()[:1]),
        category=ride.category,
    )
