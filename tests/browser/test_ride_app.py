"""Amina orders a ride on her phone: from her number to the receipt, in each language, with Karim at the wheel."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import Driving
from tests.browser.riding import WAIT_MS, choose_trip, enter, open_menu, order, sign_in_by_hand, view
from tests.support.platform import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]


@pytest.fixture
def phone(rider_page: Callable[..., Page]) -> Callable[..., Page]:
    """`phone(language="ar")`: the rider's page on Amina's phone, at the centre of Algiers, nobody signed in."""

    def open_app(**options: object) -> Page:
        page = rider_page(**options)
        page.goto("/ride/")
        return page

    return open_app


def share(page: Page) -> str:
    """The link that she shares: it opens for who has no account, and says no phone number."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write", "geolocation"])
    page.evaluate("delete Navigator.prototype.share")
    page.get_by_role("button", name="Share my trip").click()
    expect(page.get_by_text("The link is copied")).to_be_visible(timeout=WAIT_MS)
    link = page.evaluate("navigator.clipboard.readText()")
    seen = page.context.browser.new_context().request.get(link)
    assert (seen.status, "Karim" in seen.text(), "+213" in seen.text()) == (200, True, False)
    return link


def test_a_ride_from_the_number_to_the_receipt(phone, city, karim):
    page = phone(language="en", forgive="status of 4")  # the promotion that does not exist
    sign_in_by_hand(page, city.url)
    with Driving(karim, lat=36.7540, lng=3.0580):
        choose_trip(page)
        expect(page.locator(".price")).to_have_count(3)
        expect(page.locator(".price [data-f=total]").first).to_contain_text("DZD")
        view(page, "prices").get_by_text("What the price is made of").click()
        expect(page.locator("[data-view=prices] [data-lines] > li").first).to_contain_text("Base fare")
        page.get_by_label("Promo code").fill("NOSUCHCODE")
        page.get_by_role("button", name="Use").click()
        expect(page.locator("[data-view=prices] [data-error]")).not_to_be_empty(timeout=WAIT_MS)
        page.get_by_role("button", name="Order Standard").click()
        expect(page.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)

        ride = karim.take_offer()
        expect(view(page, "trip").locator("[data-f=driver]")).to_have_text("Karim Meziane", timeout=WAIT_MS)
        expect(page.locator("[data-f=plate]")).to_have_text("00123-116-16")
        karim.do("ride.en_route", ride_id=ride)
        expect(page.get_by_role("heading", name="Your driver is on the way")).to_be_visible(timeout=WAIT_MS)
        page.locator("[data-mark=car]").wait_for(timeout=WAIT_MS)
        before = page.locator("[data-mark=car]").bounding_box()
        page.wait_for_timeout(2_500)
        after = page.locator("[data-mark=car]").bounding_box()
        assert before != after  # it drives

        link = share(page)
        karim.do("ride.arrive", ride_id=ride)
        pin = page.locator("[data-f=pin]").inner_text()
        assert re.fullmatch(r"\d{4}", pin)
        karim.do("ride.start", ride_id=ride, pin=pin)
        expect(page.get_by_role("heading", name="Have a good trip")).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("button", name="Cancel the ride")).to_be_hidden()
        expect(page.locator("[data-pin]")).to_be_hidden()
        karim.do("ride.complete", ride_id=ride)
        view(page, "done").wait_for(timeout=WAIT_MS)
        assert page.request.get(link).status == 410
        expect(view(page, "done").locator("[data-f=total]")).to_contain_text("DZD")
        assert axe_violations(page) == []

    page.get_by_role("button", name="Order another ride").click()
    view(page, "where").wait_for()
    open_menu(page, "history")
    expect(page.locator("[data-history] > li").first).to_contain_text("You have arrived")
    page.locator("[data-history] button").first.click()
    expect(view(page, "done").locator("[data-lines] > li").first).to_contain_text("Base fare")
    view(page, "done").get_by_role("button", name="Back").click()
    view(page, "history").wait_for()


def test_a_reload_in_the_middle_shows_the_ride_that_is_going_on_and_it_can_be_canceled(phone, city):
    page = phone(language="en", forgive="404")  # the fee is asked for before it can be told
    enter(page, city.url)
    order(page)
    expect(page.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)
    page.reload()
    expect(page.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Cancel the ride").click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Cancel the ride").click()
    expect(page.get_by_role("heading", name="You canceled this ride")).to_be_visible(timeout=WAIT_MS)


def test_without_network_she_is_told_and_a_command_goes_out_when_it_is_back(phone, city):
    page = phone(language="en", forgive="Failed to load resource")  # the fee is asked in vain, and once more too late
    enter(page, city.url)
    order(page)
    expect(page.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    page.get_by_role("button", name="Cancel the ride").click()
    page.locator("dialog[open]").get_by_role("button", name="Cancel the ride").click()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="You canceled this ride")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-network]")).to_be_hidden(timeout=WAIT_MS)


def test_a_wrong_number_and_a_wrong_code_are_told_beside_the_field(phone):
    page = phone(language="en", forgive="status of 4")
    page.locator("#phone").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#phone-error")).not_to_be_empty(timeout=WAIT_MS)
    page.locator("#phone").fill("+4915112345678")
    page.keyboard.press("Enter")
    expect(page.locator("#phone-error")).to_contain_text("We do not serve this country", timeout=WAIT_MS)
    page.locator("#phone").fill("+213550000002")
    page.keyboard.press("Enter")
    view(page, "code").wait_for(timeout=WAIT_MS)
    page.locator("#code").fill("000000")
    expect(page.locator("#code-error")).not_to_be_empty(timeout=WAIT_MS)


def test_signing_out_leaves_nothing_behind(phone, city):
    page = phone(language="en")
    sign_in_by_hand(page, city.url)
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    view(page, "phone").wait_for(timeout=WAIT_MS)
    page.reload()
    view(page, "phone").wait_for(timeout=WAIT_MS)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_every_language_fits_a_phone_and_a_desk(phone, city, language, direction, width):
    page = phone(language=language, width=width)
    assert page.locator("html").get_attribute("dir") == direction
    view(page, "phone").wait_for(timeout=WAIT_MS)
    assert fits(page)
    assert axe_violations(page) == []
    sign_in_by_hand(page, city.url)
    assert fits(page)
    assert axe_violations(page) == []
    choose_trip(page)
    assert fits(page)
    assert axe_violations(page) == []
    if language != "en":
        shown = page.locator("[data-sheet]").inner_text()
        assert not re.search(r"\b(Order|Choose|Where|car|price|Pickup)\b", shown)


def test_the_page_is_light():
    """What a phone loads of ours, without the map library: less than 60 KB on the way."""
    ours = [*(ROOT / "static/js/app").glob("*.js"), *(ROOT / "static/js/ride").glob("*.js")]
    ours += [*(ROOT / "static/js/map").glob("*.js")]
    ours += [ROOT / "static/css" / name for name in ("tokens.css", "site.css", "app.css")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in ours) < 60_000
