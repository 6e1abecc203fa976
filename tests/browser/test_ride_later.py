"""A ride for later, a ride for somebody else, and one in the car that stands there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import DriverApp, Driving, RiderApp
from tests.browser.riding import WAIT_MS, cancel, choose_trip, enter, new_number, open_menu, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

TOMORROW_AT_EIGHT = """() => {
  const day = new Date(Date.now() + 24 * 3600e3);
  return `${day.toISOString().slice(0, 10)}T08:00`;
}"""


def test_a_ride_for_tomorrow_is_reserved_by_the_citys_clock_and_canceled(rider_page: Callable[..., Page], city):
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    page = rider_page(language="en", timezone_id="America/New_York")  # her phone's clock is not the city's
    enter(page, city.url, number=number)
    choose_trip(page)
    page.get_by_role("button", name="When: Now").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("By the clock of Algiers.")
    assert axe_violations(page) == []
    dialog.get_by_label("Day and time").fill("2020-01-01T08:00")
    dialog.get_by_role("button", name="See the price for then").click()
    expect(dialog.locator("#when-error")).to_contain_text("too soon")
    dialog.get_by_label("Day and time").fill(page.evaluate(TOMORROW_AT_EIGHT))
    dialog.get_by_role("button", name="See the price for then").click()
    expect(page.locator("[data-when]")).to_contain_text("08:00", timeout=WAIT_MS)
    expect(page.get_by_text("A car may take longer")).to_have_count(0)
    page.get_by_role("button", name="Reserve Standard").click()
    expect(view(page, "list").locator("[data-rows] > li")).to_contain_text("08:00", timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    reserved = amina.get("rider/rides/scheduled")["rides"]
    assert [ride["scheduled_at"][11:16] for ride in reserved] == ["07:00"]  # Algiers is an hour ahead of UTC
    assert amina.get("rider/rides/current")["ride"] is None  # she may ride now as well

    page.locator("[data-view=list] [data-back]").click()
    view(page, "where").wait_for(timeout=WAIT_MS)
    open_menu(page, "reservations")
    view(page, "list").get_by_role("button", name="Cancel").click()
    page.locator("dialog[open]").get_by_role("button", name="Cancel the ride").click()
    expect(view(page, "list").get_by_text("No reservation.")).to_be_visible(timeout=WAIT_MS)
    assert amina.get("rider/rides/scheduled")["rides"] == []


def test_a_ride_for_her_mother(rider_page: Callable[..., Page], city):
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    page = rider_page(language="en")
    enter(page, city.url, number=number)
    choose_trip(page)
    page.get_by_role("button", name="For whom: For me").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Name").fill("Leila Benali")
    dialog.get_by_label("Phone number").fill("0550")
    dialog.get_by_role("button", name="For this person").click()
    expect(dialog.locator("#guest-error")).to_contain_text("country code")
    assert axe_violations(page) == []
    dialog.get_by_label("Phone number").fill("+213 550 00 09 99")
    dialog.get_by_role("button", name="For this person").click()
    expect(page.get_by_role("button", name="For whom: For Leila Benali")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Order Standard").click()
    expect(view(page, "trip").locator("[data-f=guest]")).to_have_text("Leila Benali", timeout=WAIT_MS)
    assert amina.get("rider/rides/current")["ride"]["guest"]["name"] == "Leila Benali"
    amina.give_up()


def test_the_car_that_stands_there_is_ordered_by_its_code(rider_page: Callable[..., Page], city, karim: DriverApp):
    page = rider_page(language="en", forgive="status of 4")  # the code that no car has
    with Driving(karim, lat=36.7540, lng=3.0580):
        code = karim.get("driver/qr")["code"]
        enter(page, city.url, query=f"?car={code}")
        expect(page.locator("[data-car]")).to_contain_text("Karim · Renault Symbol · 00123-116-16", timeout=WAIT_MS)
        assert "car=" not in page.url  # loaded again it asks for no car of yesterday
        page.get_by_role("button", name="Another car").click()
        page.get_by_role("button", name="I am at a car").click()
        dialog = page.locator("dialog[open]")
        dialog.get_by_label("The code on the driver's screen").fill("NONE")
        dialog.get_by_role("button", name="Ride with this car").click()
        expect(dialog.locator("[data-error]")).not_to_be_empty(timeout=WAIT_MS)
        assert axe_violations(page) == []
        dialog.get_by_label("The code on the driver's screen").fill(code.lower())
        dialog.get_by_role("button", name="Ride with this car").click()
        expect(page.locator("[data-car]")).to_be_visible(timeout=WAIT_MS)
        assert (fits(page), axe_violations(page)) == (True, [])
        choose_trip(page)
        expect(page.locator(".price")).to_have_count(1)
        page.get_by_role("button", name="Ride with this car").click()
        expect(page.get_by_role("heading", name="Your driver has accepted")).to_be_visible(timeout=WAIT_MS)
        expect(view(page, "trip").locator("[data-f=driver]")).to_have_text("Karim Meziane")
        cancel(page)
