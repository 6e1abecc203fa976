"""What a worker of a race can be told to do with a car's code, and with rides reserved ahead."""

from datetime import timedelta
from uuid import UUID, uuid4

from apps.accounts.services import register
from apps.dispatch.models import Run
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing import services as pricing
from apps.rides import services as rides
from apps.rides.models import CarCode, Ride
from apps.rides.services import instant
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.races import actions


def cast(riders: int) -> dict:
    """A driver at work, who shows a code; riders with a price each; and a job that is offered to the driver."""
    [driver] = actions.drivers(1, ["algiers"])
    [job] = actions.jobs(1, "algiers")
    offer = actions.offer(job["id"], driver)
    code = instant.car_code(driver_id=UUID(driver)).code
    return {
        "driver": driver,
        "code": code,
        "offer": offer,
        "job": job["id"],
        "riders": [_rider() for _ in range(riders)],
    }


def order(rider: str, code: str, quote: str) -> dict:
    return _told(
        lambda: str(
            instant.order_instantly(rider_id=UUID(rider), code=code, quote_token=quote, labels=rides.Labels()).id
        )
    )


def renew(driver: str) -> str:
    """Another code of the driver, as after some minutes."""
    CarCode.objects.filter(driver_id=driver).update(expires_at=clock.now() + timedelta(minutes=4))
    return instant.car_code(driver_id=UUID(driver)).code


def state(driver: str) -> dict:
    """The driver's active runs, and the statuses of the rides that were ordered by code."""
    return {
        "runs": Run.objects.filter(driver_id=driver, status="active").count(),
        "rides": sorted(Ride.objects.values_list("status", flat=True)),
        "used": CarCode.objects.filter(driver_id=driver, used_at__isnull=False).count(),
    }


def reserver(hours: list[int]) -> dict:
    """A rider with a price for each of these hours from now."""
    rider = _person()
    return {"rider": str(rider.id), "quotes": [_quote(rider.id, clock.now() + timedelta(hours=n)) for n in hours]}


def reserve(rider: str, quote: str) -> dict:
    return _told(lambda: str(rides.request_ride(rider_id=UUID(rider), quote_token=quote).id))


def reserved(rider: str) -> int:
    return Ride.objects.of_rider(UUID(rider)).reserved().count()


def begin(ride: str) -> None:
    rides.begin(ride_id=UUID(ride))


def statuses(rider: str) -> list[str]:
    return sorted(Ride.objects.of_rider(UUID(rider)).values_list("status", flat=True))


def due(rider: str) -> None:
    """The riders' reminders are due."""
    Ride.objects.filter(rider_id=rider).update(remind_at=clock.now())


def remind() -> int:
    return rides.remind_due()


def quote_of_now(rider: str) -> str:
    return _quote(UUID(rider))


def _rider() -> dict:
    person = _person()
    return {"rider": str(person.id), "quote": _quote(person.id)}


def _person():
    mark = uuid4().hex[:8]
    return register(email=f"{mark}@riders.example", full_name=f"Rider {mark}")


def _quote(rider_id: UUID, at=None) -> str:
    geo.zones()
    asked = {"pickup": ALGIERS_CENTRE, "dropoff": BAB_EZZOUAR, "category": "standard", "at": at}
    return pricing.quote(rider_id=rider_id, **asked)[1]


def _told(act) -> dict:
    try:
        return {"ok": act()}
    except Problem as problem:
        return {"problem": problem.slug}
