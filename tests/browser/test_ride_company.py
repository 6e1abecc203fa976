"""Amina is not alone on her ride: she writes with Karim, and calls for help when she must."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import DriverApp, Driving, RiderApp
from tests.browser.riding import WAIT_MS, enter, new_number, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

ASK = """
from datetime import timedelta
from django.db import transaction
from apps.realtime.services import personal_stream, publish
from apps.rides.models import Ride
ride = Ride.objects.get(id={ride!r})
with transaction.atomic():
    stream = personal_stream("rider", ride.rider_id)
    publish(stream, "ride.safety_check", {{"ride_id": str(ride.id)}}, valid_for=timedelta(minutes=5))
"""


@pytest.fixture
def under_way(rider_page: Callable[..., Page], city, karim: DriverApp) -> Iterator[tuple[Page, str]]:
    """Her page and the ride, with Karim on his way. At the end he drives her."""
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    page = rider_page(language="en", forgive="ERR_INTERNET_DISCONNECTED")
    with Driving(karim, lat=36.7540, lng=3.0580):
        amina.order()
        ride = karim.take_offer()
        amina.wait_for(ride, "accepted")
        karim.do("ride.en_route", ride_id=ride)
        pin = amina.pin()
        enter(page, city.url, number=number)
        view(page, "trip").wait_for(timeout=WAIT_MS)
        yield page, ride
        if amina.ride(ride)["status"] != "arrived":
            karim.do("ride.arrive", ride_id=ride)
        karim.do("ride.start", ride_id=ride, pin=pin)
        karim.do("ride.complete", ride_id=ride)
        view(page, "done").wait_for(timeout=WAIT_MS)


def test_they_write_to_each_other_until_the_trip_ends(under_way, karim):
    page, ride = under_way
    karim.do("chat.send", ride_id=ride, quick="traffic")
    expect(page.locator("[data-unread]")).to_have_text("1", timeout=WAIT_MS)
    expect(page.locator("[data-notices]")).to_contain_text("I am in traffic")
    page.get_by_role("button", name="Message (1 unread)").click()
    chat = view(page, "chat")
    expect(chat.locator("[data-messages] > div")).to_have_count(1)
    chat.get_by_role("button", name="OK, thank you.").click()
    chat.get_by_label("Your message").fill("I wear a red scarf <b>")
    chat.get_by_label("Your message").press("Enter")
    expect(chat.locator("[data-messages] > div")).to_have_count(3, timeout=WAIT_MS)
    expect(chat.locator(".said-by-me").last).to_contain_text("I wear a red scarf <b>")
    assert (fits(page), axe_violations(page)) == (True, [])
    karim.do("chat.send", ride_id=ride, text="Fine")
    expect(chat.locator("[data-messages] > div")).to_have_count(4, timeout=WAIT_MS)
    chat.get_by_role("button", name="Back").click()
    expect(page.locator("[data-unread]")).to_be_hidden()
    page.reload()
    view(page, "trip").wait_for(timeout=WAIT_MS)
    page.locator("[data-chat-open]").click()
    expect(chat.locator("[data-messages] > div")).to_have_count(4, timeout=WAIT_MS)
    expect(page.locator("[data-unread]")).to_be_hidden()


def test_what_happened_without_network_is_there_when_it_is_back(under_way, karim):
    page, ride = under_way
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    page.locator("[data-chat-open]").click()
    chat = view(page, "chat")
    chat.get_by_label("Your message").fill("I come down")
    chat.get_by_label("Your message").press("Enter")
    karim.do("ride.arrive", ride_id=ride)
    karim.do("chat.send", ride_id=ride, text="I am at the door")
    page.context.set_offline(False)
    expect(chat.locator("[data-messages] > div")).to_have_count(2, timeout=WAIT_MS)
    chat.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", name="Your driver is here")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-network]")).to_be_hidden(timeout=WAIT_MS)


def test_a_call_for_help_takes_two_steps_and_gives_the_number_first(under_way, city):
    page, _ride = under_way
    page.get_by_role("button", name="SOS").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("link", name="Call the police: 17")).to_have_attribute("href", "tel:17")
    assert axe_violations(page) == []
    assert alerts(city) == "0"
    page.context.set_offline(True)
    dialog.get_by_role("button", name="Tell our team").click()
    expect(dialog).to_contain_text("as soon as there is a connection", timeout=WAIT_MS)
    page.context.set_offline(False)
    expect(dialog).to_contain_text("Our team has been told", timeout=WAIT_MS)
    expect(dialog.get_by_role("button", name="Tell our team")).to_be_hidden()
    assert alerts(city) == "1"
    dialog.get_by_role("button", name="Close").click()


def test_she_is_asked_whether_all_is_well_and_says_no(under_way, city):
    page, ride = under_way
    before = int(alerts(city))
    city.manage("shell", "-c", ASK.format(ride=ride))
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Are you all right?", timeout=WAIT_MS)
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="I need help").click()
    expect(dialog).to_contain_text("Our team has been told", timeout=WAIT_MS)
    expect(dialog.get_by_role("link", name="Call the police: 17")).to_be_visible()
    assert int(alerts(city)) == before + 1
    dialog.get_by_role("button", name="Close").click()


def alerts(city) -> str:
    counted = "from apps.rides.models import SafetyAlert as A; print(A.objects.filter(side='rider').count())"
    return city.manage("shell", "-c", counted).stdout.split()[-1]
