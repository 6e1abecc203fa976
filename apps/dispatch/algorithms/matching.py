"""The kernel: tasks and drivers in, matches out."""

from collections.abc import Sequence

from apps.dispatch.algorithms import assignment, candidates, costs, greedy
from apps.dispatch.algorithms.problem import Decision, Edge, Match, Supply, Task, Terms, TravelSeconds
from apps.dispatch.states import Solver


def match(
    tasks: Sequence[Task],
    drivers: Sequence[Supply],
    terms: Terms,
    travel: TravelSeconds,
    solver: str = Solver.ASSIGNMENT,
) -> list[Match]:
    """At most one driver a task and one task a driver, by the policy `solver`."""
    return decide(tasks, drivers, terms, travel, solver).matches


def decide(
    tasks: Sequence[Task],
    drivers: Sequence[Supply],
    terms: Terms,
    travel: TravelSeconds,
    solver: str = Solver.ASSIGNMENT,
) -> Decision:
    """`match`, with what it was chosen from."""
    edges = candidates.edges(tasks, drivers, terms, travel)
    if solver == Solver.GREEDY:
        chosen, late = greedy.solve(tasks, edges), 0
    else:
        chosen, late = assignment.solve(tasks, edges, terms.budget_s)
    return Decision([_match(tasks[edge.task], drivers[edge.driver], edge) for edge in chosen], edges, late)


def _match(task: Task, driver: Supply, edge: Edge) -> Match:
    return Match(task.id, driver.id, edge.distance_m, edge.eta_s, costs.category_of(task, driver), driver.slot)
