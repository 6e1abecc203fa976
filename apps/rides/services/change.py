"""Another pickup, drop-off or other stops for a ride that was agreed: priced anew first, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.geo import selectors as zones
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.kernel import clock, events
from apps.kernel.problems import Problem
from apps.pricing import services as pricing
from apps.pricing.contracts import FareBreakdown, Quote
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.events import RidePlacesChanged
from apps.rides.models import Ride, RideChange
from apps.rides.services import jobs, moves
from apps.rides.services.request import QuoteUsed
from apps.rides.states import ACTIVE, PICKUP_OPEN, RideStatus

PICKUP_MOVES_M = 2_000  # once a driver is on the way there


class PickupFixed(Problem):
    status = 409
    slug = "pickup-fixed"
    title = _("The driver is at the pickup already: it cannot be changed any more.")


class PickupTooFar(Problem):
    """`maximum_m` is how far the pickup may move."""

    status = 422
    slug = "pickup-too-far"
    title = _("The new pickup is too far away. Cancel this ride and order another.")


class DrivenFurther(Problem):
    status = 422
    slug = "driven-further"
    title = _("The car has already gone further. Add a stop where you are now, then the new destination.")


@dataclass(frozen=True)
class ChangeQuote:
    """What the ride would cost with other places: `fare`, waiting included, instead of `agreed`."""

    quote: Quote
    token: str
    fare: FareBreakdown
    agreed: FareBreakdown


def quote_change(
    *,
    rider_id: UUID,
    ride_id: UUID,
    pickup: Point | None = None,
    dropoff: Point | None = None,
    stops: Sequence[Point] | None = None,
) -> ChangeQuote:
    """The price with what is given in place of what was agreed; `stops` are those still to come. Writes nothing.

    Raises what pricing's `quote` does of places; PickupFixed, PickupTooFar, DrivenFurther; TransitionRefused when the
    ride is over.
    """
    ride = selectors.ride_of_rider(rider_id, ride_id)
    reached, coming = selectors.stop_points(ride)
    coming = coming if stops is None else tuple(stops)
    wanted = _Places(pickup or jobs.pickup(ride), dropoff or jobs.dropoff(ride), (*reached, *coming))
    _check(ride, wanted.pickup)
    quote, token = _requote(ride, wanted)
    _check_driven(ride, quote, reached)
    return ChangeQuote(quote, token, _with_waiting(ride, quote.breakdown), FareBreakdown.from_dict(ride.breakdown))


def change(
    *,
    rider_id: UUID,
    ride_id: UUID,
    quote_token: str,
    pickup_label: str = "",
    dropoff_label: str = "",
    stop_labels: Sequence[str] = (),
) -> RideView:
    """Do what was quoted; the driver sees it at once. `stop_labels` are of the stops still to come.

    Guards: a quote is used once (unique), and the ride is as it was read (revision). Raises QuoteExpired, QuoteForged,
    QuoteUsed, PickupFixed, PickupTooFar, RideChanged when a stop was reached since, TransitionRefused when it is over.
    """
    with transaction.atomic():
        ride = selectors.ride_of_rider(rider_id, ride_id, to_change=True)
        quote = pricing.redeem(token=quote_token, rider_id=rider_id, ride_ref=ride.id)
        _check(ride, quote.pickup)
        changes = _changes(ride, quote, pickup_label, dropoff_label, stop_labels)
        _remember(ride, quote, changes)
        moves.amend(ride=ride, **changes)
        jobs.update_job(ride)
        jobs.expect_end(ride)
        moves.tell_both(ride)
        events.publish(RidePlacesChanged(ride_id=str(ride.id)))
    return selectors.as_rider_sees(ride)


@dataclass(frozen=True)
class _Places:
    pickup: Point
    dropoff: Point
    stops: tuple[Point, ...]


def _check(ride: Ride, pickup: Point) -> None:
    if ride.status not in ACTIVE:
        raise moves.refused(ride, ride.status)
    agreed = jobs.pickup(ride)
    if pickup == agreed:
        return
    if ride.status not in PICKUP_OPEN:
        raise PickupFixed()
    far = ride.driver_id is not None and geo.great_circle_m(agreed, pickup) > PICKUP_MOVES_M
    if far or zones.zone_at(pickup, field="pickup").id != ride.zone_id:
        raise PickupTooFar(maximum_m=PICKUP_MOVES_M)


def _requote(ride: Ride, places: _Places) -> tuple[Quote, str]:
    return pricing.requote(
        ride_ref=ride.id,
        rider_id=ride.rider_id,
        locked=FareBreakdown.from_dict(ride.breakdown),
        zone_id=ride.zone_id,
        category=ride.category,
        pickup=places.pickup,
        dropoff=places.dropoff,
        stops=places.stops,
    )


def _check_driven(ride: Ride, quote: Quote, reached: tuple[Point, ...]) -> None:
    """A trip that is under way cannot become cheaper than the one to where the car is now."""
    here = selectors.position_of_driver(ride) if ride.status == RideStatus.IN_PROGRESS else None
    if here is None or quote.breakdown.total_minor >= ride.total_minor:
        return
    try:
        driven, _token = _requote(ride, _Places(quote.pickup, Point(here.lat, here.lng), reached))
    except (pricing.TooClose, zones.OutsideEveryZone):
        return
    if quote.breakdown.total_minor < driven.breakdown.total_minor:
        raise DrivenFurther()


def _with_waiting(ride: Ride, fare: FareBreakdown) -> FareBreakdown:
    if ride.waiting_s is None or ride.waiting_s <= ride.waiting_free_s:
        return fare
    return pricing.with_waiting(fare, waiting_s=ride.waiting_s)


def _changes(
    ride: Ride, quote: Quote, pickup_label: str, dropoff_label: str, stop_labels: Sequence[str]
) -> dict[str, Any]:
    fare = _with_waiting(ride, quote.breakdown)
    changes = {
        "dropoff_lat": quote.dropoff.lat,
        "dropoff_lng": quote.dropoff.lng,
        "dropoff_label": dropoff_label or (ride.dropoff_label if quote.dropoff == jobs.dropoff(ride) else ""),
        "stops": _stops(ride, quote, stop_labels),
        "distance_m": quote.distance_m,
        "duration_s": quote.duration_s,
        "breakdown": fare.as_dict(),
        "total_minor": fare.total_minor,
    }
    return changes | (_pickup(ride, quote, pickup_label) if quote.pickup != jobs.pickup(ride) else {})


def _pickup(ride: Ride, quote: Quote, label: str) -> dict[str, Any]:
    """Whoever is on the way gets the time that the new place takes before they are late."""
    changes: dict[str, Any] = {"pickup_lat": quote.pickup.lat, "pickup_lng": quote.pickup.lng, "pickup_label": label}
    if ride.promised_pickup_at is not None:
        metres = geo.great_circle_m(jobs.pickup(ride), quote.pickup)
        more_s = float(geo.travel_seconds(metres, clock.now(), zones.zone(ride.zone_id)))
        changes["promised_pickup_at"] = ride.promised_pickup_at + timedelta(seconds=round(more_s))
    return changes


def _stops(ride: Ride, quote: Quote, labels: Sequence[str]) -> list[dict]:
    """The reached ones as they are, then the quote's. A quote from before the last of them was reached is old."""
    reached, _coming = selectors.stop_points(ride)
    if quote.stops[: len(reached)] != reached:
        raise moves.RideChanged()
    coming = quote.stops[len(reached) :]
    named = [*labels, *[""] * (len(coming) - len(labels))]
    return [*ride.stops[: len(reached)], *map(selectors.new_stop, coming, named)]


def _remember(ride: Ride, quote: Quote, changes: dict[str, Any]) -> None:
    before = {name: getattr(ride, name) for name in changes if name != "promised_pickup_at"}
    after = {name: changes[name] for name in before}
    try:
        with transaction.atomic():
            RideChange.objects.create(ride=ride, quote_id=quote.id, at=clock.now(), before=before, after=after)
    except IntegrityError:
        raise QuoteUsed(ride_id=str(ride.id)) from None
