"""Rider, driver and staff act on one ride in the same moment: one story is told, and everything agrees with it."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes

ROUNDS = range(3)


def cast_of(crew: Crew, stage: str, **more: object) -> tuple[dict, dict, dict]:
    """(everything, what a driver's act needs, what a rider's act needs)."""
    cast = crew.call(0, "riding.a_ride", stage=stage, **more)
    return cast, {"ride": cast["ride"], "driver": cast["driver"]}, {"ride": cast["ride"], "rider": cast["rider"]}


def story(crew: Crew, cast: dict) -> dict:
    found = crew.call(0, "riding.story", ride=cast["ride"])
    moves = found["moves"]
    assert [before for before, _to in moves] == ["", *(to for _before, to in moves[:-1])], "one move follows the other"
    assert moves[-1][1] == found["status"]
    return found


def done(answers: list[dict]) -> list:
    return [answer["ok"] for answer in answers if "ok" in answer]


def test_started_canceled_and_given_up_at_once(crew: Crew):
    for _ in ROUNDS:
        cast, his, hers = cast_of(crew, "arrived")
        starts = ("riding.step", {**his, "name": "start", "pin": cast["pin"]})

        begun, canceled, left = crew.together([starts, ("riding.cancel", hers), ("riding.give_up", his)])

        found = story(crew, cast)
        if "ok" in begun:
            assert (canceled["problem"], left["problem"]) == ("transition-refused", "transition-refused")
            assert (found["status"], found["job"], found["runs"]) == ("in_progress", "assigned", 1)
        else:
            assert canceled == {"ok": "rider_canceled"}
            assert (found["status"], found["job"], found["runs"]) == ("rider_canceled", "cancelled", 0)


def test_completed_by_eight_taps_is_one_end_and_one_receipt(crew: Crew):
    for _ in ROUNDS:
        cast, his, _ = cast_of(crew, "in_progress")

        answers = crew.together([("riding.step", {**his, "name": "complete"})] * CREW)

        assert done(answers) == ["completed"]
        assert {answer["problem"] for answer in answers if "ok" not in answer} == {"transition-refused"}
        found = story(crew, cast)
        assert (found["receipts"], found["job"], found["runs"]) == (1, "done", 0)


def test_completed_while_staff_end_it_the_promotion_is_used_or_given_back(crew: Crew):
    [staff] = crew.call(0, "riders", count=1)
    for _ in ROUNDS:
        code = crew.call(0, "promo", budget=5_000)
        cast, his, _ = cast_of(crew, "in_progress", promo_code=code)
        ends = ("riding.end_by_staff", {"ride": cast["ride"], "staff": staff})

        answers = crew.together([("riding.step", {**his, "name": "complete"}), ends, ends])

        assert len(done(answers)) == 1
        found, spent = story(crew, cast), crew.call(0, "promo_state", code=code)["spent"]
        outcome = [found[what] for what in ("status", "receipts", "job", "runs", "promo")]
        if "ok" in answers[0]:
            assert (outcome, spent) == (["completed", 1, "done", 0, "settled"], 1_000)
        else:
            assert (outcome, spent) == (["failed", 0, "cancelled", 0, "released"], 0)


def test_other_places_while_the_trip_is_completed_one_price_is_paid(crew: Crew):
    for _ in ROUNDS:
        cast, his, hers = cast_of(crew, "in_progress")
        agreed = story(crew, cast)["total"]
        offered = crew.call(0, "riding.quote_change", **hers)
        changes = ("riding.change", {**hers, "token": offered["token"]})

        *changed, completed = crew.together([changes, changes, ("riding.step", {**his, "name": "complete"})])

        assert completed == {"ok": "completed"}
        found = story(crew, cast)
        assert len(done(changed)) == found["changes"] <= 1
        assert found["total"] == (offered["total"] if found["changes"] else agreed)
        assert (found["status"], found["receipts"]) == ("completed", 1)


def test_a_stop_reached_by_eight_taps_while_the_trip_is_completed(crew: Crew):
    for _ in ROUNDS:
        cast, his, _ = cast_of(crew, "in_progress", with_stop=True)

        *reached, completed = crew.together(
            [("riding.reach", his)] * (CREW - 1) + [("riding.step", {**his, "name": "complete"})]
        )

        assert completed == {"ok": "completed"}
        found = story(crew, cast)
        assert found["reached"] == (1 if done(reached) else 0)
        assert (found["status"], found["receipts"]) == ("completed", 1)


def test_the_last_of_a_promotion_is_one_riders_and_the_others_have_no_ride(crew: Crew):
    for _ in ROUNDS:
        code, people = crew.call(0, "promo", budget=1_999), crew.call(0, "riders", count=CREW)
        tokens = [crew.call(0, "riding.quote", rider=person, promo_code=code) for person in people]
        before = crew.call(0, "riding.jobs")

        answers = crew.together(
            [
                ("riding.request", {"rider": person, "token": token})
                for person, token in zip(people, tokens, strict=True)
            ]
        )

        assert len(done(answers)) == 1
        assert {answer["problem"] for answer in answers if "ok" not in answer} == {"promo-refused"}
        assert crew.call(0, "promo_state", code=code) == {"spent": 1_000, "uses": {"reserved": 1}}
        assert crew.call(0, "riding.jobs") == before + 1
        rides = [crew.call(0, "riding.rides_of", rider=person) for person in people]
        assert sorted(rides) == [[]] * (CREW - 1) + [["searching"]]


def test_a_rider_who_orders_on_eight_phones_has_one_ride(crew: Crew):
    for _ in ROUNDS:
        [rider] = crew.call(0, "riders", count=1)
        tokens = [crew.call(0, "riding.quote", rider=rider) for _ in range(CREW // 2)]
        before = crew.call(0, "riding.jobs")

        answers = crew.together([("riding.request", {"rider": rider, "token": token}) for token in tokens * 2])

        assert len(done(answers)) == 1
        assert {answer["problem"] for answer in answers if "ok" not in answer} <= {"ride-active", "quote-used"}
        assert crew.call(0, "riding.rides_of", rider=rider) == ["searching"]
        assert crew.call(0, "riding.jobs") == before + 1


def test_the_rider_cancels_while_the_driver_gives_up(crew: Crew):
    for _ in ROUNDS:
        cast, his, hers = cast_of(crew, "accepted")
        leaves = ("riding.give_up", his)

        *left, canceled = crew.together([leaves, leaves, leaves, ("riding.cancel", hers)])

        assert canceled == {"ok": "rider_canceled"}
        found = story(crew, cast)
        assert (found["status"], found["job"], found["runs"]) == ("rider_canceled", "cancelled", 0)
        assert done(left) == ["driver_canceled"] * sum(to == "searching" for _, to in found["moves"][2:])


def test_nobody_came_or_the_trip_began(crew: Crew):
    for _ in ROUNDS:
        cast, his, _ = cast_of(crew, "arrived")
        crew.call(0, "riding.nobody_came", ride=cast["ride"])
        no_show = ("riding.give_up", {**his, "reason": "rider_no_show"})
        starts = ("riding.step", {**his, "name": "start", "pin": cast["pin"]})

        answers = crew.together([no_show, starts, no_show, starts])

        assert len(done(answers)) == 1
        found = story(crew, cast)
        came = done(answers) == ["in_progress"]
        assert (found["status"], found["fee"]) == (("in_progress", False) if came else ("driver_canceled", True))
        assert (found["receipts"], found["runs"]) == ((0, 1) if came else (1, 0))
