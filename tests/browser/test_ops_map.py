"""Operations watch the city: a real browser, real sockets, a driver and a rider who use their own doors."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from scipy import ndimage

from apps.geo import services as cells
from apps.geo.contracts import Point
from tests.browser.conftest import axe_violations, sign_in
from tests.browser.people import Caller, Cast, Driving
from tests.support.platform import ROOT, Platform

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

PICTURE = ROOT / "docs" / "images" / "ops-map.png"
FREE_CAR = (0x0B, 0x9A, 0x73)
CAR_ON_A_TRIP = (0x2F, 0x5F, 0xE3)
SMALLEST_CAR_PX = 25
LIVE = "[data-connection=open]"
WAIT_MS = 30_000
MUCH_DEMAND = (0x4D, 0x6D, 0x94)  # the darkest shade over the ground
AT_CENTRE = {"lat": 36.7538, "lng": 3.0588}
AT_HYDRA = {"lat": 36.7430, "lng": 3.0420}
TRIP = {"pickup": AT_CENTRE, "dropoff": AT_HYDRA}


@pytest.fixture
def watch(open_page: Callable[..., Page], staff_session: Path) -> Callable[..., Page]:
    """`watch(language="ar")`: the live map in Nadia's browser, with news coming in."""

    def open_map(*, zone: str = "algiers", **options: object) -> Page:
        page = open_page(storage_state=staff_session, **options)
        page.goto(f"/ops/map/?zone={zone}")
        page.locator(LIVE).wait_for(timeout=WAIT_MS)
        return page

    return open_map


@pytest.fixture(scope="module")
def karim(city: Platform, cast: Cast) -> Caller:
    return Caller(city.url, phone="+213550000011", role="driver")


@pytest.fixture(scope="module")
def amina(city: Platform) -> Caller:
    return Caller(city.url, phone="+213550000001", role="rider")


def cancel(amina: Caller, ride: dict) -> None:
    amina.post(f"rider/rides/{ride['id']}/cancel")


def crowd() -> dict:
    """Seven cells of Algiers with ever more riders."""
    around = cells.cells_around(cells.cell(Point(**AT_CENTRE)))
    features = [
        cells.cell_feature(cell, demand=4 * n + 1, supply=n, surge=f"{1 + n / 5:.2f}") for n, cell in enumerate(around)
    ]
    return {"type": "FeatureCollection", "features": features}


def map_box(page: Page) -> dict[str, float]:
    """The map below what lies over its upper edge."""
    box = page.locator("[data-map]").bounding_box()
    return {**box, "y": box["y"] + 180, "height": box["height"] - 180}


def picture_of(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def keep(page: Page, name: str) -> None:
    """The screen as a picture, for who wants to look: in the folder KEEP_SCREENS names."""
    if folder := os.environ.get("KEEP_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def place_of(page: Page, car: str) -> tuple[float, float]:
    """Where the car is drawn, in pixels of the map."""
    at = page.evaluate("car => document.querySelector('[data-ops-map]').pixelOfCar(car)", car)
    return at["x"], at["y"]


def color_at(page: Page, car: str) -> tuple[int, int, int]:
    """The colour at the car's middle, from a picture of the screen."""
    box = page.locator("[data-map]").bounding_box()
    x, y = place_of(page, car)
    clip = {"x": box["x"] + x - 3, "y": box["y"] + y - 3, "width": 6, "height": 6}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB").getpixel((3, 3))


def is_near(color: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(color, wanted, strict=True))


def test_staff_sign_in_and_see_a_car_drive(open_page, cast, karim):
    page = open_page()
    sign_in(page, cast)
    page.locator(LIVE).wait_for(timeout=WAIT_MS)
    car = cast.karim_id[-8:]
    with Driving(karim, **AT_HYDRA):
        expect(page.locator("[data-count=online]")).to_have_text("1", timeout=WAIT_MS)
        expect(page.locator("[data-count=free]")).to_have_text("1")
        page.wait_for_timeout(3_000)  # the map has flown to the car, and the car has a step behind it
        before = place_of(page, car)
        page.wait_for_timeout(400)  # less than the second between two snapshots: only interpolation moves it
        between = place_of(page, car)
        page.wait_for_timeout(2_000)
        after = place_of(page, car)
        assert before[0] < between[0] < after[0]  # eastwards
        assert before[1] > between[1] > after[1]  # northwards
        assert is_near(color_at(page, car), FREE_CAR)
    expect(page.locator("[data-empty-city]")).to_be_visible(timeout=WAIT_MS)


def test_a_request_appears_and_goes(watch, amina):
    page = watch()
    expect(page.locator("[data-empty=jobs]")).to_be_visible()
    quotes = amina.post("rider/quotes", {"pickup": AT_CENTRE, "dropoff": AT_HYDRA})["quotes"]
    ride = amina.post("rider/rides", {"quote": quotes[0]["quote"]})
    expect(page.locator("[data-list=jobs] > li")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator("[data-list=jobs] [data-status]")).to_have_text("looking for a driver")
    expect(page.locator("[data-count=searching]")).to_have_text("1")
    amina.post(f"rider/rides/{ride['id']}/cancel")
    expect(page.locator("[data-list=jobs] > li")).to_have_count(0, timeout=WAIT_MS)
    expect(page.locator("[data-empty=jobs]")).to_be_visible()


def test_the_story_of_a_request_is_told_in_the_panel(watch, amina, city):
    page = watch()
    quotes = amina.post("rider/quotes", {"pickup": AT_CENTRE, "dropoff": AT_HYDRA})["quotes"]
    ride = amina.post("rider/rides", {"quote": quotes[0]["quote"]})
    page.locator("[data-list=jobs] button").click(timeout=WAIT_MS)
    story = page.locator("[data-story]")
    expect(story.locator("[data-story-stands]")).to_have_text("looking for a driver", timeout=WAIT_MS)
    expect(story.locator("[data-story-lines] > li").first).to_contain_text("The ride: requested")
    expect(story.get_by_role("link", name="Why not this driver?")).to_be_visible()
    assert axe_violations(page) == []
    keep(page, "story")
    cancel(amina, ride)
    expect(story.locator("[data-story-stands]")).to_contain_text("canceled by the rider", timeout=WAIT_MS)
    page.keyboard.press("Escape")
    expect(story).to_be_hidden()


def test_staff_give_a_request_to_a_driver_by_keyboard(watch, amina, karim, city):
    page = watch()
    quotes = amina.post("rider/quotes", {"pickup": AT_CENTRE, "dropoff": AT_HYDRA})["quotes"]
    with Driving(karim, lat=35.7, lng=-0.63):  # in Oran, where matching does not look for this ride
        ride = amina.post("rider/rides", {"quote": quotes[0]["quote"]})
        page.locator("[data-list=jobs] button").click(timeout=WAIT_MS)
        giving = page.locator("[data-giving]")
        expect(giving.locator("summary")).to_be_visible(timeout=WAIT_MS)
        giving.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(giving.locator("[data-giving-empty]")).to_be_visible(timeout=WAIT_MS)
        page.keyboard.press("Tab")
        page.keyboard.type("mezi")
        expect(giving.locator("[data-giving-list] [data-name]")).to_have_text("Karim Meziane", timeout=WAIT_MS)
        expect(giving.locator("[data-what]")).to_have_text("not seen in this zone")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("[data-ask]")).to_contain_text("Give the ride to Karim Meziane?")
        assert axe_violations(page) == []
        keep(page, "giving")
        page.keyboard.press("Escape")
        expect(page.locator("[data-ask]")).to_be_hidden()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(giving.locator("[data-giving-note]")).to_have_text("The ride is given to the driver.", timeout=WAIT_MS)
        expect(page.locator("[data-story-driver]")).to_have_text("Karim Meziane", timeout=WAIT_MS)
        cancel(amina, ride)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_staff_pause_a_category_and_resume_it(watch, amina, language, width):
    page = watch(language=language, width=width)
    expect(page.locator("[data-pauses-empty]")).to_be_visible(timeout=WAIT_MS)
    page.locator("[data-pauses] summary").click()
    page.locator("#pause-category").select_option("van")
    page.locator("#pause-reason").select_option("weather")
    page.locator("#pause-minutes").fill("30")
    page.locator("[data-pause-form] button").click()
    assert axe_violations(page) == []
    keep(page, f"pause-{language}")
    page.locator("[data-ask] button[value=yes]").click()
    expect(page.locator("[data-pauses-list] > li")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator("[data-paused]")).to_be_visible()
    assert "van" not in {quote["category"] for quote in amina.post("rider/quotes", TRIP)["quotes"]}
    keep(page, f"paused-{language}")
    page.locator("[data-pauses-list] button").click()
    page.locator("[data-ask] button[value=yes]").click()
    expect(page.locator("[data-pauses-list] > li")).to_have_count(0, timeout=WAIT_MS)
    expect(page.locator("[data-paused]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_layer_shows_the_demand_of_each_cell_with_its_unit(watch):
    page = watch()
    page.route("**/ops/heatmap/algiers.json", lambda route: route.fulfill(json=crowd()))
    page.get_by_label("Surge", exact=True).check()
    expect(page.locator("[data-heat-unit]")).to_have_text("What fares are multiplied by, in each cell")
    expect(page.locator("[data-heat-scale] > li")).to_have_count(4)
    assert spots(picture_of(page), MUCH_DEMAND, map_box(page)) == 0
    page.get_by_label("Demand").check()
    page.wait_for_timeout(1_500)
    assert spots(picture_of(page), MUCH_DEMAND, map_box(page)) >= 1
    expect(page.locator("[data-heat-note]")).to_have_text("")
    assert axe_violations(page) == []
    keep(page, "demand")
    page.get_by_label("Zone").select_option("tunis")
    expect(page.locator("[data-heat-note]")).to_have_text("Nothing to show in this zone right now.", timeout=WAIT_MS)


def test_another_zone_is_a_choice_that_the_address_keeps(watch):
    page = watch()
    page.get_by_label("Zone").select_option("tunis")
    page.wait_for_url("**/ops/map/?zone=tunis")
    expect(page.locator("[data-count=online]")).to_have_text("0", timeout=WAIT_MS)
    page.reload()
    expect(page.get_by_label("Zone")).to_have_value("tunis")


def test_a_lost_connection_is_said_and_mends_itself(watch):
    page = watch(forgive="ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    expect(page.locator("[data-retry]")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-words]")).to_contain_text("Trying again in")
    page.context.set_offline(False)
    page.locator(LIVE).wait_for(timeout=WAIT_MS)
    expect(page.locator("[data-retry]")).to_be_hidden()


def test_without_webgl_the_page_says_so_and_the_lists_stay_live(open_page, staff_session):
    page = open_page(storage_state=staff_session)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/ops/map/")
    expect(page.locator("[data-no-webgl]")).to_be_visible()
    page.locator(LIVE).wait_for(timeout=WAIT_MS)
    expect(page.locator("[data-count=online]")).to_have_text("0")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_every_language_fits_a_phone_and_a_desk(watch, language, direction, width):
    page = watch(language=language, width=width)
    for address in ("/ops/map/", "/"):
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == direction
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_language_is_chosen_by_keyboard(open_page):
    page = open_page(language="en")
    page.goto("/")
    page.get_by_role("button", name="العربية").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_what_is_touched_is_large_enough_for_a_thumb(watch):
    page = watch(width=390, height=844, has_touch=True)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('a, button, select, summary')]
            .filter((element) => element.offsetParent && !element.closest('.skip') && !element.matches('.skip'))
            .map((element) => [element.outerHTML.slice(0, 60), element.getBoundingClientRect().height])"""
    )
    assert [size for size in sizes if size[1] < 44] == []


@pytest.mark.skipif(not os.environ.get("UPDATE_SCREENSHOTS"), reason="the picture is taken with UPDATE_SCREENSHOTS=1")
def test_the_picture_of_a_living_city(city, watch):
    with living_city(city):
        page = watch(language="fr", width=1440, height=900)
        page.wait_for_function(
            """() => Number(document.querySelector('[data-ops-map]').dataset.cars) >= 60
                && document.querySelectorAll('[data-list=rides] .is-started').length >= 8""",
            timeout=240_000,
        )
        page.reload()
        page.locator(LIVE).wait_for(timeout=WAIT_MS)
        page.wait_for_timeout(4_000)  # the map has flown to where the cars are
        shot = page.screenshot()
        panel = {name: int(page.locator(f"[data-count={name}]").inner_text()) for name in ("online", "free")}
        expect(page.locator("[data-words]")).to_have_text("En direct")
        expect(page.get_by_label("Zone").locator("option:checked")).to_have_text("Alger")
        assert page.locator("[data-list=rides] .is-started").count() >= 8
        expect(page.locator("[data-legend] ul")).to_be_visible()
        for flaw in ("[data-no-webgl]", "[data-empty-city]", "[data-retry]", "[data-empty=rides]"):
            expect(page.locator(flaw)).to_be_hidden()
        map_box = page.locator("[data-map]").bounding_box()
    assert panel["online"] >= 60
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    assert picture.size == (1440, 900)
    # Where cars overlap, two are drawn as one.
    assert spots(picture, FREE_CAR, map_box) >= panel["free"] / 2
    assert spots(picture, CAR_ON_A_TRIP, map_box) >= 8
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(shot)


def spots(picture: Image.Image, color: tuple[int, ...], box: dict[str, float]) -> int:
    """How many separate patches of a colour, of a car's size or more, a part of the picture has."""
    left, top = box["x"], box["y"]
    part = np.asarray(picture.crop((left, top, left + box["width"], top + box["height"])), dtype=int)
    labels, count = ndimage.label((abs(part - color) < 40).all(axis=2))
    sizes = ndimage.sum_labels(np.ones_like(labels), labels, range(1, count + 1))
    return int((sizes >= SMALLEST_CAR_PX).sum())


@contextmanager
def living_city(city: Platform) -> Iterator[None]:
    people = ("--drivers", "110", "--riders", "90", "--speed", "6", "--seed", "16")
    with (city.folder / "simulator.log").open("wb") as log:
        simulator = subprocess.Popen(
            [sys.executable, "manage.py", "simulate", *people, "--url", city.url],
            cwd=ROOT,
            env=city.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            simulator.terminate()
            simulator.wait(30)
