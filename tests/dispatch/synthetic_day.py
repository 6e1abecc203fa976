"""A made-up day of trips in Algiers, the same for the same seed: hot spots, two rush hours, commuters.

    python -m tests.dispatch.synthetic_day --trips 20000 > var/day.csv

In the morning people go from where they live to where they work, in the evening back or out; a third of the trips are
of neither kind. Places scatter normally around the hot spots. How long a trip took is the straight line × 1.35 at the
hour's speed, times a lognormal noise of 20 %; of one trip in five it was not recorded.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

MIDNIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)  # Monday 2 March begins in Algiers
METRES_A_DEGREE = 111_195
DETOUR = 1.35
SPEEDS_KMH = np.array([44, 46, 46, 46, 44, 40, 33, 24, 21, 24, 27, 27, 25, 26, 27, 25, 21, 20, 23, 28, 32, 35, 38, 41])
REQUESTS = np.array([12, 8, 5, 4, 5, 12, 28, 60, 70, 45, 35, 36, 40, 40, 38, 42, 52, 75, 80, 60, 45, 35, 26, 18])

#        latitude, longitude, scatter (m), living, working, going out
SPOTS = np.array(
    [
        (36.7690, 3.0560, 900, 2, 8, 9),  # the centre
        (36.7530, 3.0310, 900, 3, 5, 5),  # Hydra, El Biar
        (36.7400, 3.0950, 1000, 5, 3, 2),  # Hussein Dey
        (36.7270, 3.0830, 1100, 6, 2, 2),  # Kouba
        (36.7190, 3.1840, 1000, 5, 7, 3),  # Bab Ezzouar: university and offices
        (36.6940, 3.2150, 300, 0, 2, 1),  # the airport
        (36.7490, 3.2050, 1200, 6, 1, 2),  # Bordj El Kiffan
        (36.7150, 3.0500, 1200, 6, 2, 1),  # Birkhadem
        (36.7680, 2.9590, 1300, 5, 3, 3),  # Chéraga
        (36.7000, 3.1000, 1500, 6, 2, 1),  # Baraki and around
    ]
)
LIVING, WORKING, OUT = (SPOTS[:, column] / SPOTS[:, column].sum() for column in (3, 4, 5))


def rows(trips: int, seed: int = 1) -> Iterator[list[str]]:
    """The header, then `trips` rows in order of time."""
    yield ["requested_at", "pickup_lat", "pickup_lng", "dropoff_lat", "dropoff_lng", "duration_s"]
    dice = np.random.default_rng(seed)
    hours = _hours(dice, trips)
    pickups, dropoffs = _places(dice, hours)
    durations = _durations(dice, hours, pickups, dropoffs)
    recorded = dice.random(trips) < 0.8
    for hour, pickup, dropoff, duration, known in zip(hours, pickups, dropoffs, durations, recorded, strict=True):
        at = MIDNIGHT + timedelta(seconds=round(hour * 3600))
        places = [f"{degrees:.5f}" for degrees in (*pickup, *dropoff)]
        yield [at.isoformat(), *places, f"{duration:.0f}" if known else ""]


def _hours(dice: np.random.Generator, trips: int) -> np.ndarray:
    """Moments of the day in hours, ascending; within an hour the requests flow evenly."""
    chosen = dice.choice(24, size=trips, p=REQUESTS / REQUESTS.sum())
    return np.sort(chosen + dice.random(trips))


def _places(dice: np.random.Generator, hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    anywhere = (LIVING + WORKING + OUT) / 3
    pickups, dropoffs = np.empty((2, len(hours), 2))
    for row, hour in enumerate(hours):
        start, end = anywhere, anywhere
        if dice.random() < 2 / 3:
            start, end = (LIVING, WORKING) if 5 <= hour < 12 else (WORKING, (LIVING + OUT) / 2)
        if not 5 <= hour < 20:
            start, end = OUT, LIVING
        pickups[row], dropoffs[row] = _two_places(dice, start, end)
    return pickups, dropoffs


def _two_places(dice: np.random.Generator, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    while True:
        pickup, dropoff = _place(dice, start), _place(dice, end)
        if _metres(pickup, dropoff) >= 700:
            return pickup, dropoff


def _place(dice: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    lat, lng, scatter_m, *_ = SPOTS[dice.choice(len(SPOTS), p=weights)]
    north, east = dice.normal(0, scatter_m / METRES_A_DEGREE, 2)
    return np.array([lat + north, lng + east / np.cos(np.radians(lat))])


def _metres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    north, east = (one - other).T * METRES_A_DEGREE
    return np.hypot(north, east * np.cos(np.radians(36.75)))


def _durations(dice: np.random.Generator, hours: np.ndarray, pickups: np.ndarray, dropoffs: np.ndarray) -> np.ndarray:
    straight = _metres(pickups, dropoffs) * DETOUR / (SPEEDS_KMH[hours.astype(int)] / 3.6)
    return np.maximum(60, straight * dice.lognormal(0, 0.2, len(hours)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trips", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows(options.trips, options.seed))


if __name__ == "__main__":
    main()
