"""Forward offers: who is about to finish nearby gets the next ride before the current one ends."""

from datetime import timedelta

import pytest

from apps.dispatch import services
from apps.dispatch.models import Assignment, Offer, Policy, Run
from apps.fleet import selectors as fleet_selectors
from apps.fleet import services as fleet
from apps.kernel import clock, outbox, redis
from apps.kernel.models import OutboxEvent
from tests.dispatch.conftest import gates, north_of, stand
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def under_way(karim, on_the_road, job, match):
    """Karim drives somebody to the centre; he is 3 km away and should be there in two minutes."""
    on_the_road(karim, point=north_of(BAB_EZZOUAR, 0))
    first = job(BAB_EZZOUAR, dropoff=ALGIERS_CENTRE)
    match()
    accept(karim)
    services.expect_free(kind="ride", ref=first.ref, at=clock.now() + timedelta(seconds=120), place=ALGIERS_CENTRE)
    return first


def accept(driver) -> Assignment:
    return services.accept_offer(
        offer_id=Offer.objects.get(driver=driver, status="open").id, driver_person_id=driver.person_id
    )


def runs(driver) -> list[tuple]:
    """(ref, slot, status) in the order they began."""
    return list(Run.objects.filter(driver=driver).order_by("started_at").values_list("ref", "slot", "status"))


def events(name: str) -> list[dict]:
    return list(OutboxEvent.objects.filter(name=f"dispatch.{name}").order_by("id").values_list("payload", flat=True))


@pytest.fixture
def followed(karim, under_way, job, match):
    """(current, next): Karim has accepted the ride after his ride."""
    following = job(north_of(ALGIERS_CENTRE, 500))
    match()
    accept(karim)
    following.refresh_from_db()
    return under_way, following


def test_a_driver_about_to_finish_nearby_is_asked(karim, under_way, job, match):
    following = job(north_of(ALGIERS_CENTRE, 500))

    match()

    offer = following.offers.get()
    assert (offer.driver_id, offer.slot, offer.pickup_distance_m) == (karim.id, "next", 500)
    assert 120 < offer.pickup_eta_s < 260, "the rest of the ride and 500 m"


def test_a_free_driver_at_the_same_seconds_is_preferred_by_the_penalty(
    karim, sofia, under_way, on_the_road, job, match
):
    on_the_road(sofia, 1_150)
    following = job(north_of(ALGIERS_CENTRE, 500))
    assert Policy().forward_penalty_s == 30

    match()

    assert following.offers.get().driver_id == sofia.id


def test_nobody_is_asked_too_early(karim, under_way, job, match):
    services.expect_free(kind="ride", ref=under_way.ref, at=clock.now() + timedelta(seconds=300), place=ALGIERS_CENTRE)
    following = job(ALGIERS_CENTRE)
    stand(karim.id, following.zone_id, ALGIERS_CENTRE)

    match()

    assert gates(following) == {karim.id: "run"}


def test_a_zone_without_forward_offers(karim, under_way, job, match, algiers, nadia):
    services.add_policy(policy=Policy(zone_id=algiers.id, forward_s=0), actor_id=nadia.id)
    stand(karim.id, algiers.id, ALGIERS_CENTRE)
    following = job(ALGIERS_CENTRE)

    match()

    assert gates(following) == {karim.id: "run"}


def test_accepted_it_waits_in_the_next_slot(karim, followed):
    current, following = followed

    assert runs(karim) == [(current.ref, "current", "active"), (following.ref, "next", "active")]
    assert following.status == "assigned"
    assert [event["slot"] for event in events("OfferAccepted")] == ["current", "next"]
    assert fleet_selectors.open_shift(karim.id).occupied


def test_there_is_one_next_ride_at_most(karim, followed, job, match):
    stand(karim.id, followed[0].zone_id, ALGIERS_CENTRE)
    third = job(ALGIERS_CENTRE)

    match()

    assert gates(third) == {karim.id: "next"}


def test_the_next_ride_becomes_the_current_one_with_the_end_of_the_first(
    karim, followed, django_capture_on_commit_callbacks
):
    current, following = followed

    with django_capture_on_commit_callbacks(execute=True):
        services.finish_job(kind="ride", ref=current.ref, driver_id=karim.id)

    assert runs(karim) == [(current.ref, "current", "ended"), (following.ref, "current", "active")]
    assert events("RunPromoted") == [{"driver_id": str(karim.id), "kind": "ride", "ref": str(following.ref)}]
    assert fleet_selectors.open_shift(karim.id).occupied
    routes = redis.client().hgetall(fleet_selectors.routes_key())
    assert routes == {str(karim.id).encode(): f"ride:{following.ref}".encode()}

    services.finish_job(kind="ride", ref=following.ref, driver_id=karim.id)
    assert not fleet_selectors.open_shift(karim.id).occupied


def test_the_rider_of_the_first_ride_keeps_following_the_driver(karim, followed):
    current, _ = followed

    services.restore_routes()

    routes = redis.client().hgetall(fleet_selectors.routes_key())
    assert routes == {str(karim.id).encode(): f"ride:{current.ref}".encode()}


@pytest.mark.parametrize("end", ["cancelled", "rematched"])
def test_the_next_ride_is_promoted_however_the_first_ends(karim, followed, end):
    current, following = followed

    if end == "cancelled":
        services.cancel_job(kind="ride", ref=current.ref)
    else:
        services.rematch_job(kind="ride", ref=current.ref, not_driver_id=karim.id)

    assert runs(karim)[1] == (following.ref, "current", "active")


def test_a_cancelled_next_ride_leaves_the_current_one(karim, followed):
    current, following = followed

    services.cancel_job(kind="ride", ref=following.ref)

    assert runs(karim) == [(current.ref, "current", "active"), (following.ref, "next", "ended")]
    assert fleet_selectors.open_shift(karim.id).occupied
    assert not events("RunPromoted")


def test_an_offer_for_next_accepted_after_the_end_of_the_first_is_the_current_ride(
    karim, under_way, job, match, django_capture_on_commit_callbacks
):
    following = job(north_of(ALGIERS_CENTRE, 500))
    match()
    services.finish_job(kind="ride", ref=under_way.ref)

    with django_capture_on_commit_callbacks(execute=True):
        accept(karim)

    assert runs(karim)[1] == (following.ref, "current", "active")
    assert events("OfferAccepted")[-1]["slot"] == "current"
    assert redis.client().hget(fleet_selectors.routes_key(), str(karim.id)) == f"ride:{following.ref}".encode()


def test_a_suspended_driver_ends_the_ride_and_loses_the_next(karim, sofia, followed, nadia, on_the_road, match):
    current, following = followed

    fleet.suspend(driver_id=karim.id, actor_id=nadia.id)
    outbox.relay()

    following.refresh_from_db()
    assert (following.status, following.priority_s) == ("open", 300)
    assert runs(karim) == [(current.ref, "current", "active"), (following.ref, "next", "ended")]
    assert [(event["ref"], event["reason"]) for event in events("JobReopened")] == [(str(following.ref), "suspended")]
    on_the_road(sofia, 900)
    match()
    assert following.offers.get(status="open").driver_id == sofia.id


def test_the_last_trip_is_the_current_one(karim, under_way, job, match):
    fleet.end_after_run(karim.id, "driver")
    stand(karim.id, under_way.zone_id, ALGIERS_CENTRE)
    following = job(ALGIERS_CENTRE)

    match()

    assert gates(following) == {karim.id: "last_trip"}


def test_the_next_ride_of_a_driver_who_went_silent_is_matched_again(karim, followed, travel):
    _, following = followed
    travel(170)
    assert services.release_next_of_silent() == 0

    travel(20)
    assert services.release_next_of_silent() == 1

    following.refresh_from_db()
    assert following.status == "open"
    assert [event["reason"] for event in events("JobReopened")] == ["went_offline"]


def test_a_redis_without_memory_takes_nobodys_ride_away(karim, followed, travel):
    redis.client().flushdb()
    travel(1_000)

    assert services.release_next_of_silent() == 0
