"""A quote is a signed promise: quoting writes nothing, redeeming needs nothing but the token."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _

from apps.geo import selectors as zones
from apps.geo import services as geo
from apps.geo.contracts import Estimate, Point, ZoneInfo
from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.kernel.problems import Problem
from apps.pricing.algorithms.fare import Tariff, fare
from apps.pricing.contracts import Quote
from apps.pricing.models import TariffVersion
from apps.pricing.selectors import tariffs_in_force

SALT = "pricing.quote"
NEAREST_M = 100
FARTHEST_M = 150_000


class TooClose(Problem):
    status = 422
    slug = "too-close"
    title = _("Pick-up and drop-off are too close to each other.")


class TooFar(Problem):
    status = 422
    slug = "too-far"
    title = _("The trip is too long.")


class CategoryNotOffered(Problem):
    """`offered` lists the categories that the zone has."""

    status = 422
    slug = "category-not-offered"
    title = _("This kind of car is not offered here.")


class QuoteForged(Problem):
    """Not a token of ours, or one of another rider's: the caller cannot tell which."""

    status = 422
    slug = "quote-invalid"
    title = _("This price is not valid. Ask for a new one.")


class QuoteExpired(Problem):
    status = 409
    slug = "quote-expired"
    title = _("This price has expired. Ask for a new one.")


def quote(*, rider_id: UUID, pickup: Point, dropoff: Point, category: str) -> tuple[Quote, str]:
    """The price of one category and its token.

    Raises OutsideEveryZone, TooClose (< 100 m), TooFar (> 150 km), CategoryNotOffered; all 422.
    """
    promise, offered = _prepare(rider_id, pickup, dropoff)
    if category not in offered:
        raise CategoryNotOffered(offered=list(offered))
    return promise(offered[category])


def quote_all(*, rider_id: UUID, pickup: Point, dropoff: Point) -> list[tuple[Quote, str]]:
    """As `quote`, for every category of the pick-up's zone."""
    promise, offered = _prepare(rider_id, pickup, dropoff)
    return [promise(row) for row in offered.values()]


def redeem(*, token: str, rider_id: UUID) -> Quote:
    """The quote behind a token. Raises QuoteForged (422), QuoteExpired (409). Nothing is used up."""
    try:
        found = Quote.from_dict(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError) as error:  # ValueError: text that is no ASCII at all
        raise QuoteForged() from error
    if found.rider_id != rider_id:
        raise QuoteForged()
    if clock.now() >= found.expires_at:
        raise QuoteExpired()
    return found


Promise = Callable[[TariffVersion], tuple[Quote, str]]


def _prepare(rider_id: UUID, pickup: Point, dropoff: Point) -> tuple[Promise, dict[str, TariffVersion]]:
    zone = zones.zone_at(pickup, field="pickup")
    zones.zone_at(dropoff, field="dropoff")
    _check_distance(pickup, dropoff)
    now = clock.now()
    trip = geo.estimate(pickup, dropoff, now)

    def promise(row: TariffVersion) -> tuple[Quote, str]:
        made = _quote(rider_id, pickup, dropoff, zone, trip, row)
        return made, signing.dumps(made.as_dict(), salt=SALT, compress=True)

    return promise, tariffs_in_force(zone, now)


def _check_distance(pickup: Point, dropoff: Point) -> None:
    straight_m = geo.great_circle_m(pickup, dropoff)
    if straight_m < NEAREST_M:
        raise TooClose(minimum_m=NEAREST_M)
    if straight_m > FARTHEST_M:
        raise TooFar(maximum_m=FARTHEST_M)


def _quote(rider_id: UUID, pickup: Point, dropoff: Point, zone: ZoneInfo, trip: Estimate, row: TariffVersion) -> Quote:
    return Quote(
        id=uuid7(),
        rider_id=rider_id,
        zone_id=zone.id,
        category=row.category,
        pickup=pickup,
        dropoff=dropoff,
        distance_m=trip.distance_m,
        duration_s=trip.duration_s,
        eta_source=trip.source,
        breakdown=fare(tariff_of(row, zone.currency), trip.distance_m, trip.duration_s),
        expires_at=clock.now() + timedelta(seconds=row.quote_valid_s),
    )


def tariff_of(row: TariffVersion, currency: str) -> Tariff:
    return Tariff(
        version_id=str(row.id),
        currency=currency,
        base=row.base,
        booking_fee=row.booking_fee,
        per_km=row.per_km,
        per_minute=row.per_minute,
        minimum=row.minimum,
        rounding_step=row.rounding_step,
    )
