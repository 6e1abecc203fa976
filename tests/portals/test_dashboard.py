"""The admin's start page: the day of every zone, and what waits, for who may see it."""

from datetime import timedelta

import pytest

from apps.accounts import services as accounts
from apps.accounts.contracts import Role
from apps.accounts.services import register
from apps.kernel import clock, redis
from apps.portals import selectors
from apps.rides.models import Ride
from tests.rides.city import NEAR, City

EVERYTHING = {"alerts", "cases", "documents", "applications", "driver_appeals", "rider_appeals", "rides"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


def staff(role: str):
    return register(email=f"{role}@superapp.example", full_name=f"{role} person", roles=[role])


def day_of(slug: str) -> dict:
    return next(row for row in selectors.days() if row["slug"] == slug)


def test_a_zone_without_a_day_has_no_shares_and_no_waits(algiers):
    empty = {"requested": 0, "served": None, "canceled": None, "wait_p50": None, "wait_p95": None, "online": 0}
    assert day_of("algiers") == {"slug": "algiers", "name": "Alger", **empty}


def test_the_day_counts_what_ended_and_how_long_people_waited(city, amina, yacine, karim):
    city.completed(amina, karim)
    given_up = city.order(amina)
    city.rider(amina).post(f"/api/v1/rider/rides/{given_up['id']}/cancel")
    city.order(yacine)  # still waits: it is in no share
    city.stand(karim, NEAR)
    day = day_of("algiers")
    assert (day["requested"], day["served"], day["canceled"], day["online"]) == (3, 50, 50, 1)
    now = clock.now()
    rides = [Ride.objects.get(status="completed")]
    Ride.objects.filter(pk=rides[0].pk).update(requested_at=now - timedelta(seconds=90), arrived_at=now)
    assert (day_of("algiers")["wait_p50"], day_of("algiers")["wait_p95"]) == (1.5, 1.5)
    Ride.objects.update(requested_at=now - timedelta(days=2))
    assert day_of("algiers")["requested"] == 0


def test_the_busiest_zone_is_first_and_without_redis_the_page_stands(city, amina, monkeypatch):
    city.order(amina)
    assert selectors.days()[0]["slug"] == "algiers"

    def gone(zone_id):
        raise redis.Unreachable("gone")

    monkeypatch.setattr("apps.fleet.selectors.positions", gone)
    assert day_of("algiers")["online"] is None


def test_operations_see_the_day_and_what_waits_with_links(desk, city, amina, karim):
    ride = city.under_way(amina, karim)
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/sos")
    accounts.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=None)
    accounts.appeal(rider_id=amina.pk, text="It was not me.")
    answer = desk(staff(Role.OPERATIONS)).get("/admin/", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    counts = {row["name"]: row["count"] for row in answer.context["to_do"]}
    assert counts == {
        "alerts": 1, "cases": 0, "documents": 0, "applications": 0, "driver_appeals": 0, "rider_appeals": 1, "rides": 0
    }  # fmt: skip
    page = answer.content.decode()
    assert 'href="/admin/rides/safetyalert/"' in page
    assert 'href="/ops/map/?zone=algiers"' in page


@pytest.mark.parametrize(
    ("language", "heads"), [("fr", "Demandées Servies Annulées"), ("ar", "المطلوبة المنجزة الملغاة")]
)
def test_the_heads_of_the_day_speak_of_rides_in_the_plural(desk, algiers, language, heads):
    page = desk(staff(Role.OPERATIONS)).get("/admin/", headers={"Accept-Language": language}).content.decode()
    assert [head for head in heads.split() if f'<th scope="col">{head}</th>' not in page] == []


@pytest.mark.parametrize(
    ("role", "sees_days", "sees"),
    [
        (Role.FINANCE, True, {"cases", "rides"}),
        (Role.SUPPORT, False, EVERYTHING),
    ],
)
def test_who_may_not_open_a_page_is_not_told_its_count(desk, algiers, role, sees_days, sees):
    answer = desk(staff(role)).get("/admin/")
    assert ("days" in answer.context) is sees_days
    assert {row["name"] for row in answer.context["to_do"]} == sees
