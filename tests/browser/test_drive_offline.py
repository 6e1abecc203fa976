"""Karim drives through a tunnel: what he does is kept, in order and with its time, and done once."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import accept, go_offline, go_online, heading, step
from tests.browser.riding import WAIT_MS, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

KEPT = "Object.keys(localStorage).filter((key) => key.includes(':commands:')).length"


def commands_sent(page: Page) -> list[str]:
    """The commands that leave this page from now on, by name."""
    names: list[str] = []

    def note(frame: str | bytes | None) -> None:
        said = json.loads(frame or "{}")
        if "command" in said:
            names.append(said["command"])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.on("requestfinished", lambda request: request.url.endswith("/commands") and note(request.post_data))
    return names


def test_a_whole_trip_in_a_tunnel_is_done_once_in_order_with_its_own_times(driver_page, rider, order):
    page = driver_page(forgive="ERR_INTERNET_DISCONNECTED")
    go_online(page)
    ride = order()
    accept(page)
    step(page, "I am on my way")
    heading(page, "Drive to the pickup")
    pin = rider.pin()
    other = page.context.new_page()
    other.goto("/drive/")
    view(other, "trip").wait_for(timeout=WAIT_MS)
    left, also_left = commands_sent(page), commands_sent(other)

    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    step(page, "I have arrived")
    heading(page, "Ask for the code")
    expect(page.get_by_text("Kept on this phone")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_have_text("Waiting is paid from when we hear that you have arrived.")
    page.wait_for_timeout(2_000)
    page.locator("#pin").fill(pin)
    step(page, "Start the trip")
    heading(page, "Drive to the destination")
    page.wait_for_timeout(2_000)
    assert (page.evaluate(KEPT), rider.ride(ride)["status"]) == (2, "arriving")

    page.context.set_offline(False)
    expect(page.get_by_text("Kept on this phone")).to_be_hidden(timeout=WAIT_MS)
    expect(other.get_by_role("heading", name="Drive to the destination")).to_be_visible(timeout=WAIT_MS)
    seen = rider.ride(ride)
    assert seen["status"] == "in_progress"
    assert rider.moment(seen["started_at"]) - rider.moment(seen["arrived_at"]) > 2  # as it was, not when it was sent
    assert sorted(name for name in left + also_left if name.startswith("ride.")) == ["ride.arrive", "ride.start"]
    assert page.evaluate(KEPT) == 0

    step(page, "Complete the trip")
    heading(page, "Trip completed")
    other.close()
    page.get_by_role("button", name="Go on").click()
    go_offline(page)
