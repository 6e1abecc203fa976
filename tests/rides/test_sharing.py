"""POST and DELETE /api/v1/rider/rides/<id>/share, GET /api/v1/public/trips/<token>, and the page /t/<token>/"""

import pytest

from apps.geo.contracts import Point
from apps.kernel import redis
from apps.rides.models import ShareLink
from tests.places import ALGIERS_CENTRE, HYDRA


def shared(city, person, ride) -> dict:
    answer = city.rider(person).post(f"/api/v1/rider/rides/{ride['id']}/share")
    assert answer.status_code == 200, answer.content
    return answer.json()


def watched(anonymous, link: dict):
    return anonymous.get(f"/api/v1/public/trips/{link['token']}")


def test_a_stranger_with_the_link_sees_the_trip_and_no_more(city, anonymous, amina, karim):
    ride = city.assigned(amina, karim, pickup_label="Home", dropoff_label="Airport")
    link = shared(city, amina, ride)
    assert link["path"] == f"/t/{link['token']}/"

    answer = watched(anonymous, link)
    seen = answer.json()
    assert {name: seen[name] for name in ("status", "rider", "driver", "vehicle")} == {
        "status": "accepted",
        "rider": "Amina",
        "driver": "Karim",
        "vehicle": {"plate": "00123-116-16", "make": "Renault", "model": "Symbol", "colour": "white"},
    }
    assert seen["dropoff"]["label"] == "Airport"
    assert seen["position"] == {"lat": ALGIERS_CENTRE.lat + 0.002, "lng": ALGIERS_CENTRE.lng, "heading": None}
    assert 0 < seen["eta_s"] < 300
    for secret in (ride["pin"], "+213", "Meziane", "Benali", "Home", ride["id"], ride["fare"]["total"], "phone"):
        assert secret not in answer.content.decode()
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")


def test_the_car_is_followed_to_the_destination(city, anonymous, amina, karim):
    ride = city.under_way(amina, karim)
    link = shared(city, amina, ride)
    city.wait(60)
    city.stand(karim, HYDRA)
    seen = watched(anonymous, link).json()
    assert seen["status"] == "in_progress"
    assert (seen["position"]["lat"], seen["position"]["lng"]) == (HYDRA.lat, HYDRA.lng)
    assert seen["eta_s"] > 300


def test_nobody_is_on_the_way_yet(city, anonymous, amina):
    seen = watched(anonymous, shared(city, amina, city.order(amina))).json()
    assert (seen["status"], seen["driver"], seen["vehicle"], seen["position"]) == ("searching", "", None, None)
    assert seen["eta_s"] is None


def test_without_redis_the_trip_is_shown_without_its_car(city, anonymous, amina, karim, monkeypatch):
    link = shared(city, amina, city.assigned(amina, karim))
    monkeypatch.setattr(redis, "_out_until", float("inf"))
    answer = watched(anonymous, link)
    assert (answer.status_code, answer.json()["position"], answer.json()["driver"]) == (200, None, "Karim")


def test_the_link_ends_with_the_trip(city, anonymous, client, amina, karim):
    ride = city.under_way(amina, karim)
    link = shared(city, amina, ride)
    city.step(karim, ride, "complete")

    answer = watched(anonymous, link)
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/trip-ended")
    page = client.get(link["path"])
    assert (page.status_code, "Karim" in page.content.decode()) == (410, False)
    again = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/share")
    assert (again.status_code, again.json()["type"]) == (410, "/problems/trip-ended")


def test_one_link_until_it_is_taken_back(city, anonymous, client, amina, karim):
    ride = city.assigned(amina, karim)
    link = shared(city, amina, ride)
    assert shared(city, amina, ride) == link
    assert city.rider(amina).delete(f"/api/v1/rider/rides/{ride['id']}/share").status_code == 204

    assert watched(anonymous, link).status_code == 404
    assert client.get(link["path"]).status_code == 404
    other = shared(city, amina, ride)
    assert other["token"] != link["token"]
    assert watched(anonymous, other).status_code == 200
    assert watched(anonymous, link).status_code == 404


def test_only_its_rider_shares_a_ride(city, amina, yacine, karim):
    ride = city.assigned(amina, karim)
    assert city.rider(yacine).post(f"/api/v1/rider/rides/{ride['id']}/share").status_code == 404
    assert city.rider(yacine).delete(f"/api/v1/rider/rides/{ride['id']}/share").status_code == 404
    assert not ShareLink.objects.exists()


def test_the_page_names_the_car_to_look_for(city, client, amina, karim):
    link = shared(city, amina, city.assigned(amina, karim))
    page = client.get(link["path"]).content.decode()
    assert [word in page for word in ("Renault Symbol", "Blanc", "00123-116-16")] == [True] * 3


@pytest.mark.parametrize(
    ("language", "written", "read"), [("fr", "white", "Blanc"), ("ar", "White", "أبيض"), ("fr", "nacre", "nacre")]
)
def test_the_page_names_the_colour_in_the_readers_language(city, client, amina, karim, language, written, read):
    karim.vehicles.update(colour=written)
    link = shared(city, amina, city.assigned(amina, karim))
    page = client.get(link["path"], headers={"Accept-Language": language}).content.decode()
    assert f"<bdi>{read}</bdi>" in page


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00" * 32, "é" * 32])
def test_a_guess_opens_nothing(city, anonymous, client, token):
    answer = anonymous.get(f"/api/v1/public/trips/{token}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert client.get(f"/t/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Le chauffeur arrive au point de départ"),
        ("ar", "السائق في الطريق إلى نقطة الانطلاق"),
        ("en", "on the way"),
    ],
)
def test_the_page_says_it_in_the_readers_language(city, client, amina, karim, language, words):
    link = shared(city, amina, city.assigned(amina, karim))
    page = client.get(link["path"], headers={"Accept-Language": language})
    text = page.content.decode()
    assert words in text
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert (page["X-Robots-Tag"], 'content="noindex, nofollow"' in text) == ("noindex, nofollow", True)
    assert "+213" not in text
    assert f'data-lat="{Point(ALGIERS_CENTRE.lat + 0.002, 0).lat}"' in text  # a point, also where French writes a comma


def test_by_command(city, amina, karim):
    ride = city.assigned(amina, karim)
    link = city.command(amina, "rider", "ride.share", {"ride_id": ride["id"]})["data"]
    assert link == shared(city, amina, ride)
    assert city.command(amina, "rider", "ride.unshare", {"ride_id": ride["id"]})["ok"] is True
    assert shared(city, amina, ride) != link
