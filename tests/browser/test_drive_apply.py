"""Yacine applies to drive on his phone: himself, his car, his documents; our team decides, and he goes online."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations, fits
from tests.browser.driving import PHONE, go_offline, go_online, sign_in
from tests.browser.riding import WAIT_MS, view

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.xdist_group("browser")]

YACINE = "+213550000013"
CAR = {"make": "Dacia", "model": "Logan", "colour": "grey", "year": "2021", "plate": "00789-121-16"}
DECIDE = """
from apps.accounts.models import Person
from apps.fleet.models import DriverApplication, DriverDocument
from apps.fleet.services import approve_application, verify_document
nadia = Person.objects.get(email="nadia@superapp.example").id
application = DriverApplication.objects.get(driver__person__phone="{phone}", status="submitted")
for document in DriverDocument.objects.filter(driver_id=application.driver_id, status="submitted"):
    verify_document(document_id=document.id, actor_id=nadia)
approve_application(application_id=application.id, actor_id=nadia)
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Sharp enough that the page makes it smaller before it is sent."""
    made = tmp_path / "photo.png"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(made)
    return made


def hand_in_all(page: Page, photo: Path) -> None:
    rows = page.locator("[data-view=application] [data-documents] > li")
    for number in range(rows.count()):
        row = rows.nth(number)
        row.locator("summary").click()
        row.get_by_label("Choose a file").set_input_files(photo)
        if row.locator("[name=expires_on]").is_visible():
            row.locator("[name=expires_on]").fill("2030-05-01")
        row.get_by_role("button", name="Hand in", exact=True).click()
        expect(row.locator("[data-badge]")).to_have_text("Being checked", timeout=WAIT_MS)


def tell(page: Page, name: str, value: str) -> None:
    field = page.locator(f"[data-apply-form] [name={name}]")
    if name == "colour":
        field.select_option(value)
    else:
        field.fill(value)


def test_from_a_number_that_does_not_drive_to_online(open_page, city, cast, photo):
    page = open_page(**PHONE, language="en", forgive="status of 40")  # no driver, and no application yet
    page.goto("/drive/")
    sign_in(page, city.url, YACINE)
    page.get_by_role("button", name="Apply to drive").click()
    view(page, "apply").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="On to the documents").click()
    expect(page.locator("[data-apply-form] [data-error]")).to_have_text("Fill in every field.")
    assert (fits(page), axe_violations(page)) == (True, [])
    page.get_by_label("First and last name").first.fill("Yacine Brahimi")
    for name, value in CAR.items():
        tell(page, name, value)
    page.get_by_role("button", name="On to the documents").click()

    view(page, "application").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Send my application").click()
    expect(page.locator("[data-view=application] > [data-error]")).to_contain_text("missing", timeout=WAIT_MS)
    hand_in_all(page, photo)
    assert (fits(page), axe_violations(page)) == (True, [])
    page.reload()  # what was handed in is kept
    expect(page.locator("[data-view=application] [data-f=progress]")).to_have_text("6 of 6 handed in", timeout=WAIT_MS)
    page.get_by_role("button", name="Send my application").click()
    expect(page.get_by_role("heading", name="Your application is with our team")).to_be_visible(timeout=WAIT_MS)

    city.manage("shell", "-c", DECIDE.format(phone=YACINE))
    page.reload()
    view(page, "phone").wait_for(timeout=WAIT_MS)
    sign_in(page, city.url, YACINE)
    go_online(page)
    go_offline(page)


def test_an_application_that_is_taken_back_can_be_made_again(open_page, city, cast):
    page = open_page(**PHONE, language="en", forgive="status of 40")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/drive/")
    sign_in(page, city.url, "+213550000014")
    page.get_by_role("button", name="Apply to drive").click()
    page.get_by_label("First and last name").first.fill("Meriem Saadi")
    for name, value in {**CAR, "plate": "00790-121-16"}.items():
        tell(page, name, value)
    page.get_by_role("button", name="On to the documents").click()
    page.get_by_role("button", name="Take my application back").click()
    expect(page.get_by_role("heading", name="You took your application back")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("button", name=re.compile("Send my application"))).to_be_hidden()
    page.get_by_role("button", name="Apply again").click()
    view(page, "apply").wait_for(timeout=WAIT_MS)
