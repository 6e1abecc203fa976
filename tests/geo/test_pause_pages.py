"""Zones and pauses in the admin: in words, on the zone's own clock, and never by one click."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from apps.accounts.contracts import Role
from apps.accounts.models import AuditLine
from apps.accounts.services import register
from apps.geo import selectors, services
from apps.geo.models import ServicePause
from apps.kernel import clock
from tests.geo.test_learned_speeds import drive

ALGIERS = ZoneInfo("Africa/Algiers")


def signed_in(person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def lina(db):
    """She runs the city: operations, and nothing more."""
    return register(email="lina@superapp.example", full_name="Lina Saadi", roles=[Role.OPERATIONS])


@pytest.fixture
def desk(lina):
    return signed_in(lina)


@pytest.fixture
def onlooker(db):
    return signed_in(register(email="omar@superapp.example", full_name="Omar Ziani", roles=[Role.SUPPORT]))


def typed(zone, **changes) -> dict:
    return {"zone": str(zone.id), "category": "van", "reason_code": "weather", "note": "Flood", **changes}


def clock_text(moment: datetime) -> dict[str, str]:
    local = moment.astimezone(ALGIERS)
    return {"0": f"{local:%Y-%m-%d}", "1": f"{local:%H:%M:%S}"}


ADD = "/admin/geo/servicepause/add/"
LIST = "/admin/geo/servicepause/"


def test_operations_pause_a_category_after_being_asked_once_more(desk, lina, algiers):
    asked = desk.post(ADD, typed(algiers))

    page = asked.content.decode()
    assert asked.status_code == 200
    for words in ("Algiers", "Van", "Bad weather", "until it is resumed", "Rides that were accepted go on."):
        assert words in page
    assert selectors.paused_categories(algiers.id) == frozenset()

    done = desk.post(ADD, typed(algiers, confirmed="1"))

    assert (done.status_code, done["Location"]) == (302, LIST)
    assert selectors.paused_categories(algiers.id) == {"van"}
    pause = ServicePause.objects.get()
    assert (pause.by, pause.note) == (lina, "Flood")
    assert AuditLine.objects.get(action="service.paused").actor == lina


def test_what_the_second_page_sends_is_what_was_typed(desk, algiers):
    page = desk.post(ADD, typed(algiers, note='<b>"Flood"</b>')).content.decode()

    for name, value in typed(algiers, note="&lt;b&gt;&quot;Flood&quot;&lt;/b&gt;").items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert re.search('<input type="hidden" name="confirmed" value="[0-9a-f-]{36}">', page)


def test_times_are_of_the_zones_clock(desk, algiers):
    starts = (clock.now() + timedelta(hours=3)).replace(microsecond=0)
    times = {f"starts_at_{part}": text for part, text in clock_text(starts).items()}
    times |= {f"ends_at_{part}": text for part, text in clock_text(starts + timedelta(hours=2)).items()}

    desk.post(ADD, typed(algiers, confirmed="1", **times))

    pause = ServicePause.objects.get()
    assert (pause.starts_at, pause.ends_at) == (starts, starts + timedelta(hours=2))
    with translation.override("en"):
        shown = formats.date_format(starts.astimezone(ALGIERS).replace(tzinfo=None), "m/d/Y P")
    assert shown in desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at_0": "2020-01-01", "ends_at_1": "10:00"}, "The pause must end after it begins"),
        ({"reason_code": "whim"}, "whim"),
        ({"zone": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(desk, algiers, changes, words):
    for step in ({}, {"confirmed": "1"}):
        answer = desk.post(ADD, typed(algiers) | changes | step)
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert ServicePause.objects.count() == 0


def test_what_is_paused_already_is_said_in_the_form(desk, algiers):
    services.pause_service(zone_id=algiers.id, category="van", reason_code="safety")

    assert "This is paused already" in desk.post(ADD, typed(algiers)).content.decode()
    assert ServicePause.objects.count() == 1


def test_who_confirms_too_late_is_told(desk, algiers, monkeypatch):
    services.pause_service(zone_id=algiers.id, category="van", reason_code="safety")
    monkeypatch.setattr("apps.geo.admin.selectors.pauses_of", lambda zone_id: ())  # the form had looked before

    answer = desk.post(ADD, typed(algiers, confirmed="1"), follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "This is paused already" in answer.content.decode()
    assert ServicePause.objects.count() == 1


def test_a_pause_that_ran_out_is_no_obstacle(desk, algiers, travel):
    services.pause_service(
        zone_id=algiers.id, category="van", reason_code="safety", ends_at=clock.now() + timedelta(minutes=5)
    )
    travel(301)

    desk.post(ADD, typed(algiers, confirmed="1"))

    assert selectors.paused_categories(algiers.id) == {"van"}


def test_operations_resume_after_being_asked_once_more(desk, lina, algiers):
    pause = services.pause_service(zone_id=algiers.id, reason_code="weather")
    address = reverse("admin:geo_servicepause_resume", args=[pause.id])

    asked = desk.get(address)
    assert "all categories" in asked.content.decode()
    assert len(selectors.paused_categories(algiers.id)) == 3

    done = desk.post(address)

    assert (done.status_code, done["Location"]) == (302, LIST)
    assert selectors.paused_categories(algiers.id) == frozenset()
    assert AuditLine.objects.get(action="service.resumed").actor == lina
    assert desk.post(address).status_code == 403  # it is over


def test_the_list_tells_the_state_in_words(desk, algiers, travel):
    now = clock.now()
    services.pause_service(zone_id=algiers.id, category="van", reason_code="weather")
    services.pause_service(
        zone_id=algiers.id, category="comfort", reason_code="event", starts_at=now + timedelta(hours=2)
    )
    services.pause_service(zone_id=algiers.id, reason_code="technical", ends_at=now + timedelta(minutes=1))
    travel(61)

    page = desk.get(LIST).content.decode()
    for words in ("Algiers", "Van", "Comfort", "all categories", "in force", "planned", "over", "Bad weather"):
        assert words in page
    counts = [desk.get(f"{LIST}?state={state}").context["cl"].result_count for state in ("open", "over")]
    assert counts == [2, 1]


def test_the_page_of_a_pause_is_only_read(desk, algiers):
    pause = services.pause_service(zone_id=algiers.id, reason_code="weather", note="Flood")
    address = reverse("admin:geo_servicepause_change", args=[pause.id])

    assert "Flood" in desk.get(address).content.decode()
    assert desk.post(address, typed(algiers)).status_code == 403
    assert desk.post(reverse("admin:geo_servicepause_delete", args=[pause.id]), {"post": "yes"}).status_code == 403
    assert ServicePause.objects.get().note == "Flood"


def test_support_sees_pauses_and_makes_none(onlooker, algiers):
    pause = services.pause_service(zone_id=algiers.id, reason_code="weather")

    assert onlooker.get(LIST).status_code == 200
    assert onlooker.post(ADD, typed(algiers, confirmed="1")).status_code == 403
    assert onlooker.post(reverse("admin:geo_servicepause_resume", args=[pause.id])).status_code == 403
    assert len(selectors.pauses_of(algiers.id)) == 1


def test_a_zone_leads_to_its_pause(desk, algiers):
    answer = desk.get(reverse("admin:geo_zone_pause", args=[algiers.id]))

    assert answer["Location"] == f"{ADD}?zone={algiers.id}"
    assert f'<option value="{algiers.id}" selected>Algiers</option>' in desk.get(answer["Location"]).content.decode()
    assert ServicePause.objects.count() == 0


def test_the_list_of_zones_tells_what_is_paused(desk, algiers):
    services.pause_service(zone_id=algiers.id, category="van", reason_code="weather")

    assert "Van" in desk.get("/admin/geo/zone/").content.decode()


def test_a_zone_shows_what_was_learned(desk, algiers):
    address = reverse("admin:geo_zone_change", args=[algiers.id])
    assert "no trips have been learned from" in desk.get(address).content.decode()

    for _ in range(10):
        drive(algiers)

    page = desk.get(address).content.decode()
    assert "15 km/h (from 115 km)" in page
    assert "Detour in force: 1.42" in page
