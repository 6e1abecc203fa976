"""Promotions: what a code takes off, for whom, and what becomes of it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.geo.models import Market, Zone
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.models import Promo, PromoUse
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR


def promo(**changes) -> Promo:
    """Twenty percent, at most 150 DZD, once a person."""
    fields = {
        "code": "RENTREE-20", "market": Market.objects.get(code="DZ"), "kind": "percent", "percent": Decimal(20),
        "ceiling": 15_000, "starts_at": clock.now() - timedelta(days=1), "ends_at": clock.now() + timedelta(days=1),
        "budget": 1_000_000,
    }  # fmt: skip
    return Promo.objects.create(**{**fields, **changes})


def ten_off(**changes) -> Promo:
    """A hundred dinars."""
    return promo(**{"code": "CENT", "kind": "amount", "percent": None, "ceiling": None, "amount": 10_000, **changes})


def quote(person, code="RENTREE-20", category="standard"):
    return services.quote(
        rider_id=person.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category=category, promo_code=code
    )[0]


def use(person, code="CENT", amount=10_000, ref=None):
    ref = ref or uuid4()
    services.use_promo(code=code, person_id=person.id, ref=ref, amount_minor=amount)
    return ref


def refusal(act) -> str:
    with pytest.raises(services.PromoRefused) as refused:
        act()
    assert refused.value.extra["field"] == "promo_code"
    assert str(refused.value.detail)
    return refused.value.extra["reason"]


@pytest.mark.parametrize("typed", ["RENTREE-20", "rentree-20", "  Rentree-20 ", "ＲＥＮＴＲＥＥ-20"])
def test_a_code_however_it_is_typed(amina, monday_at_eight, typed):
    promo()
    made = quote(amina, typed)

    assert (made.promo_code, made.promo_minor) == ("RENTREE-20", 15_000)
    assert made.breakdown.total_minor == 85_000  # of 1000.00
    line = made.breakdown.line("promo")
    assert (line.amount_minor, line.policy_version_id) == (-15_000, str(Promo.objects.get().id))


def test_percent_up_to_a_ceiling(amina, monday_at_eight):
    promo(ceiling=None)
    assert quote(amina).promo_minor == 20_000

    Promo.objects.update(percent=Decimal("12.50"))
    assert quote(amina).promo_minor == 12_000  # 125.00, in coins of 10.00


def test_an_amount_is_never_above_the_fare(amina, monday_at_eight):
    ten_off(amount=200_000)

    made = quote(amina, "CENT")
    assert (made.promo_minor, made.breakdown.total_minor) == (100_000, 0)


def test_all_categories_at_once_where_it_is_for_one(amina, monday_at_eight):
    promo(categories=["comfort"])
    quotes = services.quote_all(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, promo_code="RENTREE-20")

    assert {q.category: q.promo_minor for q, _ in quotes} == {"standard": 0, "comfort": 15_000, "van": 0}
    assert {q.category: q.promo_code for q, _ in quotes} == {"standard": "", "comfort": "RENTREE-20", "van": ""}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "OTHER"}, "unknown"),
        ({"active": False}, "unknown"),
        ({"starts_at": timedelta(hours=1)}, "not-yet"),
        ({"ends_at": timedelta(0)}, "over"),
        ({"zones": ["tunis"]}, "elsewhere"),
        ({"categories": ["van"]}, "other-category"),
        ({"budget": 0}, "exhausted"),
        ({"budget": 1_000}, "exhausted"),  # less than what would be taken off
    ],
)
def test_why_a_code_is_refused(amina, changes, reason):
    moved = {name: clock.now() + after for name, after in changes.items() if isinstance(after, timedelta)}
    zones = {"zones": [str(Zone.objects.get(slug=slug).id) for slug in changes.get("zones", [])]}
    promo(**{**changes, **moved, **zones})

    assert refusal(lambda: quote(amina)) == reason


def test_a_code_of_another_country_is_unknown(amina):
    promo(market=Market.objects.get(code="TN"))

    assert refusal(lambda: quote(amina)) == "unknown"


def test_used_as_often_as_one_may(amina, yacine):
    ten_off(per_person=2)
    use(amina)
    use(amina)

    assert refusal(lambda: quote(amina, "CENT")) == "used"
    assert refusal(lambda: use(amina)) == "used"
    assert quote(yacine, "CENT").promo_minor == 10_000
    assert Promo.objects.get().spent == 20_000


def test_a_ride_uses_it_once_however_often_it_asks(amina):
    ten_off()
    ref = use(amina)
    use(amina, ref=ref)

    assert PromoUse.objects.count() == 1
    assert Promo.objects.get().spent == 10_000


def test_the_budget_is_never_passed(amina, yacine):
    ten_off(budget=15_000)
    use(amina)

    assert refusal(lambda: use(yacine)) == "exhausted"
    assert Promo.objects.get().spent == 10_000
    assert PromoUse.objects.count() == 1  # nothing is left of the refused one


def test_given_back_it_may_be_used_again(amina):
    ten_off()
    ref = use(amina)

    assert services.release_promo(ref=ref) is True
    assert services.release_promo(ref=ref) is False
    assert Promo.objects.get().spent == 0
    assert quote(amina, "CENT").promo_minor == 10_000
    use(amina)
    assert Promo.objects.get().spent == 10_000


def test_settled_for_less_the_rest_goes_back(amina):
    ten_off()
    ref = use(amina)

    assert services.settle_promo(ref=ref, amount_minor=6_000) is True
    assert services.settle_promo(ref=ref, amount_minor=6_000) is False
    assert services.release_promo(ref=ref) is False
    assert Promo.objects.get().spent == 6_000
    assert refusal(lambda: quote(amina, "CENT")) == "used"


def test_it_is_not_settled_for_more(amina):
    ten_off()
    ref = use(amina)

    with pytest.raises(ValueError, match="reserved"):
        services.settle_promo(ref=ref, amount_minor=10_001)
    assert Promo.objects.get().spent == 10_000


def test_what_nobody_reserved_is_neither_settled_nor_given_back(db):
    assert services.settle_promo(ref=uuid4(), amount_minor=0) is False
    assert services.release_promo(ref=uuid4()) is False


def test_a_promise_is_kept_after_the_end_but_not_after_the_switch(amina, yacine, travel):
    ten_off()
    travel(2 * 86_400)
    use(amina)

    Promo.objects.update(active=False)
    assert refusal(lambda: use(yacine)) == "exhausted"


def test_a_use_belongs_to_the_callers_transaction(amina):
    ten_off()
    with pytest.raises(RuntimeError), transaction.atomic():
        use(amina)
        raise RuntimeError("the ride could not be opened")

    assert Promo.objects.get().spent == 0
    assert PromoUse.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"spent": 1_000_001},
        {"ends_at": timedelta(days=-2)},
        {"kind": "amount"},
        {"percent": None},
        {"percent": Decimal(101)},
        {"amount": 5},
    ],
)
def test_what_the_database_refuses(db, changes):
    changes = {name: clock.now() + v if isinstance(v, timedelta) else v for name, v in changes.items()}

    with pytest.raises(IntegrityError):
        promo(**changes)
