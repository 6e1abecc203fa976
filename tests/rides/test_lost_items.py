"""Things left in the car: POST rider/rides/<id>/lost-items, driver/lost-items/<id>/answer, messages, and staff."""

import pytest

from apps.accounts.models import AuditLine
from apps.kernel.transitions import TransitionRefused
from apps.rides.models import LostItem
from apps.rides.services import lost_items
from apps.rides.states import LOST_ITEM_TABLE, LostItemStatus
from tests.rides.city import key
from tests.support.threads import together


def reports(city, person, ride, description: str = "A red umbrella"):
    path = f"/api/v1/rider/rides/{ride['id']}/lost-items"
    return city.rider(person).post(path, {"description": description}, idempotency_key=key())


def answers(city, driver, item, answer: str):
    return city.driver(driver).post(f"/api/v1/driver/lost-items/{item['id']}/answer", {"answer": answer})


def writes(city, person, role: str, item, text: str):
    path = f"/api/v1/{role}/lost-items/{item['id']}/messages"
    return city.client(person, role).post(path, {"text": text}, idempotency_key=key())


def test_the_driver_is_told_and_answers(city, amina, karim):
    ride = city.completed(amina, karim)
    answer = reports(city, amina, ride)
    item = answer.json()
    assert (answer.status_code, item["status"], item["description"]) == (201, "reported", "A red umbrella")
    assert city.stream("driver", karim)[-1] == ("lost_item.updated", {"item": item})
    assert city.driver(karim).get("/api/v1/driver/lost-items").json()["results"] == [item]

    missing = answers(city, karim, item, "not_found").json()
    assert missing["status"] == "not_found"
    found = city.command(karim, "driver", "lost_item.answer", {"item_id": item["id"], "answer": "found"})["data"][
        "item"
    ]
    assert found["status"] == "found"
    assert city.stream("rider", amina)[-1] == ("lost_item.updated", {"item": found})
    again = answers(city, karim, item, "found")
    assert (again.status_code, again.json()["answered_at"]) == (200, found["answered_at"])
    refused = answers(city, karim, item, "not_found")
    assert (refused.status_code, refused.json()["current"]) == (409, "found")


def test_both_write_to_each_other(city, amina, karim):
    item = reports(city, amina, city.completed(amina, karim)).json()
    writes(city, karim, "driver", item, "Where did you sit?")
    said = writes(city, amina, "rider", item, "Behind you.").json()
    assert [(each["side"], each["text"]) for each in said["messages"]] == [
        ("driver", "Where did you sit?"),
        ("rider", "Behind you."),
    ]
    assert city.stream("driver", karim)[-1] == city.stream("rider", amina)[-1] == ("lost_item.updated", {"item": said})
    hers = city.rider(amina).get(f"/api/v1/rider/rides/{item['ride_id']}/lost-items").json()["results"]
    assert hers == [said]
    assert city.rider(amina).get("/api/v1/rider/lost-items").json()["results"] == [said]


def test_only_after_a_completed_ride_and_for_fourteen_days(city, amina, karim):
    ride = city.under_way(amina, karim)
    early = reports(city, amina, ride)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-open-for-lost-items")
    city.step(karim, ride, "complete")
    city.wait(14 * 86_400 + 60)
    assert reports(city, amina, ride).status_code == 409
    assert not LostItem.objects.exists()


def test_somebody_elses_is_not_there(city, amina, yacine, karim, sofia):
    ride = city.completed(amina, karim)
    assert reports(city, yacine, ride).status_code == 404
    item = reports(city, amina, ride).json()
    assert answers(city, sofia, item, "found").status_code == 404
    assert writes(city, yacine, "rider", item, "Mine!").status_code == 404
    assert city.rider(yacine).get(f"/api/v1/rider/rides/{ride['id']}/lost-items").status_code == 404
    assert city.driver(sofia).get("/api/v1/driver/lost-items").json()["results"] == []
    assert city.rider(yacine).get("/api/v1/rider/lost-items").json()["results"] == []


@pytest.mark.parametrize("description", ["", "  ", None, 7, "x" * 501, "a\nb"])
def test_what_is_not_a_description_is_refused(city, amina, karim, description):
    answer = reports(city, amina, city.completed(amina, karim), description)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")


def test_reported_twice_at_once_it_is_one(city, amina, karim):
    ride = city.completed(amina, karim)
    ask = {"rider_id": amina.id, "ride_id": ride["id"], "description": "Keys"}

    def try_it() -> str:
        try:
            return lost_items.report(**ask).status
        except lost_items.LostItemOpen as problem:
            return problem.slug

    assert sorted(together(4, try_it)) == ["lost-item-open"] * 3 + ["reported"]
    assert LostItem.objects.count() == 1


def test_staff_close_it_and_nothing_follows(city, amina, karim, nadia):
    item = reports(city, amina, city.completed(amina, karim)).json()
    lost_items.close(staff_id=nadia.id, item_id=item["id"], note="Given back at the office.")
    assert city.stream("rider", amina)[-1][1]["item"]["status"] == "closed"
    assert AuditLine.objects.get(action="lost_item.closed").details["note"] == "Given back at the office."
    with pytest.raises(TransitionRefused):
        lost_items.close(staff_id=nadia.id, item_id=item["id"], note="Again.")
    closed = writes(city, amina, "rider", item, "Thanks")
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/lost-item-closed")
    assert answers(city, karim, item, "found").status_code == 409
    assert reports(city, amina, {"id": item["ride_id"]}, "Something else").status_code == 201


def test_the_table_names_every_state():
    assert set(LOST_ITEM_TABLE) == set(LostItemStatus)
    assert LOST_ITEM_TABLE[LostItemStatus.CLOSED] == frozenset()
