"""The decision log: for each job, which drivers were near, and what kept each of them out.

A row is written once for an epoch, a radius and half a minute of waiting. Its size is bounded: the drivers nearest to
the job, and those the kernel weighed.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from apps.dispatch.algorithms import candidates
from apps.dispatch.algorithms.costs import category_of, terms_of
from apps.dispatch.algorithms.problem import Decision, Edge, Task
from apps.dispatch.models import Job, MatchRound
from apps.dispatch.services.scene import Scene
from apps.dispatch.states import Gate

NEAREST_A_JOB = 20
SLICE_S = 30


class _Key(NamedTuple):
    job_id: UUID
    epoch: int
    radius_m: int
    half_minute: int


def note(scene: Scene, decision: Decision, offered: dict[UUID, UUID], now: datetime) -> None:
    """Keep what the round decided about each job that was not looked at yet as it is. `offered` is job → driver."""
    keys = [_key(job, task, now) for job, task in zip(scene.jobs, scene.tasks, strict=True)]
    known = MatchRound.objects.filter(job_id__in=[job.id for job in scene.jobs]).values_list(*_Key._fields)
    kept = set(map(_Key._make, known))
    fresh = [index for index, key in enumerate(keys) if key not in kept]
    notes = _Notes(scene, decision, offered)
    near = _nearest(scene, [scene.tasks[index] for index in fresh])
    rows = [notes.row(index, keys[index], nearest, now) for index, nearest in zip(fresh, near, strict=True)]
    MatchRound.objects.bulk_create([row for row in rows if row.refused or row.considered], ignore_conflicts=True)


def _key(job: Job, task: Task, now: datetime) -> _Key:
    waited_s = max(0, int((now - job.opened_at).total_seconds()))
    return _Key(job.id, job.epoch, round(task.radius_m), waited_s // SLICE_S)


def _nearest(scene: Scene, tasks: Sequence[Task]) -> list[list[tuple[UUID, float]]]:
    """For each task the nearest drivers, from where they would set out: who ends a run first, from its end."""
    spots = [(driver.id, driver.lat, driver.lng) for driver in scene.supply]
    spots += [(p.driver_id, p.lat, p.lng) for p in scene.positions if p.driver_id in scene.shut]
    found = candidates.nearest(
        [(task.lat, task.lng) for task in tasks],
        [task.radius_m for task in tasks],
        [(lat, lng) for _, lat, lng in spots],
        NEAREST_A_JOB,
    )
    return [[(spots[i][0], metres) for i, metres in near] for near in found]


class _Notes:
    """Rows of the log about the tasks of one round."""

    def __init__(self, scene: Scene, decision: Decision, offered: dict[UUID, UUID]) -> None:
        self._scene, self._terms, self._offered = scene, scene.terms, offered
        self._got = {driver_id: str(job_id) for job_id, driver_id in offered.items()}
        self._supply = {driver.id: driver for driver in scene.supply}
        self._turns = {driver_id for task in scene.tasks for driver_id in task.reserved_for or ()}
        self._edges: dict[int, list[Edge]] = defaultdict(list)
        for edge in decision.edges:
            self._edges[edge.task].append(edge)

    def row(self, index: int, key: _Key, near: list[tuple[UUID, float]], now: datetime) -> MatchRound:
        task = self._scene.tasks[index]
        considered = {self._scene.supply[edge.driver].id: self._cost(task, edge) for edge in self._edges[index]}
        refused = {id_: self._refusal(task, id_, metres) for id_, metres in near if id_ not in considered}
        return MatchRound(
            **key._asdict(),
            policy_version=self._scene.policy.version,
            at=now,
            refused={str(driver_id): refusal for driver_id, refusal in refused.items()},
            considered={str(driver_id): cost for driver_id, cost in considered.items()},
            chosen_id=self._offered.get(key.job_id),
            complete_m=round(near[-1][1] if len(near) == NEAREST_A_JOB else task.radius_m),
        )

    def _cost(self, task: Task, edge: Edge) -> dict:
        """Seconds and metres; `as` another category, `job` that the driver was offered in this round."""
        driver = self._scene.supply[edge.driver]
        terms = {name: round(seconds) for name, seconds in terms_of(task, driver, self._terms).items()}
        cost = {"m": round(edge.distance_m), "eta_s": round(edge.eta_s), "cost": round(edge.cost), "terms": terms}
        if (category := category_of(task, driver)) != task.category:
            cost["as"] = category
        if driver.id in self._got:
            cost["job"] = self._got[driver.id]
        return cost

    def _refusal(self, task: Task, driver_id: UUID, metres: float) -> dict:
        return {"gate": self._gate(task, driver_id).value, "m": round(metres)}

    def _gate(self, task: Task, driver_id: UUID) -> Gate:
        """Why the kernel did not weigh a driver who is near."""
        bars = self._scene.bars.get(task.id, {})
        if gate := self._scene.shut.get(driver_id) or bars.get(driver_id):
            return gate
        if not any(self._supply[driver_id].serves(category) for category in task.wanted):
            return Gate.CATEGORY
        if task.reserved_for:
            return Gate.QUEUE
        return Gate.TURN if driver_id in self._turns else Gate.FARTHER
