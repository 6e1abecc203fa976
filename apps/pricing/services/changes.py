"""New places for a ride that was agreed: the same tariff version, surge and rules."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.pricing.algorithms import fare, promo
from apps.pricing.contracts import FareBreakdown, Quote
from apps.pricing.models import Promo, TariffVersion
from apps.pricing.services.fares import tariff_of
from apps.pricing.services.journeys import Journey, journey
from apps.pricing.services.promos import terms_of
from apps.pricing.services.quotes import signed


def requote(
    *,
    ride_ref: UUID,
    rider_id: UUID,
    locked: FareBreakdown,
    zone_id: UUID,
    category: str,
    pickup: Point,
    dropoff: Point,
    stops: Sequence[Point] = (),
) -> tuple[Quote, str]:
    """The price of the whole ride with these places, and a token that only this ride can redeem.

    `locked` is the fare as agreed: its tariff version and surge hold, night and holiday apply if they did, the
    promotion takes off at most what it did. Waiting is not in it: it is added when the ride ends. Raises as
    `quote_all`.
    """
    trip = journey(pickup, dropoff, stops, None)
    row = TariffVersion.objects.get(id=locked.tariff_version_id)
    return signed(
        Quote(
            id=uuid7(),
            rider_id=rider_id,
            zone_id=zone_id,
            category=category,
            pickup=pickup,
            dropoff=dropoff,
            distance_m=trip.estimate.distance_m,
            duration_s=trip.estimate.duration_s,
            eta_source=trip.estimate.source,
            breakdown=_price(locked, tariff_of(row, locked.currency), trip),
            expires_at=clock.now() + timedelta(seconds=row.quote_valid_s),
            stops=trip.stops,
            kind="change",
            ride_ref=ride_ref,
        )
    )


def _price(locked: FareBreakdown, tariff: fare.Tariff, trip: Journey) -> FareBreakdown:
    agreed = {line.code: line for line in locked.lines}
    surge_policy = agreed["surge"].policy_version_id if "surge" in agreed else ""
    priced = fare.fare(
        tariff,
        fare.Trip(
            trip.estimate.distance_m,
            trip.estimate.duration_s,
            stops=len(trip.stops),
            night="night" in agreed,
            holiday="holiday" in agreed,
        ),
        fare.Surge(Decimal(locked.surge), surge_policy),
    )
    return _same_promo(locked, priced, tariff)


def _same_promo(locked: FareBreakdown, priced: FareBreakdown, tariff: fare.Tariff) -> FareBreakdown:
    line = locked.line("promo")
    if line is None:
        return priced
    offer = Promo.objects.get(id=line.policy_version_id)
    off = promo.discount(terms_of(offer), priced.total_minor, tariff.rounding_step)
    return fare.with_promo(priced, min(off, -line.amount_minor), str(offer.id))
