"""A small city at work: people act through their REST doors, and what workers do is done when `works` is called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from apps.accounts.models import Person
from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.fleet.models import Driver
from apps.geo import services as geo
from apps.geo.contracts import Point, ZoneInfo
from apps.kernel import clock, outbox, redis
from apps.pricing import services as pricing
from apps.realtime.models import StreamMessage
from apps.rides import tasks
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

_keys = count(1)
NEAR = Point(ALGIERS_CENTRE.lat + 0.002, ALGIERS_CENTRE.lng)


def key() -> str:
    return f"test-key-{next(_keys)}"


@dataclass
class City:
    api: Callable
    travel: Callable[[float], None]
    zone: ZoneInfo
    clients: dict = field(default_factory=dict)

    def wait(self, seconds: float) -> None:
        """Time passes, and everybody's token with it."""
        self.travel(seconds)
        self.clients.clear()

    def client(self, person: Person | Driver, role: str):
        """A person's app, signed in once."""
        known = (person.pk, role)
        if known not in self.clients:
            self.clients[known] = self.api(getattr(person, "person", person), role)
        return self.clients[known]

    def rider(self, person: Person):
        return self.client(person, "rider")

    def driver(self, driver: Driver):
        return self.client(driver, "driver")

    def asks_for_quote(
        self, person: Person, pickup: Point = ALGIERS_CENTRE, dropoff: Point = BAB_EZZOUAR, **more: object
    ):
        asked = {"pickup": pickup.as_dict(), "dropoff": dropoff.as_dict(), "category": "standard", **more}
        return self.rider(person).post("/api/v1/rider/quotes", asked)

    def quote(self, person: Person, *places: Point, **more: object) -> dict:
        answer = self.asks_for_quote(person, *places, **more)
        assert answer.status_code == 200, answer.content
        return answer.json()["quotes"][0]

    def asks_for_ride(self, person: Person, *, quote: str = "", **more: object):
        body = {"quote": quote or self.quote(person)["quote"], **more}
        return self.rider(person).post("/api/v1/rider/rides", body, idempotency_key=key())

    def order(self, person: Person, **asked: object) -> dict:
        answer = self.asks_for_ride(person, **asked)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def go_online(self, driver: Driver, at: Point) -> None:
        assert self.driver(driver).post("/api/v1/driver/shift/start").status_code == 200
        self.stand(driver, at)

    def stand(self, driver: Driver, at: Point) -> None:
        """The car is there now, however it came: where it was a moment ago is forgotten."""
        redis.client().hdel(fleet.last_key(), str(driver.pk))
        here = {**at.as_dict(), "at": clock.now().isoformat()}
        assert self.driver(driver).post("/api/v1/driver/positions", here).status_code == 204

    def crowd(self, at: Point) -> None:
        """For two minutes forty riders wait around `at`, and there is no car."""
        for _ in range(12):
            pricing.observe_cells(zone_id=self.zone.id, at=clock.now(), cells={geo.cell(at): (40, 0)})
            self.travel(10)

    def works(self) -> None:
        """What the workers do: hand on the events, match the zone, render what is due."""
        outbox.relay()
        self.travel(1)
        dispatch.run_window(zone_id=self.zone.id)
        outbox.relay()
        tasks.render_due_receipts()

    def nobody_found(self) -> None:
        """Patience is over for everybody who still searches."""
        self.wait(300)
        dispatch.exhaust_jobs()
        outbox.relay()

    def offer_to(self, driver: Driver) -> dict:
        """The offer on the driver's screen."""
        offers = [data for event, data in self.stream("driver", driver) if event == "offer.made"]
        return offers[-1]

    def answers_offer(self, driver: Driver, answer: str) -> dict:
        """Accept or decline the offer on the screen, through the commands' REST door."""
        return self.command(driver, "driver", f"offer.{answer}", {"offer_id": self.offer_to(driver)["offer_id"]})

    def command(
        self,
        person: Person | Driver,
        role: str,
        name: str,
        data: dict,
        command_id: str = "",
        at: datetime | None = None,
    ) -> dict:
        body = {"id": command_id or key(), "command": name, "data": data}
        body |= {"at": at.isoformat()} if at else {}
        answer = self.client(person, role).post(f"/api/v1/{role}/commands", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def assigned(self, person: Person, driver: Driver, **asked: object) -> dict:
        """A ride of `person` that `driver`, standing near by, has accepted; as the rider sees it."""
        ride = self.order(person, **asked)
        self.go_online(driver, NEAR)
        self.works()
        assert self.answers_offer(driver, "accept")["ok"] is True
        self.works()
        return self.rider(person).get(f"/api/v1/rider/rides/{ride['id']}").json()

    def step(self, driver: Driver, ride: dict, name: str, body: dict | None = None):
        return self.driver(driver).post(f"/api/v1/driver/rides/{ride['id']}/{name}", body)

    def under_way(self, person: Person, driver: Driver, **asked: object) -> dict:
        ride = self.assigned(person, driver, **asked)
        for name, body in (("en-route", {}), ("arrive", {}), ("start", {"pin": ride["pin"]})):
            assert self.step(driver, ride, name, body).status_code == 200
        return ride

    def completed(self, person: Person, driver: Driver, **asked: object) -> dict:
        ride = self.under_way(person, driver, **asked)
        self.wait(600)
        answer = self.step(driver, ride, "complete")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def stream(self, role: str, person: Person | Driver) -> list[tuple[str, dict]]:
        """Every event that the person was sent in that role, in order."""
        messages = StreamMessage.objects.filter(stream_id=f"{role}:{person.pk}").order_by("seq")
        return [(message.event, message.data) for message in messages]

    def told(self, role: str, person: Person | Driver) -> list[str]:
        """The same in short: `ride.updated accepted`, `offer.made`."""
        return [
            f"{event} {data['ride']['status']}" if event == "ride.updated" else event
            for event, data in self.stream(role, person)
        ]
