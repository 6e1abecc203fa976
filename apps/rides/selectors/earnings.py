"""What a driver earned, by local day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo as TimeZone

from django.db.models import Q

from apps.fleet import selectors as fleet
from apps.kernel import clock
from apps.rides.models import Ride, RideQuerySet
from apps.rides.selectors.pay import net_of, paid_for
from apps.rides.states import RideStatus

DAYS_A_PAGE = 7


@dataclass
class Day:
    """Minor units. `gross` is what the fares come to without promotions, `net` what the driver keeps of it, without
    tips; `cash` what the riders handed over. `trips` leaves fees of canceled rides out."""

    date: date
    trips: int = 0
    gross_minor: int = 0
    booking_fee_minor: int = 0
    commission_minor: int = 0
    net_minor: int = 0
    tips_minor: int = 0
    cash_minor: int = 0


@dataclass(frozen=True)
class Earnings:
    """`next` is the date to ask for older days with (`before`), None when there are none."""

    currency: str
    time_zone: str
    days: list[Day]
    next: date | None


def earnings(driver_id: UUID, *, before: date | None = None) -> Earnings:
    """The seven days before `before`, today first by default, in the time zone of the driver's market.

    Raises NotADriver. Three queries, however many trips there were.
    """
    market = fleet.driver_of(driver_id).market
    zone = TimeZone(market.time_zone)
    before = before or clock.now().astimezone(zone).date() + timedelta(days=1)
    first = before - timedelta(days=DAYS_A_PAGE)
    paid = Ride.objects.of_driver(driver_id).filter(Q(status=RideStatus.COMPLETED) | Q(fee__isnull=False))
    paid = paid.filter(currency=market.currency)
    begins, ends = _midnight(first, zone), _midnight(before, zone)
    days = _by_day(paid.filter(ended_at__gte=begins, ended_at__lt=ends).select_related("tip"), zone)
    older = paid.filter(ended_at__lt=begins).exists()
    listed = [days[before - timedelta(days=number)] for number in range(1, DAYS_A_PAGE + 1)]
    return Earnings(market.currency, market.time_zone, listed, first if older else None)


def _by_day(rides: RideQuerySet, zone: TimeZone) -> "_Days":
    days = _Days()
    for ride in rides:
        if ride.ended_at:
            _add(days[ride.ended_at.astimezone(zone).date()], ride)
    return days


class _Days(defaultdict[date, Day]):
    def __missing__(self, day: date) -> Day:
        self[day] = Day(day)
        return self[day]


def _add(day: Day, ride: Ride) -> None:
    paid, net = paid_for(ride), net_of(ride)
    if not paid or not net:
        return
    day.trips += ride.status == RideStatus.COMPLETED
    day.gross_minor += net.gross_minor
    day.booking_fee_minor += net.booking_fee_minor
    day.commission_minor += net.commission_minor
    day.net_minor += net.net_minor
    day.cash_minor += paid.total_minor
    day.tips_minor += ride.tip.amount_minor if hasattr(ride, "tip") else 0


def _midnight(day: date, zone: TimeZone) -> datetime:
    return datetime.combine(day, time(), zone)
