"""How a rider uses the page `/ride/`: what every test of it does with its hands."""

import itertools

from playwright.sync_api import Locator, Page

from tests.browser.people import read_code

WAIT_MS = 30_000
AT_CENTRE = {"latitude": 36.7538, "longitude": 3.0588}
HYDRA = {"lat": 36.7430, "lng": 3.0420}
PHONE = {"width": 360, "height": 740, "has_touch": True, "geolocation": AT_CENTRE, "permissions": ["geolocation"]}
_NUMBERS = itertools.count(1000)


def new_number() -> str:
    """Of a rider whom nobody knows yet: every test has its own."""
    return f"+21355000{next(_NUMBERS)}"


def view(page: Page, name: str) -> Locator:
    return page.locator(f"[data-view={name}]:visible")


def sign_in_by_hand(page: Page, url: str, number: str = "") -> None:
    number = number or new_number()
    page.locator("#phone").fill(number)
    page.keyboard.press("Enter")
    view(page, "code").wait_for(timeout=WAIT_MS)
    page.locator("#code").fill(read_code(url, number))  # the sixth digit sends it
    view(page, "where").wait_for(timeout=WAIT_MS)


def enter(page: Page, url: str, *, number: str = "", query: str = "") -> str:
    """Open the app with somebody signed in on this browser already; returns their number."""
    number = number or new_number()
    doors = page.context.request
    asked = doors.post("/api/v1/auth/otp", data={"phone": number}).json()
    entered = {"challenge_id": asked["challenge_id"], "code": read_code(url, number), "role": "rider"}
    person = doors.post("/api/v1/auth/web/verify", data=entered).json()["person"]["id"]
    page.context.add_init_script(
        f"localStorage.getItem('signed-in:rider') ?? localStorage.setItem('signed-in:rider', '{person}')"
    )
    page.goto(f"/ride/{query}")
    page.locator("[data-app][data-connection=open]").wait_for(timeout=WAIT_MS)
    return number


def choose(page: Page, *, right: int = 0, down: int = 0, name: str = "") -> None:
    """Move the map so that a place `right` and `down` of its middle (pixels) is chosen, and set it."""
    if right or down:
        pin = page.locator("[data-crosshair]").bounding_box()
        page.mouse.move(pin["x"], pin["y"])
        page.mouse.down()
        page.mouse.move(pin["x"] - right, pin["y"] - down, steps=8)
        page.mouse.up()
        page.wait_for_timeout(600)
    if name:
        page.locator("[data-place-name]").fill(name)
    page.locator("[data-set-place]").click()


def choose_trip(page: Page) -> None:
    """From where she is to a place some streets away, up to the prices."""
    page.wait_for_timeout(1_500)  # the map flies to where she is
    choose(page, name="Grande Poste")
    for _ in range(2):
        page.locator(".maplibregl-ctrl-zoom-out").click()
        page.wait_for_timeout(500)
    choose(page, right=110, down=70, name="Hydra")
    view(page, "prices").wait_for(timeout=WAIT_MS)


def order(page: Page) -> None:
    choose_trip(page)
    page.locator("[data-request]").click()
    view(page, "trip").wait_for(timeout=WAIT_MS)


def open_menu(page: Page, name: str) -> None:
    page.locator("[data-menu] summary").click()
    page.locator(f"[data-menu] [data-open={name}]").click()


def cancel(page: Page) -> None:
    """A ride that is still looked for would get the next test's driver."""
    page.get_by_role("button", name="Cancel the ride").click()
    page.locator("dialog[open]").get_by_role("button", name="Cancel the ride").click()
    page.get_by_role("heading", name="You canceled this ride").wait_for(timeout=WAIT_MS)
