"""Cancellation, commission, surge and holidays in the admin."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.geo import services as geo
from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing import selectors, services
from apps.pricing.models import CancellationPolicy, CommissionPolicy, Holiday, SurgePolicy
from tests.places import ALGIERS_CENTRE


@pytest.fixture
def staff(nadia) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def algeria() -> Market:
    return Market.objects.get(code="DZ")


def page(staff: Client, name: str, *arguments) -> str:
    answer = staff.get(reverse(f"admin:pricing_{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def begins(hours: float = 2) -> dict:
    at = clock.now() + timedelta(hours=hours)
    return {"valid_from_0": at.strftime("%Y-%m-%d"), "valid_from_1": at.strftime("%H:%M:%S")}


@pytest.mark.parametrize(
    "name", ["cancellationpolicy", "commissionpolicy", "surgepolicy", "holiday", "promo", "promouse", "tariffversion"]
)
def test_the_lists(staff, name):
    page(staff, f"{name}_changelist")


def test_a_tariff_says_what_it_costs(staff, algiers):
    ours = selectors.tariffs_in_force(algiers, clock.now())["standard"]
    shown = page(staff, "tariffversion_change", ours.pk)

    for what, due in (
        ("5 km in 15 min", "390.00 DZD"),  # 100 + 20 + 175 + 90 = 385
        ("5 km in 15 min, over one stop", "440.00 DZD"),  # 435, halves up
        ("5 km in 15 min, at night", "460.00 DZD"),  # 385 + 0.2 × 365 = 458
        ("5 km in 15 min, on a public holiday", "420.00 DZD"),  # 385 + 36.50 = 421.50
        ("20 km in 40 min", "1,060.00 DZD"),
    ):
        assert f"<td>{what}</td><td><bdi>{due}</bdi></td>" in shown


def test_a_cancellation_policy_says_what_it_means(staff):
    shown = page(staff, "cancellationpolicy_change", CancellationPolicy.objects.get(market=algeria()).pk)

    assert "A driver accepted at 12:00 and promised to be there at 12:10." in shown
    for what, due in (
        ("The rider cancels before a driver has accepted", "free"),
        ("The rider cancels at 12:01:59", "free"),
        ("The rider cancels at 12:02:00", "100.00 DZD"),
        ("The rider cancels at 12:15:01, the driver is not there yet", "free"),
        ("The driver came at 12:10, no rider by 12:14:59", "free"),
        ("The driver came at 12:10, no rider by 12:15:00", "150.00 DZD"),
        ("The driver cancels at 12:10:00", "free"),
    ):
        assert f"<td>{what}</td><td><bdi>{due}</bdi></td>" in shown


def test_a_cancellation_policy_that_has_begun_is_followed_not_edited(staff, nadia):
    begun = CancellationPolicy.objects.get(market=algeria())
    address = reverse("admin:pricing_cancellationpolicy_change", args=[begun.pk])
    form = {
        "market": str(begun.market_id), "category": "", "grace_s": 60, "late_s": 300, "no_show_wait_s": 300,
        "fee": 20_000, "no_show_fee": 30_000, **begins(),
    }  # fmt: skip

    assert staff.post(address, form).status_code == 403
    copy = staff.get(reverse("admin:pricing_cancellationpolicy_new_version", args=[begun.pk]))
    assert "grace_s=120" in copy["Location"]
    assert staff.get(copy["Location"]).status_code == 200
    assert staff.post(reverse("admin:pricing_cancellationpolicy_add"), form).status_code == 302

    second = CancellationPolicy.objects.get(market=algeria(), version=2)
    assert (second.fee, second.grace_s) == (20_000, 60)
    assert AuditLine.objects.get(action="cancellation_policy.published").actor_id == nadia.pk


def test_a_commission_is_published(staff, algiers):
    form = {"market": str(algeria().pk), "percent": "12.50", **begins()}

    assert staff.post(reverse("admin:pricing_commissionpolicy_add"), form).status_code == 302

    assert CommissionPolicy.objects.get(market=algeria(), version=2).percent == Decimal("12.50")
    assert "12.50 %" in page(staff, "commissionpolicy_changelist")


def test_a_commission_above_all_is_refused(staff):
    form = {"market": str(algeria().pk), "percent": "101", **begins()}

    assert staff.post(reverse("admin:pricing_commissionpolicy_add"), form).status_code == 200
    assert CommissionPolicy.objects.filter(market=algeria()).count() == 1


@pytest.fixture
def crowd(algiers, travel) -> None:
    """Forty riders in the centre for three minutes."""
    for _ in range(18):
        services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={geo.cell(ALGIERS_CENTRE): (40, 0)})
        travel(10)


def test_how_surge_stands_now(staff, crowd):
    shown = page(staff, "surgepolicy_changelist")

    assert "up to × 1.60 in 7 cells" in " ".join(shown.split())
    assert "no cell above × 1.00" in shown


def test_surge_is_stopped_in_two_steps(staff, nadia, algiers, crowd):
    ours = SurgePolicy.objects.get(market=algeria())
    stop = reverse("admin:pricing_surgepolicy_stop", args=[ours.pk])

    asked = staff.get(stop).content.decode()
    assert "Every new price in Algeria is without surge from now on" in asked
    assert selectors.surge_at(algiers.id, ALGIERS_CENTRE) == Decimal("1.60")

    assert staff.post(stop)["Location"] == reverse("admin:pricing_surgepolicy_changelist")
    assert selectors.surge_at(algiers.id, ALGIERS_CENTRE) == 1
    assert AuditLine.objects.get(action="surge_policy.published").actor_id == nadia.pk
    assert staff.post(stop).status_code == 403  # it is not the setting in force any more
    assert SurgePolicy.objects.filter(market=algeria()).count() == 2


def test_a_new_setting_is_added_and_none_is_changed(staff):
    ours = SurgePolicy.objects.get(market=algeria())
    form = {"market": str(ours.market_id), "enabled": "on", "cap": "1.50", "sensitivity": "0.3", "least_demand": "4"}

    assert staff.post(reverse("admin:pricing_surgepolicy_change", args=[ours.pk]), form).status_code == 403
    assert staff.post(reverse("admin:pricing_surgepolicy_add"), form).status_code == 302
    second = SurgePolicy.objects.get(market=algeria(), version=2)
    assert (second.cap, second.sensitivity) == (Decimal("1.50"), 0.3)


@pytest.mark.parametrize("changes", [{"cap": "0.90"}, {"cap": "5.50"}, {"sensitivity": "-1"}, {"least_demand": "0"}])
def test_a_setting_that_makes_no_sense_is_refused(staff, changes):
    form = {"market": str(algeria().pk), "enabled": "on", "cap": "1.50", "sensitivity": "0.3", "least_demand": "4"}

    assert staff.post(reverse("admin:pricing_surgepolicy_add"), {**form, **changes}).status_code == 200
    assert SurgePolicy.objects.filter(market=algeria()).count() == 1


def test_a_holiday_is_entered_and_taken_back(staff, nadia):
    form = {"market": str(algeria().pk), "date": "2027-03-10", "name_fr": "Aïd", "name_ar": "العيد", "name_en": "Eid"}
    staff.post(reverse("admin:pricing_holiday_add"), form)
    eid = Holiday.objects.get(name_en="Eid")
    assert "Eid" in page(staff, "holiday_changelist")

    staff.post(reverse("admin:pricing_holiday_delete", args=[eid.pk]), {"post": "yes"})

    assert not Holiday.objects.filter(pk=eid.pk).exists()
    lines = AuditLine.objects.filter(subject=f"holiday:{eid.pk}").order_by("id")
    assert [(line.action, line.actor_id) for line in lines] == [
        ("holiday.saved", nadia.pk), ("holiday.deleted", nadia.pk)
    ]  # fmt: skip


def test_many_holidays_are_taken_back_with_a_line_each(staff):
    rows = Holiday.objects.filter(market=algeria())
    form = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows], "post": "yes"}
    staff.post(reverse("admin:pricing_holiday_changelist"), form)

    assert not Holiday.objects.filter(market=algeria()).exists()
    assert AuditLine.objects.filter(action="holiday.deleted").count() == 5
