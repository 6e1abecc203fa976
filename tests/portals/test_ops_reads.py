"""The layers of cells and the story of a ride, as the live map reads them."""

from uuid import uuid4

import pytest

from apps.accounts.contracts import Role
from apps.accounts.services import register
from apps.geo import services as geo
from apps.kernel import clock
from apps.pricing.services import observe_cells
from tests.places import ALGIERS_CENTRE
from tests.rides.city import NEAR, City

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


def said(story: dict) -> list[str]:
    return [line["said"] for line in story["lines"]]


def test_the_cells_of_a_zone_come_with_their_counts_and_surge(desk, nadia, algiers):
    cell = geo.cell(ALGIERS_CENTRE)
    observe_cells(zone_id=algiers.id, at=clock.now(), cells={cell: (7, 2)})
    [feature] = [
        feature
        for feature in desk(nadia).get("/ops/heatmap/algiers.json").json()["features"]
        if feature["properties"]["demand"]
    ]
    assert (feature["id"], feature["properties"]["demand"], feature["properties"]["supply"]) == (cell, 7, 2)
    assert desk(nadia).get("/ops/heatmap/tunis.json").json() == {"type": "FeatureCollection", "features": []}
    assert desk(nadia).get("/ops/heatmap/atlantis.json").status_code == 404


def test_a_story_tells_who_was_asked_what_they_said_and_where_the_ride_stands(desk, nadia, city, amina, karim, sofia):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    assert city.answers_offer(karim, "decline")["ok"] is True
    city.go_online(sofia, NEAR)
    city.wait(3)
    city.works()
    assert city.answers_offer(sofia, "accept")["ok"] is True
    city.works()

    story = desk(nadia).get(f"/ops/rides/{ride['id']}/story.json", headers={"Accept-Language": "en"}).json()
    assert (story["rider"], story["driver"], story["stands"]) == ("Amina Benali", "Sofia Larbi", "accepted")
    told = said(story)
    assert told[0] == "The ride: requested"
    assert any(line.startswith("Offered to Karim Meziane") and line.endswith("declined") for line in told)
    assert any(line.startswith("Offered to Sofia Larbi") and line.endswith("accepted") for line in told)
    assert any(line.startswith("Looked within") for line in told)
    assert told[-1] == "The ride: accepted"
    assert [line["at"] for line in story["lines"]] == sorted(line["at"] for line in story["lines"])
    assert set(story["links"]) == {"ride", "why"}


def test_a_driver_who_gave_up_is_told_with_the_reason(desk, nadia, city, amina, karim):
    ride = city.assigned(amina, karim)
    assert city.step(karim, ride, "cancel", {"reason": "vehicle_problem"}).status_code == 200
    story = desk(nadia).get(f"/ops/rides/{ride['id']}/story.json", headers={"Accept-Language": "en"}).json()
    [left] = [line for line in story["lines"] if "does not have the ride any more" in line["said"]]
    assert (left["said"].split(" does")[0], left["detail"]) == ("Karim Meziane", "Problem with the vehicle")
    assert story["driver"] == ""


def test_nobody_reads_a_story_but_who_watches_the_city(desk, client, nadia, city, amina):
    ride = city.order(amina)
    farid = register(email="farid@superapp.example", full_name="Farid Cherif", roles=[Role.FINANCE])
    assert desk(farid).get(f"/ops/rides/{ride['id']}/story.json").status_code == 403
    assert client.get("/ops/heatmap/algiers.json").status_code == 302
    assert desk(nadia).get(f"/ops/rides/{uuid4()}/story.json").status_code == 404
