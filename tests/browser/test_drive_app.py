"""Karim drives with the page on his phone: online, an offer, the steps of a ride, and what goes wrong on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.driving import PHONE, go_offline, go_online, sign_in, step
from tests.browser.people import Cast
from tests.browser.riding import WAIT_MS, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]


@pytest.fixture
def phone(cast: Cast, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`phone(language="ar")`: the driver's page on Karim's phone, at the centre of Algiers."""

    def open_app(**options: object) -> Page:
        page = open_page(**{**PHONE, **options})
        page.goto("/drive/")
        return page

    return open_app


def test_a_ride_from_the_offer_to_the_fare(phone, city, rider, order):
    page = phone(language="en")
    sign_in(page, city.url)
    go_online(page)
    ride = order()
    offer = view(page, "offer")
    offer.wait_for(timeout=WAIT_MS)
    expect(offer.locator("[data-f=pay]")).to_contain_text("DZD")
    assert 0 < int(offer.locator("[data-f=seconds]").inner_text()) <= 20
    assert axe_violations(page) == []
    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", name="The ride is yours")).to_be_visible(timeout=WAIT_MS)
    step(page, "I am on my way")
    expect(page.get_by_role("heading", name="Drive to the pickup")).to_be_visible(timeout=WAIT_MS)
    assert page.get_by_role("link", name="Navigate").get_attribute("rel") == "noreferrer"
    page.context.set_geolocation({"latitude": 36.7541, "longitude": 3.0581})
    step(page, "I have arrived")
    expect(page.get_by_role("heading", name="Ask for the code")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-waiting]")).to_contain_text("Free waiting", timeout=WAIT_MS)
    step(page, "Start the trip")
    expect(page.locator("#step-error")).to_contain_text("four digits")
    assert axe_violations(page) == []
    page.locator("#pin").fill(rider.pin())
    step(page, "Start the trip")
    expect(page.get_by_role("heading", name="Drive to the destination")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("button", name="Give this ride up")).to_be_hidden()
    step(page, "Complete the trip")
    expect(page.get_by_role("heading", name="Trip completed")).to_be_visible(timeout=WAIT_MS)
    expect(view(page, "done").locator("[data-f=total]")).to_contain_text("DZD")
    assert rider.ride(ride)["status"] == "completed"
    page.get_by_role("button", name="Go on").click()
    go_offline(page)

    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="My rides").click()
    expect(page.locator("[data-history] > li").first).to_contain_text("Trip completed")


def test_an_offer_that_is_declined_or_taken_back_leaves_the_screen(phone, city, rider, order):
    page = phone(language="en")
    sign_in(page, city.url)
    go_online(page)
    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Decline").click()
    view(page, "duty").wait_for(timeout=WAIT_MS)
    rider.give_up()

    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    page.reload()  # it is still there
    view(page, "offer").wait_for(timeout=WAIT_MS)
    rider.give_up()
    view(page, "duty").wait_for(timeout=WAIT_MS)
    go_offline(page)


def test_an_offer_that_nobody_answers_runs_out(phone, city, rider, order):
    page = phone(language="en")
    sign_in(page, city.url)
    go_online(page)
    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    view(page, "duty").wait_for(timeout=WAIT_MS)
    rider.give_up()
    go_offline(page)


def test_a_rider_who_cancels_frees_the_driver(phone, city, rider, order):
    page = phone(language="en")
    sign_in(page, city.url)
    go_online(page)
    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="The ride is yours")).to_be_visible(timeout=WAIT_MS)
    rider.give_up()
    expect(page.get_by_text("The rider canceled")).to_be_visible(timeout=WAIT_MS)
    go_offline(page)


def test_a_step_without_network_is_kept_with_its_time(phone, city, rider, order):
    page = phone(language="en", forgive="ERR_INTERNET_DISCONNECTED")
    sign_in(page, city.url)
    go_online(page)
    ride = order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="The ride is yours")).to_be_visible(timeout=WAIT_MS)
    step(page, "I am on my way")
    expect(page.get_by_role("heading", name="Drive to the pickup")).to_be_visible(timeout=WAIT_MS)
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    step(page, "I have arrived")
    expect(page.get_by_text("Kept on this phone")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("heading", name="Ask for the code")).to_be_visible()
    tapped = page.evaluate("Date.now()")
    page.wait_for_timeout(4_000)
    assert rider.ride(ride)["status"] == "arriving"
    page.context.set_offline(False)
    expect(page.get_by_text("Kept on this phone")).to_be_hidden(timeout=WAIT_MS)
    seen = rider.ride(ride)
    assert seen["status"] == "arrived"
    assert abs(rider.moment(seen["arrived_at"]) * 1_000 - tapped) < 3_000  # the tap, not the connection
    page.get_by_role("button", name="Give this ride up").click()
    page.locator("dialog[open] select").select_option("vehicle_problem")
    assert axe_violations(page) == []
    page.locator("dialog[open]").get_by_role("button", name="Give this ride up").click()
    view(page, "duty").wait_for(timeout=WAIT_MS)
    rider.give_up()
    go_offline(page)


def test_somebody_who_does_not_drive_is_told_so(phone, city):
    page = phone(language="en", forgive="status of 403")
    sign_in(page, city.url, "+213550000077")
    expect(page.get_by_role("heading", name="does not drive with us yet")).to_be_visible(timeout=WAIT_MS)
    assert axe_violations(page) == []


def test_without_a_place_he_is_told_what_to_do(phone, city):
    page = phone(language="en", permissions=[])
    sign_in(page, city.url)
    view(page, "duty").wait_for(timeout=WAIT_MS)
    page.locator("[data-go]").click()
    expect(page.get_by_text("We do not know where you are")).to_be_visible(timeout=WAIT_MS)
    go_offline(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_every_language_fits_a_phone_and_a_desk(phone, city, rider, order, language, direction, width):
    page = phone(language=language, width=width)
    assert page.locator("html").get_attribute("dir") == direction
    sign_in(page, city.url)
    go_online(page)
    page.locator("[data-heat]").click()
    assert (fits(page), axe_violations(page)) == (True, [])
    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    if language != "en":
        assert not re.search(r"\b(ride|trip|pickup|Accept|Decline)\b", page.locator("[data-sheet]").inner_text())
    page.locator("[data-decline]").click()
    rider.give_up()
    page.locator("[data-menu] summary").click()
    page.locator("[data-open=papers]").click()
    page.locator("[data-vehicles] > li").first.wait_for(timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    page.locator("[data-view=papers] [data-back]").click()
    go_offline(page)
