"""Amina's places: stops on the way, places she keeps, and other places for a ride that is under way."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import Driving
from tests.browser.riding import WAIT_MS, cancel, choose, choose_trip, enter, open_menu, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]


def names(page: Page) -> list[str]:
    return page.locator("[data-places] .place strong").all_inner_texts()


def add_stop(page: Page, name: str, *, right: int, down: int) -> None:
    page.get_by_role("button", name="Add a stop").click()
    choose(page, right=right, down=down, name=name)


def test_stops_are_added_ordered_and_removed_before_the_price(rider_page: Callable[..., Page], city):
    page = rider_page(language="en")
    enter(page, city.url)
    choose_trip(page)
    alone = page.locator(".price [data-f=total]").first.inner_text()
    for name, right in (("Bakery", -150), ("School", 150), ("Station", -120)):
        page.locator("[data-view=prices] [data-back]").click()
        add_stop(page, name, right=right, down=-40)
        view(page, "prices").wait_for(timeout=WAIT_MS)
    assert page.locator(".price [data-f=total]").first.inner_text() != alone
    page.locator("[data-view=prices] [data-back]").click()
    assert names(page) == ["Grande Poste", "Bakery", "School", "Station", "Hydra"]
    expect(page.get_by_role("button", name="Add a stop")).to_be_hidden()  # three are enough
    page.get_by_role("button", name="Move up: Stop 3").press("Enter")
    assert names(page) == ["Grande Poste", "Bakery", "Station", "School", "Hydra"]
    expect(page.get_by_role("button", name="Move up: Stop 2")).to_be_focused()
    page.get_by_role("button", name="Remove: Stop 1").click()
    assert names(page) == ["Grande Poste", "Station", "School", "Hydra"]
    assert (fits(page), axe_violations(page)) == (True, [])

    page.get_by_role("button", name="See the prices").click()
    view(page, "prices").wait_for(timeout=WAIT_MS)
    page.locator("[data-request]").click()
    expect(view(page, "trip").locator("[data-stops] bdi")).to_have_text(["Station", "School"], timeout=WAIT_MS)
    cancel(page)


def test_home_is_kept_used_renamed_and_removed(rider_page: Callable[..., Page], city):
    page = rider_page(language="en")
    enter(page, city.url)
    page.get_by_role("button", name="Keep this place").click()
    form = view(page, "place")
    form.get_by_label("Address (optional)").fill("12 rue Didouche")
    assert axe_violations(page) == []
    form.get_by_role("button", name="Keep this place").click()
    view(page, "where").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Home", exact=True).click()
    assert names(page)[0] == "12 rue Didouche"

    page.get_by_role("button", name="Keep this place").click()
    expect(form.get_by_role("radio", name="Home")).to_be_disabled()  # there is one
    form.get_by_text("Other place").click()
    form.get_by_role("button", name="Keep this place").click()
    expect(form.locator("[data-error]")).to_have_text("Give it a name.")
    form.get_by_label("Name").fill("Grandmother")
    form.get_by_role("button", name="Keep this place").click()
    view(page, "where").wait_for(timeout=WAIT_MS)

    open_menu(page, "places")
    rows = view(page, "list").locator("[data-rows] > li")
    expect(rows).to_have_count(2, timeout=WAIT_MS)
    page.get_by_role("button", name="Change: Grandmother").click()
    form.get_by_label("Name").fill("Granny")
    form.get_by_role("button", name="Keep this place").click()
    expect(rows.nth(1)).to_contain_text("Granny", timeout=WAIT_MS)
    page.get_by_role("button", name="Change: Home").click()
    form.get_by_role("button", name="Remove this place").click()
    expect(rows).to_have_count(1, timeout=WAIT_MS)


def test_the_destination_changes_during_a_ride_after_the_price_is_shown(rider_page: Callable[..., Page], city, karim):
    page = rider_page(language="en", forgive="status of 4")  # the pickup that cannot be changed any more
    said: list[dict] = []
    enter(page, city.url)
    with Driving(karim, lat=36.7540, lng=3.0580):
        choose_trip(page)
        page.locator("[data-request]").click()
        ride = karim.take_offer()
        expect(page.get_by_role("heading", name="Your driver has accepted")).to_be_visible(timeout=WAIT_MS)
        karim.do("ride.en_route", ride_id=ride)
        expect(page.get_by_role("heading", name="Your driver is on the way")).to_be_visible(timeout=WAIT_MS)
        price = view(page, "trip").locator("[data-f=total]").inner_text()
        page.get_by_role("button", name="Change the trip").click()
        expect(page.get_by_role("button", name="I am at a car")).to_be_hidden()
        add_stop(page, "Pharmacy", right=200, down=-60)
        view(page, "change").wait_for(timeout=WAIT_MS)
        expect(view(page, "change").locator("[data-f=difference]")).to_contain_text("more than agreed")
        assert axe_violations(page) == []
        page.on("request", lambda request: said.append(sent(request)))
        page.get_by_role("button", name="Leave it as it was").click()
        expect(view(page, "trip").locator("[data-f=total]")).to_have_text(price)
        assert not any(body.get("command") for body in said)

        page.get_by_role("button", name="Change the trip").click()
        add_stop(page, "Pharmacy", right=200, down=-60)
        view(page, "change").wait_for(timeout=WAIT_MS)
        page.get_by_role("button", name="Change my trip").click()
        expect(view(page, "trip").locator("[data-stops] bdi")).to_have_text(["Pharmacy"], timeout=WAIT_MS)
        expect(view(page, "trip").locator("[data-f=total]")).not_to_have_text(price)
        assert [stop["label"] for stop in karim.get("driver/rides/current")["ride"]["stops"]] == ["Pharmacy"]

        karim.do("ride.arrive", ride_id=ride)
        expect(page.get_by_role("heading", name="Your driver is here")).to_be_visible(timeout=WAIT_MS)
        page.get_by_role("button", name="Change the trip").click()
        expect(page.locator("[data-place=pickup]")).to_be_disabled()
        page.locator("[data-view=where] [data-back]").click()
        karim.do("ride.start", ride_id=ride, pin=page.locator("[data-f=pin]").inner_text())
        karim.do("ride.stop", ride_id=ride, stop=0)
        expect(view(page, "trip").locator("[data-stops]")).to_contain_text("Reached", timeout=WAIT_MS)
        karim.do("ride.complete", ride_id=ride)
        view(page, "done").wait_for(timeout=WAIT_MS)


def sent(request: Request) -> dict:
    try:
        return json.loads(request.post_data or "{}")
    except ValueError:
        return {}


def test_without_a_map_the_pickup_is_where_she_is_and_the_rest_is_written(rider_page: Callable[..., Page], city):
    page = rider_page(language="en")
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    asked: list[dict] = []
    page.on("request", lambda request: asked.append(sent(request)) if request.url.endswith("/rider/quotes") else None)
    enter(page, city.url)
    numbers = page.get_by_label("Latitude and longitude")
    expect(numbers).to_have_value("36.75380, 3.05880", timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    choose(page, name="Grande Poste")
    expect(numbers).to_have_value("")
    page.get_by_role("button", name="Set the destination here").click()
    expect(view(page, "where").locator("[data-error]")).to_contain_text("Say where")
    numbers.fill("36.7430, 3.0420")
    choose(page, name="Hydra")
    view(page, "prices").wait_for(timeout=WAIT_MS)
    assert (asked[0]["pickup"], asked[0]["dropoff"]) == ({"lat": 36.7538, "lng": 3.0588}, {"lat": 36.743, "lng": 3.042})
    page.locator("[data-request]").click()
    view(page, "trip").wait_for(timeout=WAIT_MS)
    cancel(page)
