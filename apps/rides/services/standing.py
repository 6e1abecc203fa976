"""A trip stands still where it should not: its rider is asked whether all is well, and staff hear when nobody answers.

The sweep may run in two workers at once. It reads in bulk; each question and each alert is a conditional update of the
car's row, so that it is put once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverPosition
from apps.geo import selectors as geo
from apps.geo import services as distances
from apps.geo.contracts import Point
from apps.kernel import clock, redis
from apps.kernel.problems import Problem
from apps.rides.contracts import AlertView
from apps.rides.models import Ride, StandingCar, StandingPolicy
from apps.rides.selectors.sides import ride_of
from apps.rides.services import safety
from apps.rides.services.telling import tell
from apps.rides.states import RideStatus, SafetyAnswer, Side

TITLE = _("Are you all right?")
TEXT = _("Your car has not moved for a while. Tell us that all is well, or ask for help.")

log = structlog.get_logger(__name__)


class NothingAsked(Problem):
    status = 409
    slug = "nothing-asked"
    title = _("We have not asked you anything about this ride.")


def watch_standing_cars() -> int:
    """Look at every trip under way; returns how many riders were asked. Four queries, and those of what is new."""
    now, rides = clock.now(), _under_way()
    if not rides:
        return 0
    policies = {each.market.code: each for each in StandingPolicy.objects.select_related("market")}
    known = {car.ride_id: car for car in StandingCar.objects.filter(ride__status=RideStatus.IN_PROGRESS)}
    seen = _seen(rides)
    _note(rides, seen, known, policies, now)
    asked = 0
    for ride in rides:
        car, policy = known.get(ride.id), _policy(policies, ride)
        if car is not None and policy.active:
            asked += _ask_if_due(ride, car, policy, now)
            _alert_if_due(ride, car, policy, now)
    return asked


def answer(
    *, rider_id: UUID, ride_id: UUID, answer: str, lat: float | None = None, lng: float | None = None
) -> AlertView | None:
    """The rider says `fine`, or `help`, which is a call for help (the alert is returned). Said again nothing changes.

    Raises RideNotFound, and NothingAsked for `fine` to no question.
    """
    ride = ride_of(Side.RIDER, rider_id, ride_id)
    asked = StandingCar.objects.filter(ride=ride, asked_at__isnull=False)
    asked.filter(answered_at=None).update(answered_at=clock.now(), answer=answer)
    if answer == SafetyAnswer.HELP:
        return safety.call_for_help(person_id=rider_id, side=Side.RIDER, ride_id=ride_id, lat=lat, lng=lng)
    if not asked.exists():
        raise NothingAsked()
    return None


def _under_way() -> list[Ride]:
    under_way = Ride.objects.filter(status=RideStatus.IN_PROGRESS, driver__isnull=False)
    return list(under_way.select_related("rider"))


def _seen(rides: Iterable[Ride]) -> dict[UUID, DriverPosition]:
    """By driver. Without Redis nobody is seen, and nobody is asked for it; what is due for an alert still is."""
    try:
        return fleet.positions_of([ride.driver_id for ride in rides if ride.driver_id])
    except redis.Unavailable:
        return {}


def _policy(policies: Mapping[str, StandingPolicy], ride: Ride) -> StandingPolicy:
    return policies.get(geo.zone(ride.zone_id).market) or StandingPolicy()


def _note(
    rides: Iterable[Ride],
    seen: Mapping[UUID, DriverPosition],
    known: dict[UUID, StandingCar],
    policies: Mapping[str, StandingPolicy],
    now: datetime,
) -> None:
    """Who is new stands from now on; who has moved, or stands where it may, stands from now on too."""
    new, moved = [], []
    for ride in rides:
        here = seen.get(ride.driver_id) if ride.driver_id else None
        if here is None:
            continue
        car, policy = known.get(ride.id), _policy(policies, ride)
        if car is None:
            new.append(StandingCar(ride=ride, lat=here.lat, lng=here.lng, since=now))
        elif _has_moved(car, here, policy) or _may_stand(ride, here, policy):
            car.lat, car.lng, car.since = here.lat, here.lng, now
            moved.append(car)
    StandingCar.objects.bulk_create(new, ignore_conflicts=True)
    StandingCar.objects.bulk_update(moved, ["lat", "lng", "since"], batch_size=200)


def _has_moved(car: StandingCar, here: DriverPosition, policy: StandingPolicy) -> bool:
    return distances.great_circle_m(Point(car.lat, car.lng), Point(here.lat, here.lng)) > policy.moved_m


def _may_stand(ride: Ride, here: DriverPosition, policy: StandingPolicy) -> bool:
    places = [(ride.pickup_lat, ride.pickup_lng), (ride.dropoff_lat, ride.dropoff_lng)]
    places += [(stop["lat"], stop["lng"]) for stop in ride.stops]
    at = Point(here.lat, here.lng)
    return any(distances.great_circle_m(at, Point(lat, lng)) <= policy.near_m for lat, lng in places)


def _ask_if_due(ride: Ride, car: StandingCar, policy: StandingPolicy, now: datetime) -> bool:
    stood, waited = now - car.since, now - car.asked_at if car.asked_at else None
    if stood < timedelta(seconds=policy.still_s) or (waited is not None and waited < timedelta(seconds=policy.again_s)):
        return False
    as_read = StandingCar.objects.filter(pk=car.pk, since=car.since, asked_at=car.asked_at)
    with transaction.atomic():
        if not as_read.update(asked_at=now, answered_at=None, answer="", alerted_at=None):
            return False
        _ask(ride, policy, now)
    car.asked_at, car.answered_at, car.alerted_at = now, None, None
    return True


def _ask(ride: Ride, policy: StandingPolicy, now: datetime) -> None:
    by = now + timedelta(seconds=policy.answer_s)
    asked = {"ride_id": str(ride.id), "asked_at": _iso(now), "answer_by": _iso(by)}
    tell(
        side=Side.RIDER,
        person=ride.rider,
        event="ride.safety_check",
        about=ride.id,
        data=lambda: asked,
        words=(TITLE, TEXT),
        valid_for=timedelta(seconds=policy.again_s),
    )


def _alert_if_due(ride: Ride, car: StandingCar, policy: StandingPolicy, now: datetime) -> None:
    """Unless it was answered, or the car has moved since."""
    if car.asked_at is None or car.answered_at or car.alerted_at or car.since > car.asked_at:
        return
    if now - car.asked_at < timedelta(seconds=policy.answer_s):
        return
    unanswered = StandingCar.objects.filter(pk=car.pk, asked_at=car.asked_at, answered_at=None, alerted_at=None)
    with transaction.atomic():
        if unanswered.update(alerted_at=now):
            safety.alert_of_silence(ride=ride, lat=car.lat, lng=car.lng)
            log.info("rider_did_not_answer", ride=str(ride.id))


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
