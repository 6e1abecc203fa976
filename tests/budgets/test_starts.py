"""What it asks to begin a ride otherwise than now, for oneself."""

from datetime import timedelta

from apps.kernel import clock
from tests.budgets.table import STARTS
from tests.rides.city import NEAR, key


def test_starting_otherwise(counts, city, amina, yacine, karim):
    at = clock.now() + timedelta(hours=2)
    city.order(amina, quote=city.quote(amina, scheduled_at=at.isoformat())["quote"])
    city.go_online(karim, NEAR)
    quote = city.quote(yacine)["quote"]
    counts.clear()

    city.rider(amina).get("/api/v1/rider/rides/scheduled")
    code = city.driver(karim).get("/api/v1/driver/qr").json()["code"]
    city.rider(yacine).get(f"/api/v1/rider/instant-rides/{code}")
    city.rider(yacine).post("/api/v1/rider/instant-rides", {"code": code, "quote": quote}, idempotency_key=key())

    counts.must_be(STARTS)
