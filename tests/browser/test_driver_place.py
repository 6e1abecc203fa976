"""static/js/drive/place.js alone: a place is told again only while the car can still be there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

MODULE = Path(__file__).parents[2] / "static/js/drive/place.js"
START = """async () => {
  const { Place } = await import("/place.js");
  window.told = [];
  window.watches = 0;
  const geolocation = {
    watchPosition: (found) => {
      window.report = (latitude) => found({ coords: { latitude, longitude: 3 } });
      return (window.watches += 1);
    },
    clearWatch: () => {},
  };
  Object.defineProperty(navigator, "geolocation", { value: geolocation });
  const live = { now: () => new Date(), tellPosition: ({ lat }) => window.told.push(lat) };
  window.place = new Place({ live, session: {} });
  window.place.start();
  window.report(36.1);
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    script = {"body": MODULE.read_text(), "content_type": "text/javascript"}
    page.route("**/place.js", lambda route: route.fulfill(**script))
    page.route("http://page.test/", lambda route: route.fulfill(body="", content_type="text/html"))
    page.clock.install()
    page.goto("http://page.test/")
    page.evaluate(START)
    yield page
    context.close()


def test_who_stands_is_told_again_and_asked_anew(page: Page):
    page.clock.run_for(25_000)
    assert page.evaluate("[told.length, watches]") == [6, 1]
    page.clock.run_for(5_000)
    assert page.evaluate("watches") == 2
    page.evaluate("report(36.1)")
    assert page.evaluate("told.length") == 7


def test_where_the_car_was_before_the_page_slept_is_not_told_as_now(page: Page):
    page.evaluate("told.length = 0")
    page.clock.fast_forward(600_000)
    page.evaluate("place.tellAgain()")  # the connection came back
    assert page.evaluate("[told, watches]") == [[], 2]
    page.evaluate("report(36.2)")
    assert page.evaluate("told") == [36.2]
