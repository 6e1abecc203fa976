"""What giving up a ride costs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.algorithms.cancellation import fee
from apps.pricing.contracts import CancellationFacts, CancellationTerms
from apps.pricing.models import CancellationPolicy
from tests.places import ALGIERS_CENTRE, HYDRA

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
TERMS = CancellationTerms(
    policy_version_id="p", currency="DZD", grace_s=120, late_s=300, no_show_wait_s=300, fee_minor=10_000,
    no_show_fee_minor=15_000,
)  # fmt: skip
FREE = ("", 0)
CHARGED, NO_SHOW = ("cancellation", 10_000), ("no_show", 15_000)


def facts(now_s: float, status: str = "arriving", **more) -> CancellationFacts:
    """Accepted at noon, promised for ten past; seconds from noon."""
    times = {"accepted_at": 0, "promised_pickup_at": 600, **more}
    moments = {
        name: value if isinstance(value, str) else NOON + timedelta(seconds=value)
        for name, value in times.items()
        if value is not None
    }
    return CancellationFacts(status=status, now=NOON + timedelta(seconds=now_s), **moments)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (facts(0, "scheduled", accepted_at=None), FREE),
        (facts(9_999, "searching", accepted_at=None), FREE),
        (facts(119, "accepted"), FREE),  # grace
        (facts(120, "accepted"), CHARGED),
        (facts(900, "arriving"), CHARGED),  # five minutes late exactly is not more
        (facts(901, "arriving"), FREE),  # the driver is late
        (facts(901, "arriving", promised_pickup_at=None), CHARGED),  # nobody promised anything
        (facts(1_500, "arrived", arrived_at=600), CHARGED),
        (facts(1_500, "arrived", arrived_at=901), FREE),  # they came, but late
        (facts(60, "arrived", arrived_at=30), FREE),  # within the grace even at the door
        (facts(500, "arriving", by="driver"), FREE),
        (facts(9_999, "in_progress", arrived_at=600), FREE),
        (facts(9_999, "completed", arrived_at=600), FREE),
        (facts(899, "arrived", arrived_at=600, by="no_show"), FREE),  # not waited enough
        (facts(900, "arrived", arrived_at=600, by="no_show"), NO_SHOW),
        (facts(9_999, "arrived", arrived_at=901, by="no_show"), FREE),  # late drivers earn no fee
        (facts(500, "arriving", by="no_show"), FREE),  # who is not there waits for nobody
    ],
)
def test_what_is_owed(case, expected):
    assert fee(TERMS, case) == expected


def test_an_amount_of_nothing_is_no_fee():
    terms = CancellationTerms("p", "DZD", 120, 300, 300, 0, 0)

    assert fee(terms, facts(500)) == FREE
    assert fee(terms, facts(900, "arrived", arrived_at=600, by="no_show")) == FREE


def now_facts(**more) -> CancellationFacts:
    return CancellationFacts("accepted", clock.now(), accepted_at=clock.now() - timedelta(seconds=500), **more)


def test_the_fee_is_a_fare_of_one_line_that_cites_its_policy(algiers):
    policy = CancellationPolicy.objects.get(market__code="DZ")

    owed = services.cancellation_fee(facts=now_facts(), zone_id=algiers.id, category="van")

    assert (owed.currency, owed.total_minor, owed.tariff_version_id) == ("DZD", 10_000, str(policy.id))
    [line] = owed.lines
    assert (line.code, line.amount_minor, line.policy_version_id) == ("cancellation", 10_000, str(policy.id))


def test_free_is_no_fare(algiers):
    assert services.cancellation_fee(facts=now_facts(by="driver"), zone_id=algiers.id) is None


def test_the_policy_of_the_promise_holds(algiers, amina, travel):
    promised, _ = services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=HYDRA, category="standard")
    travel(60)
    publish(fee=99_000)

    assert services.cancellation_terms(policy_version_id=promised.policy_version_id).fee_minor == 10_000
    assert services.cancellation_terms(zone_id=algiers.id).fee_minor == 99_000
    charged = services.cancellation_fee(facts=now_facts(), policy_version_id=promised.policy_version_id)
    assert charged.total_minor == 10_000


def test_a_category_may_have_a_policy_of_its_own(algiers):
    publish(category="van", fee=30_000)

    assert services.cancellation_terms(zone_id=algiers.id, category="van").fee_minor == 30_000
    assert services.cancellation_terms(zone_id=algiers.id, category="standard").fee_minor == 10_000


def test_where_there_is_no_policy_it_is_free(algiers):
    CancellationPolicy.objects.all().delete()

    assert services.cancellation_terms(zone_id=algiers.id) is None
    assert services.cancellation_fee(facts=now_facts(), zone_id=algiers.id) is None
    assert services.cancellation_fee(facts=now_facts(), policy_version_id=uuid4()) is None


def test_somebody_must_say_which_policy():
    with pytest.raises(ValueError, match="name a policy"):
        services.cancellation_terms()


def test_no_policy_begins_in_the_past(db):
    with pytest.raises(services.TariffBegun):
        publish(valid_from=clock.now() - timedelta(hours=1))


def publish(**changes) -> CancellationPolicy:
    fields = {"market": Market.objects.get(code="DZ"), "valid_from": clock.now(), "fee": 10_000, "no_show_fee": 15_000}
    return services.publish_cancellation_policy(CancellationPolicy(**{**fields, **changes}))
