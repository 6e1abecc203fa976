"""A job finds its driver: offers made, seen, accepted, declined, expired."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.dispatch import selectors, services
from apps.dispatch.models import Assignment, Job, Offer, Run
from apps.fleet import selectors as fleet_selectors
from apps.fleet import services as fleet
from apps.kernel import clock, redis
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from apps.realtime.models import StreamMessage
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db


def open_offer() -> Offer:
    return Offer.objects.get(status="open")


def history(job: Job) -> list[tuple]:
    """(driver, status) of the job's offers, in order."""
    return list(job.offers.order_by("epoch").values_list("driver_id", "status"))


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def told(driver) -> list[tuple[str, dict]]:
    return list(
        StreamMessage.objects.filter(stream_id=f"driver:{driver.id}").order_by("seq").values_list("event", "data")
    )


def test_the_nearest_driver_gets_the_offer(karim, sofia, on_the_road, job, match):
    on_the_road(karim, 900)
    on_the_road(sofia, 300)
    ride = job()

    match()

    offer = open_offer()
    ride.refresh_from_db()
    assert (offer.driver_id, offer.pickup_distance_m, offer.epoch) == (sofia.id, 300, 1)
    assert (ride.status, ride.epoch) == ("offered", 1)
    assert offer.deadline - offer.made_at == timedelta(seconds=15)
    assert events()[-1] == "dispatch.OfferMade"


def test_the_driver_is_shown_the_offer_until_its_deadline(karim, on_the_road, job, match):
    on_the_road(karim, 300)
    job()

    match()

    offer, message = open_offer(), StreamMessage.objects.get(stream_id=f"driver:{karim.id}")
    assert message.event == "offer.made"
    assert message.about == str(offer.id)
    assert abs(message.valid_until - offer.deadline) < timedelta(seconds=0.1)
    assert message.data == {
        "offer_id": str(offer.id),
        "kind": "ride",
        "category": "standard",
        "asked_category": "standard",
        "slot": "current",
        "pickup": {"lat": 36.754, "lng": 3.059},
        "pickup_eta_s": offer.pickup_eta_s,
        "pickup_distance_m": 300,
        "deadline": offer.deadline.isoformat(),
        "fare": {"total_minor": 45_000, "currency": "DZD"},
    }


def test_accepting_gives_the_job_to_the_driver(karim, on_the_road, job, match, django_capture_on_commit_callbacks):
    on_the_road(karim, 300)
    ride = job()
    match()
    offer = open_offer()

    with django_capture_on_commit_callbacks(execute=True):
        assignment = services.accept_offer(offer_id=offer.id, driver_person_id=karim.person_id)

    ride.refresh_from_db()
    offer.refresh_from_db()
    run = Run.objects.get()
    assert (ride.status, offer.status) == ("assigned", "accepted")
    assert (assignment.job_id, assignment.driver_id, assignment.epoch) == (ride.id, karim.id, 1)
    assert (run.driver_id, run.slot, run.status, run.kind, run.ref) == (karim.id, "current", "active", "ride", ride.ref)
    assert fleet_selectors.open_shift(karim.id).occupied
    assert redis.client().hget(fleet_selectors.routes_key(), str(karim.id)) == f"ride:{ride.ref}".encode()
    accepted = OutboxEvent.objects.get(name="dispatch.OfferAccepted").payload
    assert accepted == {
        "offer_id": str(offer.id),
        "job_id": str(ride.id),
        "kind": "ride",
        "ref": str(ride.ref),
        "driver_id": str(karim.id),
        "epoch": 1,
        "pickup_eta_s": offer.pickup_eta_s,
        "slot": "current",
        "category": "standard",
        "instead_of": "",
    }
    assert told(karim)[-1] == ("offer.closed", {"offer_id": str(offer.id), "status": "accepted"})


def test_an_offer_that_is_over_is_not_sent_again(karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    services.decline_offer(offer_id=open_offer().id, driver_person_id=karim.id)

    valid = StreamMessage.objects.valid_at(clock.now()).filter(stream_id=f"driver:{karim.id}")

    assert list(valid.values_list("event", flat=True)) == ["offer.closed"]


def test_accepting_twice_gives_the_same_assignment(karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    offer = open_offer()

    first, second = (services.accept_offer(offer_id=offer.id, driver_person_id=karim.id) for _ in range(2))

    assert first.id == second.id
    assert Run.objects.count() == Assignment.objects.count() == 1


def test_somebody_elses_offer_does_not_exist(karim, sofia, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()

    for act in (services.accept_offer, services.decline_offer, services.mark_delivered):
        with pytest.raises(selectors.OfferUnknown):
            act(offer_id=open_offer().id, driver_person_id=sofia.id)


def test_a_late_accept_is_refused_before_the_sweep_and_after(karim, on_the_road, job, match, travel):
    on_the_road(karim)
    job()
    match()
    offer = open_offer()
    services.mark_delivered(offer_id=offer.id, driver_person_id=karim.id)
    travel(15)

    for sweep in (lambda: 0, services.expire_offers):
        sweep()
        with pytest.raises(services.OfferNotOpen) as refused:
            services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)
        assert refused.value.as_dict()["current"] == "expired"
    assert not Run.objects.exists()


def test_after_a_decline_the_next_driver_is_asked_and_the_circle_widens(karim, sofia, on_the_road, job, match):
    on_the_road(karim, 300)
    on_the_road(sofia, 2_500)  # beyond the first radius of 2 km
    ride = job()
    match()

    services.decline_offer(offer_id=open_offer().id, driver_person_id=karim.id, reason="too_far")
    match()

    assert history(ride) == [(karim.id, "declined"), (sofia.id, "open")]
    assert ride.offers.get(driver=karim).reason == "too_far"


def test_declining_twice_is_fine_and_declining_what_is_accepted_is_not(karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    offer = open_offer()
    services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)

    with pytest.raises(services.OfferNotOpen) as refused:
        services.decline_offer(offer_id=offer.id, driver_person_id=karim.id)

    assert refused.value.extra == {"current": "accepted"}


def test_an_unanswered_offer_expires_and_is_not_made_again(karim, on_the_road, job, match, travel):
    on_the_road(karim)
    ride = job()
    match()
    services.mark_delivered(offer_id=open_offer().id, driver_person_id=karim.id)
    travel(15)

    assert services.expire_offers() == 1
    match()

    assert history(ride) == [(karim.id, "expired")]
    closed = OutboxEvent.objects.get(name="dispatch.OfferClosed").payload
    assert (closed["status"], closed["zone_id"]) == ("expired", str(ride.zone_id))


def test_an_offer_that_never_arrived_does_not_count(karim, on_the_road, job, match, travel):
    on_the_road(karim)
    ride = job()
    match()
    travel(15)

    services.expire_offers()
    ride.refresh_from_db()
    assert ride.radius_step == 0
    match()

    assert history(ride) == [(karim.id, "undelivered"), (karim.id, "open")]


def test_after_an_undelivered_offer_another_driver_is_preferred(karim, sofia, on_the_road, job, match, travel):
    on_the_road(karim, 100)
    on_the_road(sofia, 500)
    ride = job()
    match()
    travel(15)

    services.expire_offers()
    match()

    assert history(ride) == [(karim.id, "undelivered"), (sofia.id, "open")]


def test_a_driver_who_goes_offline_declines(karim, on_the_road, job, match):
    from apps.kernel import outbox

    on_the_road(karim)
    ride = job()
    match()

    fleet.go_offline(driver_id=karim.id)
    outbox.relay()

    assert history(ride) == [(karim.id, "declined")]
    ride.refresh_from_db()
    assert ride.status == "open"


def test_who_went_offline_cannot_accept(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    fleet.go_offline(driver_id=karim.id)

    with pytest.raises(services.DriverOffline):
        services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)

    ride.refresh_from_db()
    assert (ride.status, Run.objects.count()) == ("offered", 0)


def test_who_is_on_a_trip_cannot_accept_another(karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    Run.objects.create(driver=karim, kind="ride", ref=karim.id, started_at=clock.now())

    with pytest.raises(services.DriverBusy):
        services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)

    assert Offer.objects.get().status == "open"
    assert not Assignment.objects.exists()


def test_cancelling_takes_the_offer_back(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()

    services.cancel_job(kind="ride", ref=ride.ref)
    services.cancel_job(kind="ride", ref=ride.ref)  # again is fine

    ride.refresh_from_db()
    assert (ride.status, history(ride)) == ("cancelled", [(karim.id, "withdrawn")])
    assert told(karim)[-1] == ("offer.closed", {"offer_id": str(ride.offers.get().id), "status": "withdrawn"})


def test_cancelling_an_assigned_job_frees_the_driver(
    karim, on_the_road, job, match, django_capture_on_commit_callbacks
):
    on_the_road(karim)
    ride = job()
    match()
    with django_capture_on_commit_callbacks(execute=True):
        services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)
        services.cancel_job(kind="ride", ref=ride.ref)

    assert Run.objects.get().status == "ended"
    assert Assignment.objects.get().ended_at is not None
    assert not fleet_selectors.open_shift(karim.id).occupied
    assert redis.client().hgetall(fleet_selectors.routes_key()) == {}


def test_finishing_a_job_frees_the_driver_for_the_next(karim, on_the_road, job, match):
    on_the_road(karim)
    first, second = job(), job()
    match()
    services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)

    services.finish_job(kind="ride", ref=first.ref)
    match()

    first.refresh_from_db()
    assert (first.status, history(second)) == ("done", [(karim.id, "open")])


def test_a_finished_job_can_be_neither_finished_nor_cancelled(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)
    services.finish_job(kind="ride", ref=ride.ref)

    for end in (services.finish_job, services.cancel_job):
        with pytest.raises(TransitionRefused) as refused:
            end(kind="ride", ref=ride.ref)
        assert refused.value.extra["current"] == "done"


def test_nobody_is_found_in_time(job, match, travel):
    ride = job()
    match()
    travel(170)
    assert services.exhaust_jobs() == 0
    travel(10)

    assert services.exhaust_jobs() == 1

    ride.refresh_from_db()
    assert ride.status == "unserved"
    assert OutboxEvent.objects.get(name="dispatch.JobUnserved").payload["ref"] == str(ride.ref)


def test_the_database_allows_one_open_offer_a_driver_and_a_job(karim, sofia, on_the_road, job, match):
    on_the_road(karim)
    taken, other = job(), job()
    match()
    now = clock.now()
    same = {"pickup_eta_s": 1, "pickup_distance_m": 1, "made_at": now, "deadline": now}

    for fields in ({"job": other, "driver": karim, "epoch": 1}, {"job": taken, "driver": sofia, "epoch": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(**fields, **same)


def test_the_database_offers_a_job_once_to_a_driver(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    services.decline_offer(offer_id=open_offer().id, driver_person_id=karim.id)
    now = clock.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(
            job=ride, driver=karim, epoch=9, pickup_eta_s=1, pickup_distance_m=1, made_at=now, deadline=now
        )


def test_the_map_sees_jobs_and_drivers(karim, sofia, on_the_road, job, match, algiers):
    on_the_road(karim)
    ride = job()
    match()

    [pin] = selectors.jobs_on_map(algiers.id)

    assert (pin.job_id, pin.status, pin.lat) == (ride.id, "offered", ALGIERS_CENTRE.lat)
    assert selectors.driver_states([karim.id, sofia.id]) == {karim.id: 1}
    services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)
    assert selectors.driver_states([karim.id, sofia.id]) == {karim.id: 2}
    assert selectors.jobs_on_map(algiers.id) == []


def test_routes_are_told_again_after_redis_lost_them(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    services.accept_offer(offer_id=open_offer().id, driver_person_id=karim.id)
    redis.client().hset(fleet_selectors.routes_key(), "somebody", "ride:gone")

    services.restore_routes()

    assert redis.client().hgetall(fleet_selectors.routes_key()) == {str(karim.id).encode(): f"ride:{ride.ref}".encode()}


def test_a_run_that_starts_while_routes_are_restored_is_kept(karim, monkeypatch):
    key = fleet_selectors.routes_key()
    redis.client().hset(key, "somebody", "ride:gone")

    def read_while_a_run_starts():
        fleet.route_positions(driver_id=karim.id, topic="ride:new")
        return {}  # the database was read a moment before

    fleet.set_routes(read=read_while_a_run_starts)

    assert redis.client().hgetall(key) == {str(karim.id).encode(): b"ride:new"}


def test_accepting_again_once_the_job_was_cancelled_is_refused(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    offer = open_offer()
    services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)
    services.cancel_job(kind="ride", ref=ride.ref)

    with pytest.raises(services.OfferNotOpen) as refused:
        services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)

    assert refused.value.extra == {"current": "cancelled"}


def test_accepting_again_once_the_job_is_done_is_fine(karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    offer = open_offer()
    first = services.accept_offer(offer_id=offer.id, driver_person_id=karim.id)
    services.finish_job(kind="ride", ref=ride.ref)

    assert services.accept_offer(offer_id=offer.id, driver_person_id=karim.id).id == first.id
