"""A suspension has a reason, is told at once, and may be answered once."""

import pytest

from apps.accounts.models import AuditLine
from apps.fleet import selectors, services
from apps.fleet.models import Appeal, Driver, Suspension
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from apps.realtime.models import StreamMessage

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/driver/appeals"


@pytest.fixture
def suspended(karim, nadia) -> Suspension:
    return services.suspend(
        driver_id=karim.id, actor_id=nadia.id, reason_code="complaints", note="Deux plaintes le 3 mars."
    )


@pytest.fixture
def karims(api, karim):
    return api(karim.person, "driver")


def say(client, text: str = "Ce n’était pas moi.\nJe peux le montrer.", key: str = "appeal-01"):
    return client.post(ADDRESS, {"text": text}, idempotency_key=key)


def told() -> list[dict]:
    return [message.data for message in StreamMessage.objects.filter(event="driver.updated").order_by("seq")]


def status(driver) -> str:
    return Driver.objects.get(id=driver.id).status


def test_the_driver_is_told_why(suspended, karims):
    assert told() == [
        {
            "about": "standing",
            "title": "Votre compte chauffeur a été suspendu.",
            "detail": "Plaintes de passagers Deux plaintes le 3 mars.",
            "status": "suspended",
        }
    ]
    shown = karims.get(ADDRESS).json()["suspension"]
    assert (shown["reason"], shown["note"], shown["appeal"]) == ("complaints", "Deux plaintes le 3 mars.", None)


def test_who_is_not_suspended_has_nothing_to_appeal_against(karims):
    assert karims.get(ADDRESS).json() == {"suspension": None}
    assert say(karims).json()["type"] == "/problems/not-suspended"


def test_the_driver_answers_once(suspended, karims):
    first, again, second = say(karims), say(karims), say(karims, "Vraiment.", key="appeal-02")

    assert (first.status_code, first.json()["status"]) == (201, "submitted")
    assert again.json() == first.json()
    assert (second.status_code, second.json()["type"]) == (409, "/problems/appealed-already")
    assert karims.get(ADDRESS).json()["suspension"]["appeal"]["text"].startswith("Ce n’était pas moi.")


@pytest.mark.parametrize("text", ["", "a\0b", "x" * 2_001, 7])
def test_an_appeal_says_something(suspended, karims, text):
    assert say(karims, text).status_code == 400
    assert not Appeal.objects.exists()


def test_a_granted_appeal_lifts_the_suspension(suspended, karims, karim, nadia):
    say(karims)

    services.grant_appeal(appeal_id=Appeal.objects.get().id, actor_id=nadia.id, answer="Vous aviez raison.")

    assert status(karim) == "active"
    suspended.refresh_from_db()
    assert (suspended.lifted_at is not None, suspended.lifted_by_id) == (True, nadia.id)
    assert selectors.go_online_refusals(karim.id) == []
    titles = [news["title"] for news in told()[1:]]
    assert titles == ["Votre recours a été accepté.", "Vous pouvez de nouveau conduire."]
    assert AuditLine.objects.filter(action="appeal.granted").count() == 1
    assert OutboxEvent.objects.filter(name="fleet.DriverReinstated").count() == 1


def test_a_refused_appeal_leaves_it(suspended, karims, karim, nadia):
    say(karims)

    services.refuse_appeal(appeal_id=Appeal.objects.get().id, actor_id=nadia.id, answer="Les plaintes sont établies.")

    assert status(karim) == "suspended"
    assert told()[-1]["detail"] == "Les plaintes sont établies."
    assert say(karims, key="appeal-02").json()["type"] == "/problems/appealed-already"


def test_an_appeal_is_decided_once(suspended, karims, nadia):
    say(karims)
    appeal = Appeal.objects.get()
    services.refuse_appeal(appeal_id=appeal.id, actor_id=nadia.id)

    with pytest.raises(TransitionRefused):
        services.grant_appeal(appeal_id=appeal.id, actor_id=nadia.id)


def test_an_appeal_granted_after_staff_lifted_it_anyway_changes_nothing_more(suspended, karims, karim, nadia):
    say(karims)
    services.reinstate(driver_id=karim.id, actor_id=nadia.id)

    services.grant_appeal(appeal_id=Appeal.objects.get().id, actor_id=nadia.id)

    assert status(karim) == "active"
    assert OutboxEvent.objects.filter(name="fleet.DriverReinstated").count() == 1


def test_another_suspension_may_be_answered_again(suspended, karims, karim, nadia):
    say(karims)
    services.reinstate(driver_id=karim.id, actor_id=nadia.id)
    services.suspend(driver_id=karim.id, actor_id=nadia.id, reason_code="rating")

    assert say(karims, key="appeal-02").status_code == 201


def test_who_is_reinstated_during_the_trip_stays_online(karim, nadia):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)
    services.suspend(driver_id=karim.id, actor_id=nadia.id)
    services.reinstate(driver_id=karim.id, actor_id=nadia.id)

    services.release(driver_id=karim.id)

    assert selectors.open_shift(karim.id) is not None
    assert not selectors.on_duty([karim.id])[karim.id].last_trip
