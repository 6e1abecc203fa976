"""Real trips from a CSV file: `requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng[,duration_s]`."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from simulator.movement import Point, distance_m

REQUIRED = ("requested_at", "pickup_lat", "pickup_lng", "dropoff_lat", "dropoff_lng")
SHORTEST_M = 100.0
CITY_RADIUS_M = 75_000.0


@dataclass(frozen=True)
class Trip:
    requested_at: datetime
    pickup: Point
    dropoff: Point
    duration_s: float | None = None
    line: int = 0


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
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
        rows = csv.DictReader(lines)
        missing = [name for name in REQUIRED if name not in (rows.fieldnames or [])]
        if missing:
            raise NoTrips(f"{path.name}: the first line must name the columns; missing: {', '.join(missing)}")
        for trip in _usable(rows, found.bad):
            found.trips.append(trip)
    _drop_strays(found)
    if not found.trips:
        raise NoTrips(f"{path.name}: no usable row among {len(found.bad)}", sorted(found.bad))
    found.trips.sort(key=lambda trip: trip.requested_at)
    found.bad.sort()
    return found


def _usable(rows: csv.DictReader, bad: list[tuple[int, str]]) -> Iterator[Trip]:
    for row in rows:
        try:
            yield _trip(row, rows.line_num)
        except ValueError as why:
            bad.append((rows.line_num, str(why)))


def _trip(row: dict, line: int) -> Trip:
    pickup = _point(row, "pickup")
    dropoff = _point(row, "dropoff")
    if distance_m(pickup, dropoff) < SHORTEST_M:
        raise ValueError(f"pickup and dropoff are less than {SHORTEST_M:.0f} m apart")
    return Trip(_moment(row["requested_at"]), pickup, dropoff, _duration(row.get("duration_s")), line)


def _moment(text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        raise ValueError(f"requested_at is not a time: {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _point(row: dict, name: str) -> Point:
    lat, lng = _number(row, f"{name}_lat"), _number(row, f"{name}_lng")
    if not (abs(lat) <= 90 and abs(lng) <= 180):
        raise ValueError(f"{name} is not on Earth: {lat}, {lng}")
    if lat == 0 and lng == 0:
        raise ValueError(f"{name} is 0, 0: no position was recorded")
    return lat, lng


def _number(row: dict, name: str) -> float:
    try:
        value = float(row[name] or "")
    except ValueError:
        raise ValueError(f"{name} is not a number: {row[name]!r}") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} is not a number: {row[name]!r}")
    return value


def _duration(text: str | None) -> float | None:
    if not (text or "").strip():
        return None
    value = _number({"duration_s": text}, "duration_s")
    if value <= 0:
        raise ValueError(f"duration_s is not above 0: {text!r}")
    return value


def _drop_strays(found: TripsFile) -> None:
    """One wrong coordinate must not stretch a demonstration zone over half a country."""
    if not found.trips:
        return
    centre = (median(trip.pickup[0] for trip in found.trips), median(trip.pickup[1] for trip in found.trips))
    kept = []
    for trip in found.trips:
        away = max(distance_m(centre, trip.pickup), distance_m(centre, trip.dropoff))
        if away <= CITY_RADIUS_M:
            kept.append(trip)
        else:
            found.bad.append((trip.line, f"{away / 1000:.0f} km from the middle of the other trips"))
    found.trips = kept
