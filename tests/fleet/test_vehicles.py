"""A driver with several vehicles: one at a time, switched while offline, each with its own papers."""

from uuid import uuid4

import pytest

from apps.accounts.models import AuditLine
from apps.fleet import selectors, services
from apps.fleet.models import CategoryRule, Vehicle
from apps.kernel import clock
from apps.kernel.transitions import TransitionRefused
from apps.realtime.models import StreamMessage

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/driver/vehicles"
SEDAN = {"plate": "04411-120-16", "make": "Skoda", "model": "Superb", "colour": "black"}
SEDAN |= {"category": "comfort", "seats": 4, "year": 2024}


@pytest.fixture
def karims(api, karim):
    return api(karim.person, "driver")


@pytest.fixture
def sedan(karim, nadia) -> Vehicle:
    """Karim's second car, approved, its papers seen at the office."""
    vehicle = services.add_vehicle(driver_id=karim.id, **SEDAN)
    return services.approve_vehicle(vehicle_id=vehicle.id, actor_id=nadia.id)


def act(client, vehicle, what: str):
    return client.post(f"{ADDRESS}/{vehicle.id}/{what}")


def active(driver) -> list[str]:
    return list(Vehicle.objects.filter(driver=driver, active=True).values_list("plate", flat=True))


def test_a_vehicle_is_added_and_waits_for_staff(karims, karim):
    answer = karims.post(ADDRESS, SEDAN | {"plate": "04411-120-16 "}, idempotency_key="sedan-001")

    assert answer.status_code == 201
    assert (answer.json()["plate"], answer.json()["status"], answer.json()["active"]) == (
        "04411-120-16",
        "submitted",
        False,
    )
    assert act(karims, Vehicle.objects.get(plate="04411-120-16"), "activate").json()["type"] == (
        "/problems/vehicle-not-approved"
    )
    assert active(karim) == ["00123-116-16"]


def test_a_plate_is_registered_once(karims, sofia):
    answer = karims.post(ADDRESS, SEDAN | {"plate": "00456-118-16"}, idempotency_key="sedan-001")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/plate-taken")


@pytest.mark.parametrize("plate", ["!!", "1-2", "1234567890123456", "AB<12>34", "123\u202e456"])
def test_a_plate_has_four_to_fifteen_letters_and_digits(karims, karim, plate):
    answer = karims.post(ADDRESS, SEDAN | {"plate": plate}, idempotency_key="sedan-001")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "plate")
    assert karim.vehicles.count() == 1


@pytest.mark.parametrize("plate", ["AB-123-CD", "1234 \u062a\u0648\u0646\u0633 567", "12345.A.6"])
def test_plates_of_every_market_are_taken(karims, karim, plate):
    assert karims.post(ADDRESS, SEDAN | {"plate": plate}, idempotency_key="sedan-001").status_code == 201


def test_a_year_to_come_is_refused_and_not_changed(karims, karim):
    answer = karims.post(ADDRESS, SEDAN | {"year": clock.now().year + 2}, idempotency_key="sedan-001")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "year")
    assert karim.vehicles.count() == 1


def test_a_vehicle_must_fit_its_category(karims):
    answer = karims.post(ADDRESS, SEDAN | {"year": clock.now().year - 9}, idempotency_key="sedan-001")

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/vehicle-unfit")
    assert (answer.json()["min_seats"], answer.json()["max_age_years"]) == (4, 8)


def test_the_driver_switches_while_offline(karims, karim, sedan):
    assert act(karims, sedan, "activate").status_code == 200

    assert active(karim) == ["04411-120-16"]
    listed = karims.get(ADDRESS).json()["vehicles"]
    assert [(car["plate"], car["active"]) for car in listed] == [("04411-120-16", True), ("00123-116-16", False)]


def test_nobody_switches_on_shift(karims, karim, sedan):
    services.go_online(driver_id=karim.id)

    answer = act(karims, sedan, "activate")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/go-offline-first")
    assert active(karim) == ["00123-116-16"]


def test_each_vehicle_has_its_own_papers(karim, karims, sedan):
    act(karims, sedan, "activate")

    reasons = selectors.go_online_refusals(karim.id)

    assert [(reason.code, reason.kind, reason.vehicle) for reason in reasons] == [
        ("document-missing", kind, "04411-120-16") for kind in ("vehicle_registration", "insurance", "inspection")
    ]
    services.vouch(driver_ids=[karim.id])
    assert selectors.go_online_refusals(karim.id) == []


def test_a_vehicle_grown_too_old_for_its_category_stops_at_the_gate(karim, karims, sedan):
    act(karims, sedan, "activate")
    services.vouch(driver_ids=[karim.id])
    rule = CategoryRule.objects.get(market__code="DZ", category="comfort")
    rule.max_age_years = 1
    rule.save()

    assert [reason.code for reason in selectors.go_online_refusals(karim.id)] == ["vehicle-category"]


def test_somebody_elses_vehicle_is_not_there(karims, sofia):
    hers = sofia.vehicles.get()

    for what in ("activate", "retire"):
        assert act(karims, hers, what).status_code == 404
    assert karims.post(f"{ADDRESS}/{uuid4()}/activate").status_code == 404
    assert active(sofia) == ["00456-118-16"]


def test_a_vehicle_that_was_sold_is_retired_and_its_plate_is_free(karims, api, sofia, sedan):
    assert act(karims, sedan, "retire").json()["status"] == "retired"

    assert [car["plate"] for car in karims.get(ADDRESS).json()["vehicles"]] == ["00123-116-16"]
    assert act(karims, sedan, "activate").status_code == 404
    answer = api(sofia.person, "driver").post(ADDRESS, SEDAN, idempotency_key="sedan-001")
    assert answer.status_code == 201


def test_the_vehicle_of_the_shift_is_not_retired(karims, karim):
    services.go_online(driver_id=karim.id)

    answer = act(karims, karim.vehicles.get(), "retire")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/go-offline-first")


def put(client, vehicle, categories: list[str]):
    return client.put(f"{ADDRESS}/{vehicle.id}/categories", {"categories": categories}, format="json")


def test_a_better_car_may_also_take_plainer_rides(karims, karim, sedan):
    assert put(karims, sedan, ["standard", "comfort"]).json()["also_serves"] == ["standard"]
    act(karims, sedan, "activate")
    services.vouch(driver_ids=[karim.id])
    services.go_online(driver_id=karim.id)

    assert selectors.on_duty([karim.id])[karim.id].serves == {"standard", "comfort"}
    put(karims, sedan, [])
    assert selectors.on_duty([karim.id])[karim.id].serves == {"comfort"}


def test_a_plain_car_does_not_take_better_rides(karims, karim):
    answer = put(karims, karim.vehicles.get(), ["comfort"])

    assert (answer.status_code, answer.json()["type"], answer.json()["allowed"]) == (
        422,
        "/problems/category-not-served",
        [],
    )


def test_staff_approve_a_vehicle_and_the_driver_is_told(karim, nadia, sedan):
    assert AuditLine.objects.get(action="vehicle.approved").details == {"plate": "04411-120-16"}
    told = StreamMessage.objects.get(event="driver.updated").data
    assert (told["title"], told["plate"]) == ("Votre véhicule a été approuvé.", "04411-120-16")
    with pytest.raises(TransitionRefused):
        services.approve_vehicle(vehicle_id=sedan.id, actor_id=nadia.id)


def test_a_vehicle_not_accepted_any_more_ends_its_shift_after_the_run(karim, nadia):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)

    services.reject_vehicle(
        vehicle_id=karim.vehicles.get().id, actor_id=nadia.id, reason="condition", note="Pare-brise fendu."
    )

    assert selectors.on_duty([karim.id])[karim.id].last_trip
    services.release(driver_id=karim.id)
    assert selectors.open_shift(karim.id) is None
    assert [reason.code for reason in selectors.go_online_refusals(karim.id)] == ["no-vehicle"]
    assert StreamMessage.objects.get(event="driver.updated").data["detail"].endswith("Pare-brise fendu.")
