"""What a policy would have done in an hour that was recorded (docs/algorithms/replay.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from apps.dispatch import selectors
from apps.dispatch.algorithms.replay.engine import Rules, joined, play
from apps.dispatch.algorithms.replay.figures import Figures, figures
from apps.dispatch.algorithms.replay.recording import Appearances, Floats, Trips
from apps.dispatch.models import Policy
from apps.dispatch.selectors import RecordedJob
from apps.dispatch.services.replays import rules_of
from apps.fleet import selectors as fleet
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import ZoneInfo

MOST_JOBS = 2_000
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Preview:
    """`jobs` were replayed (`cut`: the hour had more); `placed_by_chance` times it was not known where a driver was."""

    jobs: int
    cut: bool
    drivers: int
    placed_by_chance: int
    in_force: Figures
    draft: Figures


@dataclass(frozen=True)
class _Presence:
    """A driver online from `at`, at a place if one is known."""

    driver_id: UUID
    category: str
    at: float
    until: float
    place: tuple[float, float] | None


def preview_policy(*, draft: Policy, zone_id: UUID, since: datetime) -> Preview | None:
    """`draft`, not yet saved, beside the policy in force, in the hour from `since`. None: nothing was recorded then.

    Each vehicle category is replayed by itself.
    """
    jobs = selectors.recorded_jobs(zone_id, since, since + HOUR, MOST_JOBS + 1)
    if not jobs:
        return None
    there, cut, jobs = _presences(zone_id, since), len(jobs) > MOST_JOBS, jobs[:MOST_JOBS]
    in_force, new = (
        _replay(jobs, there, rules_of(policy), geo.zone(zone_id)) for policy in (selectors.policy_for(zone_id), draft)
    )
    return Preview(
        jobs=len(jobs),
        cut=cut,
        drivers=len({presence.driver_id for presence in there}),
        placed_by_chance=sum(presence.place is None for presence in there),
        in_force=in_force,
        draft=new,
    )


def _presences(zone_id: UUID, since: datetime) -> list[_Presence]:
    """From shifts. Who was on a run as the hour began turns up where and when it ended."""
    stops, there = selectors.last_stops(zone_id, since), []
    for shift in fleet.shifts_between(zone_id, since, since + HOUR):
        begins, place = max(shift.started_at, since), None
        stop = stops.get(shift.driver_id)
        if stop and stop.assigned_at >= shift.started_at:
            if stop.ended_at is None:
                continue  # on a run all the hour
            begins = max(begins, stop.ended_at)
            place = (stop.lat, stop.lng) if stop.lat is not None and stop.lng is not None else None
        until = shift.ended_at.timestamp() if shift.ended_at else np.inf
        there.append(_Presence(shift.driver_id, shift.category, begins.timestamp(), until, place))
    return there


def _replay(jobs: list[RecordedJob], there: list[_Presence], rules: Rules, zone: ZoneInfo) -> Figures:
    def travel(metres: Floats, at: float) -> Floats:
        return geo_services.travel_seconds(metres, datetime.fromtimestamp(at, UTC), zone)

    requested_at, parts = [], []
    for category in sorted({job.category for job in jobs}):
        trips = _trips([job for job in jobs if job.category == category])
        drivers = _appearances([presence for presence in there if presence.category == category], trips.pickup)
        requested_at.append(trips.requested_at)
        parts.append(play(trips, drivers, rules, travel))
    return figures(np.concatenate(requested_at), joined(parts), geo.detour(zone))


def _trips(jobs: list[RecordedJob]) -> Trips:
    """How long the trips took is estimated: dispatch knows when a driver was given a job, not when the rider got in."""
    return Trips(
        requested_at=np.array([job.opened_at.timestamp() for job in jobs]),
        pickup=np.array([(job.pickup_lat, job.pickup_lng) for job in jobs]),
        dropoff=np.array([(job.dropoff_lat, job.dropoff_lng) for job in jobs]),
        duration_s=np.full(len(jobs), np.nan),
    )


def _appearances(there: list[_Presence], pickups: Floats) -> Appearances:
    """Who has no known place stands at one of the hour's pickups: the same ones for every policy."""
    there = sorted(there, key=lambda presence: presence.at)
    numbers = {driver_id: n for n, driver_id in enumerate(dict.fromkeys(presence.driver_id for presence in there))}
    drawn = np.random.default_rng(1).integers(len(pickups), size=len(there))
    by_chance = pickups[drawn].tolist()
    places = [presence.place or place for presence, place in zip(there, by_chance, strict=True)]
    return Appearances(
        at=np.array([presence.at for presence in there]),
        until=np.array([presence.until for presence in there]),
        driver=np.array([numbers[presence.driver_id] for presence in there], dtype=np.int64),
        place=np.array(places).reshape(-1, 2),
    )
