"""A real Chromium before the real platform. Every page must be silent on the console and stay on its own host."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import driving
from tests.browser.people import Cast, DriverApp, RiderApp, settle
from tests.browser.riding import PHONE
from tests.support.platform import Platform, platform

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",  # WebGL without a graphics card
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OURS = ("http:", "https:", "ws:", "wss:")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform, without the workers no test here needs: one a file, so that no file meets what another left."""
    with platform(tmp_path_factory.mktemp("platform"), workers=("matching", "default", "io", "beat")) as running:
        yield running


@pytest.fixture(scope="module")
def cast(city: Platform) -> Cast:
    return settle(city)


@pytest.fixture(scope="module")
def karim(city: Platform, cast: Cast) -> DriverApp:
    return DriverApp(city.url, phone="+213550000011", role="driver")


@pytest.fixture
def rider_page(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`rider_page(language="ar")`: a small phone at the centre of Algiers, for the helpers of `riding`."""
    return lambda **options: open_page(**{**PHONE, **options})


@pytest.fixture(scope="module")
def rider(city: Platform, cast: Cast) -> RiderApp:
    return RiderApp(city.url, phone="+213550000021", role="rider")


@pytest.fixture
def order(rider: RiderApp) -> Iterator[Callable[..., str]]:
    """Orders a ride; one that is still open at the end is canceled."""
    yield rider.order
    rider.give_up()


@pytest.fixture
def driver_page(city: Platform, cast: Cast, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`driver_page(number=SOFIA)`: a small phone with Karim, or another, signed in to drive."""

    def make(*, number: str = driving.KARIM, **options: object) -> Page:
        page = open_page(**{**driving.PHONE, "language": "en", **options})
        driving.enter(page, city.url, number=number)
        return page

    return make


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine: run scripts/install_browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, city: Platform) -> Iterator[Callable[..., Page]]:
    """`open_page(language="ar", width=360)`: a page of a new browser. At the end none may have complained, but for
    what contains `forgive`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    forgiven: list[str] = []

    def make(
        *, language: str = "en", width: int = 1280, height: int = 800, forgive: str = "", **options: object
    ) -> Page:
        size = {"width": width, "height": height}
        context = chromium.new_context(base_url=city.url, viewport=size, locale=language, **options)
        context.add_cookies([{"name": "django_language", "value": language, "url": city.url}])
        contexts.append(context)
        forgiven.extend(filter(None, [forgive]))
        page = context.new_page()
        _listen(page, city.url, complaints)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [line for line in complaints if not any(excuse in line for excuse in forgiven)] == []


@pytest.fixture(scope="module")
def staff_session(chromium: Browser, city: Platform, cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nadia's session, made once through the sign-in page."""
    context = chromium.new_context(base_url=city.url)
    sign_in(context.new_page(), cast)
    kept = tmp_path_factory.mktemp("session") / "nadia.json"
    context.storage_state(path=kept)
    context.close()
    return kept


def sign_in(page: Page, cast: Cast) -> None:
    page.goto("/ops/map/")
    page.locator("input[name=login]").fill(cast.nadia_email)
    page.locator("input[name=password]").fill(cast.nadia_password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/ops/map/")


def _listen(page: Page, home: str, complaints: list[str]) -> None:
    host = urlsplit(home).netloc
    page.on("console", lambda line: line.type == "error" and complaints.append(f"console: {line.text}"))
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", lambda request: _stays(request.url, host) or complaints.append(f"other host: {request.url}"))
    page.on("websocket", lambda socket: _stays(socket.url, host) or complaints.append(f"other host: {socket.url}"))


def _stays(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return f"{parts.scheme}:" not in OURS or parts.netloc == host


def fits(page: Page) -> bool:
    """Nothing hangs over the edge of the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def axe_violations(page: Page) -> list[str]:
    """Serious and critical violations of accessibility rules, as `rule: element`."""
    found = Axe().run(page).response["violations"]
    serious = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in serious for node in rule["nodes"]]
