"""New places for a ride: the tariff, the surge and the rules that were agreed."""

from uuid import uuid4

import pytest

from apps.geo import services as geo
from apps.geo.models import Zone
from apps.geo.selectors import OutsideEveryZone
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.models import TariffVersion
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA
from tests.pricing.test_promos import promo

RIDE = uuid4()


@pytest.fixture
def agreed(amina, monday_at_eight):
    return services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard")[0]


def change(agreed, dropoff=HYDRA, stops=(), pickup=ALGIERS_CENTRE, **more):
    return services.requote(
        ride_ref=RIDE,
        rider_id=agreed.rider_id,
        locked=agreed.breakdown,
        zone_id=agreed.zone_id,
        category=agreed.category,
        pickup=pickup,
        dropoff=dropoff,
        stops=stops,
        **more,
    )


def codes(quote) -> list[str]:
    return [line.code for line in quote.breakdown.lines]


def test_a_nearer_destination_costs_what_it_would_have_cost(amina, agreed):
    changed, _ = change(agreed)
    fresh, _ = services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=HYDRA, category="standard")

    assert changed.breakdown == fresh.breakdown
    assert (changed.kind, changed.ride_ref, changed.dropoff) == ("change", RIDE, HYDRA)


def test_the_tariff_of_the_promise_holds_when_another_is_in_force(agreed, algiers):
    ours = TariffVersion.objects.get(id=agreed.breakdown.tariff_version_id)
    fields = {field.name: getattr(ours, field.name) for field in ours._meta.fields if field.name != "id"}
    services.publish_tariff(TariffVersion(**{**fields, "base": 90_000, "valid_from": clock.now()}))

    changed, _ = change(agreed)

    assert changed.breakdown.tariff_version_id == agreed.breakdown.tariff_version_id
    assert changed.breakdown.line("base").amount_minor == 10_000


def test_the_surge_of_the_promise_holds(amina, agreed, algiers, travel):
    here = geo.cell(ALGIERS_CENTRE)
    for _ in range(6):
        services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={here: (40, 0)})
        travel(10)
    surged, _ = services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard")
    assert surged.surge == "1.20"

    assert change(agreed)[0].surge == "1.00"
    kept = change(surged)[0].breakdown
    assert kept.surge == "1.20"
    assert kept.line("surge").policy_version_id == surged.breakdown.line("surge").policy_version_id


def test_a_ride_begun_by_night_stays_one(amina, agreed, travel):
    travel(15 * 3600)  # 23:00
    by_night, _ = services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard")
    assert "night" in codes(by_night)

    assert "night" not in codes(change(agreed)[0])
    travel(8 * 3600)  # 07:00
    assert "night" in codes(change(by_night)[0])


def test_a_promotion_takes_off_at_most_what_it_did(amina, monday_at_eight):
    promo(ceiling=None)
    near, _ = services.quote(
        rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=HYDRA, category="standard", promo_code="RENTREE-20"
    )
    far, _ = change(near, dropoff=BAB_EZZOUAR)
    nearer, _ = change(far, dropoff=HYDRA)

    assert near.promo_minor == 5_000
    assert far.promo_minor == 5_000  # 20 % would be 200.00 now
    assert (nearer.promo_minor, nearer.breakdown) == (5_000, near.breakdown)


def test_waiting_is_added_at_the_end_and_not_before(agreed):
    waited = services.with_waiting(agreed.breakdown, waiting_s=600)
    assert waited.line("waiting").amount_minor == 4_200

    locked = services.requote(
        ride_ref=RIDE, rider_id=agreed.rider_id, locked=waited, zone_id=agreed.zone_id, category="standard",
        pickup=ALGIERS_CENTRE, dropoff=HYDRA,
    )[0]  # fmt: skip
    assert "waiting" not in codes(locked)
    assert services.waiting_terms(locked.breakdown).free_s == 180


def test_stops_are_paid_and_the_way_leads_over_them(agreed):
    changed, _ = change(agreed, dropoff=BAB_EZZOUAR, stops=[HYDRA])

    assert changed.stops == (HYDRA,)
    assert changed.breakdown.line("stops").amount_minor == 5_000
    assert changed.distance_m > agreed.distance_m


def test_only_that_ride_redeems_it_and_only_for_a_while(agreed, amina, yacine, travel):
    changed, token = change(agreed)

    assert services.redeem(token=token, rider_id=amina.id, ride_ref=RIDE) == changed
    for rider, ref in ((amina.id, None), (amina.id, uuid4()), (yacine.id, RIDE)):
        with pytest.raises(services.QuoteForged):
            services.redeem(token=token, rider_id=rider, ride_ref=ref)
    travel(300)
    with pytest.raises(services.QuoteExpired):
        services.redeem(token=token, rider_id=amina.id, ride_ref=RIDE)


def test_the_promise_of_a_new_ride_changes_none(amina, monday_at_eight):
    _, token = services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=HYDRA, category="standard")

    with pytest.raises(services.QuoteForged):
        services.redeem(token=token, rider_id=amina.id, ride_ref=RIDE)


def test_places_we_do_not_serve_are_refused_here_too(agreed):
    with pytest.raises(OutsideEveryZone) as refused:
        change(agreed, dropoff=MID_SEA)
    assert refused.value.extra["field"] == "dropoff"


def test_a_paused_zone_still_changes_what_was_accepted(agreed, algiers):
    geo.pause_service(zone_id=Zone.objects.get(slug="algiers").id, reason_code="weather")

    with pytest.raises(services.ServicePaused):
        services.quote_all(rider_id=agreed.rider_id, pickup=ALGIERS_CENTRE, dropoff=HYDRA)
    assert change(agreed)
