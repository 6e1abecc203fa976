"""A quote is a signed promise: quoting writes nothing, redeeming needs nothing but the token."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _

from apps.geo import selectors as zones
from apps.geo import services as geo
from apps.geo.contracts import PauseInfo, Point
from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.kernel.problems import Problem
from apps.pricing import selectors
from apps.pricing.algorithms import fare
from apps.pricing.contracts import FareBreakdown, Quote
from apps.pricing.models import TariffVersion
from apps.pricing.services import promos
from apps.pricing.services.fares import night_of, tariff_of
from apps.pricing.services.journeys import Journey, journey

SALT = "pricing.quote"
SURGE_AHEAD = timedelta(minutes=30)  # who is picked up later is not there when the demand is


class CategoryNotOffered(Problem):
    """`offered` lists the categories that the zone has."""

    status = 422
    slug = "category-not-offered"
    title = _("This kind of car is not offered here.")


class ServicePaused(Problem):
    """`reason_code`, `reason` and `until` (null: further notice) are those of the pause."""

    status = 409
    slug = "service-paused"
    title = _("Service is paused here at the moment.")

    def __init__(self, pause: PauseInfo) -> None:
        super().__init__(**zones.pause_told(pause))


class QuoteForged(Problem):
    """Not a token of ours, or one of another rider's or for another purpose: the caller cannot tell which."""

    status = 422
    slug = "quote-invalid"
    title = _("This price is not valid. Ask for a new one.")


class QuoteExpired(Problem):
    status = 409
    slug = "quote-expired"
    title = _("This price has expired. Ask for a new one.")


def quote(
    *,
    rider_id: UUID,
    pickup: Point,
    dropoff: Point,
    category: str,
    stops: Sequence[Point] = (),
    at: datetime | None = None,
    promo_code: str = "",
) -> tuple[Quote, str]:
    """The price of one category and its token: see `quote_all`. Raises CategoryNotOffered (422) too."""
    asked = _Asked(rider_id, journey(pickup, dropoff, stops, at), promo_code, category)
    if pause := asked.paused.get(category):
        raise ServicePaused(pause)
    if category not in asked.offered:
        raise CategoryNotOffered(offered=list(asked.offered))
    [promise] = asked.promises([category])
    return promise


def quote_all(
    *,
    rider_id: UUID,
    pickup: Point,
    dropoff: Point,
    stops: Sequence[Point] = (),
    at: datetime | None = None,
    promo_code: str = "",
) -> list[tuple[Quote, str]]:
    """The price and token of every category of the pickup's zone that is not paused, for now or, with `at`, ahead.

    Raises OutsideEveryZone, TooClose (< 100 m), TooFar (> 150 km), TooManyStops, PickupTimeOutOfRange, PromoRefused,
    all 422; ServicePaused (409). One query, and two more with a promotion.
    """
    asked = _Asked(rider_id, journey(pickup, dropoff, stops, at), promo_code)
    if asked.paused and not asked.offered:
        raise ServicePaused(min(asked.paused.values(), key=lambda p: (p.ends_at is None, p.ends_at or p.starts_at)))
    return asked.promises(asked.offered)


def unavailable(*, pickup: Point, at: datetime | None = None) -> dict[str, PauseInfo]:
    """The categories that the pickup's zone has and that are paused, now or at `at`. Raises OutsideEveryZone (422)."""
    zone = zones.zone_at(pickup)
    return _paused(zone.id, selectors.book(zone.id).tariffs_at(clock.now()), at)


def _paused(zone_id: UUID, categories: Iterable[str], at: datetime | None) -> dict[str, PauseInfo]:
    return {category: pause for category in categories if (pause := zones.pause_of(zone_id, category, at))}


def redeem(*, token: str, rider_id: UUID, ride_ref: UUID | None = None) -> Quote:
    """The quote behind a token: of a new ride, or with `ride_ref` of a change of that ride.

    Raises QuoteForged (422), QuoteExpired (409). Nothing is used up.
    """
    try:
        found = Quote.from_dict(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError) as error:  # ValueError: text that is no ASCII at all
        raise QuoteForged() from error
    if found.rider_id != rider_id or found.ride_ref != ride_ref:
        raise QuoteForged()
    if clock.now() >= found.expires_at:
        raise QuoteExpired()
    return found


def signed(quote: Quote) -> tuple[Quote, str]:
    return quote, signing.dumps(quote.as_dict(), salt=SALT, compress=True)


class _Asked:
    """What was asked and what is known about it, read once for all categories."""

    def __init__(self, rider_id: UUID, trip: Journey, promo_code: str, category: str = "") -> None:
        now = clock.now()
        self.rider_id, self.trip = rider_id, trip
        self.book = selectors.book(trip.zone.id)
        known = self.book.tariffs_at(now)  # also ahead: the price list of the day on which it is promised
        self.paused = _paused(trip.zone.id, known, trip.leaves_at)
        self.offered = {category: row for category, row in known.items() if category not in self.paused}
        self.holiday = self.book.holiday_at(trip.leaves_at, trip.zone.time_zone) is not None
        soon = trip.leaves_at - now <= SURGE_AHEAD
        self.around = selectors.surroundings(trip.zone.id, trip.pickup) if soon else selectors.Surroundings()
        wanted = [category] if category else list(self.offered)
        self.promo = promos.usable(promo_code, rider_id, trip.zone, wanted) if promo_code else None

    def promises(self, categories: Iterable[str]) -> list[tuple[Quote, str]]:
        made = [self._quote(self.offered[category]) for category in categories]
        if self.promo and not any(quote.promo_code for quote in made):
            raise promos.PromoRefused("exhausted")
        return [signed(quote) for quote in made]

    def _quote(self, row: TariffVersion) -> Quote:
        breakdown = self._price(row)
        policy = self.book.cancellation_at(clock.now(), row.category)
        return Quote(
            id=uuid7(),
            rider_id=self.rider_id,
            zone_id=self.trip.zone.id,
            category=row.category,
            pickup=self.trip.pickup,
            dropoff=self.trip.dropoff,
            distance_m=self.trip.estimate.distance_m,
            duration_s=self.trip.estimate.duration_s,
            eta_source=self.trip.estimate.source,
            breakdown=breakdown,
            expires_at=clock.now() + timedelta(seconds=row.quote_valid_s),
            stops=self.trip.stops,
            scheduled_at=self.trip.scheduled_at,
            promo_code=self.promo.code if self.promo and breakdown.line("promo") else "",
            policy_version_id=str(policy.id) if policy else "",
            pickup_eta_s=self._pickup_eta_s(row.category),
        )

    def _price(self, row: TariffVersion) -> FareBreakdown:
        zone, estimate = self.trip.zone, self.trip.estimate
        tariff = tariff_of(row, zone.currency)
        night = night_of(row).cover(self.trip.leaves_at, zone.time_zone)
        trip = fare.Trip(estimate.distance_m, estimate.duration_s, len(self.trip.stops), night, self.holiday)
        return promos.applied(self.promo, fare.fare(tariff, trip, self.around.surge), tariff, row.category)

    def _pickup_eta_s(self, category: str) -> int | None:
        metres = self.around.metres(category)
        if metres is None:
            return None
        cells = [geo.speed_cell(self.trip.pickup)]
        [seconds] = geo.travel_seconds([metres], self.trip.leaves_at, self.trip.zone, cells=cells)
        return int(seconds + 0.5)
