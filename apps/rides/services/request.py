"""Asking for a ride at a quoted price."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.kernel import clock, events
from apps.kernel.problems import Problem
from apps.pricing import services as pricing
from apps.pricing.contracts import Quote
from apps.rides import selectors
from apps.rides.contracts import Guest, RideView
from apps.rides.events import RideRequested
from apps.rides.models import Ride
from apps.rides.services import guests, jobs, moves, reservations
from apps.rides.states import RideStatus


class QuoteUsed(Problem):
    """`ride_id` is the ride the quote was used for."""

    status = 409
    slug = "quote-used"
    title = _("This price was already used for a ride. Ask for a new one.")


class RideActive(Problem):
    """`ride_id` is the ride that is going on."""

    status = 409
    slug = "ride-active"
    title = _("You already have a ride going on.")


@dataclass(frozen=True)
class Labels:
    """What the rider calls the places; `stops` in the quote's order, those missing are without a name."""

    pickup: str = ""
    dropoff: str = ""
    stops: Sequence[str] = ()


def request_ride(
    *, rider_id: UUID, quote_token: str, labels: Labels = Labels(), guest: Guest | None = None
) -> RideView:
    """Open a ride and its job, in one transaction; of a quote with a time the job waits for it, and the ride with it.
    A `guest` rides in place of the rider and is sent what they need.

    Raises QuoteExpired, QuoteForged, QuoteUsed, RideActive, PromoRefused, Suspended; of a ride for later
    PickupTimeOutOfRange, TooManyReservations, ReservationsOverlap, and never RideActive.
    """
    quote = pricing.redeem(token=quote_token, rider_id=rider_id)
    with transaction.atomic():
        accounts.hold_standing(rider_id)
        ride = open_ride(rider_id=rider_id, quote=quote, labels=labels, guest=guest)
        moves.tell_both(ride)
    return selectors.as_rider_sees(ride)


def open_ride(*, rider_id: UUID, quote: Quote, labels: Labels, guest: Guest | None = None) -> Ride:
    """In the caller's transaction, which holds the rider's standing and tells them. Raises as `request_ride`."""
    if quote.scheduled_at:
        reservations.check(rider_id=rider_id, at=quote.scheduled_at)
    ride = _create(rider_id, quote, labels, guest)
    if quote.promo_code:
        pricing.use_promo(code=quote.promo_code, person_id=rider_id, ref=ride.id, amount_minor=quote.promo_minor)
    moves.record(ride=ride, came_from="", at=ride.requested_at, actor_id=rider_id)
    if ride.scheduled_at is None:
        moves.move(ride=ride, to=RideStatus.SEARCHING)
    jobs.open_job(ride)
    if guest:
        guests.invite(ride)
    events.publish(RideRequested(ride_id=str(ride.id)))
    return ride


def _create(rider_id: UUID, quote: Quote, labels: Labels, guest: Guest | None) -> Ride:
    """The database decides between two requests at once: one quote, one ride; one rider, one active ride."""
    waiting = pricing.waiting_terms(quote.breakdown)
    try:
        with transaction.atomic():
            return Ride.objects.create(
                rider_id=rider_id,
                quote_id=quote.id,
                zone_id=quote.zone_id,
                category=quote.category,
                pickup_lat=quote.pickup.lat,
                pickup_lng=quote.pickup.lng,
                pickup_label=labels.pickup,
                dropoff_lat=quote.dropoff.lat,
                dropoff_lng=quote.dropoff.lng,
                dropoff_label=labels.dropoff,
                stops=[*map(selectors.new_stop, quote.stops, [*labels.stops, *[""] * len(quote.stops)])],
                distance_m=quote.distance_m,
                duration_s=quote.duration_s,
                breakdown=quote.breakdown.as_dict(),
                total_minor=quote.breakdown.total_minor,
                currency=quote.breakdown.currency,
                policy_version_id=quote.policy_version_id or None,
                waiting_free_s=waiting.free_s,
                waiting_per_minute=waiting.per_minute_minor,
                promo_code=quote.promo_code,
                scheduled_at=quote.scheduled_at,
                remind_at=reservations.remind_at(quote.scheduled_at),
                guest_name=guest.name if guest else "",
                guest_phone=(guest.phone or "") if guest else "",
                pin=f"{secrets.randbelow(10_000):04}",
                requested_at=clock.now(),
            )
    except IntegrityError as error:
        raise _refusal(rider_id, quote.id) or error from error


def _refusal(rider_id: UUID, quote_id: UUID) -> Problem | None:
    mine = Ride.objects.of_rider(rider_id)
    if used := mine.filter(quote_id=quote_id).first():
        return QuoteUsed(ride_id=str(used.id))
    if active := mine.active().first():
        return RideActive(ride_id=str(active.id))
    return None
