"""Pictures of the pages for docs/pictures.md, from the running platform: phone and desk, French and Arabic."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.driving import go_offline, go_online
from tests.browser.people import Driving
from tests.browser.riding import WAIT_MS, choose_trip, enter, view
from tests.support.platform import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not os.environ.get("UPDATE_SCREENSHOTS"), reason="pictures are taken with UPDATE_SCREENSHOTS=1"),
]

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
        karim.do("ride.arrive", ride_id=ride)
        karim.do("ride.start", ride_id=ride, pin=page.locator("[data-f=pin]").inner_text())
        karim.do("ride.complete", ride_id=ride)


@pytest.mark.parametrize(("language", "size"), VIEWS)
def test_a_driver_sees_an_offer_and_the_trip(driver_page, rider, language, size):
    page = driver_page(**shape(language, size))
    go_online(page)
    keep(page, "drive-duty", language, size)
    rider.order()
    view(page, "offer").wait_for(timeout=WAIT_MS)
    keep(page, "drive-offer", language, size)
    page.locator("[data-accept]").click()
    view(page, "trip").wait_for(timeout=WAIT_MS)
    keep(page, "drive-trip", language, size)
    rider.give_up()
    go_offline(page)


@pytest.mark.parametrize(("language", "size"), VIEWS)
def test_staff_see_the_map_and_their_desk(open_page, staff_session: Path, language, size):
    page = open_page(storage_state=staff_session, **shape(language, size))
    for name, address in (("map", "/ops/map/?zone=algiers"), ("desk", "/admin/"), ("rides", "/admin/rides/ride/")):
        page.goto(address)
        page.wait_for_timeout(1_500)
        keep(page, f"staff-{name}", language, size)
