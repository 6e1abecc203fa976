"""Jobs opened for later, moved, matched again, and given to a driver without an offer."""

from datetime import timedelta

import pytest

from apps.accounts.models import AuditLine
from apps.dispatch import selectors, services
from apps.dispatch.models import Assignment, Job, Offer, Run
from apps.fleet import selectors as fleet_selectors
from apps.fleet import services as fleet
from apps.kernel import clock, outbox
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from tests.places import ALGIERS_CENTRE, HYDRA

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict]:
    return list(OutboxEvent.objects.filter(name=f"dispatch.{name}").order_by("id").values_list("payload", flat=True))


def statuses(job: Job) -> tuple[str, list[tuple]]:
    """(the job's status, its offers' drivers and statuses)."""
    job.refresh_from_db()
    return job.status, list(job.offers.order_by("epoch").values_list("driver_id", "status"))


@pytest.fixture
def taken(karim, on_the_road, job, match):
    """A job that Karim, 300 m away, has accepted."""
    on_the_road(karim, 300)
    ride = job()
    match()
    services.accept_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id)
    ride.refresh_from_db()
    return ride


def test_a_scheduled_job_opens_at_its_time_and_its_patience_counts_from_there(karim, on_the_road, job, match, travel):
    at = clock.now() + timedelta(hours=3)
    on_the_road(karim)
    ride = job(match_from=at)
    match()

    assert statuses(ride) == ("scheduled", [])
    assert ride.patience_until == at + timedelta(seconds=180)
    assert not events("JobOpened")

    travel(2 * 3_600)
    assert services.open_due_jobs() == 0
    travel(3_600)
    assert (services.open_due_jobs(), services.open_due_jobs()) == (1, 0)
    assert events("JobOpened") == [
        {
            "job_id": str(ride.id),
            "zone_id": str(ride.zone_id),
            "kind": "ride",
            "ref": str(ride.ref),
            "scheduled": True,
        }
    ]
    on_the_road(karim)
    match()
    assert statuses(ride) == ("offered", [(karim.id, "open")])


def test_a_postponed_job_is_taken_from_who_has_it_and_opens_later(karim, sofia, on_the_road, job, match, taken, travel):
    epoch, patience = taken.epoch, taken.patience_until - taken.opened_at
    at = clock.now() + timedelta(minutes=5)
    services.postpone_job(kind="ride", ref=taken.ref, match_from=at)

    assert statuses(taken)[0] == "scheduled"
    assert (taken.match_from, taken.patience_until - at) == (at, patience)
    assert taken.epoch > epoch
    assert not Run.objects.filter(status="active").exists()
    assert services.open_due_jobs() == 0
    travel(301)
    assert services.open_due_jobs() == 1


def test_an_open_offer_of_a_postponed_job_is_taken_back(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    services.postpone_job(kind="ride", ref=ride.ref, match_from=clock.now() + timedelta(minutes=1))

    assert statuses(ride) == ("scheduled", [(karim.id, "withdrawn")])
    with pytest.raises(services.OfferNotOpen):
        services.accept_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id)
    services.cancel_job(kind="ride", ref=ride.ref)
    with pytest.raises(services.JobNotOpen):
        services.postpone_job(kind="ride", ref=ride.ref, match_from=clock.now())


def test_a_time_that_is_over_opens_at_once(job):
    ride = job(match_from=clock.now() - timedelta(seconds=1))

    assert ride.status == "open"
    assert [event["scheduled"] for event in events("JobOpened")] == [False]


def test_a_scheduled_job_is_cancelled(job, travel):
    ride = job(match_from=clock.now() + timedelta(hours=1))

    services.cancel_job(kind="ride", ref=ride.ref)
    travel(3_600)

    assert services.open_due_jobs() == 0
    assert statuses(ride)[0] == "cancelled"


def test_a_rematch_looks_for_another_driver_ahead_of_the_queue(karim, sofia, on_the_road, job, match, taken, travel):
    older = job(opened_at=clock.now() - timedelta(seconds=100))
    travel(10)

    services.rematch_job(kind="ride", ref=taken.ref, not_driver_id=karim.id)

    taken.refresh_from_db()
    assert (taken.status, taken.epoch, taken.priority_s, taken.radius_step) == ("open", 2, 300, 0)
    assert abs(taken.patience_until - clock.now() - timedelta(seconds=180)) < timedelta(seconds=1)
    assert Assignment.objects.get().ended_at is not None
    assert not fleet_selectors.open_shift(karim.id).occupied
    [reopened] = events("JobReopened")
    assert (reopened["driver_id"], reopened["epoch"], reopened["reason"]) == (str(karim.id), 2, "driver_cancelled")

    fleet.go_offline(driver_id=karim.id)
    on_the_road(sofia, 300)
    match()
    assert statuses(taken) == ("offered", [(karim.id, "accepted"), (sofia.id, "open")])
    assert statuses(older)[0] == "open"


def test_who_left_a_job_never_gets_it_again(karim, on_the_road, job, match, taken, travel):
    services.rematch_job(kind="ride", ref=taken.ref, not_driver_id=karim.id, priority_s=60)

    match()

    assert statuses(taken) == ("open", [(karim.id, "accepted")])
    with pytest.raises(services.OfferNotOpen) as refused:
        services.accept_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.id)
    assert refused.value.extra == {"current": "cancelled"}


def test_who_was_given_a_job_directly_and_left_it_does_not_get_it_again(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    services.assign_directly(kind="ride", ref=ride.ref, driver_id=karim.id)
    services.rematch_job(kind="ride", ref=ride.ref, not_driver_id=karim.id)

    match()

    assert statuses(ride) == ("open", [])


def test_only_the_driver_who_has_a_job_can_leave_it(karim, sofia, taken):
    with pytest.raises(TransitionRefused):
        services.rematch_job(kind="ride", ref=taken.ref, not_driver_id=sofia.id)
    assert statuses(taken)[0] == "assigned"

    services.cancel_job(kind="ride", ref=taken.ref)
    with pytest.raises(TransitionRefused) as refused:
        services.rematch_job(kind="ride", ref=taken.ref, not_driver_id=karim.id)
    assert refused.value.extra["current"] == "cancelled"


def test_a_scanned_car_gets_the_job_at_once(karim, on_the_road, job, amina):
    on_the_road(karim, 100)
    ride = job()

    assignment = services.assign_directly(kind="ride", ref=ride.ref, driver_id=karim.id, actor=amina.id)
    again = services.assign_directly(kind="ride", ref=ride.ref, driver_id=karim.id, actor=amina.id)

    assert (again.id, assignment.offer, assignment.epoch) == (assignment.id, None, 1)
    assert statuses(ride) == ("assigned", [])
    assert Run.objects.get(status="active").driver_id == karim.id
    assert fleet_selectors.open_shift(karim.id).occupied
    [accepted] = events("OfferAccepted")
    assert accepted | {"pickup_eta_s": 0} == {
        "offer_id": "",
        "job_id": str(ride.id),
        "kind": "ride",
        "ref": str(ride.ref),
        "driver_id": str(karim.id),
        "epoch": 1,
        "pickup_eta_s": 0,
        "slot": "current",
        "category": "standard",
        "instead_of": "",
    }
    assert accepted["pickup_eta_s"] > 0
    line = AuditLine.objects.get(action="job.assigned")
    assert (line.actor_id, line.subject, line.details["driver"]) == (amina.id, f"job:{ride.id}", str(karim.id))


def test_a_direct_assignment_takes_the_open_offer_back(karim, sofia, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    offer = Offer.objects.get()
    on_the_road(sofia, 500)

    services.assign_directly(kind="ride", ref=ride.ref, driver_id=sofia.id)

    assert statuses(ride) == ("assigned", [(karim.id, "withdrawn")])
    with pytest.raises(services.OfferNotOpen):
        services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)


def test_the_other_offer_of_who_is_assigned_is_closed_at_once(karim, on_the_road, job, match):
    on_the_road(karim)
    waiting = job()
    match()
    ride = job()

    services.assign_directly(kind="ride", ref=ride.ref, driver_id=karim.id)
    outbox.relay()

    assert statuses(waiting) == ("open", [(karim.id, "declined")])
    assert waiting.offers.get().reason == "assigned"


def test_a_reassignment_frees_the_first_driver(karim, sofia, on_the_road, taken):
    on_the_road(sofia)

    services.assign_directly(kind="ride", ref=taken.ref, driver_id=sofia.id)

    taken.refresh_from_db()
    assert (taken.status, taken.epoch) == ("assigned", 2)
    assert list(Run.objects.order_by("started_at").values_list("driver_id", "status")) == [
        (karim.id, "ended"),
        (sofia.id, "active"),
    ]
    assert not fleet_selectors.open_shift(karim.id).occupied
    assert events("OfferAccepted")[-1]["instead_of"] == str(karim.id)
    with pytest.raises(TransitionRefused):
        services.finish_job(kind="ride", ref=taken.ref, driver_id=karim.id)
    assert statuses(taken)[0] == "assigned"
    services.finish_job(kind="ride", ref=taken.ref, driver_id=sofia.id)
    assert statuses(taken)[0] == "done"


def test_nothing_changes_when_the_driver_is_busy_or_offline_or_the_job_is_over(karim, sofia, on_the_road, job, taken):
    on_the_road(sofia)
    other = job()
    services.assign_directly(kind="ride", ref=other.ref, driver_id=sofia.id)
    with pytest.raises(services.DriverBusy):
        services.assign_directly(kind="ride", ref=taken.ref, driver_id=sofia.id)
    services.cancel_job(kind="ride", ref=other.ref)
    with pytest.raises(services.JobNotOpen) as refused:
        services.assign_directly(kind="ride", ref=other.ref, driver_id=sofia.id)
    fleet.go_offline(driver_id=sofia.id)
    with pytest.raises(services.DriverOffline):
        services.assign_directly(kind="ride", ref=taken.ref, driver_id=sofia.id)

    taken.refresh_from_db()
    assert refused.value.extra == {"current": "cancelled"}
    assert (taken.status, taken.epoch) == ("assigned", 1)
    assert list(Run.objects.filter(status="active").values_list("driver_id", "ref")) == [(karim.id, taken.ref)]


def test_a_job_moves_to_another_pickup_and_its_offer_is_made_anew(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()

    moved = services.update_job_places(kind="ride", ref=ride.ref, pickup=HYDRA, details={"fare": {"total_minor": 1}})

    assert (moved.status, moved.pickup_lat, moved.details) == ("open", HYDRA.lat, {"fare": {"total_minor": 1}})
    match()
    assert statuses(ride) == ("offered", [(karim.id, "withdrawn"), (karim.id, "open")])


def test_the_destination_of_an_assigned_job_changes_and_a_finished_one_does_not(karim, taken):
    moved = services.update_job_places(kind="ride", ref=taken.ref, dropoff=HYDRA)
    assert (moved.status, moved.dropoff_lat, moved.pickup_lat) == ("assigned", HYDRA.lat, ALGIERS_CENTRE.lat)

    services.finish_job(kind="ride", ref=taken.ref)
    with pytest.raises(services.JobNotOpen) as refused:
        services.update_job_places(kind="ride", ref=taken.ref, dropoff=ALGIERS_CENTRE)
    assert refused.value.extra == {"current": "done"}


def test_nobody_knows_an_unknown_job(karim):
    for act in (
        lambda: services.rematch_job(kind="ride", ref=karim.id, not_driver_id=karim.id),
        lambda: services.assign_directly(kind="ride", ref=karim.id, driver_id=karim.id),
        lambda: services.update_job_places(kind="ride", ref=karim.id),
    ):
        with pytest.raises(selectors.JobUnknown):
            act()
