"""Promotions in the admin: terms that were used are a promise."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.geo.models import Market, Zone
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.models import Promo
from tests.pricing.test_promos import ten_off

ADD = "admin:pricing_promo_add"


@pytest.fixture
def staff(nadia) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def moment(name: str, after: timedelta) -> dict:
    at = clock.now() + after
    return {f"{name}_0": at.strftime("%Y-%m-%d"), f"{name}_1": at.strftime("%H:%M:%S")}


def form(**changes) -> dict:
    fields = {
        "code": "rentree-20", "market": str(Market.objects.get(code="DZ").pk), "kind": "percent", "percent": "20",
        "amount": "0", "ceiling": "15000", "budget": "1000000", "per_person": "1", "active": "on",
        "zones": [str(Zone.objects.get(slug="algiers").pk)], "categories": ["standard", "comfort"],
        **moment("starts_at", timedelta(0)), **moment("ends_at", timedelta(days=30)),
    }  # fmt: skip
    return {**fields, **changes}


def test_a_promotion_is_made(staff, nadia):
    assert staff.post(reverse(ADD), form()).status_code == 302

    made = Promo.objects.get()
    assert (made.code, made.percent, made.categories) == ("RENTREE-20", Decimal(20), ["standard", "comfort"])
    assert made.zones == [str(Zone.objects.get(slug="algiers").pk)]
    assert AuditLine.objects.get(action="promo.created").actor_id == nadia.pk


def test_of_percent_and_amount_the_one_that_is_meant_counts(staff):
    staff.post(reverse(ADD), form(kind="amount", amount="10000"))

    assert (Promo.objects.get().amount, Promo.objects.get().percent) == (10_000, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "à bas"}, "Three to twenty letters"),
        ({"percent": ""}, "Say how many percent."),
        ({"kind": "amount"}, "Say how much."),
        ({"ends_at_0": "2020-01-01"}, "It must end after it starts."),
        ({"percent": "101"}, "less than or equal to 100"),
        ({"zones": ["nowhere"]}, "Select a valid choice"),
    ],
)
def test_what_the_form_refuses(staff, changes, words):
    assert words in staff.post(reverse(ADD), form(**changes)).content.decode()
    assert not Promo.objects.exists()


def test_a_code_is_taken_once(staff):
    staff.post(reverse(ADD), form())

    assert "already exists" in staff.post(reverse(ADD), form(code="RENTREE-20")).content.decode()


def test_the_budget_as_a_bar(staff, amina):
    ten_off(budget=40_000)
    services.use_promo(code="CENT", person_id=amina.pk, ref=uuid4(), amount_minor=10_000)

    shown = staff.get(reverse("admin:pricing_promo_changelist")).content.decode()

    assert "inline-size: 25%" in shown
    assert "300.00 DZD left" in shown
    assert "running" in shown


def test_once_used_only_its_end_budget_cap_and_switch_change(staff, nadia, amina):
    used = ten_off(budget=40_000)
    services.use_promo(code="CENT", person_id=amina.pk, ref=uuid4(), amount_minor=10_000)
    later = moment("ends_at", timedelta(days=3))

    staff.post(
        reverse("admin:pricing_promo_change", args=[used.pk]),
        {"amount": "99000", "code": "OTHER", "budget": "50000", "per_person": "3", "active": "on", **later},
    )

    used.refresh_from_db()
    assert (used.code, used.amount, used.spent) == ("CENT", 10_000, 10_000)
    assert (used.budget, used.per_person) == (50_000, 3)
    assert set(AuditLine.objects.get(action="promo.changed").details) == {"budget", "per_person", "ends_at"}
    shown = staff.get(reverse("admin:pricing_promo_change", args=[used.pk])).content.decode()
    assert "everywhere" in shown


def test_what_is_spent_while_the_form_is_open_is_kept(staff, amina):
    """The form was read before; saving it must not write the old figure back."""
    used = ten_off(budget=40_000)
    stale = Promo.objects.get(pk=used.pk)
    services.use_promo(code="CENT", person_id=amina.pk, ref=uuid4(), amount_minor=10_000)

    services.change_promo(promo_id=stale.pk, changes={"budget": 60_000})

    used.refresh_from_db()
    assert (used.spent, used.budget) == (10_000, 60_000)


def test_no_budget_below_what_is_spent(staff, amina):
    used = ten_off(budget=40_000)
    services.use_promo(code="CENT", person_id=amina.pk, ref=uuid4(), amount_minor=10_000)
    address = reverse("admin:pricing_promo_change", args=[used.pk])
    body = {"budget": "5000", "per_person": "1", "active": "on", **moment("ends_at", timedelta(days=3))}

    assert "More than that is spent already." in staff.post(address, body).content.decode()
    with pytest.raises(services.BudgetSpent):
        services.change_promo(promo_id=used.pk, changes={"budget": 5_000})
    used.refresh_from_db()
    assert used.budget == 40_000


def test_who_used_it(staff, amina):
    ten_off()
    services.use_promo(code="CENT", person_id=amina.pk, ref=uuid4(), amount_minor=10_000)

    shown = staff.get(reverse("admin:pricing_promouse_changelist")).content.decode()

    assert "Amina Benali" in shown
    assert "100.00 DZD" in shown


def test_on_its_own_page_the_state_is_a_word(staff):
    shown = staff.get(reverse("admin:pricing_promo_change", args=[ten_off().pk])).content.decode()
    assert "&#x27;running&#x27;" not in shown
    assert "running" in shown
