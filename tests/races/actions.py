"""What a worker of a race can be told to do. Refusals are answers, anything else unexpected is a crash."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connections
from django.db.models import Sum

from apps.accounts.services import register
from apps.dispatch import services
from apps.dispatch.algorithms.problem import Match
from apps.dispatch.models import Assignment, Job, Offer, Run
from apps.fleet import services as fleet
from apps.fleet.models import Shift
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import Point
from apps.geo.models import ServicePause, SpeedSum
from apps.kernel import clock
from apps.kernel.models import OutboxEvent
from apps.kernel.problems import Problem
from tests.dispatch.conftest import north_of, stand
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.races.pricing_actions import *  # noqa: F403  theirs are told by name too

PATIENCE_S = 20  # of a worker on a busy machine


def ready() -> bool:
    return True


def use(database: str) -> None:
    connections["default"].close()
    connections.settings["default"]["NAME"] = database
    del connections["default"]


def drivers(count: int, zones: list[str]) -> list[str]:
    """Drivers online near the centre, seen in every zone of `zones`."""
    return [_driver(number, zones) for number in range(count)]


def jobs(count: int, zone: str) -> list[dict]:
    return [_job(north_of(ALGIERS_CENTRE, 10 * number), zone) for number in range(count)]


def offer(job_id: str, driver_id: str, seconds: float = 15, slot: str = "current") -> str | None:
    made = services.make_offer(
        job=Job.objects.get(id=job_id),
        match=Match(UUID(job_id), UUID(driver_id), 300, 60, slot=slot),
        offer_s=seconds,
    )
    if made:
        services.mark_delivered(offer_id=made.id, driver_person_id=UUID(driver_id))
    return str(made.id) if made else None


def accept(offer_id: str, driver_id: str, wait_s: float = 0) -> dict:
    time.sleep(wait_s)
    return _told(lambda: str(services.accept_offer(offer_id=UUID(offer_id), driver_person_id=UUID(driver_id)).id))


def decline(offer_id: str, driver_id: str) -> dict:
    return _told(lambda: services.decline_offer(offer_id=UUID(offer_id), driver_person_id=UUID(driver_id)))


def cancel(ref: str) -> dict:
    return _told(lambda: services.cancel_job(kind="ride", ref=UUID(ref)).status)


def finish(ref: str, driver_id: str) -> dict:
    return _told(lambda: services.finish_job(kind="ride", ref=UUID(ref), driver_id=UUID(driver_id)).status)


def rematch(ref: str, driver_id: str) -> dict:
    return _told(lambda: services.rematch_job(kind="ride", ref=UUID(ref), not_driver_id=UUID(driver_id)).status)


def assign(ref: str, driver_id: str, held_by: str | None = None) -> dict:
    asked = {"kind": "ride", "ref": UUID(ref), "driver_id": UUID(driver_id), "held_by": held_by}
    return _told(lambda: str(services.assign_directly(**asked).id))


def release_next(driver_id: str) -> int:
    return services.release_next(driver_id=UUID(driver_id), reason="suspended")


def schedule(count: int, zone: str) -> list[dict]:
    """Jobs whose time has come and that nobody has opened yet."""
    rows = [_job(ALGIERS_CENTRE, zone, match_from=clock.now() + timedelta(hours=1)) for _ in range(count)]
    Job.objects.filter(id__in=[row["id"] for row in rows]).update(match_from=clock.now())
    return rows


def open_due_jobs() -> int:
    return services.open_due_jobs()


def count_demand() -> int:
    return services.count_demand()


def zones_served() -> int:
    return len(geo.zones())


def go_offline(driver_id: str) -> dict:
    return _told(lambda: fleet.go_offline(driver_id=UUID(driver_id)))


def match(zone: str) -> int:
    return services.match_open_jobs(zone_id=geo.zone(zone).id)


def pause(zone: str, hours: tuple[int, int | None] = (0, None)) -> dict:
    """Between two moments so many hours into tomorrow (UTC), or from now on."""
    begin, end = hours
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    times = {"starts_at": day + timedelta(hours=begin), "ends_at": day + timedelta(hours=end)} if end else {}
    return _told(lambda: str(geo_services.pause_service(zone_id=geo.zone(zone).id, reason_code="weather", **times).id))


def resume(pause_id: str) -> dict:
    return _told(lambda: geo_services.resume_service(pause_id=UUID(pause_id)))


def pauses() -> list[list]:
    return [[str(row.id), row.ended_at is None] for row in ServicePause.objects.order_by("id")]


def learn(ref: str, there: bool = True) -> bool:
    """A trip of twenty minutes between the centre and Bab Ezzouar, one way or the other."""
    ends = (ALGIERS_CENTRE, BAB_EZZOUAR) if there else (BAB_EZZOUAR, ALGIERS_CENTRE)
    now = clock.now()
    return geo_services.record_trip(
        ref=UUID(ref),
        zone_id=geo.zone("algiers").id,
        pickup=ends[0],
        dropoff=ends[1],
        started_at=now.replace(hour=7),
        ended_at=now.replace(hour=7) + timedelta(minutes=20),
    )


def learned() -> list[int]:
    """Kilometres and seconds, in all."""
    sums = SpeedSum.objects.aggregate(Sum("straight_m"), Sum("seconds"))
    return [round((sums["straight_m__sum"] or 0) / 1_000), round(sums["seconds__sum"] or 0)]


def sweep(offer_id: str) -> int:
    """Expire offers again and again until this one is over."""
    closed, until = 0, time.monotonic() + PATIENCE_S
    while Offer.objects.filter(id=offer_id, status="open").exists() and time.monotonic() < until:
        closed += services.expire_offers()
    return closed


def take_when_free(job_id: str, driver_id: str) -> dict | None:
    """Offer the job to the next driver as soon as it is open again, who accepts at once. None if it went elsewhere."""
    until = time.monotonic() + PATIENCE_S
    while not Job.objects.filter(id=job_id, status="assigned").exists() and time.monotonic() < until:
        if made := offer(job_id, driver_id):
            return accept(made, driver_id)
    return None


def state(job_ids: list[str]) -> dict:
    """How the jobs, their offers, assignments and runs ended."""
    rows = Job.objects.filter(id__in=job_ids)
    refs = list(rows.values_list("ref", flat=True))
    return {
        "jobs": sorted(rows.values_list("status", flat=True)),
        "offers": _rows(Offer.objects.filter(job__in=job_ids).order_by("epoch", "id"), "driver_id", "status"),
        "assignments": [
            [str(row.driver_id), "ended" if row.ended_at else "running"]
            for row in Assignment.objects.filter(job__in=job_ids)
        ],
        "runs": _rows(Run.objects.filter(ref__in=refs), "driver_id", "status"),
    }


def runs(driver_id: str) -> list[list]:
    """(reference, slot) of the driver's active runs."""
    active = Run.objects.filter(driver_id=driver_id, status="active").order_by("slot")
    return _rows(active, "ref", "slot")


def events(name: str, ref: str) -> list[dict]:
    """What was published about a reference."""
    published = OutboxEvent.objects.filter(name=f"dispatch.{name}", payload__ref=ref).order_by("id")
    return list(published.values_list("payload", flat=True))


def shift(driver_id: str) -> dict:
    row = Shift.objects.get(driver_id=driver_id)
    return {"open": row.ended_at is None, "occupied": row.occupied}


def _driver(number: int, zones: list[str]) -> str:
    mark = uuid4().hex[:10]
    person = register(email=f"{mark}@drivers.example", full_name=f"Driver {mark}")
    driver = fleet.register_driver(person=person, plate=mark)
    fleet.go_online(driver_id=driver.id)
    for zone in zones:
        stand(driver.id, geo.zone(zone).id, north_of(ALGIERS_CENTRE, 50 * number))
    return str(driver.id)


def _job(pickup: Point, zone: str, **more: object) -> dict:
    row = services.open_job(
        kind="ride",
        ref=uuid4(),
        zone_id=geo.zone(zone).id,
        category="standard",
        pickup=pickup,
        dropoff=BAB_EZZOUAR,
        opened_at=clock.now(),
        **more,
    )
    return {"id": str(row.id), "ref": str(row.ref)}


def _told(act: Callable[[], object]) -> dict:
    try:
        return {"ok": act()}
    except Problem as problem:
        return {"problem": problem.slug, "current": problem.extra.get("current")}


def _rows(rows, *fields: str) -> list[list]:
    return [[str(value) if isinstance(value, UUID) else value for value in row] for row in rows.values_list(*fields)]
