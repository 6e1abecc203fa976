"""Karim's phone loses the network in the middle of a trip. He drives on; what he did is told afterwards: once, in
order, each step with its own time.
"""

from datetime import datetime, timedelta

import pytest
from asgiref.sync import sync_to_async

from apps.kernel import clock
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA
from tests.realtime.conftest import Phone, connect

__all__ = ["connect"]
pytestmark = pytest.mark.django_db(transaction=True)


async def told(phone: Phone, *commands: dict) -> list[dict]:
    """The acknowledgements of commands that are sent one behind the other, as a phone does that is back."""
    for command in commands:
        await phone.say(type="command", **command)
    acks: list[dict] = []
    while len(acks) < len(commands):
        frame = await phone.hear()
        acks += [frame] if frame["type"] == "ack" else []
    return acks


def step(name: str, at: datetime, **data: object) -> dict:
    return {"id": f"tunnel-{name[5:]}-1", "command": name, "data": data, "at": at.isoformat()}


async def test_karim_drives_through_a_tunnel(city, amina, karim, connect):
    def set_out() -> dict:
        quote = city.quote(amina, ALGIERS_CENTRE, BAB_EZZOUAR, stops=[HYDRA.as_dict()])
        return city.under_way(amina, karim, quote=quote["quote"])

    def back() -> tuple[dict, dict]:
        city.clients.clear()
        city.works()
        seen = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()
        return seen, city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()

    ride = await sync_to_async(set_out)()
    phone = await connect(karim.person, "driver")
    await phone.follow_me()
    await phone.line.disconnect()
    heard_of = await sync_to_async(city.told)("rider", amina)

    city.travel(400)
    at_hydra = clock.now()
    city.travel(700)
    at_bab_ezzouar = clock.now()
    city.travel(300)

    again = await connect(karim.person, "driver")
    await again.say(type="subscribe", id="me", topic="me")
    steps = [
        step("ride.stop", at_hydra, ride_id=ride["id"], stop=0),
        step("ride.complete", at_bab_ezzouar, ride_id=ride["id"]),
    ]
    subscribed, *acks = await told(again, *steps) + [await _next_ack(again)]
    assert subscribed["data"] == {"topic": "me"}
    assert [ack["id"] for ack in acks] == ["tunnel-stop-1", "tunnel-complete-1"]
    assert [ack["ok"] for ack in acks] == [True, True]
    assert await told(again, *steps) == acks, "sent again they are the same commands"

    seen, receipt = await sync_to_async(back)()
    assert datetime.fromisoformat(seen["stops"][0]["reached_at"]) == at_hydra
    assert datetime.fromisoformat(seen["completed_at"]) == at_bab_ezzouar
    assert (seen["status"], seen["fare"]) == ("completed", ride["fare"])
    assert (receipt["fare"], receipt["pdf"]) == (ride["fare"], "ready")
    news = (await sync_to_async(city.told)("rider", amina))[len(heard_of) :]
    assert news == ["ride.updated in_progress", "ride.updated completed"]
    [late] = await sync_to_async(lambda: Ride.objects.get().flags)()
    assert (late["code"], late["late_s"]) == ("told_late", 300)


async def _next_ack(phone: Phone) -> dict:
    while (frame := await phone.hear())["type"] != "ack":
        pass
    return frame


async def test_a_step_is_never_dated_before_the_one_before_it(city, amina, karim, connect):
    """A phone whose clock is wrong says that it arrived before it set out."""
    ride = await sync_to_async(city.under_way)(amina, karim)
    started = datetime.fromisoformat((await sync_to_async(Ride.objects.get)()).started_at.isoformat())
    city.travel(60)
    phone = await connect(karim.person, "driver")
    [ack] = await told(phone, step("ride.complete", started - timedelta(hours=1), ride_id=ride["id"]))
    assert datetime.fromisoformat(ack["data"]["ride"]["completed_at"]) == started
