"""Whose turn it is at a marked place: the first in the queue whom a job suits."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from apps.dispatch.algorithms.problem import Task


def turns(
    tasks: Sequence[Task],
    places: Mapping[UUID, UUID],
    queues: Mapping[UUID, Sequence[UUID]],
    suits: Callable[[Task, UUID], bool],
) -> dict[UUID, UUID]:
    """Task → driver, by id. `places` says in which place tasks are, `queues` who of those to be matched waits there.

    Who has waited longest gets the first turn; a task that suits nobody in the queue is left out: anybody may have it.
    """
    left = {place: list(queue) for place, queue in queues.items()}
    given = {}
    for task in sorted((task for task in tasks if task.id in places), key=lambda task: -task.waiting_s):
        queue = left.get(places[task.id], [])
        first = next((driver_id for driver_id in queue if suits(task, driver_id)), None)
        if first is not None:
            queue.remove(first)
            given[task.id] = first
    return given
