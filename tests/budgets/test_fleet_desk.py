"""What staff do about drivers in the admin: each act is looked at and then done."""

from django.urls import reverse

from apps.fleet import services
from apps.fleet.models import Appeal, DriverApplication, DriverDocument, Hotspot, IncentivePolicy, Pair, Suspension
from tests.budgets.conftest import Counts
from tests.budgets.table import FLEET_DESK
from tests.fleet.conftest import in_days, upload
from tests.fleet.test_applications import ADDRESS, CAR, PAPERS
from tests.rides.city import key
from tests.support.days import drivers_are_promised


def applied(city, person) -> list[DriverDocument]:
    """A person who has handed in everything."""
    app = city.rider(person)
    app.post(ADDRESS, {"zone": "algiers", "vehicle": CAR}, idempotency_key=key())
    for kind in PAPERS:
        form = {"kind": kind, "file": upload(), "expires_on": str(in_days(400))}
        super(type(app), app).post(f"{ADDRESS}/documents", form, format="multipart", HTTP_IDEMPOTENCY_KEY=key())
    app.post(f"{ADDRESS}/submit")
    return list(DriverDocument.objects.filter(driver_id=person.id).order_by("id"))


def do(desk, model: str, act: str, row, data: dict | None = None) -> None:
    """Nadia opens the page that asks, and says yes."""
    address = reverse(f"admin:fleet_{model}_{act}", args=[row.pk])
    assert desk.get(address).status_code == 200, (model, act)
    assert desk.post(address, data or {}).status_code == 302, (model, act)


def test_what_staff_do_about_drivers(counts: Counts, city, desk, nadia, amina, yacine, karim, sofia, mehdi):
    papers = applied(city, amina)
    services.add_favourite(rider_id=yacine.id, driver_id=karim.id)
    counts.clear()

    desk.get(reverse("admin:fleet_driverdocument_file", args=[papers[0].pk]))
    desk.get(reverse("admin:fleet_driverdocument_next_waiting", args=[papers[0].pk]))
    for paper in papers:
        do(desk, "driverdocument", "verify", paper, {"number": "1", "expires_on": str(in_days(400))})
    application = DriverApplication.objects.get()
    do(desk, "driverapplication", "approve", application)
    do(desk, "driverdocument", "revoke", papers[0], {"reason": "forged"})

    car = services.add_vehicle(driver_id=karim.id, **CAR | {"plate": "1-1-1"})
    do(desk, "vehicle", "approve", car)
    do(desk, "vehicle", "retire", car)
    do(
        desk,
        "vehicle",
        "reject",
        services.add_vehicle(driver_id=karim.id, **CAR | {"plate": "2-2-2"}),
        {"reason": "other"},
    )
    second = services.apply_to_drive(person_id=yacine.id, role="rider", zone="algiers", **CAR | {"plate": "3-3-3"})
    DriverApplication.objects.filter(pk=second.pk).update(status="submitted")
    do(desk, "driverapplication", "reject", second, {"reason": "city_full"})
    paper = DriverDocument.objects.filter(driver=sofia, kind="insurance").get()
    DriverDocument.objects.filter(pk=paper.pk).update(status="submitted")
    do(desk, "driverdocument", "reject", paper, {"reason": "unreadable"})

    for driver in (karim, sofia, mehdi):
        do(desk, "driver", "suspend", driver, {"reason_code": "complaints", "note": "Two riders wrote."})
    services.appeal(driver_id=sofia.id, text="I was not there.")
    services.appeal(driver_id=mehdi.id, text="Nor was I.")
    do(desk, "driver", "reinstate", karim)
    do(desk, "appeal", "grant", Appeal.objects.get(suspension__driver=sofia), {"answer": "You are right."})
    do(desk, "appeal", "refuse", Appeal.objects.get(suspension__driver=mehdi), {"answer": "They saw you."})
    do(desk, "suspension", "lift", Suspension.objects.get(driver=mehdi))

    desk.post(reverse("admin:fleet_pair_add"), {"rider": amina.pk, "driver": karim.pk, "reason": "They quarrelled."})
    do(desk, "pair", "unblock", Pair.objects.get(kind="blocked"))
    drivers_are_promised(type(application.zone).objects.get(slug="algiers"), karim, 1)
    do(desk, "hotspot", "end", Hotspot.objects.get())
    for act in ("next_version", "progress"):
        desk.get(reverse(f"admin:fleet_incentivepolicy_{act}", args=[IncentivePolicy.objects.get().pk]))
    del counts["POST /admin/fleet/pair/add/"]

    counts.must_be(FLEET_DESK)
