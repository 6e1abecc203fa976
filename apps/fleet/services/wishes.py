"""How a driver on shift would like to end it: after this trip, or on the way home."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.fleet import selectors
from apps.fleet.contracts import HomeMode
from apps.fleet.models import Driver, HomeUse, Shift
from apps.fleet.services.holding import hold
from apps.fleet.services.shifts import end_unoccupied
from apps.fleet.states import EndReason
from apps.geo.contracts import Point
from apps.kernel.problems import Problem


class NotOnline(Problem):
    status = 409
    slug = "not-online"
    title = _("Go online first.")


class HomeUnknown(Problem):
    status = 422
    slug = "home-unknown"
    title = _("Say where you want to go.")


class HomeUsesSpent(Problem):
    """`uses_a_day` is how often the market allows it."""

    status = 409
    slug = "home-uses-spent"
    title = _("You have used go-home mode often enough today.")


@transaction.atomic
def set_last_trip(*, driver_id: UUID, on: bool) -> Shift | None:
    """With `on`, the shift ends with the run that is under way, or now when there is none; until then there are no
    further offers. Returns the shift that is still open. Raises NotOnline."""
    open_shift = Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True)
    if not open_shift.exists():
        raise NotOnline()
    if not on:
        open_shift.filter(end_reason=EndReason.LAST_TRIP).update(end_reason="")
    elif not open_shift.filter(occupied=True).update(end_reason=EndReason.LAST_TRIP):
        end_unoccupied(driver_id, EndReason.LAST_TRIP)
    return selectors.open_shift(driver_id)


@transaction.atomic
def set_home(*, driver_id: UUID, on: bool, place: Point | None = None) -> HomeMode:
    """Go-home mode: offers only towards `place`, or the place of the last time. It lasts until it is switched off, or
    the shift ends; each time it is switched on counts, so many a day of the market. Only where to go may be changed
    while it is on. Raises NotOnline, HomeUnknown, HomeUsesSpent.

    The driver's row is the lock; that the same use of a day is not given twice is a constraint.
    """
    hold(driver_id)
    driver = selectors.driver_of(driver_id)
    if place:
        Driver.objects.filter(id=driver_id).update(home_lat=place.lat, home_lng=place.lng)
        driver.home_lat, driver.home_lng = place.lat, place.lng
    if on:
        _head_home(driver)
    else:
        Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(home_lat=None, home_lng=None)
    return selectors.home_mode(driver_id)


def _head_home(driver: Driver) -> None:
    shift = selectors.open_shift(driver.id)
    if shift is None:
        raise NotOnline()
    if driver.home_lat is None:
        raise HomeUnknown()
    if shift.home_lat is None:
        _count_use(driver)
    Shift.objects.filter(id=shift.id, ended_at__isnull=True).update(home_lat=driver.home_lat, home_lng=driver.home_lng)


def _count_use(driver: Driver) -> None:
    today, allowed = selectors.today(driver), selectors.home_uses_a_day(driver.market_id)
    used = HomeUse.objects.filter(driver=driver, day=today).count()
    if used >= allowed:
        raise HomeUsesSpent(uses_a_day=allowed)
    HomeUse.objects.create(driver=driver, day=today, number=used + 1)
