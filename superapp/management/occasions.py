"""What staff would have prepared before a scenario begins: a promotion, a place where drivers wait in line, and drivers
whose papers have run out. Every function may be repeated.
"""

from datetime import timedelta
from decimal import Decimal

from apps.fleet.models import DriverDocument, QueuePlace
from apps.fleet.services import expire_documents
from apps.fleet.states import DocumentKind, DocumentStatus
from apps.geo.contracts import ZoneInfo
from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing.models import Promo
from apps.pricing.services import create_promo
from simulator import movement, names

PROMO_FOR = timedelta(days=365)
PROMO_BUDGET = 10**12
USES_A_PERSON = 1_000
AIRPORT_M = 600.0
AROUND = ((-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))
LONG_AGO = timedelta(days=2)  # in every time zone


def offer_promo(market: str) -> str:
    """The code of a promotion that runs now."""
    code = names.promo_code(market)
    now = clock.now()
    if not Promo.objects.filter(code=code).exists():
        create_promo(
            Promo(
                code=code, market=Market.objects.get(code=market), kind="percent", percent=Decimal(10),
                starts_at=now, ends_at=now + PROMO_FOR, budget=PROMO_BUDGET, per_person=USES_A_PERSON,
            )
        )  # fmt: skip
    return code


def mark_airport(zone: ZoneInfo) -> movement.Point | None:
    """Where drivers wait in line, if the city has such a place; marked if it was not."""
    if zone.slug not in names.AIRPORTS:
        return None
    place, name_fr, name_ar, name_en = names.AIRPORTS[zone.slug]
    corners = [movement.offset(place, north * AIRPORT_M, east * AIRPORT_M) for north, east in AROUND]
    polygon = {"type": "Polygon", "coordinates": [[[lng, lat] for lat, lng in corners]]}
    if not QueuePlace.objects.filter(zone_id=zone.id, name_fr=name_fr).exists():
        QueuePlace.objects.create(zone_id=zone.id, name_fr=name_fr, name_ar=name_ar, name_en=name_en, polygon=polygon)
    return place


def let_papers_expire(market: str, *, drivers: int, share: float) -> int:
    """The licence of the last `share` of the city's drivers has run out. Returns of how many."""
    count = round(drivers * share)
    phones = [names.driver(market, index).phone for index in range(drivers - count, drivers)]
    licences = DriverDocument.objects.filter(status=DocumentStatus.VERIFIED, kind=DocumentKind.DRIVING_LICENCE)
    licences.filter(driver__person__phone__in=phones).update(expires_on=(clock.now() - LONG_AGO).date())
    expire_documents()
    return count
