"""Two real uvicorn processes, one Redis, one database: what is said in one is heard in the other."""

import asyncio
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import websockets
from asgiref.sync import sync_to_async
from django.db import transaction

from apps.accounts.contracts import Identity
from apps.accounts.services import issue_ticket
from apps.kernel import redis
from apps.realtime.services import personal_stream, publish, relay_locations
from tests.realtime.conftest import family_of
from tests.support.web import server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.processes,
    pytest.mark.xdist_group("realtime-processes"),
]
DOOR = "tests.realtime.door:application"


@pytest.fixture(scope="module")
def two_servers(django_db_setup: None) -> Iterator[tuple[int, int]]:
    """They serve all tests of this file: a server starts with 2.5 s of CPU."""
    with ExitStack() as running:
        yield running.enter_context(server(DOOR)), running.enter_context(server(DOOR))


async def dial(port: int, person, role: str, **options) -> websockets.ClientConnection:
    family_id = await sync_to_async(family_of)(person, role)
    ticket = await sync_to_async(issue_ticket)(Identity(person.id, role, family_id, person.language))
    line = await websockets.connect(
        f"ws://127.0.0.1:{port}/ws/", subprotocols=["superapp.v1", f"ticket.{ticket}"], **options
    )
    assert line.subprotocol == "superapp.v1"
    assert (await hear(line))["type"] == "welcome"
    return line


async def hear(line) -> dict:
    return json.loads(await asyncio.wait_for(line.recv(), 5))


async def follow(line, topic: str, **resume) -> None:
    await line.send(json.dumps({"type": "subscribe", "id": "f", "topic": topic, **resume}))
    assert (await hear(line))["ok"] is True


async def tell(person, n: int, **more: str) -> None:
    @transaction.atomic
    def told() -> None:
        publish(personal_stream("rider", person.id), "test.counted", {"n": n, **more})

    await sync_to_async(told)()


async def test_an_event_and_a_position_reach_sockets_of_both_processes(two_servers, amina):
    lines = [await dial(port, amina, "rider") for port in two_servers]
    for line in lines:
        await follow(line, "me")
        await follow(line, "test:1")
    for n in range(20):
        await tell(amina, n)
    for line in lines:
        assert [(await hear(line))["seq"] for _ in range(20)] == list(range(1, 21))
    await relay_locations([("test:1", {"lat": 36.75})])
    for line in lines:
        assert await hear(line) == {"type": "location", "topic": "test:1", "lat": 36.75}
        await line.close()


async def test_losing_redis_closes_with_1012_and_the_client_resumes(two_servers, amina):
    line = await dial(two_servers[0], amina, "rider")
    await follow(line, "me")
    await tell(amina, 0)
    assert (await hear(line))["seq"] == 1
    await redis.async_client().execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await asyncio.wait_for(line.recv(), 10)
    assert closed.value.rcvd.code == 1012
    await tell(amina, 1)
    again = await dial(two_servers[0], amina, "rider")
    await follow(again, "me", resume_from=1)
    assert (await hear(again))["seq"] == 2
    await again.close()


async def test_a_connection_that_breaks_is_resumed_at_another_process_without_loss(two_servers, amina):
    line = await dial(two_servers[0], amina, "rider")
    await follow(line, "me")
    await tell(amina, 0)
    assert (await hear(line))["seq"] == 1
    line.transport.abort()
    await tell(amina, 1)
    other = await dial(two_servers[1], amina, "rider")
    await follow(other, "me", resume_from=1)
    assert (await hear(other))["seq"] == 2
    await other.close()


async def test_a_client_that_does_not_read_loses_old_positions_and_costs_no_memory(two_servers, amina):
    port = two_servers[0]
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", port))
    line = await dial(port, amina, "rider", sock=narrow, max_queue=1)
    await follow(line, "test:1")
    reader = await dial(port, amina, "rider")
    await follow(reader, "test:1")
    padding = "x" * 8_000
    for n in range(3_000):  # 24 MB to a client that takes nothing: the kernel keeps some 4, we keep one
        await relay_locations([("test:1", {"n": n, "padding": padding})])
    while (await hear(reader))["n"] != 2_999:
        pass  # the server has seen them all
    heard = []
    while not heard or heard[-1] != 2_999:
        heard.append((await hear(line))["n"])
    assert heard == sorted(heard)
    assert len(heard) < 2_000
    await line.close()
    await reader.close()


async def test_a_process_that_ends_says_so_and_the_client_resumes_at_another(two_servers, amina):
    processes: dict[int, subprocess.Popen] = {}
    with server(DOOR, processes) as ending:
        line = await dial(ending, amina, "rider")
        await follow(line, "me")
        await tell(amina, 0)
        assert (await hear(line))["seq"] == 1
        processes[ending].send_signal(signal.SIGTERM)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), 10)
        assert closed.value.rcvd.code in (1001, 1012)
        await tell(amina, 1)
        again = await dial(two_servers[0], amina, "rider")
        await follow(again, "me", resume_from=1)
        assert (await hear(again))["seq"] == 2
        await again.close()


async def test_a_client_that_does_not_read_for_a_while_hears_every_event_once_in_order(two_servers, amina):
    """It is left to catch up, or closed with 1013 and resumes: news is never dropped as positions are."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", two_servers[0]))
    line = await dial(two_servers[0], amina, "rider", sock=narrow, max_queue=1)
    await follow(line, "me")
    padding, count = "x" * 100_000, 60  # more than the kernel keeps

    for n in range(count):
        await tell(amina, n, padding=padding)
    heard: list[int] = []
    codes: list[int | None] = []
    while len(heard) < count:
        try:
            heard.append((await hear(line))["seq"])
        except websockets.ConnectionClosed as closed:
            codes.append(closed.rcvd and closed.rcvd.code)
            line = await dial(two_servers[1], amina, "rider")
            await follow(line, "me", resume_from=heard[-1] if heard else 0)
    assert set(codes) <= {None, 1013}
    assert heard == list(range(1, count + 1))
    await line.close()
