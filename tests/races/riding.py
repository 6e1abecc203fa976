"""What a worker of a race can be told to do with whole rides, and how they ended."""

from datetime import timedelta
from uuid import UUID, uuid4

from apps.accounts.services import register
from apps.dispatch import services as dispatch
from apps.dispatch.models import Job, Run
from apps.fleet import services as fleet
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.models import PromoUse
from apps.rides import services
from apps.rides.models import Receipt, Ride, RideChange, RideTransition
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, KOUBA
from tests.races.beside import told
from tests.races.pricing_actions import riders

ANY_FEE = 10**9
STAGES = ("searching", "accepted", "arrived", "in_progress")


def quote(rider: str, promo_code: str = "", stops: list | tuple = ()) -> str:
    _found, token = pricing.quote(
        rider_id=UUID(rider),
        pickup=ALGIERS_CENTRE,
        dropoff=BAB_EZZOUAR,
        category="standard",
        promo_code=promo_code,
        stops=[Point(*stop) for stop in stops],
    )
    return token


def request(rider: str, token: str) -> dict:
    return told(lambda: str(services.request_ride(rider_id=UUID(rider), quote_token=token).id))


def a_ride(stage: str, promo_code: str = "", with_stop: bool = False) -> dict:
    """A ride that has come as far as `stage`; the ids of it and its people, and its PIN."""
    [rider] = riders(1)
    stops = [(HYDRA.lat, HYDRA.lng)] if with_stop else []
    ride = services.request_ride(rider_id=UUID(rider), quote_token=quote(rider, promo_code, stops))
    driver = "" if stage == "searching" else _given(ride.id)
    cast = {"ride": str(ride.id), "rider": rider, "driver": driver, "pin": Ride.objects.get(id=ride.id).pin}
    for name in ("arrive", "start")[: max(0, STAGES.index(stage) - 1)]:
        assert "ok" in step(name, **{part: cast[part] for part in ("ride", "driver", "pin")})
    return cast


def _given(ride_id: UUID) -> str:
    mark = uuid4().hex[:10]
    driver = fleet.register_driver(person=register(email=f"{mark}@drivers.example"), plate=mark)
    fleet.vouch(driver_ids=[driver.id])
    fleet.go_online(driver_id=driver.id)
    given = dispatch.assign_directly(kind="ride", ref=ride_id, driver_id=driver.id)
    services.assign(ride_id=ride_id, driver_id=driver.id, epoch=given.epoch, pickup_eta_s=120)
    return str(driver.id)


def step(name: str, ride: str, driver: str, pin: str = "") -> dict:
    more = {"pin": pin} if name == "start" else {}
    return told(lambda: getattr(services, name)(driver_person_id=UUID(driver), ride_id=UUID(ride), **more).status)


def reach(ride: str, driver: str) -> dict:
    return told(lambda: services.reach_stop(driver_person_id=UUID(driver), ride_id=UUID(ride), stop=0).status)


def cancel(ride: str, rider: str) -> dict:
    return told(lambda: services.cancel_by_rider(rider_id=UUID(rider), ride_id=UUID(ride), fee_minor=ANY_FEE).status)


def give_up(ride: str, driver: str, reason: str = "vehicle_problem") -> dict:
    asked = {"driver_person_id": UUID(driver), "ride_id": UUID(ride), "reason": reason}
    return told(lambda: services.cancel_by_driver(**asked).status)


def end_by_staff(ride: str, staff: str) -> dict:
    return told(lambda: services.cancel_by_operations(staff_id=UUID(staff), ride_id=UUID(ride), note="accident"))


def nobody_came(ride: str) -> None:
    """The driver was seen at the pickup, and has waited for an hour."""
    Ride.objects.filter(id=ride).update(seen_at_pickup_at=clock.now() - timedelta(hours=1))


def quote_change(ride: str, rider: str) -> dict:
    found = services.quote_change(rider_id=UUID(rider), ride_id=UUID(ride), dropoff=KOUBA)
    return {"token": found.token, "total": found.fare.total_minor}


def change(ride: str, rider: str, token: str) -> dict:
    asked = {"rider_id": UUID(rider), "ride_id": UUID(ride), "quote_token": token}
    return told(lambda: services.change(**asked).status)


def story(ride: str) -> dict:
    """How a ride and everything that hangs on it stand."""
    row = Ride.objects.get(id=ride)
    moves = RideTransition.objects.filter(ride=row).order_by("number").values_list("from_status", "to_status")
    return {
        "status": row.status,
        "total": row.total_minor,
        "moves": [list(move) for move in moves],
        "changes": RideChange.objects.filter(ride=row).count(),
        "receipts": Receipt.objects.filter(ride=row).count(),
        "reached": sum(stop["reached_at"] is not None for stop in row.stops),
        "fee": row.fee is not None,
        "job": Job.objects.get(ref=row.id).status,
        "runs": Run.objects.filter(ref=row.id, status="active").count(),
        "promo": PromoUse.objects.filter(ref=row.id).values_list("state", flat=True).first(),
    }


def rides_of(rider: str) -> list[str]:
    return list(Ride.objects.filter(rider_id=rider).values_list("status", flat=True))


def jobs() -> int:
    return Job.objects.count()
