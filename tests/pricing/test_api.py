"""POST /api/v1/rider/quotes"""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from apps.geo import services as geo
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.models import CancellationPolicy
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA
from tests.pricing.conftest import MONDAY_AT_EIGHT
from tests.pricing.test_promos import promo

PATH = "/api/v1/rider/quotes"
TRIP = {"pickup": ALGIERS_CENTRE.as_dict(), "dropoff": BAB_EZZOUAR.as_dict()}


def test_amina_sees_what_each_category_costs(api, amina, monday_at_eight):
    answer = api(amina, "rider").post(PATH, TRIP, HTTP_ACCEPT_LANGUAGE="en")

    assert answer.status_code == 200
    quotes = answer.json()["quotes"]
    assert [(q["category"], q["fare"]["total"]) for q in quotes] == [
        ("standard", "1000.00"), ("comfort", "1360.00"), ("van", "1790.00")
    ]  # fmt: skip
    standard = quotes[0]
    assert (standard["distance_m"], standard["duration_s"], standard["eta_source"]) == (16_272, 3_083, "builtin")
    expires_in = datetime.fromisoformat(standard["expires_at"]) - MONDAY_AT_EIGHT
    assert 300 <= expires_in.total_seconds() < 330
    redeemed = services.redeem(token=standard["quote"], rider_id=amina.pk)
    assert redeemed.id == UUID(standard["id"])


def test_the_fare_is_shown_line_by_line(api, amina, monday_at_eight):
    fare = api(amina, "rider").post(PATH, TRIP, HTTP_ACCEPT_LANGUAGE="en").json()["quotes"][0]["fare"]

    assert set(fare) == {"currency", "total_minor", "total", "lines", "tariff_version_id", "surge"}
    assert (fare["currency"], fare["total_minor"], fare["surge"]) == ("DZD", 100_000, "1.00")
    assert [(line["label"], line["amount"]) for line in fare["lines"]] == [
        ("Base fare", "100.00"), ("Booking fee", "20.00"), ("Distance", "569.52"), ("Trip time", "308.28"),
        ("Rounding", "2.20"),
    ]  # fmt: skip
    assert fare["lines"][2] == {
        "code": "distance", "label": "Distance", "quantity": "16.272", "unit": "km", "rate_minor": 3_500,
        "amount_minor": 56_952, "amount": "569.52", "detail": "16.272 km × 35.00",
        "policy_version_id": fare["tariff_version_id"],
    }  # fmt: skip


def test_one_category_when_one_is_asked_for(api, amina):
    answer = api(amina, "rider").post(PATH, {**TRIP, "category": "van"})

    assert [quote["category"] for quote in answer.json()["quotes"]] == ["van"]


def test_the_price_of_one_is_no_promise_to_another(api, amina, yacine):
    token = api(amina, "rider").post(PATH, TRIP).json()["quotes"][0]["quote"]

    with pytest.raises(services.QuoteForged):
        services.redeem(token=token, rider_id=yacine.pk)


@pytest.mark.parametrize("field", ["pickup", "dropoff"])
def test_a_point_in_the_sea_is_named(api, amina, field):
    answer = api(amina, "rider").post(PATH, {**TRIP, field: MID_SEA.as_dict()})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["field"]) == ("/problems/outside-every-zone", field)
    assert problem["point"] == MID_SEA.as_dict()


@pytest.mark.parametrize(
    ("trip", "problem"),
    [
        ({**TRIP, "dropoff": TRIP["pickup"]}, "too-close"),
        ({**TRIP, "dropoff": {"lat": 48.8566, "lng": 2.3522}}, "too-far"),
    ],
)
def test_trips_we_do_not_make(api, amina, trip, problem):
    answer = api(amina, "rider").post(PATH, trip)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (90.1, "max_value"),
        (-91, "min_value"),
        (10**400, "invalid"),
        ("36.75", "invalid"),
        ("nan", "invalid"),
        (True, "invalid"),
        (None, "null"),
        ([], "invalid"),
        ({}, "invalid"),
    ],
)
def test_a_latitude_that_is_none(api, amina, value, code):
    answer = api(amina, "rider").post(PATH, {**TRIP, "pickup": {"lat": value, "lng": 3.0}})

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid"
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("pickup.lat", code)]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["pickup", "dropoff"]),
        ([], [""]),
        ("here", [""]),
        ({**TRIP, "pickup": "here"}, ["pickup"]),
        ({**TRIP, "pickup": {"lat": 36.7}}, ["pickup.lng"]),
        ({**TRIP, "category": "rocket"}, ["category"]),
        ({**TRIP, "category": ["van"]}, ["category"]),
    ],
)
def test_a_body_that_is_not_a_trip(api, amina, body, fields):
    answer = api(amina, "rider").post(PATH, body)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid"
    assert [error["field"] for error in answer.json()["errors"]] == fields


@pytest.mark.parametrize(
    ("number", "problem"), [("NaN", "bad-request"), ("Infinity", "bad-request"), ("1e999", "invalid")]
)
def test_numbers_that_json_does_not_have(api, amina, number, problem):
    client = api(amina, "rider")
    body = json.dumps(TRIP).replace("36.7538", number)

    answer = client.generic("POST", PATH, body, content_type="application/json")

    assert (answer.status_code, answer.json()["type"]) == (400, f"/problems/{problem}")


def test_everything_a_rider_is_told_with_a_price(api, amina, algiers, monday_at_eight):
    body = {**TRIP, "category": "standard", "stops": [HYDRA.as_dict()], "scheduled_at": "2027-05-01T23:00:00+01:00"}
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={geo.cell(ALGIERS_CENTRE): (0, 1)})
    with clock.travel(timedelta(days=60)):
        [told] = api(amina, "rider").post(PATH, body, HTTP_ACCEPT_LANGUAGE="ar").json()["quotes"]

    assert [line["code"] for line in told["fare"]["lines"]] == [
        "base", "booking_fee", "distance", "time", "stops", "night", "holiday", "rounding"
    ]  # fmt: skip
    assert told["scheduled_at"] == "2027-05-01T22:00:00+00:00"
    assert told["holiday"] == "عيد العمال"
    assert told["waiting"] == {"free_s": 180, "per_minute_minor": 600}
    policy = CancellationPolicy.objects.get(market__code="DZ")
    assert told["cancellation"] == {
        "policy_version_id": str(policy.id), "grace_s": 120, "late_s": 300, "no_show_wait_s": 300,
        "fee_minor": 10_000, "no_show_fee_minor": 15_000,
    }  # fmt: skip
    assert (told["promo_code"], told["pickup_eta_s"]) == ("", None)  # who is picked up later asks for no car now


def test_a_paused_zone_says_why_and_until_when(api, amina, algiers, monday_at_eight):
    geo.pause_service(zone_id=algiers.id, reason_code="weather", ends_at=clock.now() + timedelta(hours=2))

    answer = api(amina, "rider").post(PATH, TRIP, HTTP_ACCEPT_LANGUAGE="fr")

    told = answer.json()
    assert (answer.status_code, told["type"]) == (409, "/problems/service-paused")
    assert (told["reason_code"], told["reason"]) == ("weather", "Intempéries")
    assert told["until"].startswith("2027-03-01T09:00")
    assert told["detail"] == "En pause jusqu’au 01/03/2027 10:00 : Intempéries"  # on the zone's clock


def test_a_paused_category_is_listed_with_its_reason(api, amina, algiers):
    geo.pause_service(zone_id=algiers.id, reason_code="technical", category="van")

    told = api(amina, "rider").post(PATH, TRIP, HTTP_ACCEPT_LANGUAGE="fr").json()
    [one] = (refused := api(amina, "rider").post(PATH, TRIP | {"category": "comfort"}).json())["quotes"]

    assert [quote["category"] for quote in told["quotes"]] == ["standard", "comfort"]
    assert told["unavailable"] == [
        {
            "category": "van",
            "reason_code": "technical",
            "reason": "Travaux techniques",
            "until": None,
            "detail": "En pause jusqu’à nouvel ordre : Travaux techniques",
        }
    ]
    assert (one["category"], refused["unavailable"]) == ("comfort", [])


def test_how_soon_a_car_is_there(api, amina, algiers):
    services.observe_cells(
        zone_id=algiers.id,
        at=clock.now(),
        cells={geo.cell(ALGIERS_CENTRE): (0, 1)},
        cars={geo.cell(ALGIERS_CENTRE): {"standard": 1}},
    )

    quotes = api(amina, "rider").post(PATH, TRIP).json()["quotes"]
    assert [quote["pickup_eta_s"] is None for quote in quotes] == [False, True, True]


def test_a_promotion(api, amina, monday_at_eight):
    promo()
    [told] = (
        api(amina, "rider").post(PATH, {**TRIP, "category": "standard", "promo_code": "rentree-20"}).json()["quotes"]
    )

    assert (told["promo_code"], told["fare"]["total"]) == ("RENTREE-20", "850.00")
    assert told["fare"]["lines"][-1]["amount"] == "-150.00"


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("fr", "Ce code n'existe pas."),
        ("ar", "هذا الرمز غير موجود."),
        ("en", "There is no such code."),
    ],
)
def test_a_code_that_is_none_is_explained(api, amina, language, detail):
    answer = api(amina, "rider").post(PATH, {**TRIP, "promo_code": "NONE"}, HTTP_ACCEPT_LANGUAGE=language)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/promo-refused")
    assert (answer.json()["detail"], answer.json()["reason"]) == (detail, "unknown")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stops": "here"}, "stops"),
        ({"stops": [HYDRA.as_dict()] * 6}, "stops"),
        ({"stops": [{"lat": 100, "lng": 3}]}, "stops.0.lat"),
        ({"scheduled_at": "tomorrow"}, "scheduled_at"),
        ({"scheduled_at": 12}, "scheduled_at"),
        ({"promo_code": "A" * 41}, "promo_code"),
        ({"promo_code": None}, "promo_code"),
    ],
)
def test_wishes_that_make_no_sense(api, amina, changes, field):
    answer = api(amina, "rider").post(PATH, {**TRIP, **changes})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("code", ["A\x00", "\ud800"])
def test_characters_that_are_none(api, amina, code):
    body = json.dumps({**TRIP, "promo_code": code})
    answer = api(amina, "rider").generic("POST", PATH, body, content_type="application/json")

    assert answer.status_code in {400, 422}


def test_a_stop_in_the_sea_is_named(api, amina):
    answer = api(amina, "rider").post(PATH, {**TRIP, "stops": [HYDRA.as_dict(), MID_SEA.as_dict()]})

    assert (answer.status_code, answer.json()["field"]) == (422, "stops.1")


def test_a_time_in_the_past_is_refused(api, amina):
    answer = api(amina, "rider").post(PATH, {**TRIP, "scheduled_at": "2020-01-01T00:00:00Z"})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/pickup-time-out-of-range")


def test_nobody_gets_a_price_without_signing_in(db, anonymous):
    assert anonymous.post(PATH, TRIP).status_code == 401


def test_one_query_beyond_knowing_who_asks_and_how_they_stand(api, amina, django_assert_max_num_queries):
    client = api(amina, "rider")
    client.post(PATH, TRIP)

    with django_assert_max_num_queries(3):
        assert client.post(PATH, TRIP).status_code == 200
