"""What is asked around a ride: the link that others watch it by, …"""

from tests.budgets.table import AFTER, BESIDE
from tests.rides.city import key


def test_around_a_ride(counts, city, client, amina, karim):
    ride = city.assigned(amina, karim)
    hers = f"/api/v1/rider/rides/{ride['id']}"
    counts.clear()

    link = city.rider(amina).post(f"{hers}/share").json()
    city.rider(amina).get(f"/api/v1/public/trips/{link['token']}")
    client.get(link["path"])
    city.rider(amina).delete(f"{hers}/share")

    for role, app in (("rider", city.rider(amina)), ("driver", city.driver(karim))):
        app.post(f"/api/v1/{role}/rides/{ride['id']}/sos")
        app.post(f"/api/v1/{role}/rides/{ride['id']}/messages", {"quick": "here"}, idempotency_key=key())
        app.get(f"/api/v1/{role}/rides/{ride['id']}/messages")
    city.driver(karim).get(f"/api/v1/driver/rides/{ride['id']}/navigation")

    counts.must_be(BESIDE)


def test_after_a_ride(counts, city, amina, karim):
    ride = city.completed(amina, karim)
    counts.clear()

    for role, app in (("rider", city.rider(amina)), ("driver", city.driver(karim))):
        app.post(f"/api/v1/{role}/rides/{ride['id']}/rating", {"stars": 5}, idempotency_key=key())
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/tip", {"amount_minor": 5_000}, idempotency_key=key())

    city.driver(karim).get("/api/v1/driver/earnings")
    home = {"kind": "home", "lat": 36.7, "lng": 3.0}
    place = city.rider(amina).post("/api/v1/rider/places", home, idempotency_key=key()).json()
    city.rider(amina).get("/api/v1/rider/places")
    city.rider(amina).patch(f"/api/v1/rider/places/{place['id']}", {"name": "Home"})
    city.rider(amina).delete(f"/api/v1/rider/places/{place['id']}")

    counts.must_be(AFTER)
