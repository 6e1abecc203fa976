"""Staff announce to the riders or drivers of a zone, or to all: once to each, in their language."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.contracts import Role
from apps.accounts.models import AuditLine, Person
from apps.accounts.services import register
from apps.fleet.tasks import restore_online
from apps.geo import selectors as geo
from apps.kernel import clock, outbox
from apps.kernel.transitions import TransitionRefused
from apps.notifications import services
from apps.notifications.models import Announcement, Message, PushDevice
from apps.notifications.services import announcements
from apps.notifications.tasks import send_announcement, send_due_announcements
from tests.places import HYDRA
from tests.rides.city import City

ADD = "/admin/notifications/announcement/add/"
LIST = "/admin/notifications/announcement/"
WORDS = {
    "title_fr": "Pluie", "title_ar": "مطر", "title_en": "Rain",
    "text_fr": "Roulez lentement.", "text_ar": "قد ببطء.", "text_en": "Drive slowly.",
}  # fmt: skip


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


@pytest.fixture
def small_batches(monkeypatch):
    """Two people a transaction."""
    monkeypatch.setattr(announcements, "BATCH", 2)


def announced(role: str = "rider", **changes: object) -> Announcement:
    wanted = {"role": role, "ends_at": clock.now() + timedelta(hours=2), **WORDS, **changes}
    return services.announce(Announcement(**wanted), actor_id=None)


def sent(announcement: Announcement) -> tuple[str, int]:
    """Everything that beat and the workers do until it rests."""
    send_due_announcements()
    while outbox.waiting():
        outbox.relay()
        row = Announcement.objects.get(pk=announcement.pk)
        send_announcement(str(row.pk), str(row.cursor or ""))
    row = Announcement.objects.get(pk=announcement.pk)
    return row.status, row.reached


def heard(city: City, role: str, person) -> list[dict]:
    return [data for event, data in city.stream(role, person) if event == "announcement"]


def test_everybody_in_the_role_hears_it_once_in_their_language(city, amina, yacine, karim, small_batches):
    more = [register(phone=f"+2135500003{n:02}", roles=["rider"], language="en") for n in range(3)]
    announcement = announced()
    assert services.reach("rider", None) == 5
    assert sent(announcement) == ("sent", 5)
    [french], [arabic] = heard(city, "rider", amina), heard(city, "rider", yacine)
    assert french == {
        "id": str(announcement.id), "title": "Pluie", "text": "Roulez lentement.",
        "until": announcement.ends_at.isoformat(),
    }  # fmt: skip
    assert (arabic["title"], arabic["text"]) == ("مطر", "قد ببطء.")
    assert [[told["title"] for told in heard(city, "rider", person)] for person in more] == [["Rain"]] * 3
    assert heard(city, "driver", karim) == []
    [listed] = city.rider(amina).get("/api/v1/rider/messages").json()["messages"]
    assert (listed["event"], listed["data"]) == ("announcement", french)
    assert sent(announcement) == ("sent", 5)


def test_riders_are_where_their_last_ride_was(city, amina, yacine, karim):
    paris = geo.zone("paris")
    city.completed(amina, karim)
    assert services.reach("rider", city.zone.id) == 1
    assert services.reach("rider", paris.id) == 0
    assert sent(announced(zone_id=city.zone.id)) == ("sent", 1)
    assert len(heard(city, "rider", amina)) == 1
    assert heard(city, "rider", yacine) == []


def test_drivers_are_where_their_last_shift_was(city, karim, sofia):
    city.go_online(karim, HYDRA)
    restore_online()  # a shift gets its zone in the sweep
    assert city.driver(karim).post("/api/v1/driver/shift/end").status_code == 204
    assert sent(announced("driver", zone_id=city.zone.id)) == ("sent", 1)
    assert len(heard(city, "driver", karim)) == 1
    assert heard(city, "driver", sofia) == []


def test_nothing_is_sent_before_its_time_or_after_its_end(city, amina, travel):
    later = clock.now() + timedelta(hours=1)
    announcement = announced(starts_at=later, ends_at=later + timedelta(hours=1))
    assert sent(announcement) == ("planned", 0)
    travel(3_601)
    assert sent(announcement) == ("sent", 1)
    late = announced(ends_at=clock.now() + timedelta(minutes=1))
    services.begin_announcements()
    travel(61)
    assert sent(late) == ("sent", 0)


def test_who_was_away_hears_it_until_it_ends(city, amina, travel):
    sent(announced())
    city.clients.clear()
    travel(7_201)
    assert city.rider(amina).get("/api/v1/rider/messages").json()["messages"] == []


def test_canceled_before_it_is_sent_nobody_hears_it(city, amina, nadia, travel):
    later = clock.now() + timedelta(hours=1)
    announcement = announced(starts_at=later, ends_at=later + timedelta(hours=1))
    services.cancel_announcement(announcement_id=announcement.id, actor_id=nadia.pk)
    travel(3_601)
    assert sent(announcement) == ("canceled", 0)
    assert heard(city, "rider", amina) == []
    with pytest.raises(TransitionRefused):
        services.cancel_announcement(announcement_id=announcement.id, actor_id=nadia.pk)
    assert list(AuditLine.objects.order_by("id").values_list("action", flat=True)) == [
        "announcement.planned", "announcement.canceled"
    ]  # fmt: skip


def test_canceled_half_way_it_goes_no_further(city, amina, yacine, nadia, small_batches):
    people = [amina, yacine, *(register(phone=f"+2135500003{n:02}", roles=["rider"]) for n in range(3))]
    announcement = announced()
    services.begin_announcements()
    assert services.send_batch(announcement_id=announcement.id, after=None) == 2
    services.cancel_announcement(announcement_id=announcement.id, actor_id=nadia.pk)
    assert sent(announcement) == ("canceled", 2)
    assert [len(heard(city, "rider", person)) for person in people] == [1, 1, 0, 0, 0]


def test_a_lost_hint_is_made_up_for_and_a_batch_is_never_sent_twice(city, amina, yacine, travel, small_batches):
    register(phone="+213550000301", roles=["rider"])
    announcement = announced()
    services.begin_announcements()
    assert services.send_batch(announcement_id=announcement.id, after=None) == 2
    assert services.send_batch(announcement_id=announcement.id, after=None) == 0  # the same hint again
    assert services.stalled_announcements() == []
    travel(31)
    assert services.stalled_announcements() == [(announcement.id, yacine.pk)]
    send_due_announcements()
    row = Announcement.objects.get()
    assert (row.status, row.reached) == ("sent", 3)
    assert (len(heard(city, "rider", amina)), len(heard(city, "rider", yacine))) == (1, 1)


def test_a_push_goes_to_each_browser_of_those_who_take_them(city, amina, yacine):
    for person in (amina, yacine):
        endpoint = f"https://push.example/{person.pk}"
        PushDevice.objects.create(person=person, role="rider", endpoint=endpoint, p256dh="k", auth="a")
    announcement = announced(push=True)
    sent(announcement)
    sent(announcement)
    pushed = Message.objects.order_by("device__person__full_name").values_list("content", "language")
    assert list(pushed) == [
        ({"title": "Pluie", "text": "Roulez lentement.", "url": "/ride/"}, "fr"),
        ({"title": "مطر", "text": "قد ببطء.", "url": "/ride/"}, "ar"),
    ]
    sent(announced(push=False))
    assert Message.objects.count() == 2


def test_who_is_shut_out_is_not_reached(city, amina, yacine):
    Person.objects.filter(pk=yacine.pk).update(is_active=False)
    assert (services.reach("rider", None), sent(announced())) == (1, ("sent", 1))


@pytest.mark.parametrize("hours", [(0, -1), (0, 0), (2, 1), (0, 169)])
def test_impossible_times_are_refused(db, hours):
    begin, end = (clock.now() + timedelta(hours=hour) for hour in hours)
    with pytest.raises(services.AnnouncementTimes):
        announced(starts_at=begin, ends_at=end)
    assert not Announcement.objects.exists()


def browser_of(person) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def typed(**changes: str) -> dict:
    end = clock.now() + timedelta(hours=3)
    times = {"ends_at_0": f"{end:%Y-%m-%d}", "ends_at_1": f"{end:%H:%M}", "starts_at_0": "", "starts_at_1": ""}
    return {"role": "rider", "zone": "", **WORDS, **times, **changes}


@pytest.mark.django_db(transaction=True)
def test_operations_see_how_many_it_reaches_before_they_announce(amina, yacine, algiers):
    olga = register(email="olga@superapp.example", full_name="Olga Saidi", roles=[Role.OPERATIONS])
    browser, form = browser_of(olga), typed()
    shown = browser.post(ADD, form)
    assert (shown.status_code, Announcement.objects.count()) == (200, 0)
    page = shown.content.decode()
    assert all(word in page for word in WORDS.values())
    assert {str(label): value for label, value in shown.context["facts"]}["people reached now"] == 2
    for _press in range(2):  # a button that is pressed twice announces once
        assert browser.post(ADD, shown.context["typed"])["Location"] == reverse(
            "admin:notifications_announcement_changelist"
        )
    made = Announcement.objects.get()
    assert (made.by, made.status, made.zone) == (olga, "planned", None)

    cancel = reverse("admin:notifications_announcement_cancel", args=[made.pk])
    browser.get(cancel)
    assert Announcement.objects.get().status == "planned"
    browser.post(cancel)
    assert Announcement.objects.get().status == "canceled"
    assert browser.post(cancel).status_code == 403


@pytest.mark.django_db
def test_a_form_with_an_impossible_end_is_shown_again_and_support_only_reads():
    olga = register(email="olga@superapp.example", full_name="Olga Saidi", roles=[Role.OPERATIONS])
    sami = register(email="sami@superapp.example", full_name="Sami Touati", roles=[Role.SUPPORT])
    again = browser_of(olga).post(ADD, typed(ends_at_0="2020-01-01"))
    assert "for seven days at most" in again.content.decode()
    assert not Announcement.objects.exists()
    made = announced()
    assert browser_of(sami).get("/admin/notifications/announcement/").status_code == 200
    assert browser_of(sami).get(ADD).status_code == 403
    assert browser_of(sami).post(reverse("admin:notifications_announcement_cancel", args=[made.pk])).status_code == 403
