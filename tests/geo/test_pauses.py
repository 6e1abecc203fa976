"""Operations pause a zone or a category, and resume it."""

from datetime import timedelta

import pytest
from django.db import transaction

from apps.accounts.models import AuditLine
from apps.geo import selectors, services
from apps.geo.models import ServicePause
from apps.kernel import clock
from tests.support.threads import together

ALL = {"standard", "comfort", "van"}


def pause(zone, **changes) -> ServicePause:
    return services.pause_service(**{"zone_id": zone.id, "reason_code": "weather", **changes})


def test_a_zone_is_paused_until_it_is_resumed(algiers, nadia):
    made = pause(algiers, note="Flood in Bab El Oued", actor_id=nadia.id)

    assert selectors.paused_categories(algiers.id) == ALL
    assert selectors.paused_categories(selectors.zone("paris").id) == frozenset()

    services.resume_service(pause_id=made.id, actor_id=nadia.id)

    assert selectors.paused_categories(algiers.id) == frozenset()
    assert selectors.pauses_of(algiers.id) == ()
    made.refresh_from_db()
    assert (made.by, made.ended_by, made.ended_at >= made.starts_at) == (nadia, nadia, True)


def test_who_did_it_is_in_the_audit_trail(algiers, nadia):
    made = pause(algiers, category="van", note="Flood", actor_id=nadia.id)
    services.resume_service(pause_id=made.id, actor_id=nadia.id)

    lines = AuditLine.objects.filter(subject=f"zone:{algiers.id}").order_by("id")
    assert [(line.actor, line.action, line.details) for line in lines] == [
        (nadia, "service.paused", {"category": "van", "reason": "weather", "note": "Flood"}),
        (nadia, "service.resumed", {"category": "van"}),
    ]


def test_a_category_and_the_whole_zone_are_paused_apart(algiers):
    van, everything = pause(algiers, category="van"), pause(algiers)

    services.resume_service(pause_id=everything.id)
    assert selectors.paused_categories(algiers.id) == {"van"}

    services.resume_service(pause_id=van.id)
    assert selectors.paused_categories(algiers.id) == frozenset()


def test_a_planned_pause_begins_and_ends_by_itself(algiers, travel):
    now = clock.now()
    pause(algiers, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert selectors.paused_categories(algiers.id) == frozenset()
    assert selectors.paused_categories(algiers.id, now + timedelta(minutes=90)) == ALL
    assert len(selectors.pauses_of(algiers.id)) == 1

    travel(3_601)
    assert selectors.paused_categories(algiers.id) == ALL

    travel(3_600)
    assert selectors.paused_categories(algiers.id) == frozenset()
    assert selectors.pauses_of(algiers.id) == ()


def test_a_pause_that_ran_out_makes_room_for_the_next(algiers, travel):
    first = pause(algiers, ends_at=clock.now() + timedelta(minutes=10))
    travel(601)

    second = pause(algiers)

    assert [info.id for info in selectors.pauses_of(algiers.id)] == [second.id]
    first.refresh_from_db()
    assert first.ended_at == first.ends_at


def test_the_same_is_not_paused_twice(algiers):
    made = pause(algiers)

    with pytest.raises(services.AlreadyPaused) as refused:
        pause(algiers)

    assert refused.value.status == 409
    assert [info.id for info in selectors.pauses_of(algiers.id)] == [made.id]
    assert AuditLine.objects.filter(action="service.paused").count() == 1


HOURS = [timedelta(hours=n) for n in range(6)]


@pytest.mark.parametrize(
    ("planned", "wanted", "refused"),
    [
        ((0, 1), (2, 3), False),
        ((2, 3), (0, 1), False),
        ((1, 2), (2, 3), False),  # one ends when the other begins
        ((2, 3), (1, 2), False),
        ((2, None), (0, 2), False),
        ((0, 2), (2, None), False),
        ((1, 3), (2, 4), True),
        ((2, 4), (1, 3), True),
        ((1, 4), (2, 3), True),
        ((2, 3), (1, 4), True),
        ((1, None), (2, 3), True),
        ((2, 3), (1, None), True),
        ((1, None), (2, None), True),
    ],
)
def test_pauses_of_the_same_may_follow_and_never_overlap(algiers, planned, wanted, refused):
    now = clock.now()
    times = [
        {"starts_at": now + HOURS[begin], "ends_at": None if end is None else now + HOURS[end]}
        for begin, end in (planned, wanted)
    ]
    pause(algiers, category="van", **times[0])
    pause(algiers, category="comfort", **times[1])  # another category is another matter
    if refused:
        with pytest.raises(services.AlreadyPaused):
            pause(algiers, category="van", **times[1])
    else:
        pause(algiers, category="van", **times[1])
    assert ServicePause.objects.filter(category="van").count() == (1 if refused else 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_pause_at_once_make_one_pause():
    zone = selectors.zone("algiers")

    def press() -> str:
        try:
            return str(pause(zone).id)
        except services.AlreadyPaused:
            return ""

    pressed = together(6, press)

    assert [str(row.id) for row in ServicePause.objects.all()] == [won for won in pressed if won]
    assert AuditLine.objects.filter(action="service.paused").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_resume_at_once_resume_once():
    made = pause(selectors.zone("algiers"))

    def press() -> bool:
        try:
            services.resume_service(pause_id=made.id)
        except services.NotPaused:
            return False
        return True

    assert sorted(together(4, press)) == [False, False, False, True]
    assert AuditLine.objects.filter(action="service.resumed").count() == 1


def test_what_is_over_cannot_be_resumed(algiers, travel):
    made = pause(algiers, ends_at=clock.now() + timedelta(minutes=10))
    travel(601)

    with pytest.raises(services.NotPaused):
        services.resume_service(pause_id=made.id)
    assert not AuditLine.objects.filter(action="service.resumed").exists()


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (60, 60), (60, 30), (-120, -60)])
def test_a_pause_ends_after_it_begins(algiers, starts, ends):
    now = clock.now()

    with pytest.raises(services.PauseOverBeforeItBegins):
        pause(algiers, starts_at=now + timedelta(minutes=starts), ends_at=now + timedelta(minutes=ends))
    assert ServicePause.objects.count() == 0


def test_a_pause_of_nowhere(db):
    with pytest.raises(selectors.NoSuchZone):
        services.pause_service(zone_id="01900000-0000-7000-8000-000000000000", reason_code="weather")


def test_a_reason_that_is_none(algiers):
    with pytest.raises(ValueError, match="whim"):
        pause(algiers, reason_code="whim")
    assert ServicePause.objects.count() == 0


def test_a_pause_that_was_rolled_back_holds_nobody_up(algiers):
    with transaction.atomic():
        pause(algiers)
        assert selectors.paused_categories(algiers.id) == ALL
        transaction.set_rollback(True)

    assert ServicePause.objects.count() == 0


def test_asking_again_costs_nothing(algiers, django_assert_num_queries, monkeypatch):
    selectors.paused_categories(algiers.id)
    monkeypatch.setattr(selectors.PAUSES, "max_age_s", float("inf"))

    with django_assert_num_queries(0):
        selectors.paused_categories(algiers.id)
        selectors.pauses_of(algiers.id)
