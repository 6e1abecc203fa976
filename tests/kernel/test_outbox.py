"""The outbox: what a transaction says happened reaches every handler, once in effect, whatever fails."""

import threading
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from apps.kernel import events, outbox
from apps.kernel.models import HandledEvent, OutboxEvent
from apps.kernel.retention import forget
from tests.support.threads import together


@dataclass(frozen=True, kw_only=True)
class ParcelDropped(events.Event):
    parcel_id: str


@pytest.fixture
def heard(monkeypatch):
    """A list that a handler of ParcelDropped writes to."""
    heard: list[str] = []

    def listener(event: ParcelDropped) -> None:
        heard.append(event.parcel_id)

    monkeypatch.setitem(events._handlers, ParcelDropped.name(), [listener])
    return heard


def drop(parcel_id: str) -> None:
    with transaction.atomic():
        events.publish(ParcelDropped(parcel_id=parcel_id))


@pytest.mark.django_db
def test_an_event_reaches_its_handler_once(heard):
    drop("p1")
    assert outbox.relay() == 1
    assert outbox.relay() == 0
    assert heard == ["p1"]
    assert outbox.waiting() == 0


@pytest.mark.django_db
def test_events_arrive_in_the_order_they_happened(heard):
    for number in range(250):
        drop(f"p{number}")
    assert outbox.relay() == 250
    assert heard == [f"p{number}" for number in range(250)]


@pytest.mark.django_db
def test_what_is_rolled_back_never_happened(heard):
    with transaction.atomic():
        events.publish(ParcelDropped(parcel_id="p1"))
        transaction.set_rollback(True)
    assert outbox.relay() == 0
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_programming_error():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.publish(ParcelDropped(parcel_id="p1"))
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_failing_handler_is_tried_again_and_does_not_hold_up_the_others(monkeypatch, heard, travel):
    outages = [RuntimeError("mail server down")]
    good = events.handlers_of(ParcelDropped.name())[0]

    def flaky(event: ParcelDropped) -> None:
        if outages:
            raise outages.pop()
        heard.append(f"mailed {event.parcel_id}")

    monkeypatch.setitem(events._handlers, ParcelDropped.name(), [flaky, good])
    drop("p1")
    assert outbox.relay() == 0
    assert heard == ["p1"]
    assert outbox.relay() == 0, "it waits before it tries again"
    travel(5)
    assert outbox.relay() == 1
    assert heard == ["p1", "mailed p1"], "the handler that had succeeded was not called again"


@pytest.mark.django_db
def test_an_event_that_this_process_does_not_know_waits_and_holds_up_nobody(heard, travel):
    with transaction.atomic():
        OutboxEvent.objects.create(name="gone.Event", payload={}, occurred_at="2026-01-01T00:00Z")
        OutboxEvent.objects.create(name=ParcelDropped.name(), payload={"old": "shape"}, occurred_at="2026-01-01T00:00Z")
    drop("p1")
    assert outbox.relay() == 1
    assert heard == ["p1"]
    travel(3_600)
    assert outbox.relay() == 0
    assert outbox.waiting() == 2


@pytest.fixture
def deployment(monkeypatch, heard):
    """`deployment("old")`: this process runs the code before a deployment that brings a second handler, or the new."""
    before = events.handlers_of(ParcelDropped.name())

    def bill(event: ParcelDropped) -> None:
        heard.append(f"billed {event.parcel_id}")

    def run(code: str) -> None:
        monkeypatch.setitem(events._handlers, ParcelDropped.name(), before if code == "old" else [*before, bill])

    return run


@pytest.mark.django_db
def test_what_new_code_published_is_not_over_when_an_old_worker_has_done_its_part(deployment, heard, travel):
    deployment("new")
    drop("p1")
    deployment("old")
    assert outbox.relay() == 0
    assert heard == ["p1"]

    travel(5)
    deployment("new")
    assert outbox.relay() == 1
    assert heard == ["p1", "billed p1"]


@pytest.mark.django_db
def test_what_old_code_published_reaches_the_handlers_of_new_workers(deployment, heard):
    deployment("old")
    drop("p1")
    deployment("new")
    assert outbox.relay() == 1
    assert heard == ["p1", "billed p1"]


@pytest.mark.django_db
def test_a_handler_that_was_removed_is_waited_for_no_longer_than_a_deployment_takes(deployment, heard, travel):
    deployment("new")
    drop("p1")
    deployment("old")
    assert outbox.relay() == 0
    travel(outbox.ROLLOUT.total_seconds() + 1)
    assert outbox.relay() == 1
    assert (heard, outbox.waiting()) == (["p1"], 0)


@pytest.mark.django_db
def test_what_a_waiting_event_has_done_is_remembered_as_long_as_it_waits(monkeypatch, heard, travel):
    outages = [RuntimeError("still down")] * 2
    good = events.handlers_of(ParcelDropped.name())[0]

    def broken(event: ParcelDropped) -> None:
        raise outages.pop()

    monkeypatch.setitem(events._handlers, ParcelDropped.name(), [broken, good])
    drop("p1")
    outbox.relay()
    travel(15 * 86_400)
    forget("2026-12-06")
    outbox.relay()
    assert (heard, outages) == (["p1"], [])


@pytest.mark.django_db
def test_a_handlers_half_done_work_is_undone_when_it_fails(monkeypatch):
    def half(event: ParcelDropped) -> None:
        OutboxEvent.objects.create(name="test.half", payload={}, occurred_at="2026-01-01T00:00Z")
        raise RuntimeError

    monkeypatch.setitem(events._handlers, ParcelDropped.name(), [half])
    drop("p1")
    outbox.relay()
    assert not OutboxEvent.objects.filter(name="test.half").exists()
    assert HandledEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_relay_that_died_leaves_its_events_to_the_next_after_the_lease(heard, travel):
    drop("p1")
    assert len(outbox._claim()) == 1, "this relay claims, then dies"
    assert outbox.relay() == 0
    travel(outbox.LEASE.total_seconds() + 1)
    assert outbox.relay() == 1
    assert heard == ["p1"]


@pytest.mark.django_db
def test_one_hint_a_transaction(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        events.publish(ParcelDropped(parcel_id="p1"))
        events.publish(ParcelDropped(parcel_id="p2"))
    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_four_relays_at_once_hand_over_each_event_once(monkeypatch):
    lock, heard = threading.Lock(), []

    def listener(event: ParcelDropped) -> None:
        with lock:
            heard.append(event.parcel_id)

    monkeypatch.setitem(events._handlers, ParcelDropped.name(), [listener])
    for number in range(60):
        drop(f"p{number}")
    published = together(4, outbox.relay)
    assert sum(published) == 60
    assert sorted(heard) == sorted(f"p{number}" for number in range(60))
    assert connection.in_atomic_block is False


@pytest.mark.django_db(transaction=True)
def test_a_loop_of_transactions_asks_for_the_relay_once_and_so_does_a_crash(monkeypatch):
    from apps.kernel import tasks

    hints: list[int] = []
    monkeypatch.setattr(tasks, "hint_relay", lambda: hints.append(OutboxEvent.objects.count()))

    with events.one_hint():
        for number in range(3):
            drop(f"p{number}")
        assert hints == []
    assert hints == [3]

    with pytest.raises(ValueError, match="a bug"), events.one_hint():
        drop("p3")
        raise ValueError("a bug")
    assert hints == [3, 4]

    with events.one_hint():
        pass
    drop("p4")
    assert hints == [3, 4, 5]
