"""What the API asks of the database, while people sign in and ride."""

from uuid import UUID

from apps.accounts.services import one_time_code, suspend_rider
from tests.budgets.table import ACCOUNT, RIDE
from tests.places import HYDRA, KOUBA
from tests.rides.city import key


def _answered(anonymous, person) -> dict:
    """The right code, for the challenge that the person just asked for."""
    asked = anonymous.post("/api/v1/auth/otp", {"phone": str(person.phone)}).json()["challenge_id"]
    return {"challenge_id": asked, "code": one_time_code(UUID(asked)), "role": "rider"}


def test_signing_in_and_out(counts, anonymous, api, amina):
    tokens = anonymous.post("/api/v1/auth/otp/verify", _answered(anonymous, amina)).json()
    tokens = anonymous.post("/api/v1/auth/refresh", {"refresh": tokens["refresh"]}).json()
    anonymous.post("/api/v1/auth/sign-out", {"refresh": tokens["refresh"]})

    anonymous.post("/api/v1/auth/web/verify", _answered(anonymous, amina))
    anonymous.post("/api/v1/auth/web/refresh", {"role": "rider"})
    anonymous.post("/api/v1/auth/web/sign-out", {"role": "rider"})

    her_app = api(amina, "rider")
    her_app.get("/api/v1/account/me")
    her_app.patch("/api/v1/account/me", {"language": "ar"})
    her_app.post("/api/v1/account/ticket")
    her_app.get("/api/v1/account/push-key")
    browser = {"endpoint": "https://fcm.googleapis.com/fcm/send/a", "p256dh": "B" * 87, "auth": "A" * 22}
    her_app.put("/api/v1/account/push-devices", browser, format="json")
    her_app.delete("/api/v1/account/push-devices", {"endpoint": browser["endpoint"]}, format="json")
    suspend_rider(person_id=amina.pk, reason_code="other", actor_id=None)
    her_app.post("/api/v1/account/appeals", {"text": "It was not me."}, idempotency_key=key())
    her_app.get("/api/v1/account/suspension")
    her_app.post("/api/v1/account/revoke-all")

    counts.must_be(ACCOUNT)


def test_riding_and_driving(counts, city, amina, karim):
    by_the_school = city.under_way(amina, karim, quote=city.quote(amina, stops=[HYDRA.as_dict()])["quote"])
    city.step(karim, by_the_school, "stop", {"stop": 0})
    city.step(karim, by_the_school, "complete")
    city.rider(amina).get("/api/v1/public/zones")
    done = city.completed(amina, karim)
    city.works()
    for paper in ("receipt", "receipt.pdf"):
        city.rider(amina).get(f"/api/v1/rider/rides/{done['id']}/{paper}")

    ride = city.assigned(amina, karim)
    city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}")
    city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/cancellation")
    elsewhere = city.rider(amina).post(
        f"/api/v1/rider/rides/{ride['id']}/change-quote", {"dropoff": HYDRA.as_dict(), "stops": [KOUBA.as_dict()]}
    )
    city.rider(amina).post(
        f"/api/v1/rider/rides/{ride['id']}/change", {"quote": elsewhere.json()["quote"]}, idempotency_key=key()
    )
    city.driver(karim).get("/api/v1/driver/me")
    city.driver(karim).get("/api/v1/driver/heatmap?zone=algiers")
    for role, app in (("rider", city.rider(amina)), ("driver", city.driver(karim))):
        for what in ("rides", "rides/current", "rides/next", "messages"):
            app.get(f"/api/v1/{role}/{what}")

    city.command(amina, "rider", "ride.cancel", {"ride_id": ride["id"]})
    ride = city.assigned(amina, karim)
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    city.driver(karim).post("/api/v1/driver/shift/end")

    counts.must_be(RIDE)
