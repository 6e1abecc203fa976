"""How a rider orders: prices first, with a code if they have one; then one of them, by REST or by the socket."""

from datetime import timedelta
from typing import TYPE_CHECKING

from apps.kernel import clock
from simulator.client import Answer
from simulator.wish import Wish, latlng

if TYPE_CHECKING:
    from simulator.rider import Rider

STALE = frozenset({"quote-expired", "promo-refused"})
PROMO_REFUSED = frozenset({"promo-refused"})
NO_SURGE = "1.00"


async def order(rider: "Rider", wish: Wish) -> tuple[dict, str] | None:
    """The ride, and the surge at which it was quoted; None if there was no price, or it was too late. Raises Gone."""
    quotes = await _quotes(rider, wish)
    if not quotes:
        return None
    chosen = next((quote for quote in quotes if quote["category"] == wish.category), quotes[0])
    ride = await _request(rider, chosen["quote"], wish)
    if ride is None:
        return None
    _count(rider, chosen, ride)
    return ride, chosen["fare"]["surge"]


async def _quotes(rider: "Rider", wish: Wish) -> list[dict]:
    body: dict[str, object] = {"pickup": latlng(wish.pickup), "dropoff": latlng(wish.dropoff)}
    if wish.stops:
        body["stops"] = [latlng(stop) for stop in wish.stops]
    if wish.scheduled_in_s:
        body["scheduled_at"] = (clock.now() + timedelta(seconds=wish.scheduled_in_s)).isoformat()
    if wish.promo_code:
        reduced = await _ask(rider, body | {"promo_code": wish.promo_code})
        if reduced.problem not in PROMO_REFUSED:
            return reduced.body["quotes"] if reduced.ok else []
    answer = await _ask(rider, body)
    return answer.body["quotes"] if answer.ok else []


async def _ask(rider: "Rider", body: dict) -> Answer:
    return await rider.session.call("POST", "/api/v1/rider/quotes", body, refusals=PROMO_REFUSED)


async def _request(rider: "Rider", token: str, wish: Wish) -> dict | None:
    data: dict[str, object] = {"quote": token, "pickup_label": "", "dropoff_label": ""}
    if wish.guest:
        data["guest"] = {"name": wish.guest.full_name, "phone": wish.guest.phone}
    rider.requested_at = clock.now().timestamp()
    if rider.chance(rider.world.scenario.request_by_socket):
        ack = await rider.socket.command("ride.request", data, refusals=STALE)
        return ack.data["ride"] if ack.ok else None
    answer = await rider.session.call("POST", rider.rides_url, data, key=True, refusals=STALE)
    return answer.body if answer.ok else None


def _count(rider: "Rider", quote: dict, ride: dict) -> None:
    done = {
        "scheduled": ride["scheduled_at"],
        "guests": ride["guest"],
        "promos": quote["promo_code"],
        "surged": quote["fare"]["surge"] != NO_SURGE,
    }
    for behaviour, happened in done.items():
        if happened:
            rider.did(behaviour)
