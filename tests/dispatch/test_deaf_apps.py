"""Apps that do not answer offers: they must not starve a job, nor keep the city waiting."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from apps.dispatch import selectors, services
from apps.dispatch.algorithms.reach import PastOffer, is_unreachable
from apps.dispatch.models import Job, Offer
from apps.kernel import clock
from tests.dispatch.conftest import gates, north_of
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def ignore(match, on_the_road, travel):
    """`ignore(karim, 300)`: the zone is matched; the app of Karim, who stands there, leaves its offer unanswered."""

    def go(driver, metres: float) -> Offer:
        on_the_road(driver, metres)
        match()
        offer = Offer.objects.get(driver=driver, status="open")
        travel(15)
        services.expire_offers()
        return offer

    return go


def drivers_asked(job: Job) -> list[UUID]:
    return list(job.offers.order_by("epoch").values_list("driver_id", flat=True))


def test_a_lone_deaf_driver_does_not_starve_a_job(karim, sofia, on_the_road, job, match, ignore):
    ride = job()
    ignore(karim, 300)
    ride.refresh_from_db()
    assert ride.radius_step == 0, "an offer that was never delivered does not count as made"

    ignore(karim, 300)
    ride.refresh_from_db()
    assert ride.radius_step == 1
    on_the_road(karim, 300)
    on_the_road(sofia, 2_500)  # beyond the first radius of 2 km
    match()

    assert drivers_asked(ride) == [karim.id, karim.id, sofia.id]


def test_after_three_deaf_offers_a_driver_rests_for_two_minutes(karim, on_the_road, job, match, ignore, travel):
    job(), job()
    for _ in range(3):
        ignore(karim, 300)
    on_the_road(karim, 300)
    fresh = job()

    match()
    assert gates(fresh) == {karim.id: "unreachable"}
    travel(120)
    on_the_road(karim, 300)
    match()

    assert Offer.objects.get(status="open").driver_id == karim.id


def test_a_late_sign_of_life_ends_the_rest(karim, on_the_road, job, match, ignore):
    job(), job()
    offers = [ignore(karim, 300) for _ in range(3)]
    on_the_road(karim, 300)

    services.mark_delivered(offer_id=offers[-1].id, driver_person_id=karim.id)
    match()

    assert Offer.objects.get(id=offers[-1].id).status == "undelivered"
    assert Offer.objects.get(status="open").driver_id == karim.id


@pytest.mark.parametrize(
    ("offers", "unreachable"),
    [
        ("UUU", True),
        ("UU", False),
        ("UUSU", False),
        ("SUUU", True),
        ("UUWU", True),  # taken back before the app answered: it says nothing
        ("UUUS", False),
    ],
)
def test_a_row_is_broken_by_an_answer(offers, unreachable):
    now = clock.now()
    past = [
        PastOffer(
            closed_at=now - timedelta(seconds=20 * (len(offers) - index) - 15),
            seen_at=now - timedelta(seconds=20 * (len(offers) - index)) if what == "S" else None,
            undelivered=what == "U",
        )
        for index, what in enumerate(offers)
    ]

    assert is_unreachable(past, now) is unreachable


def test_five_thousand_cars_are_looked_up(karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    crowd = [*(uuid4() for _ in range(5_000)), karim.id]

    assert selectors.driver_states(crowd) == {karim.id: 1}
    assert selectors.drivers_with_offer(crowd[:-1]) == set()
    assert selectors.drivers_unreachable(crowd) == set()


def test_only_the_drivers_in_question_are_read(karim, sofia, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()

    assert selectors.drivers_with_offer([sofia.id]) == set(selectors.engagements([sofia.id])) == set()


def test_more_jobs_than_a_round_holds_take_turns(karim, on_the_road, job, match, monkeypatch):
    monkeypatch.setattr("apps.dispatch.services.scene.JOBS_A_ROUND", 2)
    for number in range(3):
        job(north_of(ALGIERS_CENTRE, number), category="van")
    newest = job()
    on_the_road(karim)

    match(), match()

    assert Offer.objects.get().job_id == newest.id
