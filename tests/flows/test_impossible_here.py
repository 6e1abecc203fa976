"""What riders and drivers of other platforms complain of. Here it cannot happen."""

import pytest

from apps.accounts.contracts import Role
from apps.accounts.services import register
from apps.dispatch import services as dispatch
from apps.dispatch.models import Run
from apps.geo.contracts import Point
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.rides.city import NEAR

pytestmark = pytest.mark.django_db(transaction=True)

BESIDE = Point(BAB_EZZOUAR.lat + 0.004, BAB_EZZOUAR.lng)


@pytest.fixture
def ines(db):
    return register(phone="+213550000003", full_name="Ines Ziani", language="fr", roles=[Role.RIDER])


def offers(city, driver) -> list[str]:
    """The offers that ever came to the driver's screen."""
    return [data["offer_id"] for event, data in city.stream("driver", driver) if event == "offer.made"]


def screen(city, driver) -> list[dict]:
    """What an app that opens now is sent: the messages that are still valid."""
    answer = city.driver(driver).get("/api/v1/driver/messages")
    return [{"event": message["event"], **message["data"]} for message in answer.json()["messages"]]


def accept(city, driver, offer_id: str) -> dict:
    return city.command(driver, "driver", "offer.accept", {"offer_id": offer_id})


# “My driver had accepted two rides.”


def test_a_driver_on_the_way_to_a_rider_is_asked_for_nobody_else(city, amina, yacine, karim):
    city.assigned(amina, karim)
    before = offers(city, karim)
    waiting = city.order(yacine)
    city.works()
    city.works()

    assert offers(city, karim) == before
    seen = city.rider(yacine).get(f"/api/v1/rider/rides/{waiting['id']}").json()
    assert (seen["status"], seen["driver"]) == ("searching", None)


def test_an_offer_accepted_again_is_the_same_ride(city, amina, yacine, karim):
    ride = city.assigned(amina, karim)
    city.order(yacine)
    again = accept(city, karim, offers(city, karim)[0])
    city.works()

    assert again["data"] == {"job": {"kind": "ride", "ref": ride["id"]}}
    assert [str(ride.id) for ride in Ride.objects.filter(driver=karim)] == [ride["id"]]
    assert Run.objects.filter(driver_id=karim.id, status="active").count() == 1


def test_behind_the_ride_waits_one_next_ride_and_no_third(city, amina, yacine, ines, karim):
    hers = city.under_way(amina, karim)
    city.wait(max(0, Ride.objects.get().duration_s - 120))
    city.stand(karim, BAB_EZZOUAR)
    his = city.order(yacine, quote=city.quote(yacine, BESIDE, ALGIERS_CENTRE)["quote"])
    city.works()
    assert city.answers_offer(karim, "accept")["ok"] is True
    city.works()
    asked = offers(city, karim)

    third = city.order(ines, quote=city.quote(ines, BESIDE, ALGIERS_CENTRE)["quote"])
    city.works()
    city.works()
    assert offers(city, karim) == asked
    assert city.rider(ines).get(f"/api/v1/rider/rides/{third['id']}").json()["status"] == "searching"
    current = city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]
    following = city.driver(karim).get("/api/v1/driver/rides/next").json()["ride"]
    assert (current["id"], following["id"], following["queued"]) == (hers["id"], his["id"], True)


# “It said that there are no cars, and then one came.”


def test_who_was_told_that_nobody_was_found_is_not_visited_by_a_driver(city, amina, karim):
    ride = city.order(amina)
    city.nobody_found()
    city.go_online(karim, NEAR)
    city.works()

    assert offers(city, karim) == []
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}
    assert city.told("rider", amina) == ["ride.updated searching", "ride.updated no_driver_found"]
    assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()["driver"] is None
    assert city.order(amina)["status"] == "searching"


def test_while_a_driver_thinks_nobody_says_that_there_is_none(city, amina, karim):
    ride = city.order(amina)
    city.wait(170)
    city.go_online(karim, NEAR)
    city.works()
    city.wait(12)  # the rider's patience is over, the offer's deadline not yet
    assert dispatch.exhaust_jobs() == 0
    assert city.answers_offer(karim, "accept")["ok"] is True
    city.works()

    assert city.told("rider", amina) == ["ride.updated searching", "ride.updated accepted"]
    assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()["status"] == "accepted"


def test_who_accepts_after_the_deadline_hears_so_and_the_rider_hears_one_thing(city, amina, karim):
    city.order(amina)
    city.wait(170)
    city.go_online(karim, NEAR)
    city.works()
    city.wait(30)
    dispatch.expire_offers()
    assert dispatch.exhaust_jobs() == 1
    refused = city.answers_offer(karim, "accept")
    city.works()

    assert (refused["ok"], refused["problem"]["type"]) == (False, "/problems/offer-not-open")
    assert city.told("rider", amina) == ["ride.updated searching", "ride.updated no_driver_found"]
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}


# “The request was cancelled long ago, and is still on my screen.”


def test_a_cancelled_request_leaves_the_screen_and_does_not_come_back(city, amina, karim):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    assert [shown["event"] for shown in screen(city, karim)] == ["offer.made"]
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")

    assert city.told("driver", karim) == ["offer.made", "offer.closed"]
    assert "offer.made" not in [shown["event"] for shown in screen(city, karim)]
    city.works()
    city.works()
    assert len(offers(city, karim)) == 1


def test_an_offer_whose_time_is_over_is_not_shown_to_an_app_that_opens_later(city, amina, karim):
    city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    city.wait(16)
    assert screen(city, karim) == []


def test_a_ride_canceled_on_the_way_is_over_on_the_drivers_screen(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "en-route")
    city.wait(30)
    fee = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/cancellation").json()["fee_minor"]
    gone = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel", {"fee_minor": fee})
    assert gone.status_code == 200

    [last] = [shown for shown in screen(city, karim) if shown["event"] == "ride.updated"]
    assert (last["ride"]["id"], last["ride"]["status"]) == (ride["id"], "rider_canceled")
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}
    refused = city.step(karim, ride, "arrive")
    assert (refused.status_code, refused.json()["current"]) == (409, "rider_canceled")


# “I paid more than I was shown.”


def test_surge_that_rises_after_the_quote_is_not_charged(city, amina, karim):
    quote = city.quote(amina)
    assert quote["fare"]["surge"] == "1.00"
    city.crowd(ALGIERS_CENTRE)
    assert float(city.quote(amina)["fare"]["surge"]) > 1

    ride = city.completed(amina, karim, quote=quote["quote"])
    assert (ride["fare"]["surge"], ride["fare"]["total_minor"]) == ("1.00", quote["fare"]["total_minor"])
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["fare"] == quote["fare"]


def test_canceling_never_costs_more_than_was_shown(city, amina, karim):
    ride = city.assigned(amina, karim)
    path = f"/api/v1/rider/rides/{ride['id']}"
    assert city.rider(amina).get(f"{path}/cancellation").json()["fee_minor"] == 0
    city.step(karim, ride, "en-route")
    city.wait(180)
    refused = city.rider(amina).post(f"{path}/cancel", {"fee_minor": 0})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/fee-changed")
    assert city.rider(amina).get(path).json()["status"] == "arriving"
    paid = city.rider(amina).post(f"{path}/cancel", {"fee_minor": refused.json()["fee_minor"]}).json()
    assert paid["fee"]["total_minor"] == refused.json()["fee_minor"]
