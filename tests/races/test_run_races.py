"""Rides that follow each other, change their driver or open at their time: the database decides here too."""

import pytest

from tests.support.races import Crew

pytestmark = pytest.mark.processes

ZONE = "algiers"
ROUNDS = range(6)
FREE, BUSY = {"open": True, "occupied": False}, {"open": True, "occupied": True}


def assigned(crew: Crew) -> tuple[dict, str]:
    """(job, driver id): the driver has accepted the job."""
    [driver], [job] = crew.call(0, "drivers", count=1, zones=[ZONE]), crew.call(0, "jobs", count=1, zone=ZONE)
    accept(crew, job, driver)
    return job, driver


def accept(crew: Crew, job: dict, driver: str, slot: str = "current") -> None:
    offer = crew.call(0, "offer", job_id=job["id"], driver_id=driver, slot=slot)
    assert "ok" in crew.call(0, "accept", offer_id=offer, driver_id=driver)


def followed(crew: Crew) -> tuple[dict, dict, str]:
    """(current job, next job, driver id)."""
    current, driver = assigned(crew)
    [following] = crew.call(0, "jobs", count=1, zone=ZONE)
    accept(crew, following, driver, slot="next")
    return current, following, driver


def test_an_offer_for_the_next_ride_is_accepted_while_the_current_one_ends(crew):
    for _ in ROUNDS:
        current, driver = assigned(crew)
        [following] = crew.call(0, "jobs", count=1, zone=ZONE)
        offer = crew.call(0, "offer", job_id=following["id"], driver_id=driver, slot="next")
        accepts = ("accept", {"offer_id": offer, "driver_id": driver})

        *answers, ended = crew.together([accepts] * 3 + [("finish", {"ref": current["ref"], "driver_id": driver})])

        assert ended == {"ok": "done"}
        assert len({answer["ok"] for answer in answers}) == 1
        assert crew.call(0, "runs", driver_id=driver) == [[following["ref"], "current"]]
        assert crew.call(0, "shift", driver_id=driver) == BUSY
        [accepted] = crew.call(0, "events", name="OfferAccepted", ref=following["ref"])
        promoted = crew.call(0, "events", name="RunPromoted", ref=following["ref"])
        assert len(promoted) == (accepted["slot"] == "next"), "it was promoted, or it never had to wait"


def test_the_next_ride_is_cancelled_while_the_current_one_ends(crew):
    for _ in ROUNDS:
        current, following, driver = followed(crew)
        cancel = ("cancel", {"ref": following["ref"]})

        answers = crew.together([cancel, ("finish", {"ref": current["ref"], "driver_id": driver}), cancel])

        assert answers == [{"ok": "cancelled"}, {"ok": "done"}, {"ok": "cancelled"}]
        assert crew.call(0, "runs", driver_id=driver) == []
        assert crew.call(0, "shift", driver_id=driver) == FREE


def test_the_driver_is_suspended_while_the_current_ride_ends(crew):
    for _ in ROUNDS:
        current, following, driver = followed(crew)

        _, ended, _ = crew.together(
            [
                ("release_next", {"driver_id": driver}),
                ("finish", {"ref": current["ref"], "driver_id": driver}),
                ("release_next", {"driver_id": driver}),
            ]
        )

        assert ended == {"ok": "done"}
        [status] = crew.call(0, "state", job_ids=[following["id"]])["jobs"]
        kept = status == "assigned"  # it had become the current ride: such a one is finished
        assert crew.call(0, "runs", driver_id=driver) == ([[following["ref"], "current"]] if kept else [])
        assert crew.call(0, "shift", driver_id=driver) == (BUSY if kept else FREE)
        assert len(crew.call(0, "events", name="JobReopened", ref=following["ref"])) == (not kept)


def test_the_rider_cancels_while_the_leaving_driver_is_replaced(crew):
    for _ in ROUNDS:
        job, driver = assigned(crew)
        leave = ("rematch", {"ref": job["ref"], "driver_id": driver})

        answers = crew.together([leave, ("cancel", {"ref": job["ref"]}), leave])

        assert answers[1] == {"ok": "cancelled"}
        left = [answer for answer in (answers[0], answers[2]) if "ok" in answer]
        assert len(left) <= 1
        assert crew.call(0, "state", job_ids=[job["id"]]) == {
            "jobs": ["cancelled"],
            "offers": [[driver, "accepted"]],
            "assignments": [[driver, "ended"]],
            "runs": [[driver, "ended"]],
        }
        assert crew.call(0, "shift", driver_id=driver) == FREE
        assert len(crew.call(0, "events", name="JobReopened", ref=job["ref"])) == len(left)


def test_a_driver_is_assigned_one_ride_while_accepting_another(crew):
    for _ in ROUNDS:
        [driver] = crew.call(0, "drivers", count=1, zones=[ZONE])
        scanned, offered = crew.call(0, "jobs", count=2, zone=ZONE)
        offer = crew.call(0, "offer", job_id=offered["id"], driver_id=driver)

        assigns, accepts = crew.together(
            [
                ("assign", {"ref": scanned["ref"], "driver_id": driver}),
                ("accept", {"offer_id": offer, "driver_id": driver}),
            ]
        )

        assert ("ok" in assigns) != ("ok" in accepts)
        won, refused = (scanned, accepts) if "ok" in assigns else (offered, assigns)
        assert refused["problem"] == "driver-busy"
        assert crew.call(0, "runs", driver_id=driver) == [[won["ref"], "current"]]
        assert crew.call(0, "shift", driver_id=driver) == BUSY
        state = crew.call(0, "state", job_ids=[scanned["id"], offered["id"]])
        assert state["jobs"] == (["assigned", "offered"] if won is scanned else ["assigned", "open"])
        assert state["assignments"] == [[driver, "running"]]


def test_two_drivers_are_assigned_one_ride_at_once(crew):
    for _ in ROUNDS:
        [job] = crew.call(0, "jobs", count=1, zone=ZONE)
        drivers = crew.call(0, "drivers", count=3, zones=[ZONE])

        crew.together([("assign", {"ref": job["ref"], "driver_id": driver}) for driver in drivers])

        state = crew.call(0, "state", job_ids=[job["id"]])
        [[last, _]] = [row for row in state["assignments"] if row[1] == "running"]
        assert state["jobs"] == ["assigned"]
        for driver in drivers:
            has_it = driver == last
            assert crew.call(0, "runs", driver_id=driver) == ([[job["ref"], "current"]] if has_it else [])
            assert crew.call(0, "shift", driver_id=driver) == (BUSY if has_it else FREE)
        epochs = [event["epoch"] for event in crew.call(0, "events", name="OfferAccepted", ref=job["ref"])]
        assert epochs == sorted(set(epochs)), "each assignment has an epoch of its own, later than the one before"


def test_a_ride_is_given_to_another_driver_while_the_first_completes_it(crew):
    for _ in ROUNDS:
        job, first = assigned(crew)
        [second] = crew.call(0, "drivers", count=1, zones=[ZONE])

        done, given = crew.together(
            [
                ("finish", {"ref": job["ref"], "driver_id": first}),
                ("assign", {"ref": job["ref"], "driver_id": second}),
            ]
        )

        assert ("ok" in done) != ("ok" in given)
        state = crew.call(0, "state", job_ids=[job["id"]])
        assert crew.call(0, "shift", driver_id=first) == FREE
        if "ok" in done:
            assert given == {"problem": "job-not-open", "current": "done"}
            assert (state["jobs"], crew.call(0, "shift", driver_id=second)) == (["done"], FREE)
        else:
            assert done["problem"] == "transition-refused"
            assert (state["jobs"], crew.call(0, "shift", driver_id=second)) == (["assigned"], BUSY)


def test_many_sweepers_open_each_scheduled_job_once(crew):
    for _ in range(3):
        scheduled = crew.call(0, "schedule", count=4, zone=ZONE)

        opened = crew.together([("open_due_jobs", {})] * 4)

        assert sum(opened) == len(scheduled)
        for job in scheduled:
            assert len(crew.call(0, "events", name="JobOpened", ref=job["ref"])) == 1
            crew.call(0, "cancel", ref=job["ref"])


def test_a_scheduled_job_is_cancelled_while_it_opens(crew):
    for _ in ROUNDS:
        [job] = crew.call(0, "schedule", count=1, zone=ZONE)

        opened, cancelled, also = crew.together(
            [("open_due_jobs", {}), ("cancel", {"ref": job["ref"]}), ("open_due_jobs", {})]
        )

        assert cancelled == {"ok": "cancelled"}
        assert crew.call(0, "state", job_ids=[job["id"]])["jobs"] == ["cancelled"]
        assert len(crew.call(0, "events", name="JobOpened", ref=job["ref"])) == opened + also <= 1


def test_workers_count_demand_once(crew):
    counted = crew.together([("count_demand", {})] * 4)

    assert sum(counted) == crew.call(0, "zones_served")
