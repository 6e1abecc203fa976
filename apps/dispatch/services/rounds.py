"""One round of matching: a few queries for the whole zone, the kernel, then each offer in its own short transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
import structlog
from django.db.models import Count, F
from numpy.typing import NDArray

from apps.dispatch import selectors
from apps.dispatch.algorithms import candidates, matching
from apps.dispatch.algorithms.problem import Match, Supply, Task, Terms
from apps.dispatch.models import Assignment, Job, MatchRound, Offer, Policy
from apps.dispatch.services.offers import make_offer
from apps.dispatch.states import Gate, JobStatus, OfferStatus, Solver
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverOnDuty, DriverPosition
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.kernel import clock

JOBS_A_ROUND = 500  # those tried least often first: with more than that, all of them take turns
UNDELIVERED_A_PAIR = 2
EXPLAINED_A_JOB = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Scene:
    """What a round knows: jobs, where drivers are, and which gate keeps which driver out."""

    policy: Policy
    jobs: Sequence[Job]
    tasks: Sequence[Task]
    positions: Sequence[DriverPosition]
    categories: dict[UUID, str]
    shut: dict[UUID, Gate]

    @property
    def supply(self) -> list[Supply]:
        free = (position for position in self.positions if position.driver_id not in self.shut)
        return [Supply(p.driver_id, p.lat, p.lng, self.categories[p.driver_id]) for p in free]


def match_open_jobs(*, zone_id: UUID) -> int:
    """Offer the zone's open jobs to drivers. Returns how many jobs are still open, with a wider radius from now on."""
    now = clock.now()
    scene = _look(zone_id, now)
    if not scene.jobs:
        return 0
    jobs = {job.id: job for job in scene.jobs}
    for match in _solve(scene, zone_id, now):
        if make_offer(job=jobs[match.task_id], match=match, offer_s=scene.policy.offer_s):
            del jobs[match.task_id]
    _explain(scene, now)
    Job.objects.filter(id__in=list(jobs), status=JobStatus.OPEN).update(radius_step=F("radius_step") + 1)
    return len(jobs)


def _look(zone_id: UUID, now: datetime) -> Scene:
    policy = selectors.policy_for(zone_id)
    waiting = Job.objects.filter(zone_id=zone_id, status=JobStatus.OPEN, patience_until__gt=now)
    jobs = list(waiting.order_by("radius_step", "opened_at")[:JOBS_A_ROUND])
    if not jobs:
        return Scene(policy, [], [], [], {}, {})
    positions = fleet.positions(zone_id)
    duty = fleet.on_duty([position.driver_id for position in positions])
    categories = {driver_id: driver.category for driver_id, driver in duty.items()}
    return Scene(policy, jobs, _tasks(jobs, policy, now), positions, categories, _shut(positions, duty))


def _tasks(jobs: Sequence[Job], policy: Policy, now: datetime) -> list[Task]:
    excluded, unheard = _earlier_offers(jobs)
    return [
        Task(
            id=job.id,
            lat=job.pickup_lat,
            lng=job.pickup_lng,
            category=job.category,
            waiting_s=max(0.0, (now - job.opened_at).total_seconds()) + job.priority_s,
            radius_m=_radius_m(job, policy),
            excluded=frozenset(excluded[job.id]),
            penalties=dict.fromkeys(unheard[job.id], policy.undelivered_penalty_s),
        )
        for job in jobs
    ]


def _earlier_offers(jobs: Sequence[Job]) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
    """Drivers by job: who was offered it or left it, or twice had an app that did not answer; and who had that once."""
    excluded: dict[UUID, set[UUID]] = defaultdict(set)
    unheard: dict[UUID, set[UUID]] = defaultdict(set)
    ids = [job.id for job in jobs]
    for job_id, driver_id in Assignment.objects.filter(job_id__in=ids).values_list("job_id", "driver_id"):
        excluded[job_id].add(driver_id)
    earlier = Offer.objects.filter(job_id__in=ids).exclude(status=OfferStatus.WITHDRAWN).order_by()
    counted = earlier.values_list("job_id", "driver_id", "status").annotate(count=Count("id"))
    for job_id, driver_id, status, count in counted:
        once_more = status == OfferStatus.UNDELIVERED and count < UNDELIVERED_A_PAIR
        (unheard if once_more else excluded)[job_id].add(driver_id)
    return excluded, unheard


def _radius_m(job: Job, policy: Policy) -> float:
    return policy.radii_m[min(job.radius_step, len(policy.radii_m) - 1)]


def _shut(positions: Sequence[DriverPosition], duty: dict[UUID, DriverOnDuty]) -> dict[UUID, Gate]:
    """The first gate that keeps each driver from any job at all."""
    on_run, with_offer = selectors.drivers_on_run(duty), selectors.drivers_with_offer(duty)
    busy = (
        dict.fromkeys(selectors.drivers_unreachable(duty), Gate.UNREACHABLE)
        | dict.fromkeys(with_offer, Gate.OFFER)
        | dict.fromkeys(on_run, Gate.RUN)
    )
    gates = {p.driver_id: _duty_gate(duty.get(p.driver_id)) or busy.get(p.driver_id) for p in positions}
    return {driver_id: gate for driver_id, gate in gates.items() if gate}


def _duty_gate(duty: DriverOnDuty | None) -> Gate | None:
    if duty is None:
        return Gate.SHIFT
    if not duty.may_work:
        return Gate.DRIVER
    return Gate.RUN if duty.occupied else None


def _solve(scene: Scene, zone_id: UUID, now: datetime) -> list[Match]:
    """By the policy's solver; by the greedy one when that fails: no bug of ours may stop a city."""
    zone, policy, supply = geo.zone(zone_id), scene.policy, scene.supply
    terms = Terms(policy.candidates_per_job, policy.waiting_weight, policy.solver_budget_ms / 1000)

    def travel(metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return geo_services.travel_seconds(metres, now, zone)

    try:
        return matching.match(scene.tasks, supply, terms, travel, policy.solver)
    except Exception:
        log.exception("solver_failed", zone=zone.slug, solver=policy.solver, jobs=len(scene.tasks))
        return matching.match(scene.tasks, supply, terms, travel, Solver.GREEDY)


def _explain(scene: Scene, now: datetime) -> None:
    """Note for each job which of the nearest drivers was kept out, and why. Once an epoch and radius."""
    near = candidates.nearest(
        [(task.lat, task.lng) for task in scene.tasks],
        [task.radius_m for task in scene.tasks],
        [(position.lat, position.lng) for position in scene.positions],
        EXPLAINED_A_JOB,
    )
    rounds = [
        MatchRound(
            job_id=task.id,
            epoch=job.epoch,
            radius_m=int(task.radius_m),
            policy_version=scene.policy.version,
            at=now,
            refused=_refusals(scene, task, [scene.positions[index].driver_id for index, _ in neighbours]),
        )
        for job, task, neighbours in zip(scene.jobs, scene.tasks, near, strict=True)
    ]
    MatchRound.objects.bulk_create([each for each in rounds if each.refused], ignore_conflicts=True)


def _refusals(scene: Scene, task: Task, driver_ids: list[UUID]) -> dict[str, str]:
    gates = {driver_id: scene.shut.get(driver_id) or _pair_gate(scene, task, driver_id) for driver_id in driver_ids}
    return {str(driver_id): gate.value for driver_id, gate in gates.items() if gate}


def _pair_gate(scene: Scene, task: Task, driver_id: UUID) -> Gate | None:
    if scene.categories[driver_id] != task.category:
        return Gate.CATEGORY
    return Gate.OFFERED_BEFORE if driver_id in task.excluded else None
