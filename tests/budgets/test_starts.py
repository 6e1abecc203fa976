"""What it asks to begin a ride otherwise than now, for oneself."""

from datetime import timedelta

from apps.kernel import clock
from tests.budgets.table import STARTS


def test_starting_otherwise(counts, city, amina):
    at = clock.now() + timedelta(hours=2)
    city.order(amina, quote=city.quote(amina, scheduled_at=at.isoformat())["quote"])
    counts.clear()

    city.rider(amina).get("/api/v1/rider/rides/scheduled")

    counts.must_be(STARTS)
