"""An offer reaches a phone in a pocket as a push, while it can still be accepted."""

import math

import pytest

from apps.dispatch import services
from apps.dispatch.models import Offer
from apps.kernel import outbox
from apps.notifications.models import Message
from apps.notifications.services import add_push_device

KEYS = {"p256dh": "B" * 87, "auth": "A" * 22}


@pytest.fixture
def offer_to_karim(on_the_road, karim, job, algiers, travel):
    """Karim, half a kilometre away, is offered Amina's ride; the events have not been told yet."""

    def make() -> None:
        on_the_road(karim, 500)
        job()
        services.match_open_jobs(zone_id=algiers.id)

    return make


def has_browser(driver) -> None:
    add_push_device(person_id=driver.id, role="driver", endpoint="https://fcm.googleapis.com/fcm/send/k", **KEYS)


def test_the_offer_is_pushed_in_the_drivers_language_and_says_no_address(karim, offer_to_karim):
    karim.person.language = "en"
    karim.person.save()
    has_browser(karim)
    offer_to_karim()
    outbox.relay()

    message = Message.objects.get(channel="push")
    assert message.content == {
        "title": "A trip for you",
        "text": f"The pickup is {math.ceil(Offer.objects.get().pickup_eta_s / 60)} minutes away.",
        "url": "/drive/",
    }
    assert 0 < (message.expires_at - message.created_at).total_seconds() <= 15


def test_a_driver_without_a_browser_is_not_pushed_to(offer_to_karim):
    offer_to_karim()
    outbox.relay()
    assert not Message.objects.exists()


def test_an_offer_that_is_over_is_not_pushed(karim, offer_to_karim, travel):
    has_browser(karim)
    offer_to_karim()
    travel(16)
    outbox.relay()
    assert not Message.objects.exists()
