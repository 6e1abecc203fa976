"""Reading streams back: for sockets that resume, for those that missed a hint, and over REST."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from apps.kernel import clock
from apps.realtime.contracts import event_frame
from apps.realtime.models import EndedSession, Stream, StreamMessage

PAGE = 100
NAMES_PER_QUERY = 500  # below SQLite's limit of variables


@dataclass(frozen=True)
class Page:
    """Valid messages in order. Everything up to `reached` was looked at: what is missing below it is no longer valid.

    `last_seq` is the stream's newest number; there is more to read while `reached` is below it.
    """

    frames: list[dict]
    reached: int
    last_seq: int


def messages(stream: str, *, after: int = 0, limit: int = PAGE) -> Page:
    """The still valid messages numbered above `after`. An `after` this stream never reached counts as 0."""
    last_seq = Stream.objects.filter(name=stream).values_list("last_seq", flat=True).first() or 0
    start = after if after <= last_seq else 0
    newer = StreamMessage.objects.filter(stream_id=stream, seq__gt=start, seq__lte=last_seq).valid_at(clock.now())
    rows = list(newer.order_by("seq")[:limit])
    frames = [event_frame(seq=row.seq, event=row.event, at=row.at, data=row.data) for row in rows]
    return Page(frames, reached=rows[-1].seq if len(rows) == limit else last_seq, last_seq=last_seq)


def last_seqs(streams: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for names in _chunks(streams, NAMES_PER_QUERY):
        found.update(Stream.objects.filter(name__in=names).values_list("name", "last_seq"))
    return found


def _chunks(items: Iterable[str], size: int) -> Iterable[list[str]]:
    iterator = iter(items)
    return iter(lambda: list(islice(iterator, size)), [])


def sessions_ended_since(moment: datetime) -> list[EndedSession]:
    return list(EndedSession.objects.filter(at__gte=moment))
