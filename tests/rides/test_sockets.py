"""Who may follow a ride's driver, and the commands' names."""

from uuid import uuid4

import pytest

from apps.accounts.contracts import Identity
from apps.realtime.services import registry


def identity(person, role: str) -> Identity:
    return Identity(person_id=person.pk, role=role, family_id=uuid4(), language="fr")


def follows(person, role: str, key: str) -> bool:
    return registry.topics["ride"].may_follow(identity(person, role), key)


def test_only_its_rider_and_operations_follow_a_ride(city, amina, yacine, karim, nadia):
    ride = city.order(amina)
    assert follows(amina, "rider", ride["id"]) is False  # there is no driver to follow
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")

    ride = city.assigned(amina, karim)
    assert follows(amina, "rider", ride["id"]) is True
    assert follows(nadia, "operations", ride["id"]) is True
    assert follows(yacine, "rider", ride["id"]) is False
    assert follows(karim, "driver", ride["id"]) is False
    assert follows(amina, "driver", ride["id"]) is False
    for key in ("", "x", "current", str(uuid4()), ride["id"].upper(), ride["id"].replace("-", "")):
        assert follows(amina, "rider", key) is False


def test_not_any_more_when_it_is_over(city, amina, karim):
    ride = city.completed(amina, karim)
    assert follows(amina, "rider", ride["id"]) is False


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("rider", "ride.request"), ("rider", "ride.cancel"), ("driver", "ride.en_route"), ("driver", "ride.arrive"),
        ("driver", "ride.start"), ("driver", "ride.complete"), ("driver", "ride.cancel"),
    ],
)  # fmt: skip
def test_a_command_without_its_data_is_refused_by_name(city, amina, karim, role, name):
    ack = city.command(amina if role == "rider" else karim, role, name, {"ride_id": 5})
    assert (ack["ok"], ack["problem"]["type"]) == (False, "/problems/invalid")


def test_the_driver_cancels_by_command(city, amina, karim):
    ride = city.assigned(amina, karim)
    ack = city.command(karim, "driver", "ride.cancel", {"ride_id": ride["id"], "reason": "other"})
    assert ack["data"]["ride"]["status"] == "driver_canceled"


def test_the_rider_cancels_by_command(city, amina):
    ride = city.order(amina)
    ack = city.command(amina, "rider", "ride.cancel", {"ride_id": ride["id"]})
    assert ack["data"]["ride"]["status"] == "rider_canceled"
