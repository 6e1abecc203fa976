"""Whoever is quicker, a car drives one ride, a code is used once, and a rider has one ride and five reservations."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(4)


def test_an_order_by_code_and_an_accepted_offer_leave_the_driver_one_ride(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.cast", riders=1)
        [rider] = cast["riders"]

        answers = crew.together(
            [
                ("instant.order", {**rider, "code": cast["code"]}),
                ("accept", {"offer_id": cast["offer"], "driver_id": cast["driver"]}),
            ]
        )

        assert ["ok" in answer for answer in answers].count(True) == 1, answers
        ordered = "ok" in answers[0]
        assert ordered or answers[0] == {"problem": "car-busy"}
        found = crew.call(0, "instant.state", driver=cast["driver"])
        assert found["runs"] == 1
        assert found["used"] == int(ordered)
        job = crew.call(0, "state", job_ids=[cast["job"]])
        assert job["jobs"] == (["offered"] if ordered else ["assigned"])


def test_eight_who_scan_one_code_are_driven_once(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.cast", riders=CREW)

        answers = crew.together([("instant.order", {**rider, "code": cast["code"]}) for rider in cast["riders"]])

        assert [answer for answer in answers if "ok" not in answer] == [{"problem": "code-expired"}] * (CREW - 1)
        found = crew.call(0, "instant.state", driver=cast["driver"])
        assert (found["runs"], found["used"]) == (1, 1)


def test_two_codes_of_one_car_are_one_ride(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.cast", riders=2)
        codes = [cast["code"], crew.call(0, "instant.renew", driver=cast["driver"])]
        assert codes[0] != codes[1]

        orders = zip(cast["riders"], codes, strict=True)
        answers = crew.together([("instant.order", {**rider, "code": code}) for rider, code in orders])

        assert sorted("ok" in answer for answer in answers) == [False, True], answers
        assert {"problem": "car-busy"} in answers
        assert crew.call(0, "instant.state", driver=cast["driver"])["runs"] == 1


def test_eight_reservations_at_once_are_five(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.reserver", hours=list(range(2, 2 + CREW)))

        answers = crew.together(
            [("instant.reserve", {"rider": cast["rider"], "quote": quote}) for quote in cast["quotes"]]
        )

        assert [answer for answer in answers if "ok" not in answer] == [{"problem": "too-many-reservations"}] * 3
        assert crew.call(0, "instant.reserved", rider=cast["rider"]) == 5


def test_the_same_time_reserved_at_once_is_one_ride(crew: Crew):
    cast = crew.call(0, "instant.reserver", hours=[3] * CREW)
    answers = crew.together([("instant.reserve", {"rider": cast["rider"], "quote": quote}) for quote in cast["quotes"]])
    assert [answer for answer in answers if "ok" not in answer] == [{"problem": "reservations-overlap"}] * (CREW - 1)


def test_a_reservation_that_begins_and_an_order_of_now_are_one_active_ride(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.reserver", hours=[2])
        [token], rider = cast["quotes"], cast["rider"]
        reserved = crew.call(0, "instant.reserve", rider=rider, quote=token)["ok"]
        now = crew.call(0, "instant.quote_of_now", rider=rider)

        _begun, ordered = crew.together(
            [("instant.begin", {"ride": reserved}), ("instant.reserve", {"rider": rider, "quote": now})]
        )

        expected = ["requested", "searching"] if "ok" in ordered else ["searching"]
        assert crew.call(0, "instant.statuses", rider=rider) == expected


def test_eight_sweeps_remind_once(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "instant.reserver", hours=[2])
        crew.call(0, "instant.reserve", rider=cast["rider"], quote=cast["quotes"][0])
        crew.call(0, "instant.due", rider=cast["rider"])

        assert sum(crew.together([("instant.remind", {})] * CREW)) == 1
