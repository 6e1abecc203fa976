"""Days in the life of the city: each leaves one more of everything that staff see."""

from datetime import date, timedelta
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group

from apps.accounts.models import Person
from apps.accounts.services import appeal, audit, register, request_code, suspend_rider
from apps.dispatch.models import Policy
from apps.fleet import services as fleet
from apps.fleet.algorithms.papers import Paper
from apps.fleet.models import (
    CategoryRule,
    DocumentRequirement,
    Driver,
    DriverApplication,
    IncentivePolicy,
    IncentiveProgress,
    QueueEntry,
    QueuePlace,
    WorkRule,
)
from apps.fleet.services import register_driver
from apps.geo.contracts import Point
from apps.geo.models import LegalEntity, Market, Zone
from apps.geo.services import pause_service
from apps.kernel import clock
from apps.notifications.models import Announcement
from apps.notifications.services import announce
from apps.pricing import services as pricing
from apps.pricing.models import CancellationPolicy, CommissionPolicy, Holiday, Promo, SurgePolicy, TariffVersion
from apps.rides.models import AdjustmentCap, StandingPolicy
from apps.rides.services import cases, lost_items
from tests.rides.city import City

COUNTRIES = ["", "ES", "IT", "PT"]


def live(city: City, nadia: Person, day: int) -> None:
    """The `day`th day, from 1 to 3."""
    people_ride(city, day)
    drivers_come_and_go(nadia, day)
    staff_work(nadia, day)
    a_market_opens(day)
    city.wait(1_000)


def people_ride(city: City, day: int) -> None:
    rider = register(phone=f"+21355000010{day}", full_name=f"Rider {day}", roles=["rider"])
    person = register(phone=f"+21355000020{day}", full_name=f"Driver {day}", roles=["driver"])
    driver = register_driver(person=person, plate=f"00{day}-116-16")
    request_code(phone=str(rider.phone), language="fr", address="203.0.113.1")
    ride = city.completed(rider, driver)
    assert city.rider(rider).post(f"/api/v1/rider/rides/{ride['id']}/sos").status_code == 200
    city.works()
    team_cares(ride, rider, day)
    assert city.driver(driver).post("/api/v1/driver/shift/end").status_code == 204


def team_cares(ride: dict, rider: Person, day: int) -> None:
    item = lost_items.report(rider_id=rider.pk, ride_id=ride["id"], description="An umbrella")
    lost_items.write(side="rider", person_id=rider.pk, item_id=item.pk, text="On the back seat.")
    case = cases.open_case(side="rider", person_id=rider.pk, ride_id=ride["id"], kind="fare", text="Why?")
    finance = register(email=f"finance{day}@superapp.example", full_name=f"Finance {day}", roles=["finance"])
    cases.adjust(staff_id=finance.pk, case_id=case.pk, amount_minor=100, reason="A detour.")
    AdjustmentCap.objects.create(role=f"role {day}", currency="EUR", most_minor=100)


def drivers_come_and_go(nadia: Person, day: int) -> None:
    """Somebody applies and waits, with a car and a paper to be checked; somebody is suspended, and appeals."""
    algiers = Zone.objects.get(slug="algiers")
    newcomer = register(phone=f"+21355000030{day}", full_name=f"Newcomer {day}", roles=["rider"])
    car = {"plate": f"00{day}-120-16", "make": "Kia", "model": "Rio", "colour": "red", "category": "standard"}
    applied = fleet.apply_to_drive(person_id=newcomer.pk, role="rider", zone="algiers", seats=4, year=2024, **car)
    DriverApplication.objects.filter(pk=applied.pk).update(status="submitted", submitted_at=clock.now())
    paper = Paper(b"\xff\xd8 a picture", "image/jpeg", "jpg")
    fleet.submit_document(driver_id=newcomer.pk, kind="criminal_record", paper=paper)
    person = register(phone=f"+21355000040{day}", full_name=f"Suspended {day}", roles=["driver"])
    driver = register_driver(person=person, plate=f"00{day}-117-16")
    fleet.suspend(driver_id=driver.pk, actor_id=nadia.pk, reason_code="complaints", note="Two riders wrote.")
    fleet.appeal(driver_id=driver.pk, text="I was not there.")
    fleet.block_pair(rider_id=newcomer.pk, driver_id=driver.pk, by="staff")
    drivers_are_promised(algiers, driver, day)


def drivers_are_promised(zone: Zone, driver: Driver, day: int) -> None:
    now, names = clock.now(), {"name_fr": f"Prime {day}", "name_ar": f"مكافأة {day}", "name_en": f"Quest {day}"}
    until = now + timedelta(days=1)
    terms = {"kind": "quest", "starts_at": now, "ends_at": until, "trips_needed": 5, "amount": 100_000}
    quest = fleet.add_incentive(policy=IncentivePolicy(zone=zone, code=f"quest-{day}", **names, **terms))
    window = {"window_start": now, "window_end": until}
    IncentiveProgress.objects.create(driver=driver, policy=quest, zone=zone, code=quest.code, **window)
    centre = Point(36.7538, 3.0588)
    fleet.add_hotspot(zone_id=zone.pk, centre=centre, ends_at=until, notes={"fr": f"Gare {day}"})
    west = 3.20 + day / 100
    ring = [[west, 36.68], [west + 0.01, 36.68], [west + 0.01, 36.69], [west, 36.68]]
    area = {"type": "Polygon", "coordinates": [ring]}
    place = QueuePlace.objects.create(zone=zone, polygon=area, **names)
    QueueEntry.objects.create(driver=driver, place=place)


def staff_work(nadia: Person, day: int) -> None:
    colleague = register(email=f"colleague{day}@superapp.example", full_name=f"Colleague {day}", roles=["support"])
    rude = register(email=f"rude{day}@superapp.example", full_name=f"Rude {day}", roles=["rider"])
    suspend_rider(person_id=rude.pk, reason_code="conduct", actor_id=nadia.pk)
    appeal(rider_id=rude.pk, text="It was not me.")
    words = {f"{part}_{code}": f"Rain {day}" for part in ("title", "text") for code in ("fr", "ar", "en")}
    later = clock.now() + timedelta(hours=1)
    announce(Announcement(role="rider", ends_at=later, **words), actor_id=nadia.pk)
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    audit(colleague.pk, "test.done", f"person:{nadia.pk}")
    Group.objects.create(name=f"Group {day}")
    somebody = {"username": f"somebody {day}", "ip_address": "203.0.113.1"}
    AccessAttempt.objects.create(**somebody, failures_since_start=1)
    AccessLog.objects.create(**somebody)
    AccessFailureLog.objects.create(**somebody)


def a_market_opens(day: int) -> None:
    entity = LegalEntity.objects.create(name=f"Company {day}")
    market = Market.objects.create(code=COUNTRIES[day], currency="EUR", time_zone="Europe/Madrid", legal_entity=entity)
    zone = Zone.objects.get(slug="paris")
    zone.pk, zone.slug, zone.market, zone._state.adding = None, f"city-{day}", market, True
    zone.save()
    tariff = TariffVersion.objects.filter(zone__slug="paris").first()
    tariff.pk, tariff.zone, tariff._state.adding = None, zone, True
    tariff.save()
    Policy.objects.create(zone=zone, version=1)
    StandingPolicy.objects.create(market=market)
    pause_service(zone_id=zone.pk, reason_code="weather")
    prices_are_set(market, day)
    DocumentRequirement.objects.create(market=market, kind="insurance", per_vehicle=True)
    CategoryRule.objects.create(market=market, category="van", min_seats=6, max_age_years=15)
    WorkRule.objects.create(market=market)


def prices_are_set(market: Market, day: int) -> None:
    now = clock.now()
    pricing.publish_surge_policy(SurgePolicy(market=market))
    pricing.publish_commission_policy(CommissionPolicy(market=market, valid_from=now, percent=15))
    pricing.publish_cancellation_policy(CancellationPolicy(market=market, valid_from=now, fee=400, no_show_fee=600))
    names = {"name_fr": "Fête", "name_ar": "عيد", "name_en": "Feast"}
    pricing.save_holiday(Holiday(market=market, date=date(2027, 1, day), **names))
    code = f"SPRING-{day}"
    offer = {"kind": "amount", "amount": 100, "budget": 1_000, "starts_at": now, "ends_at": now + timedelta(days=1)}
    pricing.create_promo(Promo(code=code, market=market, **offer))
    rider = register(email=f"saver{day}@superapp.example", full_name=f"Saver {day}")
    pricing.use_promo(code=code, person_id=rider.pk, ref=uuid4(), amount_minor=100)
