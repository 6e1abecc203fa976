"""GET /api/v1/rider/rides/<id>/cancellation, the same fee when it is done, and its receipt.

Algiers: free for 120 s after a driver accepted and when the driver is 300 s late, else 100.00 DZD.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.pricing.models import CancellationPolicy
from apps.rides.models import Receipt, Ride
from apps.rides.services import FeeChanged, cancel_by_operations, cancel_by_rider
from tests.rides.city import NEAR
from tests.support.threads import together

FEE = 10_000
minute = timedelta(minutes=1)


def price(city, person, ride: dict) -> dict:
    answer = city.rider(person).get(f"/api/v1/rider/rides/{ride['id']}/cancellation")
    assert answer.status_code == 200, answer.content
    return answer.json()


def cancel(city, person, ride: dict, **body: object):
    return city.rider(person).post(f"/api/v1/rider/rides/{ride['id']}/cancel", body)


def on_the_way(city, amina, karim, seconds: float = 121) -> dict:
    """Karim will be there in ten minutes, and `seconds` of them are over."""
    ride = city.assigned(amina, karim)
    Ride.objects.update(promised_pickup_at=Ride.objects.get().accepted_at + 10 * minute)
    city.wait(seconds)
    return ride


def test_while_nobody_has_accepted_it_is_free(city, amina):
    ride = city.order(amina)
    shown = price(city, amina, ride)
    assert (shown["fee_minor"], shown["fee"], shown["reason"]) == (0, None, "no_driver")
    assert cancel(city, amina, ride).status_code == 200
    assert Receipt.objects.count() == 0


def test_for_two_minutes_after_the_acceptance_it_is_free_and_says_until_when(city, amina, karim):
    ride = city.assigned(amina, karim)
    shown = price(city, amina, ride)
    until = Ride.objects.get().accepted_at + 2 * minute
    assert (shown["fee_minor"], shown["reason"]) == (0, "grace")
    assert shown["free_until"] == until.isoformat().replace("+00:00", "Z")
    assert cancel(city, amina, ride).json()["fee"] is None


def test_then_it_costs_what_was_shown_and_there_is_a_receipt(city, amina, karim):
    ride = on_the_way(city, amina, karim)
    shown = price(city, amina, ride)
    assert (shown["fee_minor"], shown["reason"], shown["free_until"]) == (FEE, "under_way", None)
    assert shown["free_from"] == (Ride.objects.get().accepted_at + 15 * minute).isoformat().replace("+00:00", "Z")

    answer = cancel(city, amina, ride, fee_minor=shown["fee_minor"], reason="changed_plans")
    assert answer.status_code == 200
    assert answer.json()["fee"] == shown["fee"]
    assert [line["code"] for line in shown["fee"]["lines"]] == ["cancellation"]
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert (receipt["fare"], receipt["started_at"], receipt["completed_at"]) == (shown["fee"], None, None)
    assert receipt["number"].endswith("-000001")


@pytest.mark.parametrize(("language", "words"), [("en", "canceled"), ("fr", "annulée"), ("ar", None)])
def test_the_fees_receipt_on_paper(city, amina, karim, language, words):
    amina.language = language
    amina.save()
    ride = on_the_way(city, amina, karim)
    cancel(city, amina, ride, fee_minor=FEE)
    city.works()
    paper = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt.pdf", HTTP_ACCEPT="application/pdf")
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert "100" in text
    assert words is None or words in text


def test_who_was_shown_nothing_is_charged_nothing_and_told(city, amina, karim):
    ride = city.assigned(amina, karim)
    assert price(city, amina, ride)["fee_minor"] == 0
    Ride.objects.update(promised_pickup_at=None)
    city.wait(121)
    refused = cancel(city, amina, ride)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/fee-changed")
    assert (refused.json()["fee_minor"], refused.json()["currency"]) == (FEE, "DZD")
    assert Ride.objects.get().status == "accepted"
    assert cancel(city, amina, ride, fee_minor=FEE).json()["fee"]["total_minor"] == FEE


def test_what_has_become_cheaper_costs_less(city, amina, karim):
    ride = on_the_way(city, amina, karim)
    assert price(city, amina, ride)["fee_minor"] == FEE
    city.wait(900)  # by now Karim is late
    assert price(city, amina, ride)["reason"] == "driver_late"
    assert cancel(city, amina, ride, fee_minor=FEE).json()["fee"] is None


def test_when_the_driver_came_late_and_waits_now_it_is_free(city, amina, karim):
    ride = on_the_way(city, amina, karim, seconds=901)
    city.step(karim, ride, "arrive")
    assert price(city, amina, ride)["reason"] == "driver_late"


def test_a_new_driver_is_a_new_grace(city, amina, karim, sofia):
    ride = on_the_way(city, amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    assert price(city, amina, ride)["reason"] == "no_driver"
    city.go_online(sofia, NEAR)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()
    assert price(city, amina, ride)["reason"] == "grace"


def test_by_the_policy_of_the_order_not_of_today(city, amina, karim):
    ride = on_the_way(city, amina, karim)
    old = CancellationPolicy.objects.get(id=Ride.objects.get().policy_version_id)
    CancellationPolicy.objects.create(
        market=old.market, version=old.version + 1, valid_from=old.valid_from, fee=99_000, no_show_fee=99_000
    )
    assert price(city, amina, ride)["fee_minor"] == FEE


def test_without_a_policy_it_is_free(city, amina, karim):
    ride = on_the_way(city, amina, karim)
    Ride.objects.update(policy_version_id=None)
    assert price(city, amina, ride)["reason"] == "no_fee"
    assert cancel(city, amina, ride).json()["fee"] is None


def test_after_the_start_there_is_nothing_to_cancel(city, amina, karim):
    ride = city.under_way(amina, karim)
    answer = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/cancellation")
    assert (answer.status_code, answer.json()["current"]) == (409, "in_progress")


def test_somebody_elses_ride_has_no_price(city, amina, yacine, karim):
    ride = city.assigned(amina, karim)
    assert city.rider(yacine).get(f"/api/v1/rider/rides/{ride['id']}/cancellation").status_code == 404


@pytest.mark.parametrize("wrong", [-1, "much", 1.5, None, 10**10, [1], True])
def test_a_fee_is_a_number(city, amina, karim, wrong):
    ride = city.assigned(amina, karim)
    answer = cancel(city, amina, ride, fee_minor=wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "fee_minor")


def test_operations_end_a_ride_for_nothing(city, amina, karim, nadia):
    ride = on_the_way(city, amina, karim)
    cancel_by_operations(staff_id=nadia.pk, ride_id=ride["id"], note="storm")
    assert Ride.objects.get().fee is None
    assert Receipt.objects.count() == 0


def test_two_cancellations_at_once_charge_one_fee(city, amina, karim):
    ride = on_the_way(city, amina, karim)

    def act() -> str:
        try:
            return cancel_by_rider(rider_id=amina.pk, ride_id=ride["id"], fee_minor=FEE).status
        except Exception as refused:
            return refused.slug

    assert sorted(together(3, act)) == ["rider_canceled", "transition-refused", "transition-refused"]
    assert Receipt.objects.count() == 1


def test_by_command_too(city, amina, karim):
    ride = on_the_way(city, amina, karim)
    refused = city.command(amina, "rider", "ride.cancel", {"ride_id": ride["id"]})
    assert refused["problem"]["type"] == f"/problems/{FeeChanged.slug}"
    done = city.command(amina, "rider", "ride.cancel", {"ride_id": ride["id"], "fee_minor": FEE})
    assert done["data"]["ride"]["fee"]["total_minor"] == FEE
