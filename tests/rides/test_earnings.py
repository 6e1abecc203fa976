"""GET driver/earnings and driver/rides/<id>/navigation"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.kernel import clock
from apps.pricing.contracts import FareBreakdown
from apps.pricing.services import driver_net
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.rides.city import key

ALGIERS = ZoneInfo("Africa/Algiers")
NOTHING = {
    "trips": 0, "gross_minor": 0, "booking_fee_minor": 0, "commission_minor": 0, "net_minor": 0, "tips_minor": 0,
    "cash_minor": 0,
}  # fmt: skip


def earned(city, driver, query: str = "") -> dict:
    answer = city.driver(driver).get(f"/api/v1/driver/earnings{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_nothing_yet(city, karim):
    seen = earned(city, karim)
    today = clock.now().astimezone(ALGIERS).date()
    assert (seen["currency"], seen["time_zone"], seen["next"]) == ("DZD", "Africa/Algiers", None)
    assert seen["days"] == [{"date": str(today - timedelta(days=n)), **NOTHING} for n in range(7)]


def test_two_trips_and_a_tip_are_what_today_comes_to(city, amina, karim):
    rides = [city.completed(amina, karim), city.completed(amina, karim)]
    tip = {"amount_minor": 10_000}
    city.rider(amina).post(f"/api/v1/rider/rides/{rides[0]['id']}/tip", tip, idempotency_key=key())
    fares = [FareBreakdown.from_dict(ride.breakdown) for ride in Ride.objects.all()]
    nets = [driver_net(fare, zone_id=city.zone.id, at=clock.now()) for fare in fares]

    [today, *before] = earned(city, karim)["days"]
    assert today == {
        "date": str(clock.now().astimezone(ALGIERS).date()),
        "trips": 2,
        "gross_minor": sum(net.gross_minor for net in nets),
        "booking_fee_minor": sum(net.booking_fee_minor for net in nets),
        "commission_minor": sum(net.commission_minor for net in nets),
        "net_minor": sum(net.net_minor for net in nets),
        "tips_minor": 10_000,
        "cash_minor": sum(ride["fare"]["total_minor"] for ride in rides),
    }
    assert today["gross_minor"] == today["net_minor"] + today["commission_minor"] + today["booking_fee_minor"]
    assert [day["trips"] for day in before] == [0] * 6


def test_midnight_is_the_markets(city, amina, karim):
    """23:30 UTC is half past midnight in Algiers: the next day."""
    city.completed(amina, karim)
    Ride.objects.update(ended_at=clock.now().replace(hour=23, minute=30) - timedelta(days=3))
    days = earned(city, karim)["days"]
    [day] = [day["date"] for day in days if day["trips"]]
    assert day == str((clock.now() - timedelta(days=2)).date())


def test_older_days_by_the_date_that_the_answer_gave(city, amina, karim):
    city.completed(amina, karim)
    Ride.objects.update(ended_at=clock.now() - timedelta(days=8))
    first = earned(city, karim)
    assert sum(day["trips"] for day in first["days"]) == 0
    second = earned(city, karim, f"?before={first['next']}")
    assert sum(day["trips"] for day in second["days"]) == 1
    assert (second["days"][0]["date"] < first["days"][-1]["date"], second["next"]) == (True, None)


def test_an_unfinished_ride_and_somebody_elses_earn_nothing(city, amina, yacine, karim, sofia):
    city.under_way(amina, karim)
    assert earned(city, karim)["days"][0]["trips"] == 0
    assert earned(city, sofia)["days"][0]["trips"] == 0


@pytest.mark.parametrize("before", ["yesterday", "2026-13-01", "0001-01-02"])
def test_what_is_no_date_is_refused(city, karim, before):
    answer = city.driver(karim).get(f"/api/v1/driver/earnings?before={before}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")


def test_the_way_to_the_pickup_then_to_the_destination(city, amina, karim, sofia):
    ride = city.assigned(amina, karim)
    path = f"/api/v1/driver/rides/{ride['id']}/navigation"
    seen = city.driver(karim).get(path).json()
    at = f"{ALGIERS_CENTRE.lat:.6f},{ALGIERS_CENTRE.lng:.6f}"
    assert (seen["target"], seen["links"]["geo"]) == ("pickup", f"geo:{at}?q={at}")
    assert seen["links"]["waze"] == f"https://waze.com/ul?ll={at}&navigate=yes"
    for name, body in (("arrive", {}), ("start", {"pin": ride["pin"]})):
        city.step(karim, ride, name, body)
    seen = city.driver(karim).get(path).json()
    assert (seen["target"], seen["place"]["lat"]) == ("dropoff", BAB_EZZOUAR.lat)
    assert city.driver(sofia).get(path).status_code == 404


def test_who_has_ended_the_ride_is_not_told_the_places_any_more(city, amina, karim):
    ride = city.completed(amina, karim)

    answer = city.driver(karim).get(f"/api/v1/driver/rides/{ride['id']}/navigation")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ride-over")
    assert str(ALGIERS_CENTRE.lat) not in answer.content.decode()
