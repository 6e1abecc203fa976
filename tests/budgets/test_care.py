"""What is asked after a ride: what was lost, and what our team is asked."""

from django.urls import reverse

from tests.budgets.table import CARE
from tests.rides.city import key


def test_care(counts, city, desk, amina, karim):
    ride = city.completed(amina, karim)
    hers, his = city.rider(amina), city.driver(karim)
    under_way = city.under_way(amina, karim)
    counts.clear()

    hers.post(f"/api/v1/rider/rides/{under_way['id']}/safety-check", {"answer": "help"})
    hers.get(f"/api/v1/rider/rides/{ride['id']}/receipt.html")
    lost = f"/api/v1/rider/rides/{ride['id']}/lost-items"
    item = hers.post(lost, {"description": "Keys"}, idempotency_key=key()).json()
    his.post(f"/api/v1/driver/lost-items/{item['id']}/answer", {"answer": "found"})
    for role, app in (("driver", his), ("rider", hers)):
        app.post(f"/api/v1/{role}/lost-items/{item['id']}/messages", {"text": "Here."}, idempotency_key=key())
    hers.get(lost)
    hers.get("/api/v1/rider/lost-items")
    his.get("/api/v1/driver/lost-items")
    for act in (desk.get, desk.post):
        act(reverse("admin:rides_lostitem_close_it", args=[item["id"]]), {"note": "Given back."})

    for role, app in (("driver", his), ("rider", hers)):
        asked = {"kind": "fare", "text": "Why?"}
        case = app.post(f"/api/v1/{role}/rides/{ride['id']}/cases", asked, idempotency_key=key()).json()
        app.post(f"/api/v1/{role}/cases/{case['id']}/messages", {"text": "So?"}, idempotency_key=key())
        app.get(f"/api/v1/{role}/cases")
    for name, said in (
        ("answer", {"text": "We look."}),
        ("adjust", {"amount": "1.00", "note": "A detour."}),
        ("close_it", {"note": "Done."}),
    ):
        desk.get(reverse(f"admin:rides_supportcase_{name}", args=[case["id"]]))
        desk.post(reverse(f"admin:rides_supportcase_{name}", args=[case["id"]]), said)

    counts.must_be(CARE)
