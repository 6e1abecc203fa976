"""One live round: 500 jobs, 2,000 drivers, SQLite and Redis of its own. CPU of this process, by part, and queries.

`python -m benchmarks.matching.live_round [--jobs 500] [--drivers 2000] [--rounds 5]`. Offers are made one by one, each
in a transaction of its own; everything else (reading, choosing, the decision log) is done once for the zone.
"""

import os

from tests.support import stores  # noqa: F401  isort: skip  (a private Redis and database, before Django is set up)

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import superapp  # noqa: F401  isort: skip

import argparse
import random
import statistics
import time
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from apps.accounts.models import Person  # noqa: E402
from apps.dispatch import services  # noqa: E402
from apps.dispatch.models import Job, Offer  # noqa: E402
from apps.dispatch.services import rounds  # noqa: E402
from apps.fleet import selectors as fleet  # noqa: E402
from apps.fleet.algorithms.packing import pack  # noqa: E402
from apps.fleet.models import Driver, Shift, Vehicle  # noqa: E402
from apps.geo import selectors as geo  # noqa: E402
from apps.geo.models import Market  # noqa: E402
from apps.kernel import clock, redis  # noqa: E402


class Meter:
    """CPU seconds and queries of offers, and of a whole round."""

    def __init__(self) -> None:
        self.offers_s, self.queries, self.in_offers = 0.0, 0, 0
        self._make = rounds.make_offer
        rounds.make_offer = self.make_offer

    def make_offer(self, **arguments: object) -> Offer | None:
        started, before = time.process_time(), self.queries
        offer = self._make(**arguments)
        self.offers_s += time.process_time() - started
        self.in_offers += self.queries - before
        return offer

    def count(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--drivers", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    dice, zone_id = random.Random(5), geo.zone("algiers").id
    spots = {str(driver_id): place(dice) for driver_id in people(options.drivers)}
    found = []
    for _ in range(options.rounds + 1):
        clear()
        jobs(options.jobs, zone_id, dice)
        stand(spots, zone_id)
        found.append(measure(zone_id))
    report(found[1:])  # the first one imports SciPy


def measure(zone_id) -> dict[str, float]:
    meter = Meter()
    with connection.execute_wrapper(meter.count):
        started = time.process_time()
        services.match_open_jobs(zone_id=zone_id)
        total_s = time.process_time() - started
    rounds.make_offer = meter._make
    offers = Offer.objects.filter(status="open").count()
    return {
        "round, CPU ms": total_s * 1_000,
        "of it offers, CPU ms": meter.offers_s * 1_000,
        "the rest, CPU ms": (total_s - meter.offers_s) * 1_000,
        "queries but for offers": meter.queries - meter.in_offers,
        "offers made": offers,
    }


def report(found: list[dict[str, float]]) -> None:
    for name in found[0]:
        values = [each[name] for each in found]
        print(
            f"{name:<24} median {statistics.median(values):8.0f}   least {min(values):8.0f}   most {max(values):8.0f}"
        )


def people(count: int) -> list:
    """Drivers with an open shift, one in five with a comfort car."""
    persons = [Person(id=uuid4(), email=f"d{n}@drivers.example", full_name=f"Driver {n}") for n in range(count)]
    Person.objects.bulk_create(persons)
    market = Market.objects.get(code="DZ")
    Driver.objects.bulk_create([Driver(id=p.id, person=p, status="active", market=market) for p in persons])
    cars = [
        Vehicle(driver_id=person.id, plate=f"P{n}", category="standard" if n % 5 else "comfort")
        for n, person in enumerate(persons)
    ]
    Vehicle.objects.bulk_create(cars)
    Shift.objects.bulk_create([Shift(driver_id=c.driver_id, vehicle=c, started_at=clock.now()) for c in cars])
    return [person.id for person in persons]


def clear() -> None:
    Job.objects.filter(status__in=["open", "offered"]).update(status="cancelled")
    Offer.objects.filter(status="open").update(status="expired")


def jobs(count: int, zone_id, dice: random.Random) -> None:
    now = clock.now()
    rows = []
    for _ in range(count):
        lat, lng = place(dice)
        rows.append(
            Job(
                kind="ride",
                ref=uuid4(),
                zone_id=zone_id,
                category="standard",
                pickup_lat=lat,
                pickup_lng=lng,
                dropoff_lat=36.72,
                dropoff_lng=3.18,
                opened_at=now - timedelta(seconds=dice.uniform(0, 60)),
                patience_until=now + timedelta(minutes=5),
            )
        )
    Job.objects.bulk_create(rows)


def stand(spots: dict[str, tuple[float, float]], zone_id) -> None:
    at = clock.now().timestamp()
    packed = {driver_id: pack(lat, lng, -1.0, at) for driver_id, (lat, lng) in spots.items()}
    redis.client().hset(fleet.positions_key(zone_id), mapping=packed)


def place(dice: random.Random) -> tuple[float, float]:
    return dice.gauss(36.7538, 0.03), dice.gauss(3.0588, 0.04)


if __name__ == "__main__":
    main()
