"""What was recorded, as arrays: trips that were asked for, and drivers who turned up. Times are Unix seconds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trips:
    """By `requested_at`. Places are rows of degrees (latitude, longitude); NaN: how long it took is not known."""

    requested_at: Floats
    pickup: Floats
    dropoff: Floats
    duration_s: Floats

    def __len__(self) -> int:
        return len(self.requested_at)


@dataclass(frozen=True)
class Appearances:
    """By `at`: a driver (a number from 0) is there and online, until `until` at least; a trip is always ended."""

    at: Floats
    until: Floats
    driver: NDArray[np.int64]
    place: Floats

    @property
    def drivers(self) -> int:
        return int(self.driver.max()) + 1 if len(self.driver) else 0


def at_pickups(trips: Trips, drivers: int, seed: int) -> Appearances:
    """`drivers` who are online from the first request to the end, where people asked for trips: drawn with `seed`."""
    chosen = np.random.default_rng(seed).integers(len(trips), size=drivers)
    start = np.full(drivers, trips.requested_at[0])
    return Appearances(start, np.full(drivers, np.inf), np.arange(drivers), trips.pickup[chosen])
