"""Amina has the page open twice: the tabs are one person, with one queue of commands."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.riding import WAIT_MS, enter, order, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

KEPT = "Object.keys(localStorage).filter((key) => key.includes(':commands:')).length"


def commands_sent(page: Page) -> list[str]:
    """The ids of commands that leave this page from now on, over the socket or REST."""
    ids: list[str] = []

    def note(frame: str | bytes | None) -> None:
        try:
            said = json.loads(frame or "{}")
        except ValueError:
            return
        if "command" in said:
            ids.append(said["id"])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.on("requestfinished", lambda request: request.url.endswith("/commands") and note(request.post_data))
    return ids


def test_a_command_given_in_one_tab_without_network_leaves_once(rider_page: Callable[..., Page], city):
    page = rider_page(language="en", forgive="Failed to load resource")
    left = commands_sent(page)
    enter(page, city.url)
    order(page)
    other = page.context.new_page()
    also_left = commands_sent(other)
    other.goto("/ride/")
    expect(other.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)

    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    page.get_by_role("button", name="Cancel the ride").click()
    page.locator("dialog[open]").get_by_role("button", name="Cancel the ride").click()
    expect(page.get_by_text("Looking for a driver…")).to_be_visible()
    assert (page.evaluate(KEPT), other.evaluate(KEPT)) == (1, 1)
    page.context.set_offline(False)
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="You canceled this ride")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert (page.evaluate(KEPT), other.evaluate(KEPT)) == (0, 0)
    assert len(left + also_left) == len(set(left + also_left)) == 1


def test_a_tab_that_dies_leaves_its_command_to_the_other(rider_page: Callable[..., Page], city):
    page = rider_page(language="en", forgive="ERR_INTERNET_DISCONNECTED")
    enter(page, city.url)
    order(page)
    other = page.context.new_page()
    other.goto("/ride/")
    expect(other.get_by_role("heading", name="Looking for a driver…")).to_be_visible(timeout=WAIT_MS)
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_contain_text("No connection", timeout=WAIT_MS)
    page.get_by_role("button", name="Cancel the ride").click()
    page.locator("dialog[open]").get_by_role("button", name="Cancel the ride").click()
    page.wait_for_function(f"{KEPT} === 1")
    page.close()
    other.context.set_offline(False)
    expect(other.get_by_role("heading", name="You canceled this ride")).to_be_visible(timeout=WAIT_MS)


def test_who_signs_out_in_one_tab_is_out_in_all(rider_page: Callable[..., Page], city):
    page = rider_page(language="en")
    enter(page, city.url)
    other = page.context.new_page()
    other.goto("/ride/")
    view(other, "where").wait_for(timeout=WAIT_MS)
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    for tab in (page, other):
        view(tab, "phone").wait_for(timeout=WAIT_MS)
