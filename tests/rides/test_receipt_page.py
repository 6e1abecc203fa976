"""GET /api/v1/rider/rides/<id>/receipt.html, and the tip on every paper"""

from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.rides import services
from apps.rides.models import Receipt
from apps.rides.services import receipts
from tests.rides.city import key


def page(city, person, ride, **extra):
    return city.rider(person).get(f"/api/v1/rider/rides/{ride['id']}/receipt.html", **extra)


def tips(city, person, ride, amount_minor: int = 10_000):
    body = {"amount_minor": amount_minor}
    return city.rider(person).post(f"/api/v1/rider/rides/{ride['id']}/tip", body, idempotency_key=key())


@pytest.mark.parametrize(
    ("language", "direction", "word"), [("fr", "ltr", "Reçu"), ("ar", "rtl", ""), ("en", "ltr", "Receipt")]
)
def test_it_is_there_at_once_in_the_language_asked_for(city, amina, karim, language, direction, word):
    ride = city.completed(amina, karim, dropoff_label="<b>Bab & Ezzouar</b>")
    answer = page(city, amina, ride, HTTP_ACCEPT_LANGUAGE=language, HTTP_ACCEPT="text/html")
    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert word in html
    assert Receipt.objects.get().number in html
    assert "&lt;b&gt;Bab &amp; Ezzouar&lt;/b&gt;" in html


def test_it_runs_nothing_and_loads_from_us_alone(city, amina, karim):
    answer = page(city, amina, city.completed(amina, karim))
    html = answer.content.decode()
    assert answer["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'"
    )
    assert answer["Cache-Control"] == "private, no-store"
    assert "<script" not in html
    assert "receipt:" not in html
    assert 'src="http://testserver/static/icon.svg"' in html  # absolute: opened from memory, the page has no address


def test_nobody_else_reads_it(city, amina, yacine, karim):
    ride = city.completed(amina, karim)
    answer = page(city, yacine, ride)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert page(city, amina, city.under_way(yacine, karim)).status_code == 404


def test_a_tip_is_on_it_as_promised_and_not_in_the_total(city, amina, karim):
    ride = city.completed(amina, karim)
    before = page(city, amina, ride, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Tip" not in before
    assert tips(city, amina, ride).status_code == 201
    html = page(city, amina, ride, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Tip that you promised the driver, not charged yet" in html
    assert "100.00" in html
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["fare"]["total_minor"] == ride["fare"]["total_minor"]
    assert (receipt["tip"]["amount_minor"], receipt["credit"]) == (10_000, None)


def test_the_pdf_is_made_anew_when_a_tip_comes_after_it(city, amina, karim):
    amina.language = "en"
    amina.save()
    ride = city.completed(amina, karim)
    city.works()
    assert "Tip" not in _text()
    tips(city, amina, ride)
    assert Receipt.objects.get().pdf_state == "pending"
    city.works()
    assert "Tip that you promised" in _text()


def test_a_pdf_that_was_being_made_without_the_tip_is_not_kept(city, amina, karim, monkeypatch):
    ride = city.completed(amina, karim)
    receipt = Receipt.objects.get()
    monkeypatch.setattr(receipts, "to_pdf", lambda **_what: tips(city, amina, ride) and b"%PDF-old")
    assert services.render_receipt(receipt_id=receipt.id) is False
    receipt.refresh_from_db()
    assert (receipt.pdf_state, receipt.pdf) == ("pending", None)
    monkeypatch.setattr(receipts, "to_pdf", lambda **what: b"%PDF-1" if what["receipt"].tip else b"")
    assert services.render_receipt(receipt_id=receipt.id) is True
    assert bytes(Receipt.objects.get().pdf) == b"%PDF-1"


def _text() -> str:
    return PdfReader(BytesIO(bytes(Receipt.objects.get().pdf))).pages[0].extract_text().replace("\n", " ")


def test_the_fee_of_who_did_not_come_says_so(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    city.wait(300)
    city.step(karim, ride, "cancel", {"reason": "rider_no_show"})
    html = page(city, amina, ride, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Fee, as you did not come" in html
    assert "Your driver waited at the pickup until" in html
    assert "canceled" not in html
