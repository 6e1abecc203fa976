"""What a pair costs: the seconds until the pickup, and what a policy adds to them or takes off."""

from apps.dispatch.algorithms.problem import Supply, Task, Terms
from apps.dispatch.states import CostTerm


def terms_of(task: Task, driver: Supply, terms: Terms) -> dict[str, float]:
    """Seconds by CostTerm, those that are not 0. Their sum and the ETA are the cost."""
    found = {}
    if task.waiting_s:
        found[CostTerm.WAITING.value] = -terms.waiting_weight * task.waiting_s
    if driver.id in task.penalties:
        found[CostTerm.UNDELIVERED.value] = task.penalties[driver.id]
    if driver.id in task.favourites:
        found[CostTerm.FAVOURITE.value] = -terms.favourite_bonus_s
    if not driver.serves(task.category):
        found[CostTerm.FALLBACK.value] = terms.fallback_penalty_s
    if driver.free_in_s is not None:
        found[CostTerm.FORWARD.value] = terms.forward_penalty_s
    return found


def category_of(task: Task, driver: Supply) -> str:
    """What the driver serves the task as."""
    return next(category for category in task.wanted if driver.serves(category))
