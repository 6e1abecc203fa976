"""What a round of matching looks at, in a number of queries that does not depend on how many jobs there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from apps.dispatch import selectors
from apps.dispatch.algorithms.problem import Supply, Task, Terms
from apps.dispatch.algorithms.turns import turns
from apps.dispatch.models import Job, Policy
from apps.dispatch.selectors import Engagement
from apps.dispatch.services.bars import Bars, bar_detours, earlier_offers, pairs
from apps.dispatch.states import FALLBACKS, Gate, JobStatus
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverOnDuty, DriverPosition
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import Point

JOBS_A_ROUND = 500  # those tried least often first: with more than that, all of them take turns


@dataclass(frozen=True)
class Scene:
    """Jobs, who may be matched, and which gate keeps whom out: of every job (`shut`), or of one (`bars`)."""

    policy: Policy
    jobs: Sequence[Job]
    tasks: Sequence[Task]
    supply: Sequence[Supply]
    positions: Sequence[DriverPosition]
    shut: dict[UUID, Gate]
    bars: Bars

    @property
    def terms(self) -> Terms:
        return terms_of(self.policy)


def terms_of(policy: Policy) -> Terms:
    """The policy as the kernel knows it."""
    return Terms(
        candidates_per_job=policy.candidates_per_job,
        waiting_weight=policy.waiting_weight,
        budget_s=policy.solver_budget_ms / 1000,
        favourite_bonus_s=policy.favourite_bonus_s,
        fallback_penalty_s=policy.fallback_penalty_s,
        forward_penalty_s=policy.forward_penalty_s,
    )


def look(zone_id: UUID, now: datetime) -> Scene | None:
    """None when no job is open."""
    policy = selectors.policy_for(zone_id)
    waiting = Job.objects.filter(zone_id=zone_id, status=JobStatus.OPEN, patience_until__gt=now)
    jobs = list(waiting.order_by("radius_step", "opened_at")[:JOBS_A_ROUND])
    if not jobs:
        return None
    positions = fleet.positions(zone_id)
    duty = fleet.on_duty([position.driver_id for position in positions])
    engaged = selectors.engagements(duty)
    shut = _shut(positions, duty, engaged, policy, now)
    supply = [
        _supply(position, duty[position.driver_id], engaged.get(position.driver_id), now)
        for position in positions
        if position.driver_id not in shut
    ]
    bars, tasks = _tasks(jobs, supply, duty, policy, now)
    return Scene(policy, jobs, _with_turns(zone_id, tasks, supply), supply, positions, shut, bars)


def _shut(
    positions: Sequence[DriverPosition],
    duty: dict[UUID, DriverOnDuty],
    engaged: dict[UUID, Engagement],
    policy: Policy,
    now: datetime,
) -> dict[UUID, Gate]:
    """The first gate that keeps each driver from any job at all."""
    soon = timedelta(seconds=policy.forward_s)
    runs = {driver_id: gate for driver_id, run in engaged.items() if (gate := _run_gate(run, now, soon))}
    busy = (
        dict.fromkeys(selectors.drivers_unreachable(duty), Gate.UNREACHABLE)
        | dict.fromkeys(selectors.drivers_with_offer(duty), Gate.OFFER)
        | runs
    )
    gates = {
        p.driver_id: _duty_gate(duty.get(p.driver_id), engaged.get(p.driver_id)) or busy.get(p.driver_id)
        for p in positions
    }
    return {driver_id: gate for driver_id, gate in gates.items() if gate}


def _duty_gate(duty: DriverOnDuty | None, run: Engagement | None) -> Gate | None:
    if duty is None:
        return Gate.SHIFT
    if not duty.may_work:
        return Gate.DRIVER
    if duty.last_trip:
        return Gate.LAST_TRIP
    return Gate.RUN if duty.occupied and run is None else None


def _run_gate(run: Engagement, now: datetime, soon: timedelta) -> Gate | None:
    """None for who is about to finish, or should have finished a moment ago."""
    if run.followed:
        return Gate.NEXT
    if not soon or run.free_at is None or abs(run.free_at - now) > soon:
        return Gate.RUN
    return None


def _supply(position: DriverPosition, duty: DriverOnDuty, run: Engagement | None, now: datetime) -> Supply:
    """Where the driver is, or will be."""
    if run is None or run.free_at is None or run.free_lat is None or run.free_lng is None:
        return Supply(position.driver_id, position.lat, position.lng, duty.category, duty.serves)
    free_in_s = max(0.0, (run.free_at - now).total_seconds())
    return Supply(position.driver_id, run.free_lat, run.free_lng, duty.category, duty.serves, free_in_s)


def _tasks(
    jobs: Sequence[Job], supply: Sequence[Supply], duty: dict[UUID, DriverOnDuty], policy: Policy, now: datetime
) -> tuple[Bars, list[Task]]:
    bars, unheard = earlier_offers(jobs)
    favourites, slow = pairs(jobs, bars), _slowness(jobs, now)
    bar_detours(jobs, supply, duty, policy.home_share, bars)
    return bars, [
        Task(
            id=job.id,
            lat=job.pickup_lat,
            lng=job.pickup_lng,
            category=job.category,
            waiting_s=max(0.0, (now - job.opened_at).total_seconds()) + job.priority_s,
            radius_m=_radius_m(job, policy),
            excluded=frozenset(bars[job.id]),
            penalties=dict.fromkeys(unheard[job.id], policy.undelivered_penalty_s),
            fallbacks=(*job.fallback_categories, *FALLBACKS[policy.fallbacks].get(job.category, ())),
            favourites=frozenset(favourites[job.id]),
            slowness=slowness,
        )
        for job, slowness in zip(jobs, slow, strict=True)
    ]


def _slowness(jobs: Sequence[Job], now: datetime) -> list[float]:
    """How traffic around each pickup compares with the whole zone's, as learned from finished trips."""
    zone = geo.zone(jobs[0].zone_id)
    cells = [geo_services.speed_cell(Point(job.pickup_lat, job.pickup_lng)) for job in jobs]
    around = geo_services.travel_seconds(np.ones(len(jobs)), now, zone, cells=cells)
    return (around / geo_services.travel_seconds(1.0, now, zone)).tolist()


def _with_turns(zone_id: UUID, tasks: list[Task], supply: Sequence[Supply]) -> list[Task]:
    """At marked places jobs go to who is first in the queue."""
    marked = fleet.queue_places(zone_id)
    places = {task.id: place.id for task in tasks for place in marked if place.area.covers(Point(task.lat, task.lng))}
    if not places:
        return tasks
    free = {driver.id: driver for driver in supply}
    queues = {
        place_id: [driver_id for driver_id in queue if driver_id in free]
        for place_id, queue in fleet.queue_order(zone_id).items()
    }
    given = turns(tasks, places, queues, lambda task, driver_id: _suits(task, free[driver_id]))
    return [replace(task, reserved_for=frozenset({given[task.id]})) if task.id in given else task for task in tasks]


def _suits(task: Task, driver: Supply) -> bool:
    return driver.id not in task.excluded and any(driver.serves(category) for category in task.wanted)


def _radius_m(job: Job, policy: Policy) -> float:
    return policy.radii_m[min(job.radius_step, len(policy.radii_m) - 1)]
