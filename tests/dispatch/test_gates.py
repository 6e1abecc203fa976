"""Who is kept from a job, or preferred for it: pairs, the way home, the last trip, turns, other categories."""

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.dispatch import services
from apps.dispatch.models import Job, Offer
from apps.fleet import services as fleet
from apps.fleet.models import QueueEntry, QueuePlace, Shift
from apps.kernel import clock, outbox
from tests.dispatch.conftest import gates, north_of, stand
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

pytestmark = pytest.mark.django_db

NORTH = north_of(ALGIERS_CENTRE, 5_000)
SOUTH = north_of(ALGIERS_CENTRE, -5_000)


def asked(job: Job) -> list:
    return list(job.offers.order_by("epoch").values_list("driver_id", flat=True))


def go_home(driver, point) -> None:
    Shift.objects.filter(driver=driver, ended_at=None).update(home_lat=point.lat, home_lng=point.lng)


@pytest.fixture
def place(algiers) -> QueuePlace:
    """A marked place around the centre, 400 m wide."""
    west, south, east, north = 3.0568, 36.7518, 3.0608, 36.7558
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    return QueuePlace.objects.create(
        zone_id=algiers.id, name_fr="Gare", name_ar="محطة", name_en="Station", polygon=polygon
    )


@pytest.fixture
def in_line(place, on_the_road):
    """`in_line(karim, sofia)`: they came to the place in this order, some metres from its middle."""

    def come(*drivers) -> None:
        for number, driver in enumerate(drivers):
            on_the_road(driver, 40 - 10 * number)
            QueueEntry.objects.create(driver=driver, place=place, joined_at=clock.now() + timedelta(seconds=number))

    return come


def test_a_blocked_driver_is_not_asked(karim, sofia, amina, on_the_road, job, match):
    fleet.block_pair(rider_id=amina.id, driver_id=karim.id, by="rider")
    on_the_road(karim, 100)
    on_the_road(sofia, 900)
    hers, somebodys = job(requester_id=amina.id), job(requester_id=uuid4())

    match()

    assert (asked(hers), asked(somebodys)) == ([sofia.id], [karim.id])
    assert gates(hers) == {karim.id: "blocked_pair"}


def test_an_offer_between_two_who_block_each_other_is_closed(karim, amina, on_the_road, job, match):
    on_the_road(karim)
    hers = job(requester_id=amina.id)
    match()

    fleet.block_pair(rider_id=amina.id, driver_id=karim.id, by="driver")
    outbox.relay()

    assert hers.offers.get().status == "declined"
    assert hers.offers.get().reason == "blocked"


def test_a_favourite_may_be_a_minute_further_away(karim, sofia, amina, on_the_road, job, match):
    fleet.add_favourite(rider_id=amina.id, driver_id=karim.id)
    on_the_road(karim, 500)  # some 30 s of driving more, 60 s of bonus
    on_the_road(sofia, 400)
    hers = job(requester_id=amina.id)

    match()

    assert asked(hers) == [karim.id]


def test_a_favourite_far_away_is_left_alone(karim, sofia, amina, on_the_road, job, match):
    fleet.add_favourite(rider_id=amina.id, driver_id=karim.id)
    on_the_road(karim, 1_900)
    on_the_road(sofia, 100)
    hers = job(requester_id=amina.id)

    match()

    assert asked(hers) == [sofia.id]


def test_on_the_way_home_only_trips_that_lead_there(karim, on_the_road, job, match):
    on_the_road(karim)
    go_home(karim, NORTH)
    away, nowhere = job(dropoff=SOUTH), job(dropoff=None)

    match()
    assert gates(away) == gates(nowhere) == {karim.id: "home"}
    homeward = job(dropoff=north_of(NORTH, -500))
    match()

    assert asked(homeward) == [karim.id]


def test_after_the_last_trip_there_is_no_other(karim, on_the_road, job, match):
    on_the_road(karim)
    Shift.objects.filter(driver=karim, ended_at=None).update(end_reason="driver")
    ride = job()

    match()

    assert gates(ride) == {karim.id: "last_trip"}


def test_at_a_marked_place_the_first_in_line_is_asked_not_the_nearest(
    karim, sofia, mehdi, in_line, on_the_road, job, match
):
    in_line(karim, sofia)
    on_the_road(mehdi, 1)
    ride = job()

    match()

    assert asked(ride) == [karim.id]
    assert gates(ride) == {sofia.id: "queue", mehdi.id: "queue"}


def test_two_jobs_at_a_marked_place_go_to_the_first_two(karim, sofia, mehdi, in_line, job, match):
    in_line(karim, sofia, mehdi)
    second, first = job(), job(opened_at=clock.now() - timedelta(seconds=20))

    match()

    assert (asked(first), asked(second)) == ([karim.id], [sofia.id])


def test_who_has_a_turn_is_not_sent_elsewhere(karim, in_line, job, match):
    in_line(karim)
    here, elsewhere = job(), job(north_of(ALGIERS_CENTRE, 300), opened_at=clock.now() - timedelta(seconds=100))

    match()

    assert (asked(here), asked(elsewhere)) == ([karim.id], [])
    assert gates(elsewhere) == {karim.id: "turn"}


def test_when_nobody_is_in_line_anybody_will_do(karim, place, on_the_road, job, match):
    on_the_road(karim, 800)
    ride = job()

    match()

    assert asked(ride) == [karim.id]


def test_declines_count_against_a_turn(karim, in_line, job, match):
    in_line(karim)
    job()
    match()

    services.decline_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id)
    outbox.relay()

    assert QueueEntry.objects.get().declines == 1


def test_another_category_serves_when_the_own_one_is_two_minutes_away(karim, sofia, on_the_road, job, match):
    karim.vehicles.update(category="comfort")
    on_the_road(karim, 100)
    on_the_road(sofia, 1_900)
    strict, lenient = job(dropoff=BAB_EZZOUAR), job(fallback_categories=["comfort"])

    match()

    assert (asked(strict), asked(lenient)) == ([sofia.id], [karim.id])
    assert lenient.offers.get().category == "comfort"


def test_the_own_category_is_preferred(karim, sofia, on_the_road, job, match):
    karim.vehicles.update(category="comfort")
    on_the_road(karim, 100)
    on_the_road(sofia, 400)
    ride = job(fallback_categories=["comfort"])

    match()

    assert asked(ride) == [sofia.id]
    assert ride.offers.get().category == "standard"


def test_a_comfort_car_whose_driver_takes_standard_rides_is_no_fallback(karim, on_the_road, job, match):
    karim.vehicles.update(category="comfort", also_serves=["standard"])
    on_the_road(karim, 100)
    ride = job()

    match()

    assert ride.offers.get().category == "standard"


def test_the_event_says_as_what_the_ride_is_served(karim, on_the_road, job, match):
    from apps.kernel.models import OutboxEvent

    karim.vehicles.update(category="comfort")
    on_the_road(karim)
    job(fallback_categories=["comfort"])
    match()
    services.accept_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id)

    assert OutboxEvent.objects.get(name="dispatch.OfferAccepted").payload["category"] == "comfort"


def test_a_neighbour_who_stands_in_no_line_takes_over_when_the_line_declines(
    karim, sofia, in_line, on_the_road, job, match
):
    in_line(karim)
    on_the_road(sofia, 300)
    ride = job()
    match()

    services.decline_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id)
    match()

    assert asked(ride) == [karim.id, sofia.id]


def test_a_silent_driver_loses_the_turn_to_the_next(karim, sofia, in_line, algiers, job, match, travel):
    in_line(karim, sofia)
    travel(61)
    stand(sofia.id, algiers.id, ALGIERS_CENTRE)
    QueueEntry.objects.filter(driver=sofia).update(seen_at=clock.now())
    ride = job()

    match()

    assert asked(ride) == [sofia.id]
