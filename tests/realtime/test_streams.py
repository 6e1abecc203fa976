"""Ordered events: numbered in the transaction, stored, resent on resume, healed without hints."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from apps.kernel import clock, slots
from apps.realtime import selectors
from apps.realtime.contracts import encode
from apps.realtime.live.hub import hub
from apps.realtime.models import Stream, StreamMessage
from apps.realtime.services import invalidate, personal_stream, publish
from tests.support.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def told(stream: str, number: int, **how) -> int:
    return publish(stream, "test.counted", {"number": number}, **how)


@transaction.atomic
def publish_and_fail(stream: str) -> None:
    publish(stream, "test.counted", {})
    raise TypeError


tell = sync_to_async(told)


@pytest.fixture
def stream(amina) -> str:
    return personal_stream("rider", amina.id)


@pytest.fixture
def no_hints(monkeypatch):
    monkeypatch.setattr("apps.realtime.services.streams.hint", lambda *message: None)


async def numbers(phone, count: int) -> list[tuple[int, int]]:
    frames = [await phone.hear() for _ in range(count)]
    assert {(frame["type"], frame["topic"], frame["event"]) for frame in frames} <= {("event", "me", "test.counted")}
    return [(frame["seq"], frame["data"]["number"]) for frame in frames]


def test_numbers_start_at_one_and_have_no_gaps(stream):
    assert [told(stream, n) for n in range(3)] == [1, 2, 3]


def test_a_rolled_back_number_is_given_again(stream):
    told(stream, 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(stream, "test.counted", {"number": 1 // 0})
    with pytest.raises(TypeError):
        publish_and_fail(stream)
    assert told(stream, 2) == 2
    assert list(StreamMessage.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_publishing_outside_a_transaction_is_refused(stream):
    with pytest.raises(RuntimeError):
        publish(stream, "test.counted", {})


def test_twelve_writers_at_once_share_a_new_stream_without_gap_or_double(stream):
    given = together(12, lambda number: told(stream, number), numbered=True)
    assert sorted(given) == list(range(1, 13))
    assert Stream.objects.get(name=stream).last_seq == 12


async def test_an_event_reaches_its_person_only(connect, amina, yacine, stream):
    hers, his = await connect(amina, "rider"), await connect(yacine, "rider")
    await hers.follow_me()
    await his.follow_me()
    await tell(stream, 7)
    assert await numbers(hers, 1) == [(1, 7)]
    assert await his.is_quiet()


async def test_without_resume_from_all_that_is_valid_comes_and_then_what_is_new(connect, amina, stream):
    for n in range(3):
        await tell(stream, n)
    phone = await connect(amina, "rider")
    await phone.follow_me()
    assert await numbers(phone, 3) == [(1, 0), (2, 1), (3, 2)]
    await tell(stream, 3)
    assert await numbers(phone, 1) == [(4, 3)]


async def test_resume_sends_what_came_after(connect, amina, stream):
    for n in range(5):
        await tell(stream, n)
    phone = await connect(amina, "rider")
    await phone.follow_me(resume_from=3)
    assert await numbers(phone, 2) == [(4, 3), (5, 4)]
    assert await phone.is_quiet()


async def test_more_than_a_page_is_resumed_in_order(connect, amina, stream):
    @transaction.atomic
    def many():
        for n in range(250):
            publish(stream, "test.counted", {"number": n})

    await sync_to_async(many)()
    phone = await connect(amina, "rider")
    await phone.follow_me()
    assert await numbers(phone, 250) == [(n + 1, n) for n in range(250)]


async def test_a_number_the_stream_never_reached_resumes_from_the_start(connect, amina, stream):
    await tell(stream, 0)
    phone = await connect(amina, "rider")
    await phone.follow_me(resume_from=999)
    assert await numbers(phone, 1) == [(1, 0)]
    await tell(stream, 1)
    assert await numbers(phone, 1) == [(2, 1)]


async def test_expired_and_withdrawn_messages_are_skipped_and_the_gap_does_not_stall(connect, amina, stream, travel):
    await tell(stream, 0, valid_for=timedelta(seconds=15))
    await tell(stream, 1, about="offer-1")
    await tell(stream, 2)
    await tell(stream, 3, valid_for=timedelta(seconds=15))
    assert await sync_to_async(invalidate)(stream, event="test.counted", about="offer-1") == 1
    travel(16)
    phone = await connect(amina, "rider")
    await phone.follow_me()
    assert await numbers(phone, 1) == [(3, 2)]
    await tell(stream, 4)
    assert await numbers(phone, 1) == [(5, 4)]


async def test_a_stream_of_only_expired_messages_is_read_once(connect, amina, stream, travel, monkeypatch):
    for n in range(3):
        await tell(stream, n, valid_for=timedelta(seconds=1))
    travel(2)
    reads = _count_reads(monkeypatch)
    phone = await connect(amina, "rider")
    await phone.follow_me()
    assert await phone.is_quiet()
    await hub().sweep()
    assert await phone.is_quiet()
    assert len(reads) == 1


async def test_a_lost_hint_is_healed_by_the_next_one_in_order(connect, amina, stream, monkeypatch):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    with monkeypatch.context() as silent:
        silent.setattr("apps.realtime.services.streams.hint", lambda *message: None)
        await tell(stream, 0)
        await tell(stream, 1)
    assert await phone.is_quiet()
    await tell(stream, 2)
    assert await numbers(phone, 3) == [(1, 0), (2, 1), (3, 2)]
    assert await phone.is_quiet()


async def test_hints_lost_altogether_are_healed_by_the_sweep(connect, amina, stream, no_hints):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    await tell(stream, 0)
    await tell(stream, 1)
    assert await phone.is_quiet()
    await hub().sweep()
    assert await numbers(phone, 2) == [(1, 0), (2, 1)]


async def test_hints_twice_and_out_of_order_change_nothing(connect, amina, stream, no_hints):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    for n in range(3):
        await tell(stream, n)
    for seq in (3, 1, 3, 2, 2):
        hub().tell_hint({"stream": stream, "seq": seq, "text": '{"type":"wrong"}'} if seq != 1 else _hint(stream, 1))
    assert await numbers(phone, 3) == [(1, 0), (2, 1), (3, 2)]
    assert await phone.is_quiet()


async def test_a_hint_for_a_number_that_is_not_there_is_not_waited_for(connect, amina, stream, monkeypatch):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    await tell(stream, 0)
    assert await numbers(phone, 1) == [(1, 0)]
    reads = _count_reads(monkeypatch)
    hub().tell_hint(_hint(stream, 50))
    assert await phone.is_quiet()
    assert len(reads) == 1
    await tell(stream, 1)
    assert await numbers(phone, 1) == [(2, 1)]


async def test_redis_down_at_commit_loses_nothing(connect, amina, stream, monkeypatch):
    phone = await connect(amina, "rider")
    await phone.follow_me()

    async def refused(group, message):
        raise ConnectionError("no Redis")

    monkeypatch.setattr("apps.realtime.services.hints._paused_until", 0.0)
    monkeypatch.setattr("apps.realtime.services.hints._send", refused)
    await tell(stream, 0)
    await hub().sweep()
    assert await numbers(phone, 1) == [(1, 0)]


async def test_unsubscribed_hears_nothing_more(connect, amina, stream):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    ack = await phone.ask(type="unsubscribe", id="u", topic="me")
    assert ack == {"type": "ack", "id": "u", "ok": True, "data": {"topic": "me"}}
    await tell(stream, 0)
    assert await phone.is_quiet()


def test_messages_are_forgotten_after_a_week_and_numbers_are_not(stream, travel):
    told(stream, 0)
    travel(8 * 86_400)
    told(stream, 1)
    slots.run_slot("realtime.forget")
    page = selectors.messages(stream)
    assert [frame["seq"] for frame in page.frames] == [2]
    assert (page.reached, page.last_seq) == (2, 2)
    assert clock.now() > StreamMessage.objects.get().at


def _hint(stream: str, seq: int) -> dict:
    text = encode({"type": "event", "topic": "me", "seq": seq, "event": "test.counted", "data": {"number": seq - 1}})
    return {"type": "hint", "stream": stream, "seq": seq, "text": text}


def _count_reads(monkeypatch) -> list[str]:
    from apps.realtime.live import feed

    reads, read = [], feed._read

    async def counted(stream, *, after):
        reads.append(stream)
        return await read(stream, after=after)

    monkeypatch.setattr(feed, "_read", counted)
    return reads
