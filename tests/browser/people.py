"""People who act through the platform's public doors while a browser watches."""

import json
import math
import re
import secrets
import time
import urllib.parse
import urllib.request
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread

from tests.support.platform import Platform

CODE_WITHIN_S = 20
OFFER_WITHIN_S = 30
METRES_A_DEGREE = 111_320
_READ: set[str] = set()  # codes that somebody has read: each works once

SETTLE = """
from apps.accounts.services import register
from apps.fleet.models import DriverDocument
from apps.fleet.services import register_driver
register(email={email!r}, full_name="Nadia Rahmani", roles=["operations"], password={password!r})
karim = register(phone="+213550000011", full_name="Karim Meziane", roles=["driver"])
register_driver(person=karim, plate="00123-116-16", make="Renault", model="Symbol", colour="white",
                category="standard", seats=4)
sofia = register(phone="+213550000012", full_name="Sofia Cherif", roles=["driver"])
register_driver(person=sofia, plate="00456-118-16", make="Hyundai", model="Accent", colour="grey",
                category="comfort", seats=4)
DriverDocument.objects.filter(driver_id=sofia.id, kind="insurance").delete()
print("karim=" + karim.id.hex)
"""


@dataclass(frozen=True)
class Cast:
    nadia_email: str
    nadia_password: str
    karim_id: str  # hex


def settle(city: Platform) -> Cast:
    """What no door can do: a member of staff with a password, and drivers with cars."""
    email, password = "nadia@superapp.example", secrets.token_urlsafe(16)
    said = city.manage("shell", "-c", SETTLE.format(email=email, password=password)).stdout
    return Cast(email, password, said.split("karim=")[1].split()[0])


class Caller:
    """Somebody signed in by one-time code, who speaks JSON."""

    def __init__(self, url: str, *, phone: str, role: str) -> None:
        self._url = url
        self._access = ""
        asked = self.post("auth/otp", {"phone": phone})
        code = read_code(url, phone)
        entered = {"challenge_id": asked["challenge_id"], "code": code, "role": role}
        self._access = self.post("auth/otp/verify", entered)["access"]

    def post(self, path: str, data: dict | None = None) -> dict:
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(12)}
        if self._access:
            headers["Authorization"] = f"Bearer {self._access}"
        body = json.dumps(data or {}).encode()
        return _json(urllib.request.Request(f"{self._url}/api/v1/{path}", body, headers, method="POST"))  # noqa: S310  our own platform

    def get(self, path: str) -> dict:
        headers = {"Authorization": f"Bearer {self._access}"}
        return _json(urllib.request.Request(f"{self._url}/api/v1/{path}", headers=headers))  # noqa: S310  our own


def read_code(url: str, phone: str, *, used: Container[str] = ()) -> str:
    """The newest code that was sent to `phone`, from the local inbox; waits for one that nobody has read yet."""
    address = f"{url}/dev/inbox.json?to={urllib.parse.quote(phone)}"
    deadline = time.monotonic() + CODE_WITHIN_S
    while time.monotonic() < deadline:
        messages = _json(urllib.request.Request(address))["messages"]  # noqa: S310
        codes = [re.findall(r"\b\d{6}\b", message["text"]) for message in messages[:1]]
        if codes and codes[0] and codes[0][0] not in used and f"{phone} {codes[0][0]}" not in _READ:
            _READ.add(f"{phone} {codes[0][0]}")
            return codes[0][0]
        time.sleep(0.2)
    raise AssertionError(f"no code for {phone} within {CODE_WITHIN_S} s")


class Driving:
    """A driver on shift who drives north-east at 12 m/s, a position every half second, until the block ends."""

    def __init__(self, driver: Caller, *, lat: float, lng: float) -> None:
        self._driver, self._lat, self._lng = driver, lat, lng
        self._stop = Event()
        self._thread = Thread(target=self._drive, daemon=True)

    def __enter__(self) -> "Driving":
        self._driver.post("driver/shift/start")
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(10)
        self._driver.post("driver/shift/end")

    def _drive(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(0.5):
            way = (time.monotonic() - began) * 12 / METRES_A_DEGREE * math.sqrt(0.5)
            place = {"lat": self._lat + way, "lng": self._lng + way / math.cos(math.radians(self._lat))}
            self._driver.post("driver/positions", {**place, "at": datetime.now(UTC).isoformat(), "heading": 45})


class DriverApp(Caller):
    """A driver who answers offers and drives, by commands."""

    def do(self, command: str, **data: str) -> dict:
        """The answer of a command that must be done."""
        ack = self.post("driver/commands", {"id": secrets.token_hex(8), "command": command, "data": data})
        assert ack["ok"], ack
        return ack["data"]

    def take_offer(self) -> str:
        """Accept the next offer; returns the ride's id."""
        deadline = time.monotonic() + OFFER_WITHIN_S
        while time.monotonic() < deadline:
            messages = self.get("driver/messages")["messages"]
            if offers := [message["data"] for message in messages if message["event"] == "offer.made"]:
                return self.do("offer.accept", offer_id=offers[-1]["offer_id"])["job"]["ref"]
            time.sleep(0.3)
        raise AssertionError(f"no offer within {OFFER_WITHIN_S} s")


WAITED = """
from datetime import timedelta
from apps.rides.models import Ride
ride = Ride.objects.get(id={ride!r})
for stamp in ("arrived_at", "arrival_heard_at", "seen_at_pickup_at"):
    setattr(ride, stamp, ride.arrived_at - timedelta(minutes=10))
ride.save()
"""


def wait_at_the_pickup(city: Platform, ride_id: str) -> None:
    """The ten minutes in which nobody comes, without waiting for them."""
    city.manage("shell", "-c", WAITED.format(ride=ride_id))


class RiderApp(Caller):
    """A rider who orders near the centre of Algiers."""

    def order(self, *, stops: Sequence[dict] = (), labels: Sequence[str] = ()) -> str:
        """The id of a new ride, `standard`, with `stops` on the way."""
        places = {"pickup": {"lat": 36.7538, "lng": 3.0588}, "dropoff": {"lat": 36.7430, "lng": 3.0420}, "stops": stops}
        quotes = self.post("rider/quotes", places)["quotes"]
        quote = next(quote for quote in quotes if quote["category"] == "standard")
        return self.post(
            "rider/rides", {"quote": quote["quote"], "pickup_label": "Grande Poste", "stop_labels": labels}
        )["id"]

    def ride(self, ride_id: str) -> dict:
        return self.get(f"rider/rides/{ride_id}")

    def pin(self) -> str:
        return self.get("rider/rides/current")["ride"]["pin"]

    def wait_for(self, ride_id: str, status: str) -> None:
        """Until the ride is in that state: an offer that was accepted becomes a ride a moment later."""
        deadline = time.monotonic() + OFFER_WITHIN_S
        while self.ride(ride_id)["status"] != status:
            assert time.monotonic() < deadline, f"not {status} within {OFFER_WITHIN_S} s"
            time.sleep(0.2)

    def give_up(self) -> None:
        """Cancel what is under way, at what it costs."""
        ride = self.get("rider/rides/current")["ride"]
        if ride is None:
            return
        fee = self.get(f"rider/rides/{ride['id']}/cancellation")["fee_minor"]
        self.post(f"rider/rides/{ride['id']}/cancel", {"reason": "changed_plans", "fee_minor": fee})

    @staticmethod
    def moment(text: str) -> float:
        return datetime.fromisoformat(text).timestamp()


def _json(request: urllib.request.Request) -> dict:
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  our own platform
        body = answer.read()
    return json.loads(body) if body else {}
