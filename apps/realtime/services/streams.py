"""Ordered events: numbered, stored and told in the transaction that makes them true (rule 7)."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from apps.kernel import clock
from apps.kernel.commit import after_commit
from apps.realtime.contracts import encode, event_frame
from apps.realtime.models import Stream, StreamMessage
from apps.realtime.services.hints import hint


def personal_stream(role: str, person_id: UUID) -> str:
    """The stream behind the topic `me` of a person signed in as `role`."""
    return f"{role}:{person_id}"


def publish(stream: str, event: str, data: dict, *, valid_for: timedelta | None = None, about: str = "") -> int:
    """Append `event` to `stream` in the running transaction and return its number.

    Numbers have no gaps and commit in order, because the stream's row stays locked until the commit. A transaction that
    publishes to several streams should do so in one fixed order. `valid_for` is city time, None: as long as it is kept.
    `about` names what the message is about, for `invalidate`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} was published to {stream} outside a transaction")
    now = clock.now()
    seq = _next_seq(stream)
    valid_until = None if valid_for is None else now + valid_for
    StreamMessage.objects.create(
        stream_id=stream, seq=seq, event=event, about=str(about), data=data, at=now, valid_until=valid_until
    )
    text = encode(event_frame(seq=seq, event=event, at=now, data=data))
    after_commit(hint, stream, seq, text)
    return seq


def invalidate(stream: str, *, event: str = "", about: str = "") -> int:
    """The stored messages of that event and about that thing are not sent again. Returns how many there were.

    At least one of `event` and `about` is given.
    """
    wanted = {name: str(value) for name, value in {"event": event, "about": about}.items() if value}
    if not wanted:
        raise ValueError("say which messages: event, about or both")
    now = clock.now()
    return StreamMessage.objects.filter(stream_id=stream, **wanted).valid_at(now).update(valid_until=now)


def _next_seq(stream: str) -> int:
    row = Stream.objects.filter(name=stream)
    if not row.update(last_seq=F("last_seq") + 1):
        Stream.objects.bulk_create([Stream(name=stream)], ignore_conflicts=True)  # two firsts: one row
        row.update(last_seq=F("last_seq") + 1)
    return row.values_list("last_seq", flat=True).get()
