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
