"""A rider calls for help: it appears on the staff's open map by itself, and is acted on from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_violations
from tests.browser.people import DriverApp, Driving, RiderApp

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]
WAIT_MS = 30_000


@pytest.fixture(scope="module")
def under_way(city, cast):
    """Amina is in Karim's car."""
    karim = DriverApp(city.url, phone="+213550000011", role="driver")
    amina = RiderApp(city.url, phone="+213550000001", role="rider")
    with Driving(karim, lat=36.7540, lng=3.0590):
        ride = amina.order()
        assert karim.take_offer() == ride
        for step in ("en_route", "arrive"):
            karim.do(f"ride.{step}", ride_id=ride)
        karim.do("ride.start", ride_id=ride, pin=amina.pin())
        yield amina, ride
        karim.do("ride.complete", ride_id=ride)


@pytest.mark.parametrize(("language", "said"), [("en", "Call for help"), ("ar", "نداء استغاثة")])
def test_a_call_for_help_appears_on_the_open_map_and_leaves_it_once_resolved(
    open_page, staff_session, under_way, language, said
):
    amina, ride = under_way
    page = open_page(storage_state=staff_session, language=language)
    page.goto("/ops/map/?zone=tunis")  # a call is everybody's, whatever zone they watch
    page.locator("[data-connection=open]").wait_for(timeout=WAIT_MS)
    alerts = page.locator("[data-alerts]")
    expect(alerts).to_be_hidden()

    amina.post(f"rider/rides/{ride}/sos")

    expect(alerts).to_be_visible(timeout=WAIT_MS)
    row = alerts.locator("[data-list=alerts] > li")
    expect(row).to_have_count(1)
    expect(row.locator("[data-status]")).to_contain_text(said)
    expect(row.locator("[data-person]")).to_contain_text("Karim Meziane")
    assert axe_violations(page) == []
    row.get_by_role("button").click()
    expect(page.locator("[data-story-driver]")).to_have_text("Karim Meziane", timeout=WAIT_MS)

    row.locator("[data-case]").click()
    page.wait_for_url("**/admin/rides/safetyalert/**")
    for act in ("acknowledge", "resolve"):
        page.goto(re.sub(r"/change/.*", f"/{act}/", page.url))
        page.locator("textarea[name=note]").fill("She is well.")
        page.locator("form:has(textarea) button[type=submit]").click()
        page.wait_for_url("**/change/")
    page.goto("/ops/map/")
    page.locator("[data-connection=open]").wait_for(timeout=WAIT_MS)
    expect(alerts).to_be_hidden()
