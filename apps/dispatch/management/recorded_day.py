"""A recorded day from files: trips that were asked for, and drivers who turned up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms.candidates import metres_between, unit_vectors
from apps.dispatch.algorithms.replay.recording import Appearances, Floats, Trips
from apps.kernel import tables

TRIP_COLUMNS = ("requested_at", "pickup_lat", "pickup_lng", "dropoff_lat", "dropoff_lng")
DRIVER_COLUMNS = ("at", "driver_id", "lat", "lng")
STRAY_M = 300_000.0  # from the middle of all pickups: not of this city, or latitude and longitude changed places
LONGEST_TRIP_S = 86_400.0
TOLD = 20


class NothingUsable(ValueError):
    """No row can be used, or the file is no table."""


@dataclass
class BadRows:
    """Rows that were skipped: all are counted, the first ones kept as (line, why)."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, why: str) -> None:
        self.count += 1
        if len(self.first) < TOLD:
            self.first.append((line, why))


def read_trips(stream: BinaryIO, bad: BadRows) -> Trips:
    """In order of `requested_at`. Raises NothingUsable."""
    rows = _array(stream, TRIP_COLUMNS, _trip, 7, bad)
    rows = _some(rows[_near_the_others(rows, bad)], bad)
    return Trips(rows[:, 0], rows[:, 1:3], rows[:, 3:5], rows[:, 5])


def read_drivers(stream: BinaryIO, bad: BadRows) -> Appearances:
    """In order of `at`; nobody goes home, for the file does not say when. Raises NothingUsable."""
    numbers: dict[str, int] = {}

    def appearance(row: tables.Row) -> tuple[float, ...]:
        at, place, name = row.moment("at").timestamp(), row.place(), row.text("driver_id")
        if not name:
            raise ValueError("driver_id is empty")
        return (at, *place, numbers.setdefault(name, len(numbers)))

    rows = _array(stream, DRIVER_COLUMNS, appearance, 4, bad)
    return Appearances(rows[:, 0], np.full(len(rows), np.inf), rows[:, 3].astype(np.int64), rows[:, 1:3])


def middle(places: Floats) -> Floats:
    """Of many places in degrees, one row: a few stray ones do not move it, nor does the date line."""
    x, y, z = np.median(unit_vectors(places), axis=0)
    return np.degrees([[np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)]])


def _array(
    stream: BinaryIO,
    columns: Sequence[str],
    parse: Callable[[tables.Row], tuple[float, ...]],
    width: int,
    bad: BadRows,
) -> Floats:
    try:
        rows = tables.read(stream, columns, parse, bad.add)
        return _some(np.fromiter(rows, dtype=np.dtype((np.float64, width))), bad)
    except tables.NotATable as error:
        raise NothingUsable(str(error)) from None


def _trip(row: tables.Row) -> tuple[float, ...]:
    duration_s = row.number("duration_s") if row.text("duration_s") else np.nan
    if duration_s <= 0 or duration_s > LONGEST_TRIP_S:
        raise ValueError(f"duration_s is not between 0 and {LONGEST_TRIP_S:.0f}: {row.text('duration_s')!r}")
    at = row.moment("requested_at").timestamp()
    return (at, *row.place("pickup_"), *row.place("dropoff_"), duration_s, row.line)


def _near_the_others(rows: Floats, bad: BadRows) -> NDArray[np.bool_]:
    here = middle(rows[:, 1:3])
    away = np.maximum(metres_between(rows[:, 1:3], here), metres_between(rows[:, 3:5], here))
    for row in np.flatnonzero(away > STRAY_M):
        bad.add(int(rows[row, -1]), f"{away[row] / 1000:.0f} km from the middle of the other trips")
    return away <= STRAY_M


def _some(rows: Floats, bad: BadRows) -> Floats:
    """In order of time."""
    if not len(rows):
        raise NothingUsable(f"no usable row among {bad.count}")
    return rows[np.argsort(rows[:, 0], kind="stable")]
