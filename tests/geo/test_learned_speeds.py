"""The built-in estimator learns from finished trips."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import Sum

from apps.geo import selectors, services
from apps.geo.algorithms import learning
from apps.geo.contracts import Estimate, Point
from apps.geo.models import LearnedTrip, SpeedSum, Zone
from apps.geo.retention import forget
from apps.kernel import clock
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA
from tests.support.threads import together

MONDAY_8 = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 08:00 in Algiers
STRAIGHT_M = 11_459


def drive(zone, *, ref: UUID | None = None, minutes: float = 100, **changes) -> bool:
    """From the centre to Bab Ezzouar on Monday at eight, twice as slow as the table says."""
    facts = {"pickup": ALGIERS_CENTRE, "dropoff": BAB_EZZOUAR, "started_at": MONDAY_8, **changes}
    facts.setdefault("ended_at", facts["started_at"] + timedelta(minutes=minutes))
    return services.record_trip(ref=ref or uuid4(), zone_id=zone.id, **facts)


def estimated(at: datetime = MONDAY_8, origin: Point = ALGIERS_CENTRE, end: Point = BAB_EZZOUAR) -> Estimate:
    selectors.forget()  # as a minute later
    return services.estimate(origin, end, at)


def test_a_slow_trip_makes_the_next_estimate_slower(algiers):
    before = estimated()

    assert drive(algiers)

    after = estimated()
    assert (before.duration_s, before.source) == (3_083, "builtin")
    assert (after.duration_s, after.source) == (3_338, "learned")
    assert after.distance_m == before.distance_m


def test_many_trips_are_believed(algiers):
    for _ in range(150):
        drive(algiers)

    assert estimated().duration_s == pytest.approx(6_000, rel=0.03)


def test_what_is_learned_is_of_its_hour_and_kind_of_day(algiers):
    for _ in range(10):
        drive(algiers)
    others = [MONDAY_8 + timedelta(hours=1), MONDAY_8 + timedelta(days=4), MONDAY_8 + timedelta(days=5)]

    assert [estimated(at).source for at in others] == ["builtin"] * 3  # nine o'clock; Friday, Saturday: the weekend
    assert estimated(MONDAY_8 + timedelta(days=6)).source == "learned"  # Sunday is a working day


def test_saturday_and_sunday_are_the_weekend_of_paris(db):
    paris = selectors.zone("paris")
    friday = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)

    kinds = [selectors.hour_of(paris, friday + timedelta(days=days)) for days in range(4)]

    assert kinds == [(False, 13), (True, 13), (True, 13), (False, 13)]


def test_a_jam_in_one_district_slows_the_trips_through_it_most(algiers):
    for _ in range(20):
        drive(algiers, pickup=HYDRA, dropoff=Point(HYDRA.lat + 0.01, HYDRA.lng + 0.01), minutes=15)
    selectors.forget()
    speeds = selectors.speeds(algiers, MONDAY_8)

    through = speeds.pace_of(services.speed_cell(HYDRA))
    elsewhere = speeds.pace_of(services.speed_cell(BAB_EZZOUAR))

    assert through > elsewhere > learning.table_pace(algiers.detour, algiers.speeds_kmh[8])


def test_matching_knows_the_districts_too(algiers):
    for _ in range(20):
        drive(algiers, pickup=HYDRA, dropoff=Point(HYDRA.lat + 0.01, HYDRA.lng + 0.01), minutes=15)
    selectors.forget()
    here, there = services.speed_cell(HYDRA), services.speed_cell(BAB_EZZOUAR)

    seconds = services.travel_seconds([1_000.0, 1_000.0, 0.0], MONDAY_8, algiers, cells=[here, there, here])

    speeds = selectors.speeds(algiers, MONDAY_8)
    assert seconds.tolist() == [1_000 * speeds.pace_of(here), 1_000 * speeds.pace, 0.0]
    assert float(services.travel_seconds(1_000, MONDAY_8, algiers)) == 1_000 * speeds.pace


def test_matching_asks_the_database_once_a_minute(algiers, django_assert_num_queries):
    selectors.speeds(algiers, MONDAY_8)

    with django_assert_num_queries(0):
        services.travel_seconds([1_000.0] * 50, MONDAY_8, algiers, cells=[services.speed_cell(HYDRA)] * 50)


def test_a_trip_counts_once(algiers):
    ref = uuid4()

    assert [drive(algiers, ref=ref) for _ in range(3)] == [True, False, False]

    sums = SpeedSum.objects.aggregate(metres=Sum("straight_m"), seconds=Sum("seconds"))
    assert (round(sums["metres"]), round(sums["seconds"])) == (STRAIGHT_M, 6_000)
    assert LearnedTrip.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_trip_told_six_times_at_once_counts_once():
    zone, ref = selectors.zone("algiers"), uuid4()

    answers = together(6, lambda: drive(zone, ref=ref))

    assert sorted(answers) == [False] * 5 + [True]
    assert round(SpeedSum.objects.aggregate(Sum("seconds"))["seconds__sum"]) == 6_000


@pytest.mark.django_db(transaction=True)
def test_trips_through_the_same_cells_at_once_all_count():
    zone = selectors.zone("algiers")
    ways = [(ALGIERS_CENTRE, BAB_EZZOUAR), (BAB_EZZOUAR, ALGIERS_CENTRE)]

    def go(number: int) -> bool:
        pickup, dropoff = ways[number % 2]
        return drive(zone, pickup=pickup, dropoff=dropoff)

    assert together(6, go, numbered=True) == [True] * 6

    sums = SpeedSum.objects.aggregate(metres=Sum("straight_m"), seconds=Sum("seconds"))
    assert (round(sums["metres"] / 6), round(sums["seconds"])) == (STRAIGHT_M, 36_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"dropoff": Point(ALGIERS_CENTRE.lat + 0.004, ALGIERS_CENTRE.lng)},
        {"minutes": 0.9},
        {"minutes": 181},
        {"minutes": -5},
        {"minutes": 5},  # 137 km/h
        {"dropoff": HYDRA, "minutes": 90},  # 1.3 km/h: they sat down for a meal
    ],
)
def test_what_is_no_plain_drive_teaches_nothing(algiers, changes):
    assert drive(algiers, **changes) is False
    assert SpeedSum.objects.count() == LearnedTrip.objects.count() == 0


def test_a_trip_of_nowhere(db):
    with pytest.raises(selectors.NoSuchZone):
        services.record_trip(
            ref=uuid4(),
            zone_id=uuid4(),
            pickup=MID_SEA,
            dropoff=HYDRA,
            started_at=MONDAY_8,
            ended_at=MONDAY_8,
        )
    assert LearnedTrip.objects.count() == 0


def test_measured_metres_teach_the_detour(algiers):
    for _ in range(10):
        drive(algiers, road_m=20_000)
    selectors.forget()

    assert selectors.detour(algiers) == pytest.approx(
        (500_000 * 1.42 + 10 * 20_000) / (500_000 + 10 * STRAIGHT_M), 1e-5
    )
    assert estimated().distance_m == pytest.approx(STRAIGHT_M * selectors.detour(algiers), abs=1)


@pytest.mark.parametrize("road_m", [0, 5_000, 60_000])
def test_metres_that_cannot_be_true_do_not(algiers, road_m):
    assert drive(algiers, road_m=road_m)

    selectors.forget()
    assert selectors.detour(algiers) == algiers.detour


def test_old_trips_fade(algiers, monkeypatch):
    monkeypatch.setattr("apps.geo.services.learning._KEPT", 0.5)  # as once a cell holds MEMORY_M
    drive(algiers)
    drive(algiers, minutes=50, road_m=20_000)

    sums = SpeedSum.objects.aggregate(*map(Sum, ["straight_m", "seconds", "measured_m", "road_m"]))
    assert {name: round(value) for name, value in sums.items()} == {
        "straight_m__sum": round(1.5 * STRAIGHT_M),
        "seconds__sum": 6_000,
        "measured_m__sum": STRAIGHT_M,
        "road_m__sum": 20_000,
    }


def test_a_cell_that_holds_enough_halves_it_first(algiers):
    drive(algiers)
    SpeedSum.objects.update(straight_m=learning.MEMORY_M + 1, seconds=90_000.0)

    drive(algiers)

    assert SpeedSum.objects.filter(straight_m__lt=learning.MEMORY_M * 0.55).count() == SpeedSum.objects.count()
    assert not SpeedSum.objects.filter(seconds__gt=50_000).exists()


def test_what_was_learned_outlives_its_mark(algiers, travel):
    drive(algiers)
    travel(59 * 86_400)
    forget("2026-05-01")
    assert LearnedTrip.objects.count() == 1

    travel(2 * 86_400)
    forget("2026-05-03")

    assert LearnedTrip.objects.count() == 0
    assert SpeedSum.objects.exists()


def test_a_table_changed_by_hand_holds_at_once(algiers):
    drive(algiers)
    estimated()

    row = Zone.objects.get(slug="algiers")
    row.speeds_kmh = [2 * speed for speed in row.speeds_kmh]
    row.save()

    assert services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, MONDAY_8).duration_s < 3_083


def test_the_hours_that_were_learned(algiers):
    for _ in range(10):
        drive(algiers)

    [(when, (kmh, kilometres))] = selectors.learned_hours(algiers).items()

    assert (when, round(kilometres, 1)) == ((False, 8), 114.6)
    assert 9.76 < kmh < algiers.speeds_kmh[8]


def test_what_learning_costs(algiers, django_assert_max_num_queries):
    drive(algiers)

    with django_assert_max_num_queries(16):
        drive(algiers)


def test_the_clock_of_the_marks_is_the_machines(algiers):
    drive(algiers)

    assert clock.wall() - LearnedTrip.objects.get().learned_at < timedelta(minutes=1)
