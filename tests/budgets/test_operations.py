"""What operations' day on the live map asks of the database."""

from tests.budgets.table import OPERATIONS


def test_a_day_on_the_map(counts, city, desk, amina, karim):
    ride = city.assigned(amina, karim)
    counts.clear()

    desk.get("/ops/heatmap/algiers.json")
    desk.get(f"/ops/rides/{ride['id']}/story.json")

    counts.must_be(OPERATIONS)
