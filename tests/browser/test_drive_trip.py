"""Karim's trip with a stop on the way: what he and his rider say, a call for help, the stars, and never again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.driving import accept, go_offline, go_online, heading, open_menu, step
from tests.browser.people import wait_at_the_pickup
from tests.browser.riding import WAIT_MS, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

PHARMACY = {"lat": 36.7500, "lng": 3.0500}


def test_a_trip_with_a_stop_a_chat_and_the_riders_stars(driver_page, rider, order):
    page = driver_page(forgive="status of 422")  # the wrong code
    go_online(page)
    ride = order(stops=[PHARMACY], labels=["Pharmacy"])
    expect(page.locator("[data-view=offer] [data-f=trip]")).to_contain_text("Stops: 1", timeout=WAIT_MS)
    expect(page.locator("[data-view=offer] [data-f=pay_about]")).to_contain_text("You keep this of DZD")
    accept(page)

    rider.post(f"rider/rides/{ride}/messages", {"text": "I wear a red coat"})
    expect(page.locator("[data-unread]")).to_have_text("1", timeout=WAIT_MS)
    page.locator("[data-chat-open]").click()
    expect(page.get_by_text("I wear a red coat").last).to_be_visible()
    page.get_by_role("button", name="I am coming.").click()
    expect(page.locator(".said-by-me")).to_contain_text("I am coming.", timeout=WAIT_MS)
    assert axe_violations(page) == []
    page.locator("[data-view=chat] [data-back]").click()
    expect(page.locator("[data-unread]")).to_be_hidden()
    assert [said["quick"] for said in rider.get(f"rider/rides/{ride}/messages")["results"]] == ["coming", ""]

    step(page, "I am on my way")
    heading(page, "Drive to the pickup")
    step(page, "I have arrived")
    heading(page, "Ask for the code")
    page.get_by_role("button", name="Give this ride up").click()
    heading(page, "The rider did not come?")
    page.locator("dialog[open] select").select_option("other")
    expect(page.get_by_text("Another driver is looked for.")).to_be_visible()
    page.locator("dialog[open] select").select_option("rider_no_show")
    expect(page.get_by_text("Another driver is looked for.")).to_be_hidden()
    page.locator("dialog[open]").get_by_role("button", name="The rider did not come").click()
    expect(page.locator("dialog[open] [data-error]")).to_contain_text("You can say so in", timeout=WAIT_MS)
    page.get_by_role("button", name="Keep it").click()
    pin = rider.pin()
    page.locator("#pin").fill("0000" if pin != "0000" else "1111")
    step(page, "Start the trip")
    expect(page.locator("#step-error")).not_to_be_empty(timeout=WAIT_MS)
    page.locator("#pin").fill(pin)
    step(page, "Start the trip")

    heading(page, "Drive to stop 1 of 1")
    assert "36.75,3.05" in page.get_by_role("link", name="Navigate").get_attribute("href")
    step(page, "I am at stop 1")
    heading(page, "Drive to the destination")
    assert rider.ride(ride)["stops"][0]["reached_at"]
    page.get_by_role("button", name="SOS: call for help").click()
    page.get_by_role("button", name="Tell our team, with my place").click()
    expect(page.get_by_text("Our team has your call and your place.")).to_be_visible(timeout=WAIT_MS)
    assert page.get_by_role("link", name="Call the police").get_attribute("href") == "tel:17"
    page.locator("dialog[open]").get_by_role("button", name="Close").click()
    step(page, "Complete the trip")

    heading(page, "Trip completed")
    expect(page.locator("[data-f=kept]")).to_have_text(re.compile(r"^You keep .*\d"))
    assert axe_violations(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".stars label").nth(3).click()
    page.get_by_label("Friendly", exact=True).check()
    page.get_by_role("button", name="Never with this rider again").click()
    expect(page.get_by_text("You are not offered rides of this rider any more.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_text("Ask our team about this ride").click()
    page.get_by_label("What happened?").fill("The rider left the door open")
    page.locator("[data-ask]").get_by_role("button", name="Send").click()
    expect(page.get_by_text("Our team has it.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Go on").click()
    view(page, "duty").wait_for(timeout=WAIT_MS)
    expect(page.locator("[data-today] [data-f=trips]")).not_to_have_text("Trips: 0", timeout=WAIT_MS)

    rider.post(f"rider/rides/{ride}/lost-items", {"description": "A blue umbrella"})
    expect(page.get_by_text("A rider asks about something lost: A blue umbrella")).to_be_visible(timeout=WAIT_MS)
    support = open_menu(page, "support")
    expect(support.locator("[data-cases]")).to_contain_text("The rider left the door open", timeout=WAIT_MS)
    assert (fits(page), axe_violations(page)) == (True, [])
    support.locator("[data-items]").get_by_label("Your message").fill("Under the seat")
    support.get_by_role("button", name="I have found it").click()
    expect(support.get_by_text("You have found it")).to_be_visible(timeout=WAIT_MS)  # and the words are still there
    support.locator("[data-items]").get_by_role("button", name="Send").click()
    expect(support.locator("[data-items] .said-by-me")).to_contain_text("Under the seat", timeout=WAIT_MS)
    assert rider.get(f"rider/rides/{ride}/lost-items")["results"][0]["status"] == "found"

    account = open_menu(page, "account")
    account.get_by_role("button", name="Allow again").click()
    expect(account.get_by_text("Nobody.")).to_be_visible(timeout=WAIT_MS)
    account.locator("[data-back]").click()
    go_offline(page)


def test_a_rider_who_does_not_come_is_told_so_and_what_it_brings(driver_page, city, order):
    page = driver_page()
    go_online(page)
    ride = order()
    accept(page)
    step(page, "I am on my way")
    heading(page, "Drive to the pickup")
    step(page, "I have arrived")
    heading(page, "Ask for the code")
    wait_at_the_pickup(city, ride)
    page.get_by_role("button", name="Give this ride up").click()
    page.locator("dialog[open]").get_by_role("button", name="The rider did not come").click()
    heading(page, "The rider did not come")
    done = view(page, "done")
    expect(done.locator("[data-f=kept]")).to_have_text(re.compile(r"^You keep .*\d"))
    done.get_by_text("What the rider pays for").click()
    expect(done.locator("[data-lines]")).to_contain_text("No-show fee")
    page.get_by_role("button", name="Go on").click()
    go_offline(page)
