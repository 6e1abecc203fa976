"""GET /api/v1/rider/rides/<id>/receipt and receipt.pdf, and the worker behind them"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError
from pypdf import PdfReader

from apps.kernel import clock
from apps.rides import selectors, services, tasks
from apps.rides.models import Receipt, ReceiptCounter, Ride
from apps.rides.services import receipt_pdf, receipts
from tests.support.threads import together


def test_no_receipt_until_the_ride_is_completed(city, amina, karim):
    ride = city.under_way(amina, karim)
    for name in ("receipt", "receipt.pdf"):
        assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/{name}").status_code == 404


def test_the_receipt_says_what_the_quote_said(city, amina, karim):
    ride = city.completed(amina, karim, pickup_label="Home", dropoff_label="Work")
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()

    assert receipt["number"] == f"DZ-{clock.now().year}-000001"
    assert receipt["fare"]["lines"] == ride["fare"]["lines"]
    assert receipt["fare"]["total_minor"] == ride["fare"]["total_minor"]
    assert (receipt["pickup"]["label"], receipt["dropoff"]["label"]) == ("Home", "Work")
    assert receipt["legal_entity"]["name"] == "Superapp Algérie SPA"
    assert (receipt["time_zone"], receipt["pdf"]) == ("Africa/Algiers", "pending")


def test_numbers_follow_each_other(city, amina, karim):
    city.completed(amina, karim)
    city.completed(amina, karim)
    numbers = Receipt.objects.order_by("id").values_list("number", flat=True)
    assert [number[-6:] for number in numbers] == ["000001", "000002"]


def test_the_year_is_that_of_the_city(city, amina, karim):
    """Half an hour before midnight in UTC is the next year in Algiers."""
    end_of_year = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    city.travel((end_of_year - clock.now()).total_seconds() - 700)
    city.clients.clear()
    city.completed(amina, karim)
    assert Receipt.objects.get().number == "DZ-2028-000001"


def test_many_at_once_get_numbers_without_gaps(transactional_db):
    def take() -> str:
        with transaction.atomic():
            return receipts._next_number("DZ", 2027)

    assert sorted(together(8, take)) == [f"DZ-2027-{n:06}" for n in range(1, 9)]


def test_a_completion_that_fails_gives_its_number_back(transactional_db):
    with transaction.atomic():
        receipts._next_number("DZ", 2027)
        transaction.set_rollback(True)
    assert ReceiptCounter.objects.count() == 0


def test_two_workers_render_once(city, amina, karim, monkeypatch):
    city.completed(amina, karim)
    receipt = Receipt.objects.get()
    rendered = []
    monkeypatch.setattr(receipts, "to_pdf", lambda **what: rendered.append(what) or b"%PDF-1")

    assert sorted(together(3, lambda: services.render_receipt(receipt_id=receipt.id))) == [False, False, True]
    assert len(rendered) == 1
    assert services.render_due() == 0


def test_a_dead_workers_claim_lapses(city, amina, karim, monkeypatch):
    city.completed(amina, karim)
    receipt = Receipt.objects.get()
    assert receipts._claim(receipt.id)
    tasks.render_due_receipts()
    assert Receipt.objects.get().pdf_state == "pending"

    city.travel(121)
    tasks.render_receipt(str(receipt.id))
    assert Receipt.objects.get().pdf_state == "ready"


def test_rendering_is_given_up_after_five_tries_until_staff_ask_again(city, amina, karim, monkeypatch):
    ride = city.completed(amina, karim)
    receipt = Receipt.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(receipts, "to_pdf", lambda **_what: 1 / 0)
        for _ in range(5):
            services.render_due()
            city.travel(121)
    city.clients.clear()
    answer = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")

    services.render_again(receipt_id=receipt.id)
    assert services.render_due() == 1


def test_asking_for_the_pdf_too_early_is_not_an_error_of_the_log(city, amina, karim, caplog):
    ride = city.completed(amina, karim)
    rider = city.rider(amina)
    caplog.clear()
    answer = rider.get(f"/api/v1/rider/rides/{ride['id']}/receipt.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert [line.getMessage() for line in caplog.records if line.levelname in ("WARNING", "ERROR")] == []

    rider.get(f"/api/v1/rider/rides/{uuid4()}/receipt.pdf")
    assert {line.name for line in caplog.records if line.levelname == "WARNING"} == {
        "django.request",
        "django_structlog.middlewares.request",
    }


def test_a_completed_ride_hints_the_worker(city, amina, karim, monkeypatch):
    hinted = []
    monkeypatch.setattr(tasks.render_receipt, "apply_async", lambda args, **_options: hinted.extend(args))
    city.completed(amina, karim)
    city.works()
    assert hinted == [str(Receipt.objects.get().id)]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_paper_in_three_languages(city, amina, karim, language):
    amina.language = language
    amina.save()
    city.completed(amina, karim, pickup_label="البريد المركزي", dropoff_label="<b>Bab & Ezzouar</b>")
    city.works()
    receipt = Receipt.objects.get()
    page = PdfReader(BytesIO(bytes(receipt.pdf))).pages[0]
    width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
    text = page.extract_text()

    assert receipt.language == language
    assert (round(width), round(height)) == (148, 210)
    assert receipt.number in text
    assert "<b>Bab & Ezzouar</b>" in text
    assert "002416103456789" in text
    assert len(receipt.pdf) < 60_000


def test_the_page_mirrors_in_arabic_and_amounts_do_not(city, amina, karim):
    city.completed(amina, karim)
    view = selectors.receipt_view(Receipt.objects.select_related("ride").get())
    html = receipt_pdf.to_html(receipt=view, language="ar")
    assert '<html lang="ar" dir="rtl">' in html
    amounts = re.findall(r"<bdi dir=\"ltr\"[^>]*>[^<]*DZD</bdi>", html)
    assert len(amounts) == html.count("DZD")


def test_times_are_those_of_the_city(city, amina, karim):
    city.completed(amina, karim)
    view = selectors.receipt_view(Receipt.objects.select_related("ride").get())
    late = replace(
        view,
        started_at=datetime(2026, 7, 1, 22, 40, tzinfo=UTC),
        completed_at=datetime(2026, 7, 1, 23, 5, tzinfo=UTC),
        ended_at=datetime(2026, 7, 1, 23, 5, tzinfo=UTC),
    )
    html = receipt_pdf.to_html(receipt=late, language="en")
    assert "23:40" in html
    assert "00:05" in html
    assert "July 2, 2026" in html


@pytest.mark.parametrize(
    "address",
    ["https://example.com/x.png", "file:///etc/passwd", "receipt:../../manage.py", "receipt:", "data:text/plain,x"],
)
def test_the_paper_loads_nothing_but_our_fonts_and_logo(address):
    with pytest.raises(receipt_pdf.ForbiddenAddress):
        receipt_pdf.asset(address)
    assert receipt_pdf.asset("receipt:inter.ttf")[1] == "font/ttf"


def test_pdf_is_not_read_where_it_is_not_asked_for(city, amina, karim, django_assert_num_queries):
    ride = city.completed(amina, karim)
    city.works()
    client = city.rider(amina)
    for name in ("receipt", "receipt.pdf"):
        with django_assert_num_queries(2) as queries:
            assert client.get(f"/api/v1/rider/rides/{ride['id']}/{name}").status_code == 200
        assert ('"pdf"' in queries[-1]["sql"]) == (name == "receipt.pdf")


def test_a_lost_broker_loses_no_receipt(city, amina, karim, monkeypatch):
    asked = []

    def lost(args: tuple, **_options: object) -> None:
        asked.extend(args)
        raise OperationalError

    monkeypatch.setattr(tasks.render_receipt, "apply_async", lost)
    city.completed(amina, karim)
    city.works()
    assert asked == [str(Receipt.objects.get().id)]
    assert Receipt.objects.get().pdf_state == "ready"
    assert Ride.objects.get().completed_at - Receipt.objects.get().issued_at == timedelta(0)
