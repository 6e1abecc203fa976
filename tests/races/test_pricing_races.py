"""The database decides about money that is given away, and about who counts a zone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes

ZONE = "algiers"
ROUNDS = range(5)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def ordered(crew: Crew, code: str, people: list[str]) -> tuple[list[str], list[str]]:
    """Everybody orders a ride with the code at the same moment: (answers, references of those who got it)."""
    refs = [str(uuid4()) for _ in people]
    calls = [{"code": code, "person_id": person, "ref": ref} for person, ref in zip(people, refs, strict=True)]
    answers = crew.together([("use_promo", call) for call in calls])
    return answers, [ref for ref, answer in zip(refs, answers, strict=True) if answer == "ok"]


def test_eight_riders_share_a_budget_for_three(crew):
    people = crew.call(0, "riders", count=CREW)
    for _ in ROUNDS:
        code = crew.call(0, "promo", budget=3_999)

        answers, _ = ordered(crew, code, people)

        assert sorted(answers) == ["exhausted"] * 5 + ["ok"] * 3
        assert crew.call(0, "promo_state", code=code) == {"spent": 3_000, "uses": {"reserved": 3}}


def test_one_rider_on_eight_phones_uses_it_twice_as_allowed(crew):
    [person] = crew.call(0, "riders", count=1)
    for _ in ROUNDS:
        code = crew.call(0, "promo", budget=100_000, per_person=2)

        answers, _ = ordered(crew, code, [person] * CREW)

        assert sorted(answers) == ["ok"] * 2 + ["used"] * 6
        assert crew.call(0, "promo_state", code=code) == {"spent": 2_000, "uses": {"reserved": 2}}


def test_one_ride_asks_eight_times_and_is_counted_once(crew):
    [person] = crew.call(0, "riders", count=1)
    for per_person in (1, 2, 8, 1, 2):
        code = crew.call(0, "promo", budget=100_000, per_person=per_person)
        call = {"code": code, "person_id": person, "ref": str(uuid4())}

        assert crew.together([("use_promo", call)] * CREW) == ["ok"] * CREW
        assert crew.call(0, "promo_state", code=code) == {"spent": 1_000, "uses": {"reserved": 1}}


def test_a_ride_is_paid_while_it_is_cancelled(crew):
    """Used or given back, once: the budget knows which."""
    [person] = crew.call(0, "riders", count=1)
    for _ in ROUNDS:
        code = crew.call(0, "promo", budget=100_000)
        _, [ref] = ordered(crew, code, [person])

        answers = crew.together(
            [("settle_promo", {"ref": ref, "amount": 600}), ("release_promo", {"ref": ref})] * (CREW // 2)
        )

        settled, released = any(answers[::2]), any(answers[1::2])
        assert sum(answers) == 1
        assert crew.call(0, "promo_state", code=code) == (
            {"spent": 600, "uses": {"settled": 1}} if settled else {"spent": 0, "uses": {"released": 1}}
        )
        assert settled != released


def test_what_is_given_back_is_taken_by_one_other(crew):
    first, *others = crew.call(0, "riders", count=6)
    for _ in ROUNDS:
        code = crew.call(0, "promo", budget=1_000)
        _, [ref] = ordered(crew, code, [first])
        calls = [{"code": code, "person_id": person, "ref": str(uuid4())} for person in others]

        released, *answers = crew.together([("release_promo", {"ref": ref}), *[("use_promo", call) for call in calls]])
        answers.append(crew.call(0, "use_promo", code=code, person_id=first, ref=str(uuid4())))

        assert released is True
        assert sorted(answers) == ["exhausted"] * 5 + ["ok"]
        assert crew.call(0, "promo_state", code=code) == {"spent": 1_000, "uses": {"released": 1, "reserved": 1}}


def test_of_eight_pushers_of_one_moment_one_is_heard(crew):
    at = NOON
    for number in range(10):
        heard = crew.together([("count_cells", {"zone": ZONE, "at": at.isoformat(), "riders": 40})] * CREW)

        assert sorted(heard) == [False] * (CREW - 1) + [True]
        level = 1 + 0.2 / 6 * number
        assert crew.call(0, "surge_state", zone=ZONE, at=at.isoformat()) == pytest.approx(
            {"riders": 40, "level": level, "target": 2.0}
        )
        at += timedelta(seconds=10)


def test_pushers_a_little_apart_never_hurry_the_price(crew):
    """Eight loops that know nothing of one another, each a different moment: the slope is one."""
    for number in range(10):
        moments = [NOON + timedelta(seconds=8 * number + worker) for worker in range(CREW)]
        crew.together([("count_cells", {"zone": ZONE, "at": moment.isoformat(), "riders": 40}) for moment in moments])
        state = crew.call(0, "surge_state", zone=ZONE, at=moments[-1].isoformat())
        assert state["level"] <= 1 + 0.2 * (moments[-1] - NOON) / timedelta(minutes=1) + 1e-6


def test_stopped_while_it_is_counted_it_stays_stopped(crew):
    at = NOON
    for round_number in ROUNDS:
        for _ in range(3):
            crew.call(0, "count_cells", zone=ZONE, at=at.isoformat(), riders=40)
            at += timedelta(seconds=30)
        counts = [
            ("count_cells", {"zone": ZONE, "at": (at + timedelta(seconds=worker)).isoformat(), "riders": 40})
            for worker in range(CREW - 1)
        ]

        *_, version = crew.together([*counts, ("stop_surge", {})])

        assert version == round_number + 2
        at += timedelta(minutes=10)
        state = crew.call(0, "surge_state", zone=ZONE, at=at.isoformat())
        assert (state["level"], state["target"]) == (1.0, 1.0)


def test_eight_publish_a_tariff_at_once_and_each_has_a_number(crew):
    versions = crew.together([("publish_tariff", {"base": 10_000 + worker}) for worker in range(CREW)])

    assert sorted(versions) == list(range(3, 3 + CREW))
    assert crew.call(0, "tariff_versions") == list(range(1, 3 + CREW))
