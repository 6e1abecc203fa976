"""What operations' day on the live map asks of the database."""

from apps.geo.models import ServicePause
from tests.budgets.table import OPERATIONS
from tests.rides.city import NEAR


def test_a_day_on_the_map(counts, city, desk, amina, karim, sofia):
    ride = city.assigned(amina, karim)
    city.go_online(sofia, NEAR)
    counts.clear()

    desk.get("/ops/heatmap/algiers.json")
    desk.get(f"/ops/rides/{ride['id']}/story.json")
    desk.get(f"/ops/rides/{ride['id']}/drivers.json", {"q": "a"})
    given = {"driver": str(sofia.id), "held_by": str(karim.id)}
    assert desk.post(f"/ops/rides/{ride['id']}/assign/", given).status_code == 200
    desk.post("/ops/zones/algiers/pause/", {"reason": "weather"})
    desk.get("/ops/zones/algiers/pauses.json")
    desk.post(f"/ops/pauses/{ServicePause.objects.get().pk}/resume/")

    counts.must_be(OPERATIONS)
