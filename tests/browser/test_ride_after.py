"""After the trip: stars and a tip, the driver again or never, the receipt, and the ride in the list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import DriverApp, Driving, RiderApp, wait_at_the_pickup
from tests.browser.riding import WAIT_MS, enter, new_number, open_menu, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def ridden(city, karim: DriverApp) -> tuple[str, RiderApp]:
    """The number of somebody whom Karim has just driven, and their hands."""
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    with Driving(karim, lat=36.7540, lng=3.0580):
        amina.order()
        ride = karim.take_offer()
        amina.wait_for(ride, "accepted")
        karim.do("ride.arrive", ride_id=ride)
        karim.do("ride.start", ride_id=ride, pin=amina.pin())
        karim.do("ride.complete", ride_id=ride)
    return number, amina


def test_she_rates_tips_and_chooses_who_comes_again(rider_page: Callable[..., Page], city, ridden):
    number, amina = ridden
    page = rider_page(language="en", forgive="status of 4")  # the tip that is too big
    enter(page, city.url, number=number)
    view(page, "where").wait_for(timeout=WAIT_MS)
    open_menu(page, "history")
    page.locator("[data-history] button").first.click()
    done = view(page, "done")
    expect(done).to_contain_text("How was the trip with Karim?")
    done.get_by_label("2 out of 5").check(force=True)
    expect(done.get_by_label("Late")).to_be_visible()
    done.get_by_label("5 out of 5").check(force=True)
    expect(done.get_by_label("Late")).to_be_hidden()
    done.get_by_text("Clean car").click()
    assert (fits(page), axe_violations(page)) == (True, [])
    done.get_by_role("button", name="Send my rating").click()
    expect(done).to_contain_text("Thank you for your rating.", timeout=WAIT_MS)

    done.get_by_text("Other amount").click()
    done.get_by_label("Amount in DZD").fill("9000")
    done.locator("[data-give]").click()
    expect(done.locator("#tip-error")).to_contain_text("2,000.00", timeout=WAIT_MS)
    done.get_by_label("Amount in DZD").fill("75,5")
    done.get_by_role("button", name="Give").click()
    expect(done).to_contain_text("Your driver is told of the tip", timeout=WAIT_MS)

    done.get_by_role("button", name="Favourite driver").click()
    expect(done.locator("[data-favourite]")).to_have_attribute("aria-pressed", "true", timeout=WAIT_MS)
    done.get_by_role("button", name="Never again").click()
    page.locator("dialog[open]").get_by_role("button", name="Never again").click()
    expect(done.locator("[data-block]")).to_have_attribute("aria-pressed", "true", timeout=WAIT_MS)
    ride = amina.get("rider/rides")["results"][0]["id"]
    assert amina.get(f"rider/rides/{ride}/receipt")["tip"]["amount_minor"] == 7_550

    open_menu(page, "drivers")
    rows = view(page, "list").locator("[data-rows] > li")
    expect(rows).to_have_count(2, timeout=WAIT_MS)
    for left in (1, 0):
        rows.first.get_by_role("button").click()
        expect(rows).to_have_count(left, timeout=WAIT_MS)
    expect(view(page, "list")).to_contain_text("No favourite driver yet")
    assert axe_violations(page) == []


def test_what_was_said_already_is_told_and_not_asked_again(rider_page: Callable[..., Page], city, ridden):
    number, _amina = ridden
    page = rider_page(language="en")
    enter(page, city.url, number=number)
    open_menu(page, "history")
    page.locator("[data-history] button").first.click()
    expect(view(page, "done")).to_contain_text("You gave a tip of DZD", timeout=WAIT_MS)
    for asked in ("[data-rating]", "[data-tip]"):
        expect(page.locator(asked)).to_be_hidden()


def test_who_did_not_come_reads_the_fee_once_when_the_app_is_opened(rider_page: Callable[..., Page], city, karim):
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    with Driving(karim, lat=36.7540, lng=3.0580):
        amina.order()
        ride = karim.take_offer()
        amina.wait_for(ride, "accepted")
        karim.do("ride.arrive", ride_id=ride)
        wait_at_the_pickup(city, ride)
        karim.do("ride.cancel", ride_id=ride, reason="rider_no_show")
    page = rider_page(language="en")
    enter(page, city.url, number=number)
    done = view(page, "done")
    expect(done.get_by_role("heading", name="You did not come")).to_be_visible(timeout=WAIT_MS)
    expect(done).to_contain_text("No-show fee: your driver waited at the pickup.")
    expect(done.locator("[data-f=total]")).to_contain_text("150.00")
    assert (fits(page), axe_violations(page)) == (True, [])
    page.reload()
    view(page, "where").wait_for(timeout=WAIT_MS)
    open_menu(page, "history")
    expect(page.locator("[data-history] button")).to_contain_text("You did not come", timeout=WAIT_MS)
