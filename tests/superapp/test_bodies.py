"""A request's body is whole before the application hears of the request, or the application is not asked at all."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable

import pytest
from django.test import Client

from superapp import bodies
from superapp.bodies import REFUSED, STEP, WholeBody

UPLOAD = "/api/v1/driver/documents"


class Server:
    """Stands for the ASGI server: hands out `messages` one by one, then nothing for ever. A number among them is
    seconds that pass."""

    def __init__(self, *messages: dict | float, length: object = None, path: str = UPLOAD) -> None:
        headers = [(b"host", b"localhost")]
        headers += [] if length is None else [(b"content-length", str(length).encode())]
        self.scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        self.sent: list[dict] = []
        self._messages = iter(messages)

    async def receive(self) -> dict:
        for message in self._messages:
            if isinstance(message, dict):
                return message
            _go_forward(message)
        return await asyncio.Event().wait()

    async def send(self, message: dict) -> None:
        self.sent.append(message)

    async def ask(self, door: WholeBody) -> "Server":
        await door(self.scope, self.receive, self.send)
        return self


def _go_forward(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + seconds  # type: ignore[method-assign]


class Application:
    """Notes the body of each request it is asked, or the status it is to refuse one with."""

    def __init__(self) -> None:
        self.asked: list[bytes | int] = []

    async def __call__(self, scope: dict, receive, send) -> None:
        refused = scope.get(REFUSED)
        self.asked.append(refused or b"".join([piece async for piece in _read(receive)]))
        await send({"type": "http.response.start", "status": refused or 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


async def _read(receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        more = message["more_body"]
        yield message["body"]


def arriving(pieces: Iterable[bytes]) -> list[dict]:
    *first, last = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    return [*first, {**last, "more_body": False}]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def door(application, monkeypatch) -> WholeBody:
    monkeypatch.setattr(bodies, "LINGER_IDLE_S", 0)
    return WholeBody(application)


@pytest.mark.parametrize("size", [1, 65_536, 65_537, 3 * 2**20])
async def test_the_application_reads_what_was_sent(door, application, size):
    body = bytes(itertools.islice(itertools.cycle(range(251)), size))
    pieces = [body[at : at + 50_000] for at in range(0, size, 50_000)]

    server = await Server(*arriving(pieces), length=size).ask(door)

    assert application.asked == [body]
    assert [message.get("status", message.get("body")) for message in server.sent] == [200, b"done"]


async def test_a_request_without_a_body_is_passed_as_it_is(application):
    def receive() -> None:
        raise AssertionError("nothing is to be received")

    heard = []

    async def app(scope, its_receive, its_send):
        heard.append((scope, its_receive, its_send))

    server = Server()
    await WholeBody(app)(server.scope, receive, server.send)
    assert heard == [(server.scope, receive, server.send)]


async def test_a_client_that_goes_is_not_served(door, application):
    half = {"type": "http.request", "body": b"half", "more_body": True}

    server = await Server(half, {"type": "http.disconnect"}, length=9).ask(door)

    assert (application.asked, server.sent) == ([], [])


async def test_a_body_that_stops_is_refused_and_the_connection_closes(door, application):
    half = {"type": "http.request", "body": b"half", "more_body": True}

    server = await Server(half, 10.1, length=9).ask(door)

    assert application.asked == [408]
    assert server.sent == [
        {"type": "http.response.start", "status": 408, "headers": [(b"connection", b"close")]},
        {"type": "http.response.body", "body": b"done", "more_body": True},
        {"type": "http.response.body"},
    ]


async def test_each_step_of_a_body_has_time_of_its_own(door, application):
    steps = arriving([b"x" * STEP] * 5)
    await Server(*itertools.chain(*((9.9, step) for step in steps)), length=5 * STEP).ask(door)
    assert application.asked == [b"x" * 5 * STEP]


async def test_what_came_fast_earns_no_time_to_sit_on_it(door, application):
    most = {"type": "http.request", "body": b"x" * 9 * 2**20, "more_body": True}
    await Server(9.9, most, 10.1, length=10 * 2**20).ask(door)
    assert application.asked == [408]


async def test_long_bodies_have_a_limit_all_together_and_short_ones_pass_all_the_same(door, application, settings):
    settings.BODIES_ON_DISK_BYTES = 250_000
    held = Server({"type": "http.request", "body": b"x" * 200_000, "more_body": True}, length=300_000)
    holding = asyncio.create_task(held.ask(door))
    await asyncio.sleep(0)

    await Server(*arriving([b"y" * 100_000]), length=100_000).ask(door)
    await Server(*arriving([b"z" * 1_000]), length=1_000).ask(door)
    assert application.asked == [503, b"z" * 1_000]

    holding.cancel()
    await asyncio.gather(holding, return_exceptions=True)
    await Server(*arriving([b"y" * 100_000]), length=100_000).ask(door)
    assert application.asked[2:] == [b"y" * 100_000]


@pytest.mark.parametrize(
    ("path", "most"), [(UPLOAD, 11 * 2**20), ("/api/v1/auth/otp", 2**20), ("/admin/login/", 2**20)]
)
async def test_each_address_has_its_limit(door, application, path, most):
    gone = {"type": "http.disconnect"}
    await Server(gone, length=most, path=path).ask(door)
    assert application.asked == []
    await Server(gone, length=most + 1, path=path).ask(door)
    assert application.asked == [413]


def test_a_program_is_told_in_its_language_when_to_try_again(client):
    refused = {"asgi.scope": {REFUSED: 503}}
    answer = client.post("/api/v1/auth/otp", headers={"Accept-Language": "fr"}, **refused)
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "2"
    assert answer.json() == {
        "type": "/problems/unavailable",
        "title": "Un service nécessaire ne répond pas. Réessayez dans un instant.",
        "status": 503,
    }


def test_a_person_gets_a_page(client: Client):
    refused = {"asgi.scope": {REFUSED: 413}}
    answer = client.post("/admin/pricing/tariff/add/", headers={"Accept-Language": "en"}, **refused)
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "The request is too large." in answer.content.decode()
    assert int(answer["Content-Length"]) == len(answer.content)
