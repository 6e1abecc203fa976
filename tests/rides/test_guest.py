"""A ride for somebody else: POST /api/v1/rider/rides with a guest"""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.accounts.models import AuditLine
from apps.kernel import clock
from apps.kernel.models import OutboxEvent
from apps.notifications.models import Message
from apps.rides.models import Ride
from tests.rides.city import NEAR

BAYA = {"name": "Baya Benali", "phone": "+213 550 00 00 99"}
NUMBER = "+213550000099"


def test_the_guest_is_sent_the_code_and_a_link_that_works(city, anonymous, amina, karim):
    ride = city.assigned(amina, karim, guest=BAYA)
    assert ride["guest"] == {"name": "Baya Benali", "phone": NUMBER}

    [message] = Message.objects.all()
    text = message.content["text"]
    assert (str(message.to), message.language) == (NUMBER, "fr")
    assert "Amina Benali" in text
    assert ride["pin"] in text
    path = re.search(r"http://localhost:8000(/t/\S+/)", text)[1]
    assert anonymous.get(path).status_code == 200
    seen = anonymous.get(f"/api/v1/public/trips/{path.split('/')[2]}")
    assert (seen.json()["rider"], seen.json()["driver"]) == ("Baya", "Karim")
    assert NUMBER not in seen.content.decode()


def test_the_driver_knows_a_first_name_and_no_number(city, amina, karim):
    ride = city.order(amina, guest=BAYA)
    city.go_online(karim, NEAR)
    city.works()
    assert city.offer_to(karim)["rider"]["first_name"] == "Baya"
    city.answers_offer(karim, "accept")
    city.works()
    for name, body in (("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        assert city.step(karim, ride, name, body).status_code == 200

    told = [str(data) for _event, data in city.stream("driver", karim)]
    answers = [city.driver(karim).get("/api/v1/driver/rides").content.decode()]
    shown = city.driver(karim).get("/api/v1/driver/rides").json()["results"][0]
    assert shown["guest"] == {"name": "Baya", "phone": None}
    assert shown["rider"]["first_name"] == "Baya"
    kept = [str(row) for model in (OutboxEvent, AuditLine) for row in model.objects.values()]
    for text in [*told, *answers, *kept]:
        assert "550000099" not in text
        assert "Baya Benali" not in text


def test_who_ordered_sees_everything_and_the_receipt_names_the_guest(city, amina, karim):
    ride = city.completed(amina, karim, guest=BAYA)
    city.works()

    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["guest"] == "Baya Benali"
    pdf = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt.pdf")
    assert "Baya Benali" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()


def test_a_ride_without_a_guest_sends_nothing(city, amina, karim):
    ride = city.assigned(amina, karim, guest=None)
    assert ride["guest"] is None
    assert not Message.objects.exists()


def test_a_guests_ride_can_be_reserved(city, amina):
    at = clock.now() + timedelta(hours=3)
    ride = city.order(amina, quote=city.quote(amina, scheduled_at=at.isoformat())["quote"], guest=BAYA)

    assert ride["status"] == "requested"
    assert ride["pin"] in Message.objects.get().content["text"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": NUMBER}, "guest.name"),
        ({"name": "", "phone": NUMBER}, "guest.name"),
        ({"name": "x" * 61, "phone": NUMBER}, "guest.name"),
        ({"name": "two\nlines", "phone": NUMBER}, "guest.name"),
        ({"name": "Baya"}, "guest.phone"),
        ({"name": "Baya", "phone": "0550000099"}, "guest.phone"),
        ({"name": "Baya", "phone": "+1 202 555 0143"}, "guest.phone"),
        ({"name": "Baya", "phone": 213550000099}, "guest.phone"),
        ("Baya", "guest"),
    ],
)
def test_a_guest_who_cannot_be_reached_is_refused(city, amina, wrong, field):
    answer = city.asks_for_ride(amina, guest=wrong)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"].startswith(field)
    assert not Ride.objects.exists()
    assert not Message.objects.exists()


def texts() -> list[str]:
    return [message.content["text"] for message in Message.objects.filter(to=NUMBER).order_by("id")]


@pytest.mark.parametrize("assigned", [False, True])
def test_the_guest_is_told_when_the_ride_is_canceled(city, amina, karim, assigned):
    ride = city.assigned(amina, karim, guest=BAYA) if assigned else city.order(amina, guest=BAYA)
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel", {})
    assert answer.status_code == 200, answer.content

    assert len(texts()) == 2
    assert texts()[-1] == "La course que Amina Benali a commandée pour vous est annulée."


def test_the_guest_is_told_when_nobody_was_found(city, amina):
    city.order(amina, guest=BAYA)
    city.nobody_found()

    assert texts()[-1] == "La course que Amina Benali a commandée pour vous est annulée."


def test_the_guest_of_a_rider_without_a_name_reads_no_blank(city, amina):
    type(amina).objects.update(full_name="")
    city.order(amina, guest=BAYA)

    assert texts()[0].startswith("Quelqu’un a commandé")


def test_a_ride_that_began_ends_without_a_message(city, amina, karim):
    city.completed(amina, karim, guest=BAYA)
    assert len(texts()) == 1
