"""The decision log: for each job, which drivers were near, and what kept each of them out.

A row is written once for an epoch, a radius and half a minute of waiting. Its size is bounded: the drivers nearest to
the job, and those the kernel weighed.
"""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from apps.dispatch.algorithms import candidates
from apps.dispatch.algorithms.costs import category_of, terms_of
from apps.dispatch.algorithms.problem import Decision, Edge, Supply, Task
from apps.dispatch.models import Job, MatchRound
from apps.dispatch.services.scene import Scene
from apps.dispatch.states import Gate

NEAREST_A_JOB = 20
SLICE_S = 30


def note(scene: Scene, decision: Decision, offered: dict[UUID, UUID], now: datetime) -> None:
    """Keep what the round decided about each job. `offered` is job → driver."""
    notes = _Notes(scene, decision, offered)
    rows = [notes.row(index, job, now) for index, job in enumerate(scene.jobs)]
    MatchRound.objects.bulk_create([row for row in rows if row.refused or row.considered], ignore_conflicts=True)


class _Notes:
    def __init__(self, scene: Scene, decision: Decision, offered: dict[UUID, UUID]) -> None:
        self._scene, self._offered = scene, offered
        self._got = {driver_id: job_id for job_id, driver_id in offered.items()}
        self._supply = {driver.id: driver for driver in scene.supply}
        self._turns = {driver_id for task in scene.tasks for driver_id in task.reserved_for or ()}
        self._edges: list[list[Edge]] = [[] for _ in scene.tasks]
        for edge in decision.edges:
            self._edges[edge.task].append(edge)

    def row(self, index: int, job: Job, now: datetime) -> MatchRound:
        task, near = self._scene.tasks[index], self._near[index]
        considered = {str(self._driver(edge).id): self._cost(task, edge) for edge in self._edges[index]}
        full = len(near) == NEAREST_A_JOB
        return MatchRound(
            job=job,
            epoch=job.epoch,
            radius_m=round(task.radius_m),
            half_minute=max(0, int((now - job.opened_at).total_seconds())) // SLICE_S,
            policy_version=self._scene.policy.version,
            at=now,
            refused={str(id_): self._refusal(task, id_, metres) for id_, metres in near if str(id_) not in considered},
            considered=considered,
            chosen_id=self._offered.get(job.id),
            complete_m=round(near[-1][1] if full else task.radius_m),
        )

    @cached_property
    def _near(self) -> list[list[tuple[UUID, float]]]:
        """For each task the nearest drivers, from where they would set out: who ends a run first, from its end."""
        spots = [(driver.id, driver.lat, driver.lng) for driver in self._scene.supply]
        spots += [(p.driver_id, p.lat, p.lng) for p in self._scene.positions if p.driver_id in self._scene.shut]
        found = candidates.nearest(
            [(task.lat, task.lng) for task in self._scene.tasks],
            [task.radius_m for task in self._scene.tasks],
            [(lat, lng) for _, lat, lng in spots],
            NEAREST_A_JOB,
        )
        return [[(spots[i][0], metres) for i, metres in near] for near in found]

    def _driver(self, edge: Edge) -> Supply:
        return self._scene.supply[edge.driver]

    def _cost(self, task: Task, edge: Edge) -> dict:
        """Seconds and metres; `as` another category, `job` that the driver was offered in this round."""
        driver = self._driver(edge)
        terms = terms_of(task, driver, self._scene.terms)
        cost = {
            "m": round(edge.distance_m),
            "eta_s": round(edge.eta_s),
            "cost": round(edge.cost),
            "terms": {name: round(seconds) for name, seconds in terms.items()},
        }
        if (category := category_of(task, driver)) != task.category:
            cost["as"] = category
        if driver.id in self._got:
            cost["job"] = str(self._got[driver.id])
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
