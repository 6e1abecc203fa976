"""What is asked around a ride: the link that others watch it by, …"""

from tests.budgets.table import BESIDE


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

    counts.must_be(BESIDE)
