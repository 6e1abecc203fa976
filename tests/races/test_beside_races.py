"""What people do around a ride at the same moment is done once."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(3)


def test_who_shares_on_eight_phones_has_one_link(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.a_ride")
        asked = {"ride": cast["ride"], "rider": cast["rider"]}

        tokens = crew.together([("beside.share", asked)] * CREW)

        assert len(set(tokens)) == 1
        assert crew.call(0, "beside.links", ride=cast["ride"]) == 1


def test_help_called_by_eight_taps_is_one_alert(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.a_ride")
        asked = {"ride": cast["ride"], "person": cast["rider"]}

        alerts = crew.together([("beside.call_for_help", asked)] * CREW)

        assert len(set(alerts)) == 1
        assert crew.call(0, "beside.alerts", ride=cast["ride"]) == ["open"]


def test_a_call_while_the_last_one_is_resolved_is_not_lost(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.a_ride")
        asked = {"ride": cast["ride"], "person": cast["rider"]}
        alert = crew.call(0, "beside.call_for_help", **asked)

        resolve = ("beside.resolve", {"alert": alert, "staff": cast["driver"]})
        answers = crew.together([("beside.call_for_help", asked), resolve, resolve])

        assert [answer for answer in answers[1:] if "ok" in answer] == [{"ok": None}]
        states = crew.call(0, "beside.alerts", ride=cast["ride"])
        assert states == (["resolved"] if answers[0] == alert else ["resolved", "open"])


def test_a_ride_is_rated_and_tipped_once_by_each(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.a_ride", status="completed")
        ride, rider, driver = cast["ride"], cast["rider"], cast["driver"]

        answers = crew.together(
            [("beside.rate", {"ride": ride, "person": rider, "side": "rider", "stars": stars}) for stars in (2, 4, 5)]
            + [("beside.rate", {"ride": ride, "person": driver, "side": "driver", "stars": stars}) for stars in (1, 3)]
            + [("beside.tip", {"ride": ride, "rider": rider, "amount": amount}) for amount in (5_000, 6_000, 7_000)]
        )

        counted = [[answer["ok"] for answer in answers[a:b] if "ok" in answer] for a, b in ((0, 3), (3, 5), (5, 8))]
        assert [len(done) for done in counted] == [1, 1, 1]
        [[stars], [his], _tip] = counted
        assert crew.call(0, "beside.standing", rider=rider, driver=driver) == {"driver": [stars, 1], "rider": [his, 1]}


def test_every_driver_counts_who_rates_a_rider_at_once(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.rides_of_one_rider", count=CREW)
        rates = [
            ("beside.rate", {"ride": one["ride"], "person": one["driver"], "side": "driver", "stars": 2 + 2 * (n % 2)})
            for n, one in enumerate(cast["casts"])
        ]

        assert all("ok" in answer for answer in crew.together(rates))
        crew.call(0, "beside.rate", ride=cast["casts"][0]["ride"], person=cast["rider"], side="rider")
        seen = crew.call(0, "beside.standing", rider=cast["rider"], driver=cast["casts"][0]["driver"])
        assert seen["rider"] == [3, CREW]


def test_eight_places_at_once_fill_what_is_left_of_twenty(crew: Crew):
    person = crew.call(0, "beside.a_ride")["rider"]
    for _ in range(15):
        crew.call(0, "beside.save_place", person=person)

    answers = crew.together([("beside.save_place", {"person": person})] * CREW)

    refused = [answer["problem"] for answer in answers if "ok" not in answer]
    assert refused == ["too-many-places"] * 3
    assert crew.call(0, "beside.saved", person=person) == 20


def test_a_home_saved_on_eight_phones_is_one(crew: Crew):
    person = crew.call(0, "beside.a_ride")["rider"]

    answers = crew.together([("beside.save_place", {"person": person, "kind": "home"})] * CREW)

    assert len([answer for answer in answers if "ok" in answer]) == crew.call(0, "beside.saved", person=person) == 1
