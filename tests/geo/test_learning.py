"""How trips are believed: properties that hold for any trips."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.geo.algorithms import learning
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.algorithms.learning import Sums
from apps.geo.contracts import Point

TABLES = st.floats(0.05, 5)  # 1.4 × 100 km/h … 1.4 × 1 km/h
METRES = st.floats(1, 1e6)
TRIPS = st.lists(st.builds(lambda c, m, p: Sums(c, m, m * p), st.sampled_from("abc"), METRES, st.floats(0.01, 20)))


@given(TABLES)
def test_with_no_trips_the_table_holds(table):
    assert learning.learn(table, []) == learning.Speeds(table, {}, learned=False)


@given(TABLES, TRIPS)
def test_never_past_three_times_the_table(table, trips):
    speeds = learning.learn(table, _merged(trips))

    for pace in (speeds.pace, *speeds.cells.values()):
        assert table / 3 * (1 - 1e-9) <= pace <= table * 3 * (1 + 1e-9)


@given(TABLES, TRIPS)
def test_a_figure_lies_between_the_table_and_what_was_driven(table, trips):
    sums = _merged(trips)
    driven = [each.seconds / each.straight_m for each in sums]
    low, high = min([table, *driven]), max([table, *driven])

    for pace in learning.learn(table, sums).cells.values():
        assert min(low, table * 3) * (1 - 1e-9) <= pace <= max(high, table / 3) * (1 + 1e-9)


@given(TABLES, TRIPS, st.sampled_from("abc"), st.floats(0, 1e6))
def test_more_seconds_never_make_anything_faster(table, trips, where, more_s):
    before, after = _merged([*trips, Sums(where, 1_000, 100)]), _merged([*trips, Sums(where, 1_000, 100 + more_s)])
    fast, slow = learning.learn(table, before), learning.learn(table, after)

    assert slow.pace >= fast.pace
    assert all(slow.pace_of(cell) >= fast.pace_of(cell) for cell in "abcd")


@given(st.floats(0.1, 1), st.floats(0.5, 2), st.integers(0, 200), st.integers(1, 200))
def test_the_more_trips_the_nearer_to_the_truth(table, factor, few, more):
    truth = table * factor

    def error(trips: int) -> float:
        sums = [Sums("a", trips * 2_000.0, trips * 2_000.0 * truth)] if trips else []
        return abs(learning.learn(table, sums).pace_of("a") - truth)

    assert error(few + more) <= error(few) + 1e-9
    assert error(100_000) <= 0.001 * truth


@given(st.floats(1.05, 3), st.floats(0, 1e9), st.floats(1, 5))
def test_a_learned_detour_is_plausible_and_between(table, measured_m, driven):
    learned = learning.learned_detour(table, measured_m * driven, measured_m)

    assert 1.05 <= learned <= 3
    assert min(table, driven) - 1e-9 <= learned <= max(table, driven) + 1e-9 or learned in (1.05, 3)


def test_a_detour_without_trips_is_the_one_set_by_hand():
    assert learning.learned_detour(4.5, 0, 0) == 4.5


@settings(deadline=None)
@given(st.lists(st.builds(Point, st.floats(36, 37), st.floats(3, 4)), min_size=2, max_size=4))
def test_the_pieces_of_a_way_add_up_to_it(stops):
    pieces = learning.pieces(stops)

    legs = [great_circle_m(a, b) for a, b in pairwise(stops)]
    assert sum(metres for _middle, metres in pieces) == pytest.approx(sum(legs), abs=1e-6)
    assert len(pieces) <= 64 * len(legs)


def _merged(trips: list[Sums]) -> list[Sums]:
    cells = sorted({trip.cell for trip in trips})
    return [
        Sums(
            cell,
            sum(trip.straight_m for trip in trips if trip.cell == cell),
            sum(trip.seconds for trip in trips if trip.cell == cell),
        )
        for cell in cells
    ]
