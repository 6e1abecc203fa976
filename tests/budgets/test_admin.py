"""The admin asks as often for many rows as for few: no list and no form has a query a row."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.accounts import services as accounts
from apps.accounts.models import Person
from apps.dispatch.models import POLICY_FIELDS, Job, Policy
from apps.dispatch.services import add_policy
from apps.geo.services import pause_service
from apps.notifications.models import Announcement
from apps.notifications.services import announce
from apps.pricing.models import CancellationPolicy, CommissionPolicy, SurgePolicy, TariffVersion
from apps.rides.models import Receipt, Ride, SafetyAlert
from tests.budgets.conftest import Counts
from tests.budgets.table import ADMIN
from tests.support.days import live

CEILING = 10
MOST = {"accounts_auditline_changelist": 24}  # one for each kind of thing that its lines are about, to name it


def pages(desk: Client) -> Counts:
    """What the list of each model asked, and the form of its first row."""
    asked = Counts()
    for model in admin.site._registry:
        for page, arguments in (("changelist", []), ("change", [model._default_manager.order_by("pk").first().pk])):
            name = f"{model._meta.app_label}_{model._meta.model_name}_{page}"
            with asked.of(name):
                assert desk.get(reverse(f"admin:{name}", args=arguments)).status_code == 200
    return asked


def rows() -> dict[type[Model], int]:
    return {model: model._default_manager.count() for model in admin.site._registry}


def test_lists_and_forms_ask_the_same_for_many_rows_as_for_few(desk, city, nadia):
    live(city, nadia, 1)
    few = rows()
    assert [model for model in few if not few[model]] == [], "let tests/support/days.py make a row a day"
    pages(desk)  # types of content are asked for once a process
    asked = pages(desk)
    live(city, nadia, 2)
    live(city, nadia, 3)

    assert [model for model, number in rows().items() if number < few[model] + 2] == []
    pages(desk).must_be(asked)
    assert {name: queries for name, queries in asked.items() if queries > MOST.get(name, CEILING)} == {}


def test_what_staff_do_there(counts, city, desk, amina, yacine, karim):
    done = city.completed(amina, karim)
    city.works()
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    waiting = Job.objects.get(ref=city.order(yacine)["id"])
    counts.clear()

    for path in ("/admin/", "/admin/search/?s=ride"):
        desk.get(path)
    for act in ("unlock_pin", "cancel_ride"):
        desk.get(reverse(f"admin:rides_ride_{act}", args=[ride["id"]]))
        desk.post(reverse(f"admin:rides_ride_{act}", args=[ride["id"]]), {"note": "They asked for it."})
    Ride.objects.filter(pk=done["id"]).update(needs_review=True)
    desk.get(reverse("admin:rides_ride_mark_reviewed", args=[done["id"]]))
    desk.post(reverse("admin:rides_ride_mark_reviewed", args=[done["id"]]), {"note": "The rider asked to be let out."})
    desk.get(reverse("admin:rides_ride_receipt", args=[done["id"]]))
    for ask in (desk.get, desk.post):
        ask(reverse("admin:rides_receipt_render_again", args=[Receipt.objects.get().pk]))
    pause = pause_service(zone_id=city.zone.id, category="van", reason_code="weather")
    desk.get(reverse("admin:geo_zone_pause", args=[city.zone.id]))
    for ask in (desk.get, desk.post):
        ask(reverse("admin:geo_servicepause_resume", args=[pause.pk]))
    for version in (TariffVersion, CancellationPolicy, CommissionPolicy):
        page = f"admin:pricing_{version._meta.model_name}_new_version"
        desk.get(reverse(page, args=[version.objects.first().pk]))
    for ask in (desk.get, desk.post):
        ask(reverse("admin:pricing_surgepolicy_stop", args=[SurgePolicy.objects.first().pk]))

    desk.get(reverse("admin:dispatch_job_why", args=[waiting.pk]), {"q": "Karim"})
    desk.post(reverse("admin:dispatch_job_assign", args=[waiting.pk]), {"driver": str(karim.id)})
    policy = add_policy(policy=Policy(zone_id=city.zone.id))
    desk.get(reverse("admin:dispatch_policy_next_version", args=[policy.pk]))
    hour = {"hour": f"{city.zone.id}|{(waiting.opened_at - timedelta(minutes=30)).isoformat()}"}
    form = {name: getattr(policy, name) for name in POLICY_FIELDS} | {"zone": policy.zone_id, "radii_m": "2000 4000"}
    assert desk.post(reverse("admin:dispatch_policy_preview"), form | hour).status_code == 200
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/sos")
    counts.pop("POST /api/v1/rider/rides/<uuid:ride_id>/sos")
    for act in ("acknowledge", "resolve"):
        page = reverse(f"admin:rides_safetyalert_{act}", args=[SafetyAlert.objects.get().pk])
        desk.get(page)
        desk.post(page, {"note": "She is well."})

    staff_hear_riders(desk, amina, yacine)
    words = {f"{part}_{code}": "Rain" for part in ("title", "text") for code in ("fr", "ar", "en")}
    wanted = Announcement(role="rider", zone_id=city.zone.id, ends_at=waiting.opened_at + timedelta(hours=2), **words)
    cancel = reverse("admin:notifications_announcement_cancel", args=[announce(wanted, actor_id=None).pk])
    desk.get(cancel)
    desk.post(cancel)

    counts.must_be(ADMIN)


def staff_hear_riders(desk: Client, *riders: Person) -> None:
    desk.get(reverse("admin:accounts_person_suspend_rider", args=[riders[0].pk]))
    for act, rider in zip(("grant", "refuse"), riders, strict=True):
        suspension = accounts.suspend_rider(person_id=rider.pk, reason_code="other", actor_id=None)
        page = reverse(f"admin:accounts_riderappeal_{act}", args=[accounts.appeal(rider_id=rider.pk, text="No.").pk])
        desk.get(page)
        desk.post(page, {"answer": "Read."})
    lift = reverse("admin:accounts_ridersuspension_lift", args=[suspension.pk])
    desk.get(lift)
    desk.post(lift)
