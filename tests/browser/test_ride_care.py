"""When something went wrong: a lost bag, a question to our team, a suspension and the word against it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.people import DriverApp, Driving, RiderApp
from tests.browser.riding import WAIT_MS, enter, new_number, open_menu, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

SUSPEND = """
from apps.accounts.models import Person
from apps.accounts.services import suspend_rider
nadia = Person.objects.get(email="nadia@superapp.example")
rider = Person.objects.get(phone={phone!r})
suspend_rider(person_id=rider.id, reason_code="conduct", note="Three reports", actor_id=nadia.id)
"""

ANNOUNCE = """
from datetime import timedelta
from django.db import transaction
from apps.accounts.models import Person
from apps.realtime.services import personal_stream, publish
rider = Person.objects.get(phone={phone!r})
said = {{"id": "1", "title": "Marathon on Friday", "text": "The centre is closed until noon."}}
with transaction.atomic():
    publish(personal_stream("rider", rider.id), "announcement", said, valid_for=timedelta(days=1))
"""


@pytest.fixture(scope="module")
def ridden(city, karim: DriverApp) -> str:
    """The number of somebody whom Karim has driven."""
    number = new_number()
    amina = RiderApp(city.url, phone=number, role="rider")
    with Driving(karim, lat=36.7540, lng=3.0580):
        amina.order()
        ride = karim.take_offer()
        amina.wait_for(ride, "accepted")
        karim.do("ride.arrive", ride_id=ride)
        karim.do("ride.start", ride_id=ride, pin=amina.pin())
        karim.do("ride.complete", ride_id=ride)
    return number


def test_a_lost_bag_and_a_question_about_the_price(rider_page: Callable[..., Page], city, ridden):
    page = rider_page(language="en")
    enter(page, city.url, number=ridden)
    open_menu(page, "history")
    page.locator("[data-history] button").first.click()
    done = view(page, "done")
    with page.context.expect_page() as opened:
        done.get_by_role("button", name="Receipt", exact=True).click()
    expect(opened.value.locator("body")).to_contain_text("DZD", timeout=WAIT_MS)
    opened.value.close()
    done.get_by_role("button", name="I lost something").click()
    care = view(page, "care")
    care.get_by_role("button", name="Send").click()
    expect(care.locator("#care-error")).to_have_text("Write a few words.")
    care.get_by_label("What did you lose").fill("A blue bag, on the back seat")
    assert (fits(page), axe_violations(page)) == (True, [])
    care.get_by_role("button", name="Send").click()
    done.wait_for(timeout=WAIT_MS)
    done.get_by_role("button", name="I lost something").click()  # there is one now: what was said
    thread = view(page, "list")
    expect(thread).to_contain_text("A blue bag", timeout=WAIT_MS)
    thread.get_by_role("button", name="Back").click()

    done.get_by_role("button", name="I have a problem").click()
    care.get_by_label("What is it about?").select_option("fare")
    care.get_by_label("What happened?").fill("He took a long way")
    care.get_by_role("button", name="Send").click()
    done.wait_for(timeout=WAIT_MS)
    open_menu(page, "cases")
    rows = thread.locator("[data-rows] > li")
    threads = ["The price · Being read", "A blue bag, on the back seat · We have asked"]
    expect(rows).to_contain_text(threads, timeout=WAIT_MS)
    thread.get_by_role("button", name="Open").last.click()
    expect(rows).to_contain_text("A blue bag")
    thread.get_by_role("button", name="Back").click()
    expect(rows).to_have_count(2, timeout=WAIT_MS)
    thread.get_by_role("button", name="Open").first.click()
    expect(thread.locator("[data-rows] > li")).to_contain_text("He took a long way")
    assert axe_violations(page) == []


def test_who_is_suspended_is_told_why_and_appeals_once(rider_page: Callable[..., Page], city):
    number = new_number()
    page = rider_page(language="en", forgive="status of 403")
    enter(page, city.url, number=number)
    page.wait_for_timeout(1_000)
    city.manage("shell", "-c", SUSPEND.format(phone=number))
    suspended = view(page, "suspended")
    suspended.wait_for(timeout=WAIT_MS)
    expect(suspended).to_contain_text("Conduct towards drivers")
    assert (fits(page), axe_violations(page)) == (True, [])
    open_menu(page, "history")
    view(page, "history").wait_for(timeout=WAIT_MS)
    page.locator("[data-view=history] [data-back]").click()
    page.reload()
    suspended.wait_for(timeout=WAIT_MS)
    suspended.get_by_label("You think this is wrong?").fill("It was not me")
    suspended.get_by_role("button", name="Send my appeal").click()
    expect(suspended).to_contain_text("We have your appeal", timeout=WAIT_MS)
    expect(suspended.get_by_role("button", name="Send my appeal")).to_be_hidden()


def test_an_announcement_is_told_at_once_and_kept(rider_page: Callable[..., Page], city):
    number = new_number()
    page = rider_page(language="en")
    enter(page, city.url, number=number)
    city.manage("shell", "-c", ANNOUNCE.format(phone=number))
    expect(page.locator("[data-notices]")).to_contain_text("Marathon on Friday", timeout=WAIT_MS)
    open_menu(page, "inbox")
    expect(view(page, "list").locator("[data-rows] > li")).to_contain_text("The centre is closed", timeout=WAIT_MS)
