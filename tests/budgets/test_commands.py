"""What each command asks, over a socket as over REST: there a query for the token comes on top."""

from uuid import uuid4

import pytest

from apps.accounts.contracts import Identity
from apps.realtime.services.commands import run_command
from apps.rides.models import Ride
from tests.budgets.conftest import Counts
from tests.budgets.table import COMMANDS
from tests.places import ALGIERS_CENTRE, HYDRA
from tests.rides.city import key


@pytest.fixture
def said() -> Counts:
    return Counts()


@pytest.fixture
def say(said):
    """`say(amina, "rider", "ride.cancel", ride_id=…)`: it is done, and counted."""

    def send(person, role: str, command: str, **data: object) -> dict:
        identity = Identity(person.pk, role, uuid4(), "en")
        with said.of(f"{role} {command}"):
            ack = run_command(identity, {"id": key(), "command": command, "data": data})
        assert ack["ok"], ack
        return ack["data"]

    return send


@pytest.fixture
def offered(say, city, amina, karim):
    """`offered()`: Amina orders, and Karim, on shift near by, has the offer on his screen. The ids of both."""

    def order() -> tuple[dict, dict]:
        ride = say(amina, "rider", "ride.request", quote=city.quote(amina)["quote"])["ride"]
        city.stand(karim, ALGIERS_CENTRE)
        city.works()
        return {"ride_id": ride["id"]}, {"offer_id": city.offer_to(karim)["offer_id"]}

    return order


def test_a_day_of_commands(said, say, offered, city, amina, karim):
    say(karim, "driver", "shift.start")
    say(karim, "driver", "driver.home", on=True, place=HYDRA.as_dict())
    say(karim, "driver", "driver.home", on=False)
    ride, offer = offered()
    say(karim, "driver", "offer.seen", **offer)
    say(karim, "driver", "offer.decline", **offer)
    say(amina, "rider", "ride.cancel", **ride)

    ride, offer = offered()
    say(karim, "driver", "offer.accept", **offer)
    city.works()
    say(karim, "driver", "ride.cancel", **ride, reason="other")
    say(amina, "rider", "ride.cancel", **ride)

    ride, offer = offered()
    say(karim, "driver", "offer.accept", **offer)
    city.works()
    say(amina, "rider", "ride.share", **ride)
    say(amina, "rider", "ride.unshare", **ride)
    say(amina, "rider", "chat.send", **ride, quick="here")
    say(karim, "driver", "chat.send", **ride, text="I see you")
    say(amina, "rider", "ride.sos", **ride)
    say(karim, "driver", "ride.sos", **ride)
    path = f"/api/v1/rider/rides/{ride['ride_id']}/change-quote"
    by_hydra = city.rider(amina).post(path, {"stops": [HYDRA.as_dict()]}).json()["quote"]
    say(amina, "rider", "ride.change", **ride, quote=by_hydra)
    say(karim, "driver", "ride.en_route", **ride)
    say(karim, "driver", "ride.arrive", **ride)
    say(karim, "driver", "ride.start", **ride, pin=Ride.objects.get(id=ride["ride_id"]).pin)
    say(amina, "rider", "ride.safety_check", **ride, answer="help")
    say(karim, "driver", "ride.stop", **ride, stop=0)
    say(karim, "driver", "driver.last_trip", on=True)
    say(karim, "driver", "driver.last_trip", on=False)
    say(karim, "driver", "ride.complete", **ride)
    say(amina, "rider", "ride.rate", **ride, stars=5)
    say(karim, "driver", "ride.rate", **ride, stars=5)
    say(amina, "rider", "ride.tip", **ride, amount_minor=5_000)
    lost = f"/api/v1/rider/rides/{ride['ride_id']}/lost-items"
    item = city.rider(amina).post(lost, {"description": "Keys"}, idempotency_key=key()).json()
    say(karim, "driver", "lost_item.answer", item_id=item["id"], answer="found")
    code = city.driver(karim).get("/api/v1/driver/qr").json()["code"]
    at_once = say(amina, "rider", "ride.instant", code=code, quote=city.quote(amina)["quote"])["ride"]
    city.rider(amina).post(f"/api/v1/rider/rides/{at_once['id']}/cancel")
    say(karim, "driver", "shift.end")

    said.must_be(COMMANDS)
