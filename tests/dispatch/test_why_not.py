"""Why not this driver? Staff look up a driver on a job's page and read the answer."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from apps.accounts.contracts import Role
from apps.accounts.services import register
from apps.dispatch import selectors, services
from apps.dispatch.models import Assignment, MatchRound, Offer
from apps.dispatch.selectors.answers import Asked, Beyond, Now, Offline, Refused, Weighed
from apps.fleet import services as fleet
from apps.kernel import clock
from tests.dispatch.conftest import stand
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(desk, job, language: str = "en", **query: str) -> str:
    address = reverse("admin:dispatch_job_why", args=[job.pk])
    return unescape(desk.get(address, query, headers={"Accept-Language": language}).content.decode())


def said(desk, job, driver, language: str = "en") -> list[str]:
    """The sentences about a driver, in order of time, without their space."""
    text = page(desk, job, language, driver=str(driver.id))
    return [" ".join(answer.split()) for answer in re.findall(r"<dd>\s*(.*?)\s*(?:<ul.*?)?</dd>", text, re.DOTALL)]


def test_who_was_further_away_reads_who_was_asked_instead(desk, karim, sofia, on_the_road, job, match):
    on_the_road(karim, 200)
    on_the_road(sofia, 900)
    ride = job()
    match()
    log = MatchRound.objects.get(job=ride)
    mine, theirs = log.considered[str(sofia.id)], log.considered[str(karim.id)]

    considered, now = said(desk, ride, sofia)

    assert (log.chosen_id, log.radius_m, log.complete_m) == (karim.id, 2_000, 2_000)
    assert considered == (
        f"Was considered, at {mine['cost']} s; {mine['eta_s']} s of them to the pickup. "
        f"Karim Meziane was asked, at {theirs['cost']} s."
    )
    assert now == "Is 900 m from the pickup now."


def test_the_terms_of_a_cost_are_told(desk, karim, sofia, amina, on_the_road, job, match):
    fleet.add_favourite(rider_id=amina.id, driver_id=sofia.id)
    on_the_road(karim, 100)
    on_the_road(sofia, 1_500)
    ride = job(requester_id=amina.id, opened_at=clock.now() - timedelta(seconds=40))

    match()

    assert MatchRound.objects.get().considered[str(sofia.id)]["terms"] == {"waiting": -20, "favourite": -60}
    text = page(desk, ride, driver=str(sofia.id))
    assert "Time the rider has waited: -20 s" in text
    assert "Favourite driver: -60 s" in text


def test_who_was_asked_for_another_ride_in_the_same_round(desk, karim, sofia, on_the_road, job, match):
    on_the_road(karim, 100)
    on_the_road(sofia, 300)
    first, second = job(), job()
    match()
    [other] = [each for each in (first, second) if each.offers.get().driver_id == karim.id]
    [mine] = [each for each in (first, second) if each != other]

    [fact] = [fact for fact in selectors.why_not(mine, karim.id) if isinstance(fact, Weighed)]

    assert (fact.chosen, fact.other_job) == (sofia.id, other.id)
    assert said(desk, mine, karim)[0].endswith("Was asked for another ride instead.")


def test_a_gate_is_told_with_the_distance(desk, karim, on_the_road, job, match):
    on_the_road(karim, 1_200)
    karim.vehicles.update(category="van")
    ride = job()
    match()

    assert said(desk, ride, karim)[0] == "The car does not serve this category. Distance to the pickup: 1.2 km."


def test_who_was_asked_reads_how_it_ended(desk, karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    services.decline_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.person_id, reason="too_far")
    match()

    facts = selectors.why_not(ride, karim.id)

    assert [type(fact) for fact in facts] == [Asked, Refused, Now]
    assert said(desk, ride, karim)[:2] == [
        "Was asked and declined.",
        "Had been asked for this ride before, or had left it. Distance to the pickup: 0 m.",
    ]


def test_who_was_far_away_and_who_was_not_online(desk, karim, sofia, mehdi, on_the_road, job, match, algiers):
    on_the_road(karim)
    fleet.occupy(driver_id=karim.id)
    on_the_road(sofia, point=BAB_EZZOUAR)
    ride = job()
    match()

    assert said(desk, ride, sofia) == [
        "Was online, further than 2.0 km from the pickup: nobody was looked for there.",
        "Is 11.5 km from the pickup now.",
    ]
    assert said(desk, ride, mehdi) == ["Was not online.", "Is not online now, or the app is silent."]


def test_who_came_online_later_was_not_online_then(karim, sofia, on_the_road, job, match, travel):
    on_the_road(karim)
    fleet.occupy(driver_id=karim.id)
    ride = job()
    match()
    travel(1)
    on_the_road(sofia)

    assert [type(fact) for fact in selectors.why_not(ride, sofia.id)] == [Offline, Now]


def test_among_many_the_log_knows_only_the_nearest(karim, sofia, on_the_road, job, match, monkeypatch):
    monkeypatch.setattr("apps.dispatch.services.decisions.NEAREST_A_JOB", 1)
    on_the_road(karim, 100)
    karim.vehicles.update(category="van")
    on_the_road(sofia, 500)
    sofia.vehicles.update(category="van")
    ride = job()
    match()

    facts = [fact for fact in selectors.why_not(ride, sofia.id) if isinstance(fact, Beyond)]
    assert [(fact.more_than_m, fact.all_of_radius) for fact in facts] == [(100, False)]


def test_a_scheduled_job_has_not_been_matched(desk, karim, job):
    ride = job(match_from=clock.now() + timedelta(hours=2))

    [answer] = said(desk, ride, karim)

    assert answer.startswith("The ride is scheduled. Drivers are looked for from")


def test_a_waiting_job_is_kept_once_a_radius_and_half_minute(karim, on_the_road, job, match, travel, algiers):
    on_the_road(karim, 100)
    karim.vehicles.update(category="van")
    ride = job()
    for _ in range(40):
        stand(karim.id, algiers.id, ALGIERS_CENTRE)
        match()
        travel(2)

    rounds = MatchRound.objects.filter(job=ride).order_by("at").values_list("radius_m", "half_minute")
    assert list(rounds) == [(2_000, 0), (4_000, 0), (8_000, 0), (8_000, 1), (8_000, 2)]
    told = [fact for fact in selectors.why_not(ride, karim.id) if isinstance(fact, Refused)]
    assert len(told) == 1


@pytest.mark.parametrize("query", ["Karim", "mezi", "0000011", "00123-116", "00123 - 116"])
def test_a_driver_is_found_by_name_phone_or_plate(desk, karim, sofia, on_the_road, job, match, query):
    on_the_road(karim)
    ride = job()
    match()

    assert "Is being asked." in page(desk, ride, q=query)


def test_several_are_offered_to_choose_from_and_nobody_is_said_to_be_nobody(desk, karim, sofia, mehdi, job):
    ride = job()

    several = page(desk, ride, q="00")
    assert all(name in several for name in ("Karim Meziane", "Sofia Larbi", "Mehdi Ould"))
    assert "No driver of that name" in page(desk, ride, q="Nobody")
    assert "No driver of that name" not in page(desk, ride)
    assert "<section" not in page(desk, ride, driver="not-an-id")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "La voiture ne sert pas cette catégorie."),
        ("ar", "السيارة لا تخدم هذه الفئة."),
        ("en", "The car does not serve this category."),
    ],
)
def test_in_three_languages(desk, karim, on_the_road, job, match, language, words):
    on_the_road(karim, 1_200)
    karim.vehicles.update(category="van")
    ride = job()
    match()

    assert said(desk, ride, karim, language)[0].startswith(words)


def test_staff_give_the_ride_to_a_driver_from_there(desk, karim, nadia, on_the_road, job):
    on_the_road(karim)
    ride = job()
    address = reverse("admin:dispatch_job_assign", args=[ride.pk])
    assert "Give the ride to this driver" in page(desk, ride, q="Karim")

    assert desk.get(address).status_code == 405
    assert not Assignment.objects.exists(), "nothing changes by following a link"
    desk.post(address, {"driver": str(karim.id)})

    assert Assignment.objects.get().driver_id == karim.id
    assert "Was given the ride by the rider's scan or by staff." in said(desk, ride, karim)


def test_staff_are_told_when_the_driver_cannot_take_it(desk, karim, job):
    ride = job()

    answer = desk.post(
        reverse("admin:dispatch_job_assign", args=[ride.pk]),
        {"driver": str(karim.id)},
        headers={"Accept-Language": "en"},
        follow=True,
    )

    assert "Go online first." in answer.content.decode()
    assert not Assignment.objects.exists()


def test_support_reads_and_does_not_assign(client, karim, on_the_road, job):
    person = register(email="lina@superapp.example", full_name="Lina", roles=[Role.SUPPORT])
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    on_the_road(karim)
    ride = job()

    assert "Give the ride to this driver" not in page(client, ride, q="Karim")
    assert client.post(reverse("admin:dispatch_job_assign", args=[ride.pk]), {"driver": str(karim.id)}).status_code in (
        302,
        403,
    )
    assert not Assignment.objects.exists()
