"""What operations do from the live map: give a ride to a driver, pause and resume a service."""

from uuid import uuid4

import pytest

from apps.accounts.contracts import Role
from apps.accounts.models import AuditLine
from apps.accounts.services import register
from apps.dispatch.models import Assignment
from apps.geo import selectors as geo
from apps.kernel import outbox
from tests.places import HYDRA
from tests.rides.city import NEAR, City

pytestmark = pytest.mark.django_db(transaction=True)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


@pytest.fixture
def olga(db):
    """Operations, and no superuser."""
    return register(email="olga@superapp.example", full_name="Olga Saidi", roles=[Role.OPERATIONS])


@pytest.fixture
def sami(db):
    """Support: watches the map, gives nothing away and pauses nothing."""
    return register(email="sami@superapp.example", full_name="Sami Touati", roles=[Role.SUPPORT])


@pytest.fixture
def at_the_map(desk):
    """`at_the_map(olga)("rides/…/assign/", driver=…)`: a form with the session's token."""

    def sit_down(person):
        browser = desk(person)
        browser.get("/ops/map/")
        token = browser.cookies["csrftoken"].value

        def send(path: str, **form: object):
            return browser.post(f"/ops/{path}", form, headers={**ENGLISH, "X-CSRFToken": token})

        return send

    return sit_down


def problem(answer) -> tuple[int, str, str]:
    told = answer.json()
    return answer.status_code, told["type"].removeprefix("/problems/"), told["title"]


def drivers(desk, person, ride, text: str = "") -> list[tuple]:
    found = desk(person).get(f"/ops/rides/{ride['id']}/drivers.json", {"q": text}).json()["drivers"]
    return [(row["name"], row["plate"], row["state"], row["metres"] is not None) for row in found]


def test_drivers_are_listed_nearest_first_and_found_by_name_phone_or_plate(
    desk, olga, city, amina, yacine, karim, sofia, mehdi
):
    city.assigned(yacine, karim)
    ride = city.order(amina)
    city.go_online(sofia, HYDRA)
    everyone = [("Karim Meziane", "00123-116-16", 2, True), ("Sofia Larbi", "00456-118-16", 0, True)]
    assert drivers(desk, olga, ride) == everyone
    assert drivers(desk, olga, ride, "larbi") == everyone[1:]
    assert drivers(desk, olga, ride, "550000011") == everyone[:1]
    assert drivers(desk, olga, ride, "00789") == [("Mehdi Ould", "00789-119-16", 3, False)]
    assert drivers(desk, olga, ride, "nobody") == []
    assert desk(olga).get(f"/ops/rides/{uuid4()}/drivers.json").status_code == 404


def test_a_ride_is_given_to_a_driver_and_then_to_another(at_the_map, desk, olga, city, amina, karim, sofia):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    given = at_the_map(olga)(f"rides/{ride['id']}/assign/", driver=karim.id, held_by="")
    assert (given.status_code, given.json()) == (200, {"said": "The ride is given to the driver."})
    city.works()
    story = desk(olga).get(f"/ops/rides/{ride['id']}/story.json", headers=ENGLISH).json()
    assert (story["driver"], story["driver_id"], story["may_assign"]) == ("Karim Meziane", str(karim.id), True)
    [given] = [line for line in story["lines"] if line["said"] == "Given to Karim Meziane without an offer"]
    assert (given["detail"], story["aboard"]) == ("decided by Olga Saidi", False)
    city.go_online(sofia, NEAR)
    assert at_the_map(olga)(f"rides/{ride['id']}/assign/", driver=sofia.id, held_by=karim.id).status_code == 200
    city.works()
    hers = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()
    assert (hers["status"], hers["driver"]["full_name"]) == ("accepted", "Sofia Larbi")
    trail = AuditLine.objects.filter(action="job.assigned").order_by("id")
    assert [(line.actor, line.details["driver"]) for line in trail] == [(olga, str(karim.id)), (olga, str(sofia.id))]


def test_that_the_rider_sits_in_the_car_is_said_before_the_ride_is_given_away(desk, olga, city, amina, karim):
    ride = city.under_way(amina, karim)
    story = desk(olga).get(f"/ops/rides/{ride['id']}/story.json").json()
    assert (story["aboard"], story["may_assign"]) == (True, True)


def test_who_decides_second_is_told_and_changes_nothing(at_the_map, olga, nadia, city, amina, karim, sofia):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.go_online(sofia, NEAR)
    assert at_the_map(olga)(f"rides/{ride['id']}/assign/", driver=karim.id, held_by="").status_code == 200
    late = at_the_map(nadia)(f"rides/{ride['id']}/assign/", driver=sofia.id, held_by="")
    assert problem(late) == (409, "job-taken", "Somebody else has given this ride to a driver just now. Look again.")
    same = at_the_map(nadia)(f"rides/{ride['id']}/assign/", driver=karim.id, held_by="")
    assert same.status_code == 200
    assert [row.driver_id for row in Assignment.objects.filter(ended_at=None)] == [karim.id]


def test_refusals_are_told_in_words_for_staff(at_the_map, olga, city, amina, yacine, karim, mehdi):
    send = at_the_map(olga)
    city.assigned(yacine, karim)
    ride = city.order(amina)
    path = f"rides/{ride['id']}/assign/"
    assert problem(send(path, driver=karim.id)) == (409, "driver-busy", "This driver is on a trip already.")
    assert problem(send(path, driver=mehdi.id)) == (409, "driver-offline", "This driver is offline.")
    assert send(path, driver="not-an-id").status_code == 422
    assert send(path, driver=karim.id, held_by="x").status_code == 422
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")
    outbox.relay()
    assert problem(send(path, driver=mehdi.id)) == (409, "job-not-open", "This request is over.")


def test_a_zone_is_paused_with_a_reason_and_an_end_and_resumed(at_the_map, desk, olga, city, amina):
    send = at_the_map(olga)
    made = send("zones/algiers/pause/", category="", reason="weather", minutes="30", note="Flood")
    assert (made.status_code, made.json()) == (201, {"said": "New requests are paused."})
    assert city.asks_for_quote(amina).status_code == 409
    [shown] = desk(olga).get("/ops/zones/algiers/pauses.json", headers=ENGLISH).json()["pauses"]
    assert (shown["what"], shown["reason"], shown["in_force"]) == ("The whole zone", "Bad weather", True)
    assert shown["ends_at"] > shown["starts_at"]
    assert problem(send("zones/algiers/pause/", reason="event"))[:2] == (409, "already-paused")

    assert send(f"pauses/{shown['id']}/resume/").status_code == 200
    assert problem(send(f"pauses/{shown['id']}/resume/"))[:2] == (409, "not-paused")
    assert city.asks_for_quote(amina).status_code == 200
    assert list(AuditLine.objects.order_by("id").values_list("actor", "action")) == [
        (olga.pk, "service.paused"), (olga.pk, "service.resumed")
    ]  # fmt: skip


@pytest.mark.parametrize("minutes", ["0", "-5", "10081", "1e3", "٣", "9999999999"])
def test_what_is_no_number_of_minutes_is_refused(at_the_map, olga, algiers, minutes):
    answer = at_the_map(olga)("zones/algiers/pause/", reason="weather", minutes=minutes)
    assert (answer.status_code, answer.json()["detail"]) == (422, "Say how many minutes, from 1 to 10080.")
    assert geo.pauses_of(algiers.id) == ()


def test_another_reason_or_zone_is_refused(at_the_map, olga):
    send = at_the_map(olga)
    assert send("zones/algiers/pause/", reason="mood").status_code == 422
    assert send("zones/algiers/pause/", reason="weather", category="boat").status_code == 422
    assert send("zones/atlantis/pause/", reason="weather").status_code == 404
    assert send(f"pauses/{uuid4()}/resume/").status_code == 409


def test_who_may_only_watch_does_nothing_and_is_shown_no_button(at_the_map, desk, sami, city, amina, karim):
    ride, send = city.order(amina), at_the_map(sami)
    assert send(f"rides/{ride['id']}/assign/", driver=karim.id).status_code == 403
    assert desk(sami).get(f"/ops/rides/{ride['id']}/drivers.json").status_code == 403
    assert send("zones/algiers/pause/", reason="weather").status_code == 403
    assert send(f"pauses/{uuid4()}/resume/").status_code == 403
    page = desk(sami).get("/ops/map/").content.decode()
    assert "data-giving" not in page
    assert "data-pause-form" not in page
    assert desk(sami).get(f"/ops/rides/{ride['id']}/story.json").json()["may_assign"] is False


def test_nothing_is_done_without_the_sessions_token(desk, olga, city, amina, karim):
    ride = city.order(amina)
    for path in (f"rides/{ride['id']}/assign/", "zones/algiers/pause/", f"pauses/{uuid4()}/resume/"):
        assert desk(olga).post(f"/ops/{path}", {"driver": str(karim.id), "reason": "weather"}).status_code == 403
    assert not Assignment.objects.exists()
    assert geo.pauses_of(city.zone.id) == ()
