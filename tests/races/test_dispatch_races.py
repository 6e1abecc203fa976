"""The database decides (rule 1): whatever the processes do at the same moment, one driver gets one job."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes

ZONE, OTHER_ZONE = "algiers", "casablanca"
ROUNDS = range(5)


def one_offer(crew: Crew, seconds: float = 15) -> tuple[dict, str, str]:
    """(job, driver id, offer id): a job offered to a driver, who has seen it."""
    [driver] = crew.call(0, "drivers", count=1, zones=[ZONE])
    [job] = crew.call(0, "jobs", count=1, zone=ZONE)
    return job, driver, crew.call(0, "offer", job_id=job["id"], driver_id=driver, seconds=seconds)


def test_a_driver_accepts_on_eight_connections_and_gets_one_job(crew):
    for _ in ROUNDS:
        job, driver, offer = one_offer(crew)

        answers = crew.together([("accept", {"offer_id": offer, "driver_id": driver})] * CREW)

        assert len({answer["ok"] for answer in answers}) == 1
        assert crew.call(0, "state", job_ids=[job["id"]]) == {
            "jobs": ["assigned"],
            "offers": [[driver, "accepted"]],
            "assignments": [[driver, "running"]],
            "runs": [[driver, "active"]],
        }


def test_a_late_accept_races_the_sweep_and_the_next_driver(crew):
    for number in ROUNDS:
        job, slow, offer = one_offer(crew, seconds=0.2)
        [quick] = crew.call(0, "drivers", count=1, zones=[ZONE])
        late = {"offer_id": offer, "driver_id": slow}

        *accepts, _, _, taken = crew.together(
            [("accept", late | {"wait_s": 0.10 + 0.02 * (step + number % 3)}) for step in range(4)]
            + [("sweep", {"offer_id": offer})] * 2
            + [("take_when_free", {"job_id": job["id"], "driver_id": quick})]
        )

        won = [answer for answer in accepts if "ok" in answer]
        winner = slow if won else quick
        assert bool(won) != bool(taken)
        assert crew.call(0, "state", job_ids=[job["id"]]) == {
            "jobs": ["assigned"],
            "offers": [[slow, "accepted"]] if won else [[slow, "expired"], [quick, "accepted"]],
            "assignments": [[winner, "running"]],
            "runs": [[winner, "active"]],
        }
        for answer in accepts:
            assert "ok" in answer or answer == {"problem": "offer-not-open", "current": "expired"}


def test_four_workers_match_one_zone_at_once(crew):
    for _ in range(3):
        drivers = crew.call(0, "drivers", count=6, zones=[ZONE])
        asked = crew.call(0, "jobs", count=8, zone=ZONE)
        jobs = [job["id"] for job in asked]

        crew.together([("match", {"zone": ZONE})] * 4)
        crew.call(0, "match", zone=ZONE)  # who was left out by a lost race is served by the next round

        state = crew.call(0, "state", job_ids=jobs)
        assert state["jobs"] == ["offered"] * 6 + ["open"] * 2
        assert sorted(state["offers"]) == sorted([driver, "open"] for driver in drivers)
        for job in asked:
            crew.call(0, "cancel", ref=job["ref"])
        for driver in drivers:
            crew.call(0, "go_offline", driver_id=driver)


def test_a_driver_seen_by_two_zones_gets_one_offer(crew):
    for _ in ROUNDS:
        [driver] = crew.call(0, "drivers", count=1, zones=[ZONE, OTHER_ZONE])
        jobs = [*crew.call(0, "jobs", count=1, zone=ZONE), *crew.call(0, "jobs", count=1, zone=OTHER_ZONE)]

        crew.together([("match", {"zone": zone}) for zone in (ZONE, OTHER_ZONE, ZONE, OTHER_ZONE)])

        state = crew.call(0, "state", job_ids=[job["id"] for job in jobs])
        assert (state["jobs"], state["offers"]) == (["offered", "open"], [[driver, "open"]])
        for job in jobs:
            crew.call(0, "cancel", ref=job["ref"])
        crew.call(0, "go_offline", driver_id=driver)


def test_a_rider_cancels_while_the_driver_accepts(crew):
    for _ in ROUNDS:
        job, driver, offer = one_offer(crew)
        accept, cancel = ("accept", {"offer_id": offer, "driver_id": driver}), ("cancel", {"ref": job["ref"]})

        answers = crew.together([accept, cancel, accept, cancel])

        accepted = any("ok" in answer for answer in (answers[0], answers[2]))
        assert [answers[1], answers[3]] == [{"ok": "cancelled"}] * 2
        assert crew.call(0, "state", job_ids=[job["id"]]) == {
            "jobs": ["cancelled"],
            "offers": [[driver, "accepted" if accepted else "withdrawn"]],
            "assignments": [[driver, "ended"]] if accepted else [],
            "runs": [[driver, "ended"]] if accepted else [],
        }
        assert crew.call(0, "shift", driver_id=driver) == {"open": True, "occupied": False}


def test_a_driver_accepts_and_declines_at_once(crew):
    for _ in ROUNDS:
        job, driver, offer = one_offer(crew)
        arguments = {"offer_id": offer, "driver_id": driver}

        accepted, declined = crew.together([("accept", arguments), ("decline", arguments)])

        assert ("ok" in accepted) != ("ok" in declined)
        state = crew.call(0, "state", job_ids=[job["id"]])
        if "ok" in accepted:
            assert (state["jobs"], state["offers"]) == (["assigned"], [[driver, "accepted"]])
            assert state["runs"] == [[driver, "active"]]
        else:
            assert (state["jobs"], state["offers"], state["runs"]) == (["open"], [[driver, "declined"]], [])


def test_a_driver_goes_offline_while_accepting(crew):
    for _ in ROUNDS:
        job, driver, offer = one_offer(crew)

        accepted, left = crew.together(
            [("accept", {"offer_id": offer, "driver_id": driver}), ("go_offline", {"driver_id": driver})]
        )

        runs = crew.call(0, "state", job_ids=[job["id"]])["runs"]
        shift = crew.call(0, "shift", driver_id=driver)
        if "ok" in accepted:
            assert left["problem"] == "shift-occupied"
            assert (runs, shift) == ([[driver, "active"]], {"open": True, "occupied": True})
        else:
            assert accepted["problem"] == "driver-offline"
            assert (runs, shift) == ([], {"open": False, "occupied": False})
