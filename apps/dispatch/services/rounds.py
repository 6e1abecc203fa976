"""One round of matching: a few queries for the whole zone, the kernel, then each offer in its own short transaction."""

from datetime import datetime
from uuid import UUID

import numpy as np
import structlog
from django.db.models import F
from numpy.typing import NDArray
from prometheus_client import Counter

from apps.dispatch.algorithms import matching
from apps.dispatch.algorithms.problem import Decision
from apps.dispatch.models import Job
from apps.dispatch.services.decisions import note
from apps.dispatch.services.offers import make_offer
from apps.dispatch.services.scene import Scene, look
from apps.dispatch.states import JobStatus, Solver
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.kernel import clock
from apps.kernel.events import one_hint

log = structlog.get_logger(__name__)
greedy_total = Counter(
    "superapp_match_greedy_jobs_total",
    "Jobs matched greedily in place of the policy's solver, because its budget did not suffice or it failed.",
    ["why"],
)


def match_open_jobs(*, zone_id: UUID) -> int:
    """Offer the zone's open jobs to drivers. Returns how many jobs are still open, with a wider radius from now on."""
    now = clock.now()
    scene = look(zone_id, now)
    if scene is None:
        return 0
    decision = _decide(scene, zone_id, now)
    offered = _make_offers(scene, decision)
    note(scene, decision, offered, now)
    left = [job.id for job in scene.jobs if job.id not in offered]
    Job.objects.filter(id__in=left, status=JobStatus.OPEN).update(radius_step=F("radius_step") + 1)
    return len(left)


def _make_offers(scene: Scene, decision: Decision) -> dict[UUID, UUID]:
    """job → driver, of the offers that the database agreed to."""
    jobs, offer_s = {job.id: job for job in scene.jobs}, scene.policy.offer_s
    with one_hint():
        made = [make_offer(job=jobs[match.task_id], match=match, offer_s=offer_s) for match in decision.matches]
    return {offer.job_id: offer.driver_id for offer in made if offer}


def _decide(scene: Scene, zone_id: UUID, now: datetime) -> Decision:
    """By the policy's solver; by the greedy one when that fails: no bug of ours may stop a city."""
    zone, solver = geo.zone(zone_id), scene.policy.solver

    def travel(metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return geo_services.travel_seconds(metres, now, zone)

    try:
        decision = matching.decide(scene.tasks, scene.supply, scene.terms, travel, solver)
    except Exception:
        log.exception("solver_failed", zone=zone.slug, solver=solver, jobs=len(scene.tasks))
        greedy_total.labels("failure").inc(len(scene.tasks))
        return matching.decide(scene.tasks, scene.supply, scene.terms, travel, Solver.GREEDY)
    if decision.late:
        log.warning("solver_over_budget", zone=zone.slug, jobs=decision.late, of=len(scene.tasks))
        greedy_total.labels("budget").inc(decision.late)
    return decision
