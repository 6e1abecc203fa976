"""A quote: a price promised to one rider for a while."""

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from uuid import uuid4

import pytest
from django.core import signing

from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.geo.selectors import OutsideEveryZone
from apps.geo.services import ensure_demo_zone_around
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.contracts import MOST_STOPS
from apps.pricing.models import TariffVersion
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA

AMINA, YACINE = uuid4(), uuid4()


def quote(pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard"):
    return services.quote(rider_id=AMINA, pickup=pickup, dropoff=dropoff, category=category)


def test_from_the_centre_to_bab_ezzouar(db, algiers, monday_at_eight):
    promised, _token = quote()

    assert (promised.zone_id, promised.category, promised.rider_id) == (algiers.id, "standard", AMINA)
    assert (promised.distance_m, promised.duration_s, promised.eta_source) == (16_272, 3_083, "builtin")
    amounts = {line.code: line.amount_minor for line in promised.breakdown.lines}
    assert amounts == {"base": 10_000, "booking_fee": 2_000, "distance": 56_952, "time": 30_828, "rounding": 220}
    assert (promised.breakdown.total_minor, promised.breakdown.currency) == (100_000, "DZD")
    assert promised.breakdown.surge == "1.00"
    assert str(TariffVersion.objects.get(zone__slug="algiers", category="standard", version=2).id) == (
        promised.breakdown.tariff_version_id
    )


def test_every_category_cheapest_first(db, monday_at_eight):
    quotes = services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)

    assert [(q.category, q.breakdown.total_minor) for q, _ in quotes] == [
        ("standard", 100_000), ("comfort", 136_000), ("van", 179_000)
    ]  # fmt: skip
    assert len({q.id for q, _ in quotes}) == 3


def test_a_trip_in_new_york_is_priced_as_in_the_nearest_market(db, monday_at_eight):
    times_square, downtown = Point(40.7580, -73.9855), Point(40.7128, -74.0060)
    ensure_demo_zone_around([times_square, downtown])

    promised, _ = quote(times_square, downtown)

    assert promised.breakdown.currency == "MAD"
    assert promised.breakdown.total_minor % 50 == 0


def test_what_is_redeemed_is_what_was_promised(db, travel):
    promised, token = quote()
    travel(270)

    assert services.redeem(token=token, rider_id=AMINA) == promised
    assert services.redeem(token=token, rider_id=AMINA) == promised


def test_a_promise_ends(db, travel):
    _, token = quote()
    travel(300)

    with pytest.raises(services.QuoteExpired) as refused:
        services.redeem(token=token, rider_id=AMINA)
    assert (refused.value.status, refused.value.slug) == (409, "quote-expired")


def test_a_promise_to_somebody_else_is_none(db, travel):
    _, token = quote()
    travel(1_000)

    with pytest.raises(services.QuoteForged) as refused:
        services.redeem(token=token, rider_id=YACINE)
    assert (refused.value.status, refused.value.slug) == (422, "quote-invalid")


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ".:.:.", "é:é:é", "\ud800:1:2", "\x00", "A" * 100_000])
def test_what_we_never_signed(token):
    with pytest.raises(services.QuoteForged):
        services.redeem(token=token, rider_id=AMINA)


def test_not_one_letter_may_be_changed(db):
    _, token = quote()

    for position in range(0, len(token), 7):
        changed = "A" if token[position] != "A" else "B"
        with pytest.raises(services.QuoteForged):
            services.redeem(token=token[:position] + changed + token[position + 1 :], rider_id=AMINA)


def test_what_we_signed_for_another_purpose_is_no_quote(db):
    promised, _ = quote()

    with pytest.raises(services.QuoteForged):
        services.redeem(token=signing.dumps(promised.as_dict(), salt="other", compress=True), rider_id=AMINA)


def test_a_new_tariff_does_not_change_a_promise(db):
    promised, token = quote()
    TariffVersion.objects.all().delete()

    assert services.redeem(token=token, rider_id=AMINA).breakdown == promised.breakdown


@pytest.mark.parametrize(
    ("pickup", "dropoff", "field"),
    [(MID_SEA, HYDRA, "pickup"), (HYDRA, MID_SEA, "dropoff"), (MID_SEA, MID_SEA, "pickup")],
)
def test_the_point_outside_is_named(db, pickup, dropoff, field):
    with pytest.raises(OutsideEveryZone) as refused:
        quote(pickup, dropoff)
    assert refused.value.extra["field"] == field


def test_too_close(db):
    with pytest.raises(services.TooClose):
        quote(HYDRA, Point(HYDRA.lat + 0.000_898, HYDRA.lng))  # 99.9 m
    assert quote(HYDRA, Point(HYDRA.lat + 0.000_900, HYDRA.lng))  # 100.1 m


def test_too_far(db):
    with pytest.raises(services.TooFar):
        quote(HYDRA, Point(48.8566, 2.3522))


def test_a_category_that_is_not_offered(db):
    TariffVersion.objects.filter(zone__slug="algiers", category="van").delete()

    with pytest.raises(services.CategoryNotOffered) as refused:
        quote(category="van")
    assert refused.value.extra == {"offered": ["standard", "comfort"]}


def test_stops_on_the_way(db, monday_at_eight):
    straight, _ = quote()
    over, token = services.quote(
        rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard", stops=[HYDRA]
    )

    assert over.distance_m > straight.distance_m
    assert (over.stops, over.breakdown.line("stops").amount_minor) == ((HYDRA,), 5_000)
    assert services.redeem(token=token, rider_id=AMINA) == over


def test_there_and_back_is_a_trip_with_a_stop(db):
    made, _ = services.quote(
        rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=ALGIERS_CENTRE, category="standard", stops=[HYDRA]
    )
    assert made.distance_m > 0


@pytest.mark.parametrize(
    ("stops", "problem"),
    [
        ([HYDRA] * 4, services.TooManyStops),
        ([HYDRA, HYDRA], services.TooClose),
        ([ALGIERS_CENTRE], services.TooClose),
        ([MID_SEA], OutsideEveryZone),
        ([Point(48.8566, 2.3522)], services.TooFar),
    ],
)
def test_stops_that_cannot_be_made(db, stops, problem):
    with pytest.raises(problem):
        services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, stops=stops)


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2027-03-01", 21, set()),
        ("2027-03-01", 22, {"night"}),
        ("2027-03-02", 4, {"night"}),
        ("2027-03-02", 5, set()),
        ("2027-05-01", 12, {"holiday"}),
        ("2027-05-01", 23, {"night", "holiday"}),
    ],
)
def test_night_and_holidays_of_the_pick_up(db, travel, day, hour, expected):
    """On the zone's clock, of when the rider is picked up and not of when they ask."""
    leaves = datetime.fromisoformat(f"{day}T{hour:02}:00:00+01:00")
    travel((leaves - timedelta(days=20) - clock.now()).total_seconds())

    made, _ = services.quote(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard", at=leaves)

    assert {line.code for line in made.breakdown.lines} & {"night", "holiday"} == expected
    assert made.scheduled_at == leaves


def test_a_fixed_surcharge_at_night(db, travel):
    noon = datetime(2027, 3, 1, 11, tzinfo=UTC)
    travel((noon - clock.now()).total_seconds())
    paris, louvre = Point(48.8566, 2.3522), Point(48.8738, 2.2950)

    made, _ = services.quote(
        rider_id=AMINA, pickup=paris, dropoff=louvre, category="standard", at=noon + timedelta(hours=12, minutes=30)
    )

    assert made.breakdown.line("night").amount_minor == 250


def test_a_price_ahead_is_of_the_price_list_of_today(db, algiers):
    """A version that has not begun may still be changed: nothing is promised by it."""
    ours = TariffVersion.objects.get(zone__slug="algiers", category="standard", version=2)
    fields = {field.name: getattr(ours, field.name) for field in ours._meta.fields if field.name != "id"}
    tomorrow = clock.now() + timedelta(days=1)
    services.publish_tariff(TariffVersion(**{**fields, "base": 99_000, "valid_from": tomorrow}))

    made, _ = services.quote(
        rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard", at=tomorrow + timedelta(days=1)
    )

    assert made.breakdown.tariff_version_id == str(ours.id)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-2), timedelta(days=31)])
def test_a_time_that_cannot_be_reserved(db, ahead):
    with pytest.raises(services.PickupTimeOutOfRange):
        services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, at=clock.now() + ahead)


def test_a_paused_category_is_not_offered(db, algiers):
    geo.pause_service(zone_id=algiers.id, reason_code="weather", category="van")

    offered = [q.category for q, _ in services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)]
    assert offered == ["standard", "comfort"]
    with pytest.raises(services.ServicePaused):
        quote(category="van")


def test_a_paused_zone_gives_no_price_and_a_later_one_does(db, algiers):
    geo.pause_service(zone_id=algiers.id, reason_code="weather", ends_at=clock.now() + timedelta(hours=2))

    with pytest.raises(services.ServicePaused) as refused:
        services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)
    assert (refused.value.status, refused.value.slug) == (409, "service-paused")
    later = clock.now() + timedelta(hours=3)
    assert services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, at=later)


def test_the_longest_promise_still_fits_where_it_is_sent(db):
    [(_, token), *_] = services.quote_all(
        rider_id=AMINA,
        pickup=ALGIERS_CENTRE,
        dropoff=BAB_EZZOUAR,
        stops=list(islice(cycle([HYDRA, ALGIERS_CENTRE]), MOST_STOPS)),
        at=clock.now() + timedelta(hours=1),
    )

    assert len(token) < 2_000  # rides takes 4,000


def test_pricing_asks_the_database_once_and_redeeming_never(db, django_assert_num_queries):
    _, token = quote()

    with django_assert_num_queries(1):
        services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)
    with django_assert_num_queries(0):
        services.redeem(token=token, rider_id=AMINA)
