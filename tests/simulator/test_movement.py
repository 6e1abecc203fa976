"""Cars move as cars do: never above their speed, never off their path, always arriving."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import movement
from simulator.movement import SPEED_LIMIT_MPS, Journey, distance_m

CENTRE = (36.7538, 3.0588)
HYDRA = (36.7430, 3.0420)


def test_a_degree_of_latitude_is_111_km():
    assert distance_m((36.0, 3.0), (37.0, 3.0)) == pytest.approx(111_195, abs=1)


def test_a_staircase_starts_and_ends_where_it_should_and_is_as_long_as_streets_are():
    lengths = []
    for seed in range(50):
        corners = movement.staircase(random.Random(seed), CENTRE, HYDRA)
        assert corners[0] == CENTRE
        assert corners[-1] == pytest.approx(HYDRA)
        lengths.append(Journey(corners, 5).length_m / distance_m(CENTRE, HYDRA))
    assert 1.2 < sum(lengths) / len(lengths) < 1.45


@given(
    seed=st.integers(0, 10_000),
    steps=st.lists(st.floats(0.1, 60), min_size=1, max_size=40),
    duration_s=st.one_of(st.none(), st.floats(1, 7_200)),
)
def test_no_car_is_ever_faster_than_the_limit(seed, steps, duration_s):
    rng = random.Random(seed)
    destination = movement.at_distance(rng, CENTRE, rng.uniform(100, 12_000))
    corners = movement.staircase(rng, CENTRE, destination)
    journey = Journey(corners, movement.pick_speed(rng, Journey(corners, 1).length_m, duration_s))
    before = CENTRE
    for step_s in steps:
        position, heading = journey.advance(step_s)
        assert distance_m(before, position) <= SPEED_LIMIT_MPS * step_s + 0.5
        assert 0 <= heading <= 360
        before = position


def test_a_recorded_duration_is_kept():
    corners = movement.staircase(random.Random(1), CENTRE, HYDRA)
    length_m = Journey(corners, 1).length_m
    journey = Journey(corners, movement.pick_speed(random.Random(1), length_m, 400))
    journey.advance(399)
    assert not journey.finished
    position, _ = journey.advance(1.01)
    assert journey.finished
    assert position == pytest.approx(HYDRA)


def test_an_impossible_duration_is_driven_at_the_limit():
    assert movement.pick_speed(random.Random(1), 10_000, 5) == SPEED_LIMIT_MPS


def test_a_clock_that_stands_still_moves_nobody():
    journey = Journey(movement.staircase(random.Random(1), CENTRE, HYDRA), 8)
    there, _ = journey.advance(30)
    again, _ = journey.advance(-5)
    assert again == there
