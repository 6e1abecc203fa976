"""Pictures of the pages for docs/pictures.md, from the running platform: phone and desk, French and Arabic."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.people import Cast, Driving, RiderApp, read_code
from tests.browser.riding import PHONE, WAIT_MS, choose_trip, enter, view
from tests.support.platform import ROOT, Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not os.environ.get("UPDATE_SCREENSHOTS"), reason="pictures are taken with UPDATE_SCREENSHOTS=1"),
]

KARIM = "+213550000011"
SIZES = {"phone": (360, 740), "desk": (1280, 800)}
VIEWS = [
    pytest.param(language, size, id=f"{language}-{size}") for language in ("fr", "ar") for size in ("phone", "desk")
]


def keep(page: Page, name: str, language: str, size: str) -> None:
    assert fits(page)
    page.wait_for_timeout(1_500)  # the map has come to rest
    page.screenshot(path=ROOT / f"docs/images/{name}-{language}-{size}.png")


def shape(language: str, size: str) -> dict:
    width, height = SIZES[size]
    return {"language": language, "width": width, "height": height}


@pytest.fixture(scope="module")
def rider(city: Platform) -> RiderApp:
    return RiderApp(city.url, phone="+213550000021", role="rider")


@pytest.fixture
def order(rider: RiderApp) -> Iterator[Callable[[], str]]:
    yield rider.order
    rider.give_up()


@pytest.mark.parametrize(("language", "size"), VIEWS)
def test_a_rider_sees_the_prices_and_the_car(rider_page, city, karim, language, size):
    page = rider_page(**shape(language, size))
    enter(page, city.url)
    with Driving(karim, lat=36.7540, lng=3.0580):
        choose_trip(page)
        keep(page, "ride-prices", language, size)
        page.locator("[data-request]").click()
        view(page, "trip").wait_for(timeout=WAIT_MS)
        ride = karim.take_offer()
        expect(view(page, "trip").locator("[data-f=driver]")).to_have_text("Karim Meziane", timeout=WAIT_MS)
        karim.do("ride.en_route", ride_id=ride)
        page.locator("[data-mark=car]").wait_for(timeout=WAIT_MS)
        keep(page, "ride-trip", language, size)
        karim.do("ride.cancel", ride_id=ride, reason="vehicle_problem")
    page.context.set_offline(True)


@pytest.mark.parametrize(("language", "size"), VIEWS)
def test_a_driver_sees_an_offer_and_the_trip(open_page, city, cast: Cast, order, language, size):
    options = {**PHONE, "geolocation": {"latitude": 36.7540, "longitude": 3.0580}, **shape(language, size)}
    page = open_page(**options)
    page.goto("/drive/")
    page.locator("#phone").fill(KARIM)
    page.keyboard.press("Enter")
    view(page, "code").wait_for(timeout=WAIT_MS)
    page.locator("#code").fill(read_code(city.url, KARIM))
    view(page, "duty").wait_for(timeout=WAIT_MS)
    page.locator("[data-go]").click()
    page.locator("[data-mark=car]").wait_for(timeout=WAIT_MS)
    keep(page, "drive-duty", language, size)
    order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    keep(page, "drive-offer", language, size)
    page.locator("[data-accept]").click()
    view(page, "trip").wait_for(timeout=WAIT_MS)
    keep(page, "drive-trip", language, size)


@pytest.mark.parametrize(("language", "size"), VIEWS)
def test_staff_see_the_map_and_their_desk(open_page, staff_session: Path, language, size):
    page = open_page(storage_state=staff_session, **shape(language, size))
    for name, address in (("map", "/ops/map/?zone=algiers"), ("desk", "/admin/"), ("rides", "/admin/rides/ride/")):
        page.goto(address)
        page.wait_for_timeout(1_500)
        keep(page, f"staff-{name}", language, size)
