"""A ride with the car one stands at: by the code on its driver's screen, without an offer (decision 0018)."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.geo import selectors as zones
from apps.kernel import clock, events
from apps.kernel.problems import Problem
from apps.pricing import services as pricing
from apps.pricing.contracts import Quote
from apps.rides import selectors
from apps.rides.contracts import Guest, RideView
from apps.rides.events import RideAssigned
from apps.rides.models import CarCode, Ride
from apps.rides.selectors.instant import CodeExpired, code_in_force
from apps.rides.services import moves
from apps.rides.services.assign import give
from apps.rides.services.request import Labels, open_ride

VALID_FOR = timedelta(minutes=10)
ROTATES_AFTER = timedelta(minutes=5)  # who scans the last moment of a picture still has as long to order


class CarRefused(Problem):
    """Why this car cannot be ordered by this rider now."""

    status = 409


class CarBusy(CarRefused):
    slug = "car-busy"
    title = _("This driver has another trip.")


class CarOffline(CarRefused):
    slug = "car-offline"
    title = _("This driver is not at work at the moment.")


class CarSuspended(CarRefused):
    slug = "car-suspended"
    title = _("This driver may not drive at the moment.")


class PairBlocked(CarRefused):
    slug = "pair-blocked"
    title = _("You and this driver are not matched. Please order another car.")


class OwnCar(CarRefused):
    slug = "own-car"
    title = _("This is your own car.")


class OtherCategory(CarRefused):
    """`serves` lists the categories that the car serves."""

    slug = "other-category"
    title = _("The price is for another kind of car. Ask for the price of this one.")


class QuoteForLater(Problem):
    status = 422
    slug = "quote-for-later"
    title = _("The price is for a ride at another time. Ask for the price of now.")


def car_code(*, driver_id: UUID) -> CarCode:
    """What the driver's screen shows now: the code there is, or a new one when that is ROTATES_AFTER old.

    Each is random and used once, so that two made at once do no harm.
    """
    mine, now = CarCode.objects.filter(driver_id=driver_id), clock.now()
    fresh = mine.filter(used_at=None, expires_at__gt=now + VALID_FOR - ROTATES_AFTER).order_by("-expires_at").first()
    if fresh:
        return fresh
    mine.filter(expires_at__lt=now - VALID_FOR).delete()
    return CarCode.objects.create(driver_id=driver_id, expires_at=now + VALID_FOR)


def order_instantly(
    *, rider_id: UUID, code: str, quote_token: str, labels: Labels, guest: Guest | None = None
) -> RideView:
    """A ride that its driver has at once. Ride, job and assignment are one transaction: else the code is still good.

    Guards: a code is used once (conditional update); a driver has one run, whoever offers them another meanwhile.

    Raises CodeNotFound, CodeExpired, what `request_ride` does, QuoteForLater, ServicePaused, and CarRefused's.
    """
    quote = pricing.redeem(token=quote_token, rider_id=rider_id)
    if quote.scheduled_at:
        raise QuoteForLater()
    with transaction.atomic():
        accounts.hold_standing(rider_id)
        driver_id = _use(code)
        _check(rider_id, driver_id, quote)
        ride = open_ride(rider_id=rider_id, quote=quote, labels=labels, guest=guest)
        _assign(ride, driver_id)
        moves.tell_both(ride)
        events.publish(RideAssigned(ride_id=str(ride.id), driver_id=str(driver_id)))
    return selectors.as_rider_sees(ride)


def _use(code: str) -> UUID:
    found, now = code_in_force(code), clock.now()
    if not CarCode.objects.filter(id=found.id, used_at=None, expires_at__gt=now).update(used_at=now):
        raise CodeExpired()
    return found.driver_id


def _check(rider_id: UUID, driver_id: UUID, quote: Quote) -> None:
    """What can be told clearly before the database decides."""
    if driver_id == rider_id:
        raise OwnCar()
    if pause := zones.pause_of(quote.zone_id, quote.category):
        raise pricing.ServicePaused(pause)
    if fleet.pairs_of([rider_id]).get(rider_id, {}).get(driver_id) == "blocked":
        raise PairBlocked()
    duty = fleet.on_duty([driver_id]).get(driver_id)
    if duty is None or not duty.may_work:
        raise CarSuspended() if fleet.open_suspension(driver_id) else CarOffline()
    if duty.occupied or duty.last_trip:
        raise CarBusy()
    if quote.category not in duty.serves:
        raise OtherCategory(serves=sorted(duty.serves))


def _assign(ride: Ride, driver_id: UUID) -> None:
    try:
        given = dispatch.assign_directly(kind="ride", ref=ride.id, driver_id=driver_id, actor=ride.rider_id)
    except dispatch.DriverBusy:
        raise CarBusy() from None
    except dispatch.DriverOffline:
        raise CarOffline() from None
    give(ride, driver_id, epoch=given.epoch, pickup_eta_s=0)
