"""Real trips from a CSV file: `requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng[,duration_s]`."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from apps.kernel import tables
from simulator.movement import distance_m
from simulator.wish import Wish

REQUIRED = ("requested_at", "pickup_lat", "pickup_lng", "dropoff_lat", "dropoff_lng")
SHORTEST_M = 100.0
CITY_RADIUS_M = 75_000.0


@dataclass(frozen=True)
class Trip:
    """What somebody wanted, when, and the line of the file that says so."""

    requested_at: datetime
    wish: Wish
    line: int


@dataclass
class TripsFile:
    """Trips in order of `requested_at`, and the rows that were skipped: (line number, why)."""

    trips: list[Trip] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)


class NoTrips(ValueError):
    """The file has no header as asked for, or no usable row; `bad` says of each why."""

    def __init__(self, why: str, bad: list[tuple[int, str]] | None = None) -> None:
        super().__init__(why)
        self.bad = bad or []


def read(path: Path) -> TripsFile:
    """Read every usable row. Raises NoTrips, or OSError when the file cannot be read."""
    found = TripsFile()
    with path.open("rb") as stream:
        try:
            found.trips += tables.read(stream, REQUIRED, _trip, lambda line, why: found.bad.append((line, why)))
        except tables.NotATable as error:
            raise NoTrips(f"{path.name}: {error}") from None
    _drop_strays(found)
    if not found.trips:
        raise NoTrips(f"{path.name}: no usable row among {len(found.bad)}", sorted(found.bad))
    found.trips.sort(key=lambda trip: trip.requested_at)
    found.bad.sort()
    return found


def _trip(row: tables.Row) -> Trip:
    pickup, dropoff = row.place("pickup_"), row.place("dropoff_")
    if distance_m(pickup, dropoff) < SHORTEST_M:
        raise ValueError(f"pickup and dropoff are less than {SHORTEST_M:.0f} m apart")
    duration_s = row.number("duration_s") if row.text("duration_s") else None
    if duration_s is not None and duration_s <= 0:
        raise ValueError(f"duration_s is not above 0: {row.text('duration_s')!r}")
    return Trip(row.moment("requested_at"), Wish(pickup, dropoff, duration_s=duration_s), row.line)


def _drop_strays(found: TripsFile) -> None:
    """One wrong coordinate must not stretch a demonstration zone over half a country."""
    if not found.trips:
        return
    lats, lngs = zip(*(trip.wish.pickup for trip in found.trips), strict=True)
    centre = (median(lats), median(lngs))
    kept = []
    for trip in found.trips:
        away = max(distance_m(centre, trip.wish.pickup), distance_m(centre, trip.wish.dropoff))
        if away <= CITY_RADIUS_M:
            kept.append(trip)
        else:
            found.bad.append((trip.line, f"{away / 1000:.0f} km from the middle of the other trips"))
    found.trips = kept
