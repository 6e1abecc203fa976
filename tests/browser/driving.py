"""How a driver uses the page `/drive/`: what every test of it does with its hands."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import read_code
from tests.browser.riding import WAIT_MS, view

KARIM = "+213550000011"
SOFIA = "+213550000012"  # whose insurance is missing
AT_CENTRE = {"latitude": 36.7540, "longitude": 3.0580}
PHONE = {"width": 360, "height": 740, "has_touch": True, "geolocation": AT_CENTRE, "permissions": ["geolocation"]}


def sign_in(page: Page, url: str, number: str = KARIM) -> None:
    page.locator("#phone").fill(number)
    page.keyboard.press("Enter")
    view(page, "code").wait_for(timeout=WAIT_MS)
    page.locator("#code").fill(read_code(url, number))  # the sixth digit sends it


def enter(page: Page, url: str, *, number: str = KARIM) -> None:
    """Open the app with a driver signed in on this browser already."""
    doors = page.context.request
    asked = doors.post("/api/v1/auth/otp", data={"phone": number}).json()
    entered = {"challenge_id": asked["challenge_id"], "code": read_code(url, number), "role": "driver"}
    person = doors.post("/api/v1/auth/web/verify", data=entered).json()["person"]["id"]
    page.context.add_init_script(
        f"localStorage.getItem('signed-in:driver') ?? localStorage.setItem('signed-in:driver', '{person}')"
    )
    page.goto("/drive/")
    page.locator("[data-app][data-connection=open]").wait_for(timeout=WAIT_MS)


def go_online(page: Page) -> None:
    view(page, "duty").wait_for(timeout=WAIT_MS)
    page.locator("[data-go]").click()
    expect(page.locator("[data-lamp]")).to_have_class(re.compile("is-on"), timeout=WAIT_MS)
    page.locator("[data-mark=car]").wait_for(timeout=WAIT_MS)


def go_offline(page: Page) -> None:
    view(page, "duty").wait_for(timeout=WAIT_MS)
    page.locator("[data-go]").click()
    expect(page.locator("[data-lamp]")).not_to_have_class(re.compile("is-on"), timeout=WAIT_MS)


def accept(page: Page) -> None:
    view(page, "offer").wait_for(timeout=WAIT_MS)
    page.locator("[data-accept]").click()
    expect(page.get_by_role("heading", name="The ride is yours")).to_be_visible(timeout=WAIT_MS)


def step(page: Page, name: str) -> None:
    page.wait_for_timeout(800)  # a tap right after a step is taken for a double one
    page.get_by_role("button", name=name).click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible(timeout=WAIT_MS)


def open_menu(page: Page, name: str) -> Locator:
    """The view that the menu's entry opens."""
    page.locator("[data-menu] summary").click()
    page.locator(f"[data-menu] [data-open={name}]").click()
    return page.locator("[data-view]:visible")
