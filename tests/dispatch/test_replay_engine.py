"""A replayed day, minute by minute: one road along a meridian, on which a metre takes a tenth of a second."""

import numpy as np
import pytest

from apps.dispatch.algorithms.candidates import metres_between, unit_vectors
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Terms
from apps.dispatch.algorithms.replay import engine
from apps.dispatch.algorithms.replay.drivers import Drivers
from apps.dispatch.algorithms.replay.engine import Rules, play
from apps.dispatch.algorithms.replay.figures import Figures, figures
from apps.dispatch.algorithms.replay.recording import Appearances, Trips, at_pickups

NEVER = float("nan")
METRE = 1 / 111_195.08  # degrees of latitude


def rules(**changes: object) -> Rules:
    built_in = {
        "solver": "assignment",
        "terms": Terms(budget_s=float("inf")),
        "radii_m": (2_000, 4_000, 8_000),
        "window_s": 2.0,
        "retry_s": 2.0,
        "patience_s": 60.0,
        "forward_s": 0.0,
        "jobs_a_round": 500,
    }
    return Rules(**built_in | changes)


def places(metres: list[float]) -> np.ndarray:
    return np.array([[36.0 + metre * METRE, 3.0] for metre in metres])


def asked(*trips: tuple[float, float, float, float]) -> Trips:
    """(at, from metre, to metre, seconds it took)."""
    at, start, end, seconds = (np.array(column, dtype=float) for column in zip(*trips, strict=True))
    return Trips(at, places(start), places(end), seconds)


def there(*rows: tuple[float, int, float], until: float = np.inf) -> Appearances:
    """(at, driver, metre)."""
    at, driver, metre = zip(*rows, strict=True)
    return Appearances(np.array(at, dtype=float), np.full(len(rows), until), np.array(driver), places(metre))


def a_tenth(metres, at):
    return metres / 10


def etas(trips: Trips, drivers: Appearances, **changes: object) -> list[float]:
    return play(trips, drivers, rules(**changes), a_tenth).eta_s.round(1).tolist()


def moments(trips: Trips, drivers: Appearances, **changes: object) -> list[float]:
    return play(trips, drivers, rules(**changes), a_tenth).matched_at.tolist()


def test_the_solver_is_warm_before_a_batch_is_timed(monkeypatch):
    done = []
    monkeypatch.setattr(engine, "match", lambda *args: done.append("match") or match(*args))
    trips = asked((10, 100, 900, 50), (100, 1_000, 0, 50))

    play(trips, there((0, 1, 0)), rules(), a_tenth, timer=lambda: done.append("timer") or 0.0)

    assert done[:2] == ["match", "timer"]


def test_a_driver_comes_drives_and_stays_where_the_trip_ended():
    trips = asked((10, 100, 900, 50), (100, 1_000, 0, 50))

    played = play(trips, there((0, 0, 0)), rules(), a_tenth)

    assert played.matched_at.tolist() == [12, 102]
    assert played.eta_s.round(1).tolist() == [10, 10]
    assert played.approach_m.round().tolist() == [100, 100]
    assert len(played.batch_s) == 2


def test_nobody_is_sent_on_two_trips_at_once():
    """The first trip ends at 12 + 10 + 49 = 71 s: whoever asked at 11 s has just lost the patience of a minute."""
    trips = asked((10, 100, 900, 49), (11, 100, 900, 50), (15, 900, 0, 50))

    assert moments(trips, there((0, 0, 0))) == pytest.approx([12, NEVER, 72], nan_ok=True)


def test_how_long_a_trip_took_is_estimated_when_it_was_not_recorded():
    trips = asked((10, 100, 590, NEVER), (20, 590, 0, 50))

    assert moments(trips, there((0, 0, 0))) == [12, 72]  # free at 12 + 10 + 49 s


def test_one_round_matches_all_who_asked_within_its_window():
    trips = asked((10, 0, 900, 50), (13, 0, 900, 50), (16, 0, 900, 50))
    drivers = there((0, 0, 0), (0, 1, 0), (0, 2, 0))

    assert moments(trips, drivers, window_s=5.0) == [15, 15, 21]


def test_who_is_left_over_is_tried_again_with_a_wider_radius():
    assert moments(asked((10, 0, 900, 50)), there((0, 0, 5_000))) == [16]  # 2, 4, then 8 km
    assert moments(asked((10, 0, 900, 50)), there((0, 0, 9_000))) == pytest.approx([NEVER], nan_ok=True)
    assert moments(asked((10, 0, 900, 50)), there((40, 0, 0))) == [40]
    assert moments(asked((10, 0, 900, 50)), there((70, 0, 0))) == pytest.approx([NEVER], nan_ok=True)


def test_who_turns_up_again_while_free_is_there_from_then_on():
    assert etas(asked((50, 0, 900, 50)), there((0, 0, 1_000), (40, 0, 300))) == [30]


def test_who_turns_up_again_while_on_a_trip_stays_on_it():
    trips = asked((10, 0, 900, 50), (70, 900, 0, 50))

    assert etas(trips, there((0, 0, 0), (40, 0, 5_000))) == [0, 0]


def test_whose_shift_is_over_takes_no_more_trips_but_ends_the_one_begun():
    trips = asked((10, 0, 900, 50), (70, 900, 0, 50))

    assert moments(trips, there((0, 0, 0), until=20)) == pytest.approx([12, NEVER], nan_ok=True)
    assert moments(trips, there((0, 0, 0), until=11)) == pytest.approx([NEVER, NEVER], nan_ok=True)


def test_who_is_free_soon_takes_the_next_trip_from_where_the_first_ends():
    """The first ends at 12 + 49 = 61 s; the second is matched at 42 s with 19 s to go, and 10 s to drive."""
    trips = asked((10, 0, 900, 49), (40, 1_000, 0, 50), (45, 0, 900, 51), (115, 0, 900, 50))

    played = play(trips, there((0, 0, 0)), rules(forward_s=20.0), a_tenth)

    assert played.matched_at.tolist() == [12, 42, 103, 153]
    assert played.eta_s.round(1).tolist() == [0, 29, 18, 109]
    assert played.approach_m.round().tolist() == [0, 100, 0, 900]


def test_whose_shift_ends_before_the_trip_gets_no_next_one():
    trips = asked((10, 0, 900, 49), (40, 1_000, 0, 50))

    assert moments(trips, there((0, 0, 0), until=60), forward_s=20.0) == pytest.approx([12, NEVER], nan_ok=True)


def test_the_best_assignment_and_the_greedy_one_differ_as_in_the_example_of_the_kernel():
    trips = asked((0, 0, 5_000, 600), (0, 1_000, 5_000, 600))
    drivers = there((0, 0, 400), (0, 1, -900))

    assert etas(trips, drivers) == [90, 60]
    assert etas(trips, drivers, solver="greedy") == [40, 190]


def test_with_more_jobs_than_a_round_takes_they_take_turns():
    """In the second round the fifth comes first, with its first radius; the fourth has to wait for the third."""
    trips = asked(*((10, 0, 900, 500) for _ in range(5)))
    drivers = there(*((0, n, 3_000) for n in range(5)))

    assert moments(trips, drivers, jobs_a_round=4) == [14, 14, 14, 16, 16]


def test_looking_only_at_the_nearest_changes_nothing(monkeypatch):
    dice = np.random.default_rng(3)
    where = 36 + dice.random((400, 2, 2)) / 10
    trips = Trips(np.sort(dice.random(400) * 2_000), where[:, 0], where[:, 1], np.full(400, np.nan))
    drivers = at_pickups(trips, 60, seed=5)
    near = play(trips, drivers, rules(forward_s=100.0), a_tenth)

    monkeypatch.setattr(Drivers, "_nearest", lambda self, points, available, count: slice(None))
    everybody = play(trips, drivers, rules(forward_s=100.0), a_tenth)

    assert near.eta_s.tolist() == pytest.approx(everybody.eta_s.tolist(), nan_ok=True)
    assert 0.3 < near.served.mean() < 0.9


def test_points_are_compared_in_portions(monkeypatch):
    dice = np.random.default_rng(3)
    drivers = Drivers(Appearances(np.zeros(50), np.full(50, np.inf), np.arange(50), 36 + dice.random((50, 2))), 0)
    drivers.advance(0)
    points = unit_vectors(36 + dice.random((20, 2)))

    def near() -> list[int]:
        return [each.id.int for each in drivers.near(points, 3, drivers.available(0), 0)]

    at_once = near()
    monkeypatch.setattr("apps.dispatch.algorithms.replay.drivers.PAIRS_AT_ONCE", 100)

    assert near() == at_once
    assert 3 < len(at_once) < 50


def test_distances_across_the_date_line():
    west, east = np.array([[-17.0, 179.99]]), np.array([[-17.0, -179.99]])

    assert metres_between(west, east).tolist() == pytest.approx([2_126.8], abs=1)


def test_drivers_stand_where_people_asked_the_same_for_the_same_seed():
    trips = asked(*((n, 100 * n, 0, 60) for n in range(50)))

    one, other, third = (at_pickups(trips, 20, seed) for seed in (1, 1, 2))

    assert one.place.tolist() == other.place.tolist() != third.place.tolist()
    assert {tuple(place) for place in one.place.tolist()} <= {tuple(place) for place in trips.pickup.tolist()}
    assert (one.drivers, set(one.at)) == (20, {0.0})


def test_the_figures_of_a_small_day():
    trips = asked((10, 100, 900, 50), (100, 1_200, 0, 50), (101, 0, 900, 50))
    ticks = iter([0.0, 0.004, 1.0, 1.006])
    played = play(trips, there((0, 0, 0)), rules(patience_s=30.0), a_tenth, timer=lambda: next(ticks))

    assert figures(trips.requested_at, played, detour=1.5) == Figures(
        served_pct=66.67,
        pickup_eta_mean_s=20.0,
        pickup_eta_p50_s=20.0,
        pickup_eta_p95_s=29.0,
        idle_km_per_trip=0.3,
        batch_ms_p50=5.0,
        batch_ms_p95=5.9,
        wait_mean_s=22.0,
    )


def test_a_day_on_which_nobody_drives_has_no_etas():
    trips = asked((10, 100, 900, 50))
    played = play(trips, there((5_000, 0, 0)), rules(), a_tenth)

    assert figures(trips.requested_at, played, 1.35) == Figures(0.0, None, None, None, None, None, None, None)
