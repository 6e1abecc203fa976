"""The matching kernel against exhaustive search, and its corners."""

import itertools
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dispatch.algorithms import assignment, candidates, greedy
from apps.dispatch.algorithms.home import leads_home
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Edge, Supply, Task, Terms
from apps.dispatch.algorithms.turns import turns
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


@pytest.mark.parametrize("expected_s", [0.9, 1.1])
def test_a_problem_that_will_not_fit_the_budget_is_not_begun(expected_s, monkeypatch):
    """The solver cannot be interrupted: what it would take is asked before. The answer stays one-to-one and full."""
    dice = random.Random(3)
    edges = [Edge(task, driver, 0, 0, dice.random() * 900) for task in range(120) for driver in range(100)]
    asked = []

    def expected(*size: int) -> float:
        asked.append(size)
        return expected_s

    monkeypatch.setattr(assignment, "expected_s", expected)
    solution = assignment.solve(tasks(120), edges, budget_s=1.0, timer=lambda: 0.0)

    too_long = expected_s > 1
    assert asked == [(120, 12_000)]
    assert solution.late == (120 if too_long else 0)
    assert is_one_to_one(solution.chosen)
    assert len(solution.chosen) == 100, "every driver has work"
    assert set(solution.chosen) <= set(edges)
    if too_long:
        assert solution.chosen == greedy.solve(tasks(120), edges)


def test_what_a_component_may_take_grows_with_tasks_times_edges():
    assert assignment.expected_s(500, 6_000) < 0.1 < 0.4 < assignment.expected_s(2_000, 24_000)


def drivers_at(*metres: float, **fields: object) -> list[Supply]:
    return [Supply(UUID(int=100 + n), 36.75 + m / 111_195, 3.05, "standard", **fields) for n, m in enumerate(metres)]


def costs_of(task: Task, supply: list[Supply]) -> list[int]:
    edges = candidates.edges([task], supply, Terms(), lambda metres: metres / 10)
    return [round(edge.cost) for edge in sorted(edges, key=lambda edge: edge.driver)]


def test_a_favourite_costs_a_minute_less():
    [task] = tasks(1, favourites=frozenset({UUID(int=101)}))

    assert costs_of(task, drivers_at(1_000, 1_500)) == [100, 150 - 60]


def test_who_is_free_later_costs_the_rest_of_the_run_and_a_penalty():
    [task] = tasks(1)
    supply = [*drivers_at(1_000), Supply(UUID(int=9), 36.75, 3.05, "standard", free_in_s=90.0)]

    [now, later] = sorted(candidates.edges([task], supply, Terms(), lambda metres: metres / 10), key=lambda e: e.driver)

    assert (round(now.eta_s), round(now.cost)) == (100, 100)
    assert (round(later.eta_s), round(later.cost)) == (90, 120)
    assert match([task], supply, Terms(), lambda metres: metres / 10)[0].slot == "current"


def test_slow_streets_lengthen_the_way_and_not_the_rest_of_the_run():
    [task] = tasks(1, slowness=1.5)
    supply = [*drivers_at(1_000), *(Supply(UUID(int=9), 36.75, 3.05, "standard", free_in_s=90.0),)]

    assert [round(edge.eta_s) for edge in candidates.edges([task], supply, Terms(), lambda m: m / 10)] == [90, 150]


def test_each_category_that_will_do_brings_its_own_candidates():
    [task] = tasks(1, fallbacks=("comfort",))
    comfort = [Supply(UUID(int=n), 36.75 + n / 111_195, 3.05, "comfort") for n in range(20)]

    edges = candidates.edges([task], [*comfort, *drivers_at(1_500)], Terms(candidates_per_job=3), lambda m: m / 10)

    assert sorted(edge.driver for edge in edges) == [0, 1, 2, 20], "many comfort cars nearby hide no standard one"
    assert [round(edge.cost) for edge in edges if edge.driver == 0] == [120]


def test_a_reserved_task_goes_to_its_driver_however_far_and_nobody_else_gets_that_driver():
    first, other = (
        Task(UUID(int=1), 36.75, 3.05, "standard", 0, 500, reserved_for=frozenset({UUID(int=101)})),
        tasks(1)[0],
    )
    supply = drivers_at(10, 3_000)

    found = match([first, other], supply, Terms(), lambda metres: metres / 10)

    assert {(pair.task_id.int, pair.driver_id.int) for pair in found} == {(1, 101), (0, 100)}


@given(st.lists(st.floats(-20_000, 20_000), min_size=1, max_size=5), st.floats(0.05, 1))
def test_what_leads_home_ends_nearer_home(dropoffs, share):
    here, home = (36.75, 3.05), (36.75 + 10_000 / 111_195, 3.05)
    ends = [(36.75 + metres / 111_195, 3.05) for metres in dropoffs]

    fits = leads_home(here, home, [here] * len(ends), ends, share)

    for metres, fit in zip(dropoffs, fits, strict=True):
        won = 10_000 - abs(10_000 - metres)
        if abs(won - share * abs(metres)) > 1:
            assert fit == (won > share * abs(metres))


def test_turns_go_to_who_has_waited_longest_and_suits():
    waiting = [Task(UUID(int=n), 0, 0, "standard", waited, 1) for n, waited in enumerate((5, 50, 20))]
    place, queue = UUID(int=7), [UUID(int=31), UUID(int=32)]

    given_turns = turns(
        waiting,
        {task.id: place for task in waiting},
        {place: queue},
        lambda task, driver_id: not (task.id.int == 1 and driver_id.int == 31),
    )

    assert {task.int: driver.int for task, driver in given_turns.items()} == {1: 32, 2: 31}
    assert queue == [UUID(int=31), UUID(int=32)]
