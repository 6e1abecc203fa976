"""Topics: permission first; locations and snapshots are latest-only, whatever the reader does."""

import asyncio

import pytest

from apps.realtime.contracts import Close
from apps.realtime.live.hub import hub
from apps.realtime.live.outgoing import LIMIT, Outgoing
from apps.realtime.live.session import Session
from apps.realtime.services import relay_locations, snapshot, topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rides(registered, amina):
    """`ride:<anything>` may be followed by Amina."""

    @topic("test")
    def may_follow(identity, key: str) -> bool:
        return identity.person_id == amina.id


async def follow(phone, name: str) -> None:
    ack = await phone.ask(type="subscribe", id="f", topic=name)
    assert ack == {"type": "ack", "id": "f", "ok": True, "data": {"topic": name}}


async def test_a_follower_gets_locations_and_a_stranger_does_not(connect, amina, yacine, rides):
    hers, his = await connect(amina, "rider"), await connect(yacine, "rider")
    await follow(hers, "test:1")
    refused = await his.ask(type="subscribe", id="f", topic="test:1")
    assert (refused["ok"], refused["problem"]["type"]) == (False, "/problems/unknown-topic")
    await relay_locations([("test:1", {"lat": 36.75, "lng": 3.06, "heading": 90, "at": "now"}), ("test:2", {"lat": 0})])
    location = {"type": "location", "topic": "test:1", "lat": 36.75, "lng": 3.06, "heading": 90, "at": "now"}
    assert await hers.hear() == location
    assert await hers.is_quiet()
    assert await his.is_quiet()


async def test_an_encoded_frame_goes_out_as_it_is(connect, amina, rides):
    phone = await connect(amina, "rider")
    await follow(phone, "test:1")
    await relay_locations([("test:1", b'{"type":"location","topic":"test:1","lat":1,"x":"a b"}')])
    assert await phone.hear() == {"type": "location", "topic": "test:1", "lat": 1, "x": "a b"}


@pytest.mark.parametrize("name", ["nothing:1", "ride", "test:", ":", "", 7, None, ["test:1"]])
async def test_what_is_no_topic_is_refused_and_the_socket_stays(connect, amina, rides, name):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type="subscribe", id="f", topic=name)
    assert (ack["ok"], ack["problem"]["status"] in (400, 404)) == (False, True)
    assert await phone.is_alive()


@pytest.mark.parametrize("number", [-1, "3", 1.5, True, 2**60, None])
async def test_what_is_no_number_to_resume_from_is_refused(connect, amina, number):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type="subscribe", id="f", topic="me", resume_from=number)
    assert (ack["ok"], ack["problem"]["type"]) == (False, "/problems/subscription-unreadable")


async def test_a_socket_follows_at_most_twenty_topics(connect, amina, rides):
    phone = await connect(amina, "rider")
    for n in range(20):
        await follow(phone, f"test:{n}")
    await follow(phone, "test:3")  # again is not one more
    refused = await phone.ask(type="subscribe", id="f", topic="test:20")
    assert refused["problem"]["type"] == "/problems/too-many-topics"


async def test_only_shards_with_a_follower_here_are_heard(connect, amina, rides):
    phone = await connect(amina, "rider")
    await follow(phone, "test:1")
    lines = hub()._lines
    assert len(lines._joined["shard"]) == 1
    await phone.ask(type="unsubscribe", id="u", topic="test:1")
    assert lines._joined["shard"] == set()
    await relay_locations([("test:1", {"lat": 1})])
    assert await phone.is_quiet()


async def test_one_poller_serves_all_followers_here_and_stops_with_the_last(connect, amina, yacine, registered):
    asked = []

    @snapshot("test", may_follow=lambda identity, key: True, every_s=0.05)
    def look(key: str) -> dict:
        asked.append(key)
        return {"count": len(asked)}

    first, second = await connect(amina, "rider"), await connect(yacine, "rider")
    await follow(first, "test:algiers")
    one = await first.hear()
    assert (one["type"], one["topic"]) == ("snapshot", "test:algiers")
    await follow(second, "test:algiers")
    assert (await second.hear())["count"] >= one["count"]
    assert list(hub().pollers) == ["test:algiers"]
    await first.line.disconnect()
    assert list(hub().pollers) == ["test:algiers"]
    await second.line.disconnect()
    assert hub().pollers == {}
    await asyncio.sleep(0.1)
    polls = len(asked)
    await asyncio.sleep(0.2)
    assert len(asked) == polls


async def test_a_failing_snapshot_is_tried_again(connect, amina, registered):
    tries = []

    @snapshot("test", may_follow=lambda identity, key: True, every_s=0.01)
    async def look(key: str) -> dict:
        tries.append(key)
        if len(tries) == 1:
            raise ZeroDivisionError
        return {"tries": len(tries)}

    phone = await connect(amina, "rider")
    await follow(phone, "test:algiers")
    assert (await phone.hear())["tries"] >= 2


class StuckClient:
    """A client that reads one frame and then nothing, until it is released."""

    def __init__(self) -> None:
        self.got: list[dict] = []
        self.reading = asyncio.Event()

    async def send(self, message: dict) -> None:
        self.got.append(message)
        if len(self.got) > 1:
            await self.reading.wait()


async def test_a_reader_that_is_stuck_holds_one_position_a_topic_and_gets_the_newest():
    client = StuckClient()
    outgoing = Outgoing(client.send)
    writer = asyncio.create_task(outgoing.write())
    outgoing.put("first")
    await asyncio.sleep(0)
    for n in range(10_000):
        for topic_name in ("test:1", "test:2"):
            outgoing.put_latest(topic_name, f"{topic_name} {n}")
        if n % 1000 == 0:
            await asyncio.sleep(0)
    assert len(outgoing) <= 2
    client.reading.set()
    await asyncio.sleep(0.01)
    texts = [message["text"] for message in client.got]
    assert texts[0] == "first"
    assert texts[-2:] == ["test:1 9999", "test:2 9999"] or texts[-2:] == ["test:2 9999", "test:1 9999"]
    assert len(texts) <= 5
    writer.cancel()


async def test_a_reader_that_is_stuck_is_closed_when_ordered_frames_pile_up(amina):
    client, abandoned = StuckClient(), []
    session = Session(None, client.send, lambda: abandoned.append(True))
    for n in range(LIMIT + 50):
        session.put(f"event {n}")
        await asyncio.sleep(0)
    assert session.ended
    assert len(session.outgoing) == 0
    for n in range(1000):
        session.put(f"event {n}")
        session.outgoing.put_latest("test:1", "position")
    assert len(session.outgoing) == 0
    client.reading.set()
    await asyncio.sleep(0.01)
    assert client.got[-1] == {"type": "websocket.close", "code": Close.SLOW_READER}
    session.gone()


async def test_a_client_that_does_not_even_read_the_close_is_abandoned(connect, amina, monkeypatch):
    monkeypatch.setattr("apps.realtime.live.session.CLOSE_PATIENCE_S", 0.05)
    phone = await connect(amina, "rider")
    (session,) = hub().sessions
    await phone.say(type="nonsense")
    await asyncio.sleep(0.01)

    async def never(message: dict) -> None:
        await asyncio.Event().wait()

    session.outgoing._send = never
    session.end(Close.SILENT)
    await asyncio.sleep(0.3)
    assert hub().sessions == {}
    assert phone.line.future.done()


@pytest.mark.parametrize("kind", ["subscribe", "unsubscribe"])
@pytest.mark.parametrize("name", [["test:1"], {"ride": 1}, 7, None])
async def test_what_is_no_name_is_refused_without_a_fault_of_ours(connect, amina, rides, kind, name):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type=kind, id="f", topic=name)
    assert (ack["ok"], ack["problem"]["type"]) == (False, "/problems/subscription-unreadable")
