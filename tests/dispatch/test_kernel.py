"""The matching kernel against exhaustive search, and its corners."""

import itertools
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dispatch.algorithms import assignment, candidates, greedy
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Edge, Supply, Task, Terms
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Point

costs = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(-500, 3_000), min_size=1, max_size=12
)


def tasks(count: int, **fields: object) -> list[Task]:
    return [Task(UUID(int=n), 36.75, 3.05, "standard", 0, 5_000, **fields) for n in range(count)]


def total(edges: list[Edge], task_count: int) -> float:
    return sum(edge.cost for edge in edges) + assignment.UNMATCHED_COST * (task_count - len(edges))


def is_one_to_one(edges: list[Edge]) -> bool:
    return len({e.task for e in edges}) == len({e.driver for e in edges}) == len(edges)


def least_total(edges: list[Edge], task_count: int) -> float:
    subsets = itertools.chain.from_iterable(itertools.combinations(edges, n) for n in range(task_count + 1))
    return min(total(list(subset), task_count) for subset in subsets if is_one_to_one(list(subset)))


@given(costs)
def test_no_choice_is_cheaper_than_the_solvers(cost):
    edges = [Edge(task, driver, 0, 0, value) for (task, driver), value in cost.items()]

    chosen = assignment.solve(tasks(4), edges, budget_s=10).chosen

    assert is_one_to_one(chosen)
    assert total(chosen, 4) == pytest.approx(least_total(edges, 4))


@pytest.mark.parametrize("few", [0, 10_000])
def test_full_and_sparse_matrices_agree(monkeypatch, few):
    dice = random.Random(3)
    edges = [Edge(n, dice.randrange(30), 0, 0, dice.uniform(-900, 3_000)) for n in range(40) for _ in range(6)]
    edges = list({(edge.task, edge.driver): edge for edge in edges}.values())
    expected = total(assignment.solve(tasks(40), edges, budget_s=10).chosen, 40)
    monkeypatch.setattr(assignment, "FEW_EDGES", few)

    chosen = assignment.solve(tasks(40), edges, budget_s=10).chosen

    assert is_one_to_one(chosen)
    assert total(chosen, 40) == pytest.approx(expected)


@given(costs)
def test_greedy_is_one_to_one_and_leaves_no_pair_behind(cost):
    edges = [Edge(task, driver, 0, 0, value) for (task, driver), value in cost.items()]

    chosen = greedy.solve(tasks(4), edges)

    used_tasks, used_drivers = {e.task for e in chosen}, {e.driver for e in chosen}
    assert is_one_to_one(chosen)
    assert all(e.task in used_tasks or e.driver in used_drivers for e in edges)


def test_when_the_time_is_up_the_rest_is_greedy():
    edges = [Edge(0, 0, 0, 0, 10), Edge(0, 1, 0, 0, 20), Edge(1, 0, 0, 0, 10), Edge(1, 1, 0, 0, 500)]
    clock = iter([0.0, 99.0])

    late = assignment.solve(tasks(2), edges, 1.0, timer=lambda: next(clock))

    assert ([edge.cost for edge in late.chosen], late.late) == ([10, 500], 2)
    in_time = assignment.solve(tasks(2), edges, 1.0)
    assert (sorted(edge.cost for edge in in_time.chosen), in_time.late) == ([10, 20], 0)


def test_candidates_are_the_nearest_within_the_radius():
    dice = random.Random(7)
    supply = [Supply(UUID(int=n), 36.7 + dice.random() / 10, 3 + dice.random() / 10, "standard") for n in range(300)]
    task = Task(UUID(int=1), 36.75, 3.05, "standard", 0, 2_500)
    by_distance = sorted((great_circle_m(Point(36.75, 3.05), Point(s.lat, s.lng)), s.id) for s in supply)

    edges = candidates.edges([task], supply, Terms(candidates_per_job=8), lambda metres: metres)

    assert [supply[edge.driver].id for edge in edges] == [id_ for metres, id_ in by_distance[:8] if metres <= 2_500]
    assert [edge.distance_m for edge in edges] == pytest.approx([metres for metres, _ in by_distance[:8]])


def test_excluded_drivers_make_room_for_the_next_nearest():
    supply = [Supply(UUID(int=n), 36.75 + n / 10_000, 3.05, "standard") for n in range(5)]
    task = tasks(1, excluded=frozenset({UUID(int=0), UUID(int=1)}))

    edges = candidates.edges(task, supply, Terms(candidates_per_job=2), lambda metres: metres)

    assert [edge.driver for edge in edges] == [2, 3]


def test_a_van_is_not_sent_to_a_standard_job():
    supply = [Supply(UUID(int=5), 36.75, 3.05, "van")]

    assert match(tasks(1), supply, Terms(), lambda metres: metres) == []


@pytest.mark.parametrize(("task_count", "driver_count"), [(0, 0), (0, 2), (2, 0)])
def test_nothing_to_match(task_count, driver_count):
    supply = [Supply(UUID(int=n), 36.75, 3.05, "standard") for n in range(driver_count)]

    assert match(tasks(task_count), supply, Terms(), lambda metres: metres) == []
