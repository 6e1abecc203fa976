"""What keeps Sofia offline and how she mends it; how Karim wishes his shift to end; what he has earned."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.driving import SOFIA, go_offline, go_online, open_menu
from tests.browser.riding import WAIT_MS, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

SUSPEND = """
from apps.accounts.models import Person
from apps.fleet.services import suspend
sofia = Person.objects.get(phone="{phone}")
suspend(driver_id=sofia.id, actor_id=None, reason_code="complaints", note="Three in a week")
"""
QUEUE = """
from apps.fleet.models import QueuePlace
from apps.geo import selectors as geo
from apps.fleet.services import keep_queues
ring = [[3.05, 36.75], [3.07, 36.75], [3.07, 36.76], [3.05, 36.76], [3.05, 36.75]]
QueuePlace.objects.create(
    zone_id=geo.zone("algiers").id, name_en="Station", name_fr="Gare", name_ar="محطة",
    polygon={"type": "Polygon", "coordinates": [ring]}, declines_allowed=1, keep_minutes=10)
keep_queues()
"""
LEAVE = 'from apps.fleet.models import QueuePlace; QueuePlace.objects.filter(name_en="Station").update(active=False)'


def test_each_reason_leads_to_where_it_is_mended(driver_page, tmp_path: Path):
    photo = tmp_path / "insurance.jpg"
    Image.new("RGB", (800, 600)).save(photo)
    page = driver_page(number=SOFIA)
    expect(page.locator("[data-reasons] > li")).to_have_count(1, timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    page.get_by_role("button", name="Mend it").click()
    row = page.locator("[data-slot^=insurance]")
    expect(row.locator("details")).to_have_attribute("open", "", timeout=WAIT_MS)
    row.get_by_role("button", name="Hand in", exact=True).click()
    expect(row.locator("[data-error]")).to_have_text("Choose a photo or a PDF.")
    row.get_by_label("Take a photo").set_input_files(photo)
    row.locator("[name=expires_on]").fill("2030-05-01")
    row.get_by_role("button", name="Hand in", exact=True).click()
    expect(row.locator("[data-badge]")).to_have_text("Being checked", timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])

    standard = page.get_by_role("checkbox", name="Standard")
    standard.check()
    expect(standard).to_be_checked(timeout=WAIT_MS)
    page.locator("[data-view=papers] [data-back]").click()
    page.locator("[data-go]").click()
    expect(page.locator("[data-reasons]")).to_contain_text("still being checked", timeout=WAIT_MS)


def test_a_suspended_driver_reads_why_and_appeals_once(driver_page, city, cast):
    city.manage("shell", "-c", SUSPEND.format(phone=SOFIA))
    page = driver_page(number=SOFIA)
    expect(page.locator("[data-standing] [data-f=why]")).to_contain_text("Three in a week", timeout=WAIT_MS)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.locator("[data-standing] [data-error]")).to_have_text("Write what you have to say to it.")
    page.get_by_label("Your side of it").fill("Those were another driver's.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("Your appeal is with our team.")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_label("Your side of it")).to_be_hidden()
    assert (fits(page), axe_violations(page)) == (True, [])


def test_towards_home_the_turn_in_a_queue_and_the_last_trip(driver_page, city):
    page = driver_page()
    go_online(page)
    page.get_by_role("button", name="Towards home").click()
    home = page.locator("dialog[open]")
    home.get_by_label("Where I am now").check()
    assert axe_violations(page) == []
    home.get_by_role("button", name="This is home").click()
    expect(page.get_by_text("Only rides towards home come to you.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Towards home").click()
    expect(page.get_by_role("button", name="Towards home")).to_have_attribute("aria-pressed", "false", timeout=WAIT_MS)
    page.get_by_role("button", name="Change home").click()
    page.mouse.move(180, 120)
    page.mouse.down()
    page.mouse.move(120, 160, steps=4)  # the map is free while it is asked
    page.mouse.up()
    page.get_by_role("button", name="This is home").click()
    expect(home).to_be_hidden(timeout=WAIT_MS)
    expect(page.get_by_role("button", name="Towards home")).to_have_attribute("aria-pressed", "false")

    city.manage("shell", "-c", QUEUE)
    expect(page.locator("[data-queue]")).to_contain_text("You are number 1 of 1", timeout=WAIT_MS)
    city.manage("shell", "-c", LEAVE)
    page.get_by_role("button", name="Last trip").click()  # without a trip that is at once
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible(timeout=WAIT_MS)


def test_earnings_day_by_day_and_everything_else_of_the_menu(driver_page):
    page = driver_page(forgive="status of 400")  # the empty name
    view(page, "duty").wait_for(timeout=WAIT_MS)
    page.locator("[data-today]").click()
    money = page.locator("[data-view=money]")
    expect(money.locator("[data-days] > li")).to_have_count(7, timeout=WAIT_MS)
    money.locator("[data-days] summary").first.click()
    expect(money.get_by_text("You keep").first).to_be_visible()
    assert (fits(page), axe_violations(page)) == (True, [])
    for name in ("news", "account", "history"):
        shown = open_menu(page, name)
        expect(shown.get_by_role("heading").first).to_be_visible()
        page.wait_for_timeout(400)
        assert (name, fits(page), axe_violations(page)) == (name, True, [])
    page.locator("[data-view=history] [data-back]").click()
    account = open_menu(page, "account")
    account.get_by_label("First and last name").fill("")
    account.get_by_role("button", name="Save").click()
    expect(account.locator("[data-error]")).to_have_text("This field may not be blank.", timeout=WAIT_MS)
    account.locator("[data-back]").click()
    go_online(page)
    go_offline(page)
