"""Phones: sockets of the cast, on the real consumer, channel layer and Redis."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from apps.accounts.contracts import Identity
from apps.accounts.models import Person, RoleGrant, TokenFamily
from apps.accounts.services import issue_ticket, issue_tokens
from apps.realtime.consumer import Consumer
from apps.realtime.live.hub import hub
from apps.realtime.services import personal_stream, registry
from tests.support.protocol import check_heard

PATIENCE_S = 15  # these machines are busy; how long things take is shown in benchmarks/


class Line(ApplicationCommunicator):
    """The ASGI side of one websocket. (channels.testing would import daphne.)"""

    def __init__(self, *subprotocols: str) -> None:
        scope = {
            "type": "websocket",
            "path": "/ws/",
            "query_string": b"",
            "headers": [],
            "subprotocols": [*subprotocols],
        }
        super().__init__(Consumer.as_asgi(), scope)

    async def connect(self) -> str | None:
        await self.send_input({"type": "websocket.connect"})
        accepted = await self.receive_output(timeout=PATIENCE_S)
        assert accepted["type"] == "websocket.accept"
        return accepted["subprotocol"]

    async def disconnect(self) -> None:
        if self.future.done():
            return
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=PATIENCE_S)


class Phone:
    """One socket, as an app uses it."""

    def __init__(self, identity: Identity, line: Line) -> None:
        self.identity = identity
        self.line = line

    async def say(self, **frame: object) -> None:
        await self.say_text(json.dumps(frame))

    async def say_text(self, text: str) -> None:
        await self.line.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, timeout: float = PATIENCE_S) -> dict:
        frame = json.loads((await self.line.receive_output(timeout=timeout))["text"])
        check_heard(frame)
        return frame

    async def ask(self, **frame: object) -> dict:
        await self.say(**frame)
        return await self.hear()

    async def is_alive(self) -> bool:
        return (await self.ask(type="ping"))["type"] == "pong"

    async def follow_me(self, **resume: int) -> None:
        ack = await self.ask(type="subscribe", id="me", topic="me", **resume)
        assert ack == {"type": "ack", "id": "me", "ok": True, "data": {"topic": "me"}}
        (session,) = [one for one in hub().sessions if one.identity == self.identity]
        stream = personal_stream(self.identity.role, self.identity.person_id)
        while (feed := hub().feeds[stream].get(session)) is None or not feed.is_idle:
            await asyncio.sleep(0.001)

    async def closed(self, timeout: float = PATIENCE_S) -> int:
        while True:
            message = await self.line.receive_output(timeout=timeout)
            if message["type"] == "websocket.close":
                return message["code"]

    async def is_quiet(self, seconds: float = 0.2) -> bool:
        return await self.line.receive_nothing(timeout=seconds)


Connect = Callable[..., Awaitable[Phone]]


@pytest.fixture(autouse=True)
def _patient_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint that is late on a busy machine is not given up: without the sweep, tests have nothing else to hear by."""
    monkeypatch.setattr("apps.realtime.services.hints.PATIENCE_S", PATIENCE_S)


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """`await connect(amina, "rider")`: a welcomed socket with a ticket; closed when the test ends."""
    phones: list[Phone] = []

    async def open_socket(person: Person, role: str, *, family_id=None) -> Phone:
        identity = Identity(person.id, role, family_id or await sync_to_async(family_of)(person, role), person.language)
        phone = Phone(identity, await dial(await sync_to_async(issue_ticket)(identity)))
        phones.append(phone)
        welcome = await phone.hear()
        assert (welcome["type"], welcome["role"], welcome["heartbeat_s"]) == ("welcome", role, 20)
        return phone

    yield open_socket
    for phone in phones:
        await phone.line.disconnect()


def family_of(person: Person, role: str) -> UUID:
    """A sign-in of theirs; the role is granted if they do not hold it yet."""
    RoleGrant.objects.get_or_create(person=person, role=role)
    issue_tokens(person, role)
    return TokenFamily.objects.filter(person=person).latest("id").id


async def dial(ticket: str) -> Line:
    line = Line("superapp.v1", f"ticket.{ticket}")
    assert await line.connect() == "superapp.v1"
    return line


@pytest.fixture(autouse=True)
def _sweeps_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests call `hub().sweep()` themselves."""
    monkeypatch.setattr("apps.realtime.live.hub.SWEEP_S", 3600)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    for name in ("topics", "commands", "frames"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
