"""What a worker of a race can be told to do with drivers, their papers and vehicles."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync

from apps.accounts.services import register
from apps.fleet import selectors, services
from apps.fleet.algorithms.packing import NO_HEADING
from apps.fleet.algorithms.papers import Paper
from apps.fleet.algorithms.plausibility import Fix
from apps.fleet.models import (
    Appeal,
    Driver,
    DriverDocument,
    DriverRating,
    DriverTrip,
    HomeUse,
    IncentivePolicy,
    IncentiveProgress,
    Pair,
    QueueEntry,
    QueuePlace,
    Shift,
    Suspension,
    Vehicle,
)
from apps.fleet.services import index
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.models import OutboxEvent
from apps.kernel.problems import Problem
from apps.realtime.models import StreamMessage
from tests.dispatch.conftest import stand
from tests.places import ALGIERS_CENTRE

PICTURE = Paper(b"\xff\xd8 a picture", "image/jpeg", "jpg")


def told(act: Callable[[], object]) -> dict:
    try:
        return {"ok": act()}
    except Problem as problem:
        return {"problem": problem.slug, "current": problem.extra.get("current")}


def a_driver(cars: int = 1) -> dict:
    """A driver with approved vehicles, the first of them active, and somebody of the staff."""
    mark = uuid4().hex[:8]
    staff = register(email=f"{mark}@staff.example")
    driver = services.register_driver(person=register(email=f"{mark}@drivers.example"), plate=f"{mark}-0")
    for number in range(1, cars):
        car = {"plate": f"{mark}-{number}", "make": "Kia", "model": "Rio", "colour": "red"}
        vehicle = services.add_vehicle(driver_id=driver.id, **car, category="standard", seats=4, year=clock.now().year)
        services.approve_vehicle(vehicle_id=vehicle.id, actor_id=staff.id)
    for car in reversed(_cars(driver.id)):
        services.activate_vehicle(driver_id=driver.id, vehicle_id=car.id)
        services.vouch(driver_ids=[driver.id])
    return {"driver": str(driver.id), "staff": str(staff.id), "cars": [str(car.id) for car in _cars(driver.id)]}


def a_rider() -> str:
    return str(register(email=f"{uuid4().hex[:8]}@riders.example", full_name="Rider").id)


def favour(rider: str, driver: str) -> dict:
    return told(lambda: services.add_favourite(rider_id=UUID(rider), driver_id=UUID(driver)))


def wishes(rider: str) -> list[str]:
    return sorted(Pair.objects.filter(rider_id=rider).values_list("kind", flat=True))


def hand_in(driver: str, kind: str = "criminal_record") -> dict:
    return told(lambda: str(services.submit_document(driver_id=UUID(driver), kind=kind, paper=PICTURE).id))


def verify(document: str, staff: str) -> dict:
    return told(lambda: services.verify_document(document_id=UUID(document), actor_id=UUID(staff)).status)


def reject(document: str, staff: str) -> dict:
    return told(
        lambda: services.reject_document(document_id=UUID(document), actor_id=UUID(staff), reason="other").status
    )


def papers(driver: str, kind: str = "criminal_record") -> list[str]:
    return sorted(DriverDocument.objects.filter(driver_id=driver, kind=kind).values_list("status", flat=True))


def activate(driver: str, car: str) -> dict:
    return told(lambda: str(services.activate_vehicle(driver_id=UUID(driver), vehicle_id=UUID(car)).id))


def start_shift(driver: str) -> dict:
    return told(lambda: str(services.go_online(driver_id=UUID(driver)).vehicle_id))


def driving(driver: str) -> dict:
    """Which vehicles are active, and with which the driver is on shift."""
    shifts = Shift.objects.filter(driver_id=driver, ended_at__isnull=True).values_list("vehicle_id", flat=True)
    return {"active": [str(car.id) for car in _cars(driver) if car.active], "on_shift": list(map(str, shifts))}


def suspend(driver: str, staff: str) -> dict:
    return told(lambda: services.suspend(driver_id=UUID(driver), actor_id=UUID(staff)).reason)


def rate(driver: str, ref: str, stars: int) -> bool:
    return services.rate_driver(driver_id=UUID(driver), stars=stars, ref=UUID(ref))


def record(driver: str, ref: str) -> bool:
    zone = geo.zone("algiers").id
    return services.record_trip(
        driver_id=UUID(driver), ref=UUID(ref), completed_at=clock.now(), fare_minor=100, zone_id=zone
    )


def promise(trips: int) -> None:
    """A quest of Algiers from now on."""
    names, now = {"name_fr": "Q", "name_ar": "Q", "name_en": "Q"}, clock.now()
    zone, until = geo.zone("algiers").id, now + timedelta(days=1)
    fields = {"kind": "quest", "trips_needed": trips, "amount": 100, "starts_at": now, "ends_at": until}
    services.add_incentive(policy=IncentivePolicy(zone_id=zone, code="race", **names, **fields))


def versions() -> list[int]:
    return list(IncentivePolicy.objects.order_by("version").values_list("version", flat=True))


def add_version(trips: int) -> dict:
    return told(lambda: promise(trips))


def progress(driver: str) -> list:
    """[trips, status] of each window, and how often something was earned."""
    rows = IncentiveProgress.objects.filter(driver_id=driver).values_list("trips", "status")
    earned = OutboxEvent.objects.filter(name="fleet.IncentiveEarned", payload__driver_id=driver).count()
    return [*map(list, rows), earned]


def record_of(driver: str) -> dict:
    row = Driver.objects.get(id=driver)
    ratings, trips = (model.objects.filter(driver_id=driver).count() for model in (DriverRating, DriverTrip))
    return {"rating": str(row.rating), "rated": row.rated, "ratings": ratings, "trips": trips}


def block(rider: str, driver: str) -> bool:
    return services.block_pair(rider_id=UUID(rider), driver_id=UUID(driver), by="rider")


def pairs(rider: str) -> dict:
    found = selectors.pairs_of([UUID(rider)])
    return {str(driver): kind for driver, kind in found.get(UUID(rider), {}).items()}


def an_airport(drivers: list[str]) -> str:
    """A marked place around the centre, and those drivers on shift in it."""
    lat, lng, zone = ALGIERS_CENTRE.lat, ALGIERS_CENTRE.lng, geo.zone("algiers").id
    ring = [[lng + x, lat + y] for x, y in ((-0.02, -0.02), (0.02, -0.02), (0.02, 0.02), (-0.02, 0.02), (-0.02, -0.02))]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    place = QueuePlace.objects.create(zone_id=zone, name_fr="A", name_ar="A", name_en="A", polygon=polygon)
    for driver in drivers:
        services.go_online(driver_id=UUID(driver))
        stand(UUID(driver), zone, ALGIERS_CENTRE)
    return str(place.id)


def keep_queues() -> None:
    services.keep_queues()


def numbers(driver: str) -> list:
    """The numbers in line that the driver was told, in order."""
    rows = StreamMessage.objects.filter(stream_id=f"driver:{driver}", event="queue.updated").order_by("seq")
    return [row.data["position"] for row in rows]


def decline(driver: str) -> bool:
    return services.note_decline(driver_id=UUID(driver))


def turns(place: str) -> list[list]:
    rows = QueueEntry.objects.filter(place_id=place).order_by("driver_id")
    return [[str(row.driver_id), row.declines, row.left_because] for row in rows]


def head_home(driver: str) -> dict:
    return told(lambda: services.set_home(driver_id=UUID(driver), on=True, place=ALGIERS_CENTRE).uses_left)


def home_uses(driver: str) -> int:
    return HomeUse.objects.filter(driver_id=driver).count()


def appeal(driver: str) -> dict:
    return told(lambda: str(services.appeal(driver_id=UUID(driver), text="I was not there.").id))


def decide_appeal(appeal: str, staff: str, granted: bool) -> dict:
    decide = services.grant_appeal if granted else services.refuse_appeal
    return told(lambda: decide(appeal_id=UUID(appeal), actor_id=UUID(staff)).status)


def standing(driver: str) -> list:
    """The driver's status, and how many suspensions and appeals there are."""
    suspensions = Suspension.objects.filter(driver_id=driver)
    appeals = Appeal.objects.filter(suspension__driver_id=driver).count()
    return [Driver.objects.get(id=driver).status, suspensions.count(), appeals]


def _cars(driver: UUID | str) -> list[Vehicle]:
    return list(Vehicle.objects.filter(driver_id=driver).order_by("id"))


def tell_positions(driver: str, ages_s: list[float], zone: str, at: float) -> int:
    """The driver's positions as one process writes them, dated so many seconds before `at`. How many were kept."""

    async def tell() -> int:
        fixes = [Fix(36.75, 3.05, NO_HEADING, at - age_s) for age_s in ages_s]
        return sum([len(await index.keep_newest([(UUID(driver), fix, zone)])) for fix in fixes])

    return async_to_sync(tell)()
