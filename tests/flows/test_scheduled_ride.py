"""A ride reserved the day before: agreed, reminded, matched and driven, at the price of the day it was agreed."""

from datetime import datetime, timedelta

import pytest

from apps.dispatch import services as dispatch
from apps.kernel import clock, outbox
from apps.notifications.models import Message
from apps.rides import tasks
from tests.places import ALGIERS_CENTRE
from tests.rides.city import NEAR

pytestmark = pytest.mark.django_db(transaction=True)
RIDES = "/api/v1/rider/rides"


def wakes(city, until: datetime) -> None:
    """Time passes until then, and the sweepers look."""
    city.wait((until - clock.now()).total_seconds())
    tasks.remind_due()
    dispatch.open_due_jobs()
    outbox.relay()


def test_amina_is_driven_to_her_train_by_a_ride_reserved_the_day_before(city, client, nadia, amina, karim):
    at = clock.now() + timedelta(days=1)
    quote = city.quote(amina, scheduled_at=at.isoformat())
    ride = city.order(amina, quote=quote["quote"], pickup_label="Grande Poste")
    assert (ride["status"], ride["fare"]) == ("requested", quote["fare"])
    assert [one["id"] for one in city.rider(amina).get(f"{RIDES}/scheduled").json()["rides"]] == [ride["id"]]

    today = city.completed(amina, karim)  # a reservation is not in the way of a ride of now
    assert today["status"] == "completed"

    wakes(city, at - timedelta(minutes=29))
    [reminder] = Message.objects.filter(kind="notice")
    assert (str(reminder.to), reminder.language) == (str(amina.phone), "fr")

    city.crowd(ALGIERS_CENTRE)  # demand is high by now, and her price is not
    wakes(city, at - timedelta(minutes=14))
    seen = city.rider(amina).get(f"{RIDES}/current").json()["ride"]
    assert (seen["id"], seen["status"], seen["fare"]) == (ride["id"], "searching", quote["fare"])

    city.stand(karim, NEAR)
    city.works()
    offer = city.offer_to(karim)
    assert (offer["fare"]["total_minor"], offer["scheduled_at"]) == (quote["fare"]["total_minor"], at.isoformat())
    assert city.answers_offer(karim, "accept")["ok"] is True
    city.works()

    for name in ("en-route", "arrive"):
        assert city.step(karim, ride, name).status_code == 200
    city.wait((at - clock.now()).total_seconds() + 60)  # he was early: only a minute of waiting counts
    assert city.step(karim, ride, "start", {"pin": ride["pin"]}).status_code == 200
    city.wait(900)
    done = city.step(karim, ride, "complete").json()
    assert done["fare"]["total_minor"] == quote["fare"]["total_minor"]
    assert done["waiting"]["waited_s"] in range(59, 70)
    city.works()
    receipt = city.rider(amina).get(f"{RIDES}/{ride['id']}/receipt").json()
    assert (receipt["fare"]["total_minor"], receipt["pdf"]) == (quote["fare"]["total_minor"], "ready")

    driven = [
        f"ride.updated {status}"
        for status in ("searching", "accepted", "arriving", "arrived", "in_progress", "completed")
    ]
    assert city.told("rider", amina) == ["ride.updated requested", *driven, "rider.updated", *driven]

    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    story = client.get(f"/ops/rides/{ride['id']}/story.json", headers={"Accept-Language": "en"}).json()
    assert story["stands"].startswith("Reserved for ")
    assert story["lines"][0]["said"] == "The ride: requested"
