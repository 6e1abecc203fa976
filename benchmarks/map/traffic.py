"""`python -m benchmarks.map.traffic CARS`: so many cars drive through Algiers, each told once a second, until its end.

Positions go where a web process puts those that drivers send: into the index in Redis. What the map reads is then real.
"""

import superapp  # noqa: F401  isort: skip

import math
import random
import sys
import time
from uuid import UUID

import django

METRES_A_DEGREE = 111_320
SPEED_M_S = 12
CORE = (36.70, 2.98, 36.79, 3.22)  # south, west, north, east: where most of the city is


class Car:
    def __init__(self, rng: random.Random) -> None:
        self.id = str(UUID(int=rng.getrandbits(128)))
        self.lat, self.lng = rng.uniform(CORE[0], CORE[2]), rng.uniform(CORE[1], CORE[3])
        self.heading = rng.uniform(0, 360)
        self._rng = rng

    def drive(self, seconds: float) -> None:
        self.heading = (self.heading + self._rng.uniform(-15, 15)) % 360
        way = SPEED_M_S * seconds / METRES_A_DEGREE
        self.lat += way * math.cos(math.radians(self.heading))
        self.lng += way * math.sin(math.radians(self.heading)) / math.cos(math.radians(self.lat))
        if not (CORE[0] < self.lat < CORE[2] and CORE[1] < self.lng < CORE[3]):
            self.heading = (self.heading + 180) % 360


def main(count: int) -> None:
    django.setup()
    from apps.fleet.algorithms.packing import pack
    from apps.fleet.selectors import positions_key
    from apps.geo import selectors as geo
    from apps.kernel import clock, redis

    rng = random.Random(7)
    cars = [Car(rng) for _ in range(count)]
    key, before = positions_key(geo.zone("algiers").id), time.time()
    redis.client().delete(key)
    while True:
        now = time.time()
        for car in cars:
            car.drive(now - before)
        at = clock.now().timestamp()
        redis.client().hset(key, mapping={car.id: pack(car.lat, car.lng, car.heading, at) for car in cars})
        before = now
        time.sleep(max(0.0, 1 - (time.time() - now)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
