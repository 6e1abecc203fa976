"""Pages do all they are for under their content security policies. A browser that must refuse something says so on its
console, and `open_page` fails the test then."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from PIL import Image
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.people import Cast, settle
from tests.support.platform import Platform, platform

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

WAIT_MS = 30_000
PAPERS = """
import datetime, io
from PIL import Image
from weasyprint import HTML
from apps.accounts.models import Person
from apps.fleet import services
from apps.fleet.models import Driver
Person.objects.filter(email={email!r}).update(is_superuser=True)
picture = io.BytesIO()
Image.new("RGB", (600, 400), "red").save(picture, "JPEG")
scan = HTML(string="<style>@page {{ margin: 0; background: red }}</style><h1>Licence</h1>").write_pdf()
until = datetime.date.today() + datetime.timedelta(days=400)
for name, file in (("Karim Meziane", picture.getvalue()), ("Sofia Cherif", scan)):
    driver = Driver.objects.get(person__full_name=name)
    paper = services.read_paper(file)
    print(services.submit_document(driver_id=driver.pk, kind="driving_licence", paper=paper, expires_on=until).pk)
"""


class Tiles(BaseHTTPRequestHandler):
    """A server of map tiles on another origin."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        picture = io.BytesIO()
        Image.new("RGB", (256, 256), "red").save(picture, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(picture.getvalue())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def tiles() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, tiles: str) -> Iterator[Platform]:
    """Nothing is worked on here: only pages."""
    folder = tmp_path_factory.mktemp("platform")
    extra = {"MAP_TILE_URL": f"{tiles}/{{z}}/{{x}}/{{y}}.png", "PRIVATE_FILES": str(folder / "private")}
    with platform(folder, workers=(), extra=extra) as running:
        yield running


@pytest.fixture(scope="module")
def cast(city: Platform) -> Cast:
    return settle(city)


@pytest.fixture(scope="module")
def papers(city: Platform, cast: Cast) -> list[str]:
    """The addresses of a picture and of a PDF that wait for a decision; Nadia may see every page."""
    said = city.manage("shell", "-v", "0", "-c", PAPERS.format(email=cast.nadia_email)).stdout
    return [f"/admin/fleet/driverdocument/{key}" for key in said.split()]


@pytest.fixture
def desk(open_page: Callable[..., Page], papers: list[str], staff_session: Path) -> Page:
    return open_page(storage_state=staff_session)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/fleet/driverdocument/",
        "/admin/fleet/hotspot/add/",
        "/admin/dispatch/policy/add/",
        "/admin/pricing/promo/add/",
        "/admin/geo/zone/",
    ],
)
def test_the_admins_pages_come_to_life(desk, path):
    desk.goto(path, wait_until="networkidle")
    expect(desk.locator("html:not([x-cloak])")).to_be_attached(timeout=WAIT_MS)  # Alpine has begun


def test_the_docs_try_a_call(open_page):
    page = open_page()
    page.goto("/api/docs/")
    call = page.locator(".opblock", has_text="/api/v1/public/zones").first
    call.locator(".opblock-summary").click(timeout=WAIT_MS)
    call.get_by_role("button", name="Try it out").click(timeout=WAIT_MS)
    call.get_by_role("button", name="Execute").click()
    expect(call.locator(".live-responses-table .response-col_status").last).to_contain_text("200", timeout=WAIT_MS)


def test_a_picture_is_in_the_page_and_a_pdf_in_the_browsers_viewer(desk, papers):
    picture, scan = papers
    desk.goto(f"{picture}/change/")
    assert desk.locator(".fleet-paper").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 600

    desk.goto(f"{scan}/change/")
    with desk.context.expect_page() as opened:
        desk.locator("[href$='/file']:not([download])").click()
    _wait_for_red(opened.value)

    with desk.expect_download() as saved:
        desk.locator("[href$='/file'][download]").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")


def _wait_for_red(page: Page) -> None:
    """The viewer is a page of its own that tells nothing: only the picture on the screen does."""
    for _ in range(40):
        with suppress(Error):  # while one document makes way for the other there is no picture
            shown = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
            if ((shown[..., 0] > 200) & (shown[..., 1] < 60)).mean() > 0.2:
                return
        page.wait_for_timeout(500)
    raise AssertionError("the PDF is not shown")


@pytest.mark.parametrize("path", ["/ops/map/?zone=algiers", "/ride/"])
def test_maps_load_their_tiles_from_where_they_are(desk, tiles, open_page, staff_session, path):
    Tiles.asked.clear()
    page = open_page(storage_state=staff_session, forgive=f"other host: {tiles}")
    with page.expect_response(lambda answer: answer.url.startswith(tiles), timeout=WAIT_MS):
        page.goto(path)
    assert Tiles.asked


def test_a_second_factor_is_set_up_and_asked(open_page, city, cast):
    page = open_page()
    sign_in(page, cast)
    page.goto("/accounts/2fa/totp/activate/")
    page.locator("input[name=password]").fill(cast.nadia_password)
    page.locator("input[name=password]").press("Enter")
    secret = page.locator(".secret").inner_text(timeout=WAIT_MS)
    assert page.locator(".qr img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    _enter_code(page, secret)
    page.wait_for_url("**/2fa/**codes/**", timeout=WAIT_MS)

    other = open_page()
    other.goto("/accounts/login/")
    other.locator("input[name=login]").fill(cast.nadia_email)
    other.locator("input[name=password]").fill(cast.nadia_password)
    other.locator("input[name=password]").press("Enter")
    _enter_code(other, secret)
    other.wait_for_url("**/admin/", timeout=WAIT_MS)


def _enter_code(page: Page, secret: str) -> None:
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))
    page.locator("input[name=code]").press("Enter")
