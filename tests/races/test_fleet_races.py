"""What happens to a driver at the same moment happens once, or one after the other."""

from operator import eq
from uuid import uuid4

import pytest

from apps.fleet import selectors as fleet
from apps.kernel import clock, redis
from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(3)


def driver_with(crew: Crew, cars: int = 1) -> dict:
    return crew.call(0, "fleet.a_driver", cars=cars)


def test_a_document_is_decided_once_whoever_decides(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)
        document = crew.call(0, "fleet.hand_in", driver=cast["driver"])["ok"]
        asked = {"document": document, "staff": cast["staff"]}

        answers = crew.together([("fleet.verify", asked), ("fleet.reject", asked)] * 4)

        assert len([answer for answer in answers if "ok" in answer]) == 1
        decided = next(answer["ok"] for answer in answers if "ok" in answer)
        assert crew.call(0, "fleet.papers", driver=cast["driver"]) == (
            ["replaced", "verified"] if decided == "verified" else ["rejected", "verified"]
        )


def test_a_block_and_a_favourite_at_once_leave_the_block(crew):
    for _ in ROUNDS:
        asked = {"driver": driver_with(crew)["driver"], "rider": crew.call(0, "fleet.a_rider")}

        crew.together([("fleet.block", asked), ("fleet.favour", asked)] * 4)

        assert crew.call(0, "fleet.wishes", rider=asked["rider"]) == ["blocked"]


def test_one_document_of_a_kind_is_verified_while_others_come(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)
        document = crew.call(0, "fleet.hand_in", driver=cast["driver"])["ok"]
        verify = ("fleet.verify", {"document": document, "staff": cast["staff"]})

        crew.together([verify, *[("fleet.hand_in", {"driver": cast["driver"]})] * 6, verify])

        papers = crew.call(0, "fleet.papers", driver=cast["driver"])
        assert (papers.count("verified"), papers.count("submitted"), len(papers)) == (1, 1, 8)


def test_one_vehicle_is_active_however_many_are_switched_to(crew):
    for _ in ROUNDS:
        cast = driver_with(crew, cars=4)

        answers = crew.together(
            [("fleet.activate", {"driver": cast["driver"], "car": car}) for car in cast["cars"]] * 2
        )

        assert all("ok" in answer for answer in answers)
        assert len(crew.call(0, "fleet.driving", driver=cast["driver"])["active"]) == 1


def test_a_shift_begins_with_the_vehicle_that_is_active(crew):
    for _ in ROUNDS:
        cast = driver_with(crew, cars=2)
        switch = ("fleet.activate", {"driver": cast["driver"], "car": cast["cars"][1]})
        start = ("fleet.start_shift", {"driver": cast["driver"]})

        crew.together([switch, start] * 4)

        driving = crew.call(0, "fleet.driving", driver=cast["driver"])
        assert driving["on_shift"] == driving["active"]


def test_who_is_suspended_while_going_online_is_offline(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)
        suspend = ("fleet.suspend", {"driver": cast["driver"], "staff": cast["staff"]})

        crew.together([("fleet.start_shift", {"driver": cast["driver"]}), suspend] * 4)

        assert crew.call(0, "fleet.driving", driver=cast["driver"])["on_shift"] == []


def test_a_trip_is_rated_and_counted_once(crew):
    cast, trip = driver_with(crew), str(uuid4())
    about = {"driver": cast["driver"], "ref": trip}

    rated = crew.together([("fleet.rate", about | {"stars": 4})] * CREW)
    counted = crew.together([("fleet.record", about)] * CREW)

    assert (sum(rated), sum(counted)) == (1, 1)
    assert crew.call(0, "fleet.record_of", driver=cast["driver"]) == {
        "rating": "4.00",
        "rated": 1,
        "ratings": 1,
        "trips": 1,
    }


def test_no_stars_are_lost_when_many_rate_at_once(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)

        crew.together(
            [
                ("fleet.rate", {"driver": cast["driver"], "ref": str(uuid4()), "stars": stars})
                for stars in (1, 2, 3, 4, 5, 5, 5, 5)
            ]
        )

        record = crew.call(0, "fleet.record_of", driver=cast["driver"])
        assert (record["rating"], record["rated"]) == ("3.75", 8)


def test_blocking_twice_is_one_block(crew):
    cast, rider = driver_with(crew), crew.call(0, "fleet.a_rider")

    answers = crew.together([("fleet.block", {"rider": rider, "driver": cast["driver"]})] * CREW)

    assert sum(answers) == 1
    assert crew.call(0, "fleet.pairs", rider=rider) == {cast["driver"]: "blocked"}


def test_a_driver_has_one_turn_however_many_sweeps_pass(crew):
    drivers = sorted(driver_with(crew)["driver"] for _ in range(3))
    place = crew.call(0, "fleet.an_airport", drivers=drivers)

    crew.together([("fleet.keep_queues", {})] * CREW)

    assert crew.call(0, "fleet.turns", place=place) == [[driver, 0, ""] for driver in drivers]
    for _ in range(2):  # whose number was counted before all had joined is told by the next sweep
        crew.together([("fleet.keep_queues", {})] * CREW)
    told = {driver: crew.call(0, "fleet.numbers", driver=driver) for driver in drivers}
    assert {driver: numbers[-1] for driver, numbers in told.items()} == {d: n for n, d in enumerate(drivers, start=1)}
    assert [heard for heard in told.values() if any(map(eq, heard, heard[1:]))] == [], "no number twice running"


def test_no_decline_is_lost_and_the_turn_is_lost_once(crew):
    driver = driver_with(crew)["driver"]
    place = crew.call(0, "fleet.an_airport", drivers=[driver])
    crew.call(0, "fleet.keep_queues")

    answers = crew.together([("fleet.decline", {"driver": driver})] * 5)

    assert sum(answers) == 1
    assert crew.call(0, "fleet.turns", place=place) == [[driver, 3, "declined"]]


def test_the_way_home_is_counted_once(crew):
    driver = driver_with(crew)["driver"]
    crew.call(0, "fleet.start_shift", driver=driver)

    answers = crew.together([("fleet.head_home", {"driver": driver})] * CREW)

    assert answers == [{"ok": 1}] * CREW
    assert crew.call(0, "fleet.home_uses", driver=driver) == 1


def test_a_suspension_is_one_and_is_answered_once(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)
        about = {"driver": cast["driver"]}

        suspended = crew.together([("fleet.suspend", cast_of(cast))] * CREW)
        appeals = crew.together([("fleet.appeal", about)] * CREW)

        assert [len([answer for answer in answers if "ok" in answer]) for answers in (suspended, appeals)] == [1, 1]
        assert crew.call(0, "fleet.standing", **about) == ["suspended", 1, 1]


def test_an_appeal_is_granted_or_refused(crew):
    for _ in ROUNDS:
        cast = driver_with(crew)
        crew.call(0, "fleet.suspend", **cast_of(cast))
        appeal = crew.call(0, "fleet.appeal", driver=cast["driver"])["ok"]
        asked = {"appeal": appeal, "staff": cast["staff"]}

        answers = crew.together(
            [("fleet.decide_appeal", asked | {"granted": number % 2 == 0}) for number in range(CREW)]
        )

        [decided] = [answer["ok"] for answer in answers if "ok" in answer]
        standing = {"granted": "active", "refused": "suspended"}[decided]
        assert crew.call(0, "fleet.standing", driver=cast["driver"]) == [standing, 1, 1]


def test_trips_that_end_at_once_all_count_and_earn_a_quest_once(crew):
    driver = driver_with(crew)["driver"]
    crew.call(0, "fleet.promise", trips=3)
    trips = [str(uuid4()) for _ in range(4)]

    counted = crew.together([("fleet.record", {"driver": driver, "ref": trip}) for trip in trips] * 2)

    assert sum(counted) == 4
    assert crew.call(0, "fleet.progress", driver=driver) == [[4, "earned"], 1]


def test_two_versions_at_once_are_two_versions_or_one_is_refused(crew):
    answers = crew.together([("fleet.add_version", {"trips": number + 1}) for number in range(CREW)])

    added = len([answer for answer in answers if "ok" in answer])
    assert {answer.get("problem", "version-taken") for answer in answers} == {"version-taken"}
    assert crew.call(0, "fleet.versions") == list(range(1, added + 1))


def cast_of(cast: dict) -> dict:
    return {"driver": cast["driver"], "staff": cast["staff"]}


def test_the_newest_position_stays_and_in_one_zone_whoever_writes_it(crew):
    """Eight processes, two zones, each process with positions of all ages, in no order."""
    for _ in ROUNDS:
        driver, at = uuid4(), clock.now().timestamp()
        redis.client().sadd(fleet.online_key(), str(driver))
        ages = [[(n * 7 + number * 3) % 40 for n in range(40)] for number in range(CREW)]
        asked = [{"driver": str(driver), "ages_s": ages[n], "zone": f"zone{n % 2}", "at": at} for n in range(CREW)]

        kept = crew.together([("fleet.tell_positions", one) for one in asked])

        assert fleet.position_of(driver).at == at
        where = [fleet.positions_key(f"zone{number}") for number in (0, 1)]
        assert sum(redis.client().hexists(key, str(driver)) for key in where) == 1
        assert sum(kept) <= 40, "each moment is kept once at most"
