"""GET and POST …/rides/<id>/messages on both sides"""

import pytest

from apps.kernel import redis
from apps.notifications.models import Message
from apps.notifications.services import add_push_device
from apps.rides.models import ChatMessage
from tests.places import ALGIERS_CENTRE
from tests.rides.city import key

KEYS = {"p256dh": "B" * 87, "auth": "A" * 22}


def writes(city, person, role: str, ride, idempotency_key: str = "", **body: str):
    path = f"/api/v1/{role}/rides/{ride['id']}/messages"
    return city.client(person, role).post(path, body, idempotency_key=idempotency_key or key())


def reads(city, person, role: str, ride) -> list[dict]:
    return city.client(person, role).get(f"/api/v1/{role}/rides/{ride['id']}/messages").json()["results"]


def test_what_one_writes_the_other_reads_at_once_and_later(city, amina, karim):
    ride = city.assigned(amina, karim)
    sent = writes(city, amina, "rider", ride, text="I wear a red coat")
    assert (sent.status_code, sent.json()["side"], sent.json()["text"]) == (201, "rider", "I wear a red coat")

    told = ("chat.message", {"ride_id": ride["id"], "message": sent.json()})
    assert city.stream("driver", karim)[-1] == told
    assert city.stream("rider", amina)[-1] == told  # her other phone
    answer = city.command(karim, "driver", "chat.send", {"ride_id": ride["id"], "text": "OK"})["data"]["message"]
    assert reads(city, amina, "rider", ride) == reads(city, karim, "driver", ride) == [answer, sent.json()]
    heard = str(city.stream("driver", karim)) + str(city.stream("rider", amina))
    assert [phone for phone in (str(amina.phone), str(karim.person.phone)) if phone in heard] == []


def test_a_quick_reply_is_read_in_the_readers_language(city, amina, karim):
    karim.person.language = "ar"
    karim.person.save()
    ride = city.assigned(amina, karim)
    sent = writes(city, amina, "rider", ride, quick="coming").json()
    assert (sent["quick"], sent["text"]) == ("coming", "J’arrive.")
    assert city.stream("driver", karim)[-1][1]["message"]["text"] == "أنا قادم."


def test_the_other_phone_is_pushed(city, amina, karim):
    ride = city.assigned(amina, karim)
    add_push_device(person_id=karim.id, role="driver", endpoint="https://fcm.googleapis.com/fcm/send/k", **KEYS)
    add_push_device(person_id=amina.id, role="rider", endpoint="https://fcm.googleapis.com/fcm/send/a", **KEYS)
    writes(city, amina, "rider", ride, text="At the gate")
    message = Message.objects.get(channel="push")
    assert message.content == {"title": "Amina", "text": "At the gate", "url": "/drive/"}


def test_it_is_closed_without_a_driver_and_after_the_trip_but_read(city, amina, karim):
    ride = city.order(amina)
    assert writes(city, amina, "rider", ride, text="Hello?").json()["type"] == "/problems/chat-closed"
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")

    ride = city.under_way(amina, karim)
    sent = writes(city, amina, "rider", ride, text="Left, please").json()
    city.step(karim, ride, "complete")
    for role, person in (("rider", amina), ("driver", karim)):
        refused = writes(city, person, role, ride, text="Thank you")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/chat-closed")
        assert reads(city, person, role, ride) == [sent]


def test_the_next_driver_does_not_read_what_was_written_to_the_last(city, amina, karim, sofia):
    ride = city.assigned(amina, karim)
    writes(city, amina, "rider", ride, text="Dear Karim")
    city.step(karim, ride, "cancel", {"reason": "other"})
    assert city.client(karim, "driver").get(f"/api/v1/driver/rides/{ride['id']}/messages").status_code == 404
    city.go_online(sofia, ALGIERS_CENTRE)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()
    assert reads(city, sofia, "driver", ride) == reads(city, amina, "rider", ride) == []


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "a" * 501}, {"quick": "no"}, {"text": "a", "quick": "ok"}])
def test_what_is_no_message_is_refused(city, amina, karim, body):
    ride = city.assigned(amina, karim)
    answer = writes(city, amina, "rider", ride, **body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")
    assert not ChatMessage.objects.exists()


def test_sent_twice_it_is_one_message(city, amina, karim):
    ride = city.assigned(amina, karim)
    first = writes(city, amina, "rider", ride, "the-same-key", text="Hello")
    assert writes(city, amina, "rider", ride, "the-same-key", text="Hello").json() == first.json()
    assert ChatMessage.objects.count() == 1


def test_twenty_a_minute_and_without_redis_as_many_as_one_likes(city, amina, karim, monkeypatch):
    ride = city.assigned(amina, karim)
    for number in range(20):
        assert writes(city, amina, "rider", ride, text=f"{number}").status_code == 201
    refused = writes(city, amina, "rider", ride, text="20")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-messages")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert writes(city, karim, "driver", ride, text="Stop").status_code == 201
    monkeypatch.setattr(redis, "_out_until", float("inf"))
    assert writes(city, amina, "rider", ride, text="21").status_code == 201


def test_nobody_else_reads_or_writes(city, amina, yacine, karim, sofia):
    ride = city.assigned(amina, karim)
    for person, role in ((yacine, "rider"), (sofia, "driver")):
        assert writes(city, person, role, ride, text="Hello").status_code == 404
        assert city.client(person, role).get(f"/api/v1/{role}/rides/{ride['id']}/messages").status_code == 404
