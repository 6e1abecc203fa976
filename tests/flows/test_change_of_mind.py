"""On the way Amina wants to go somewhere else: she sees the price, Karim sees the place, both see one bill."""

import pytest

from tests.places import HYDRA, KOUBA
from tests.rides.city import key

pytestmark = pytest.mark.django_db(transaction=True)


def test_amina_changes_the_drop_off(city, amina, karim):
    ride = city.under_way(amina, karim, dropoff_label="Bab Ezzouar")
    path = f"/api/v1/rider/rides/{ride['id']}"
    wanted = {"dropoff": KOUBA.as_dict(), "stops": [HYDRA.as_dict()]}
    offered = city.rider(amina).post(f"{path}/change-quote", wanted).json()
    assert offered["fare"]["total_minor"] == ride["fare"]["total_minor"] + offered["difference_minor"]

    body = {"quote": offered["quote"], "dropoff_label": "Kouba", "stop_labels": ["Hydra"]}
    assert city.rider(amina).post(f"{path}/change", body, idempotency_key=key()).status_code == 200
    his = city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]
    assert city.stream("driver", karim)[-1] == ("ride.updated", {"ride": his})
    assert (his["dropoff"]["label"], [stop["label"] for stop in his["stops"]]) == ("Kouba", ["Hydra"])

    city.step(karim, ride, "stop", {"stop": 0})
    city.wait(offered["duration_s"])
    city.stand(karim, KOUBA)
    assert city.step(karim, ride, "complete").json()["fare"] == offered["fare"]
    city.works()
    receipt = city.rider(amina).get(f"{path}/receipt").json()
    assert (receipt["fare"], receipt["dropoff"]["label"], receipt["pdf"]) == (offered["fare"], "Kouba", "ready")
