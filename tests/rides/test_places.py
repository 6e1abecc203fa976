"""rider/places: GET, POST; PATCH and DELETE of one"""

import pytest

from apps.rides.models import SavedPlace
from tests.places import ALGIERS_CENTRE, HYDRA
from tests.rides.city import key


def saves(city, person, kind: str = "other", **fields: object):
    body = {"kind": kind, **HYDRA.as_dict(), **fields}
    return city.rider(person).post("/api/v1/rider/places", body, idempotency_key=key())


def mine(city, person) -> list[dict]:
    return city.rider(person).get("/api/v1/rider/places").json()["places"]


def test_home_and_work_come_first(city, amina, yacine):
    gym = saves(city, amina, name="Gym", label="Rue Didouche Mourad").json()
    work, home = saves(city, amina, "work").json(), saves(city, amina, "home").json()
    assert mine(city, amina) == [home, work, gym]
    assert gym == {
        "id": gym["id"], "kind": "other", "name": "Gym", "label": "Rue Didouche Mourad", **HYDRA.as_dict(),
    }  # fmt: skip
    assert mine(city, yacine) == []


def test_there_is_one_home(city, amina):
    home = saves(city, amina, "home").json()
    again = saves(city, amina, "home")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/place-exists")
    assert again.json()["place_id"] == home["id"]


def test_twenty_and_no_more(city, amina):
    for number in range(20):
        assert saves(city, amina, name=f"{number}").status_code == 201
    refused = saves(city, amina)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-places")
    city.rider(amina).delete(f"/api/v1/rider/places/{mine(city, amina)[3]['id']}")
    assert saves(city, amina, name="again").status_code == 201
    assert SavedPlace.objects.count() == 20


def test_a_place_moves_and_goes(city, amina, yacine):
    home = saves(city, amina, "home").json()
    path = f"/api/v1/rider/places/{home['id']}"
    moved = city.rider(amina).patch(path, {**ALGIERS_CENTRE.as_dict(), "label": "12, rue Larbi Ben M’hidi"})
    assert moved.json() == {**home, **ALGIERS_CENTRE.as_dict(), "label": "12, rue Larbi Ben M’hidi"}
    assert city.rider(yacine).patch(path, {"name": "x"}).status_code == 404
    assert city.rider(yacine).delete(path).status_code == 404
    assert city.rider(amina).delete(path).status_code == 204
    assert city.rider(amina).delete(path).status_code == 404
    assert mine(city, amina) == []


@pytest.mark.parametrize("wrong", [{"kind": "moon"}, {"lat": 91}, {"name": "a" * 41}, {"name": "a\nb"}])
def test_what_is_no_place_is_refused(city, amina, wrong):
    answer = saves(city, amina, **{"kind": "other", **wrong})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")
    assert not SavedPlace.objects.exists()
