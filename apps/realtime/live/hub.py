"""One process's sockets: who follows what here, and the periodic look that heals what hints lost."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings

from apps.kernel import clock, redis
from apps.realtime import selectors
from apps.realtime.contracts import HEARTBEAT_S, Close
from apps.realtime.live import metrics
from apps.realtime.live.feed import Feed
from apps.realtime.live.lines import Lines
from apps.realtime.live.poller import Poller
from apps.realtime.live.session import Session
from apps.realtime.live.threads import in_thread
from apps.realtime.models import EndedSession
from apps.realtime.services.hints import group_of
from apps.realtime.services.registry import Topic
from apps.realtime.services.relay import FRAME_END, TOPIC_END, shard_channel

SWEEP_S = 5.0
SWEEPS_A_REJOIN = 720  # an hour
SILENCE = timedelta(seconds=3 * HEARTBEAT_S)
SOCKETS_PER_PERSON = 5
CLOCKS_APART = timedelta(seconds=60)
Unavailable = (*redis.Unavailable, TimeoutError)

log = structlog.get_logger(__name__)
_last_seqs = in_thread(selectors.last_seqs)
_sessions_ended_since = in_thread(selectors.sessions_ended_since)


class Hub:
    """Lives on one event loop. Its lines to Redis are open while it has sockets."""

    def __init__(self) -> None:
        self.sessions: dict[Session, None] = {}  # in the order they came
        self._of_person: dict[UUID, dict[Session, None]] = defaultdict(dict)  # the same, by person
        self.followers: dict[str, set[Session]] = defaultdict(set)
        self.feeds: dict[str, dict[Session, Feed]] = defaultdict(dict)
        self.pollers: dict[str, Poller] = {}
        self._shards: dict[str, set[str]] = defaultdict(set)
        self._lines: Lines | None = None
        self._sweeper: asyncio.Task | None = None
        self._gate = asyncio.Lock()
        self._closing: set[asyncio.Task] = set()
        self._looked_at = clock.wall()

    async def join(self, session: Session) -> None:
        """Raises kernel.redis.Unavailable or TimeoutError when there is no line to Redis."""
        async with self._gate:
            if self._lines is None:
                lines = Lines(locations=self.tell_locations, hint=self.tell_hint, lost=self._on_lost)
                await lines.open()
                self._lines, self._looked_at = lines, clock.wall()
                self._sweeper = asyncio.create_task(self._sweep_for_ever())
            self.sessions[session] = self._of_person[session.identity.person_id][session] = None
        metrics.open_sockets.inc()
        self._replace_oldest(session)

    async def leave(self, session: Session) -> None:
        if session not in self.sessions:
            return
        self._forget(session)
        metrics.open_sockets.dec()
        for topic in list(session.topics):
            await self.unfollow(session, topic)
        for stream in list(session.streams):
            await self.unread(session, stream)
        async with self._gate:
            if not self.sessions:
                await self._stop()

    async def follow(self, session: Session, name: str, topic: Topic) -> None:
        """Latest-only frames of `name` go to `session` from now on."""
        session.topics.add(name)
        self.followers[name].add(session)
        if topic.look is None:
            shard = shard_channel(name)
            self._shards[shard].add(name)
            await self._update_shard(shard)
        elif name in self.pollers:
            if newest := self.pollers[name].newest:
                session.outgoing.put_latest(name, newest)
        else:
            self.pollers[name] = Poller(name, topic, self.tell_latest)

    async def unfollow(self, session: Session, name: str) -> None:
        session.topics.discard(name)
        session.outgoing.forget(name)
        self.followers[name].discard(session)
        if self.followers[name]:
            return
        del self.followers[name]
        if name in self.pollers:
            self.pollers.pop(name).stop()
        shard = shard_channel(name)
        self._shards[shard].discard(name)
        await self._update_shard(shard)

    async def read(self, session: Session, stream: str, *, after: int) -> None:
        """`session` gets the stream's stored messages above `after`, then those to come."""
        await self.unread(session, stream)
        session.streams.add(stream)
        feed = self.feeds[stream][session] = Feed(session, stream, after=after)
        await self._update_group(stream)
        feed.start()

    async def unread(self, session: Session, stream: str) -> None:
        session.streams.discard(stream)
        feed = self.feeds[stream].pop(session, None)
        if feed is not None:
            feed.stop()
        if not self.feeds[stream]:
            del self.feeds[stream]
            await self._update_group(stream)

    def tell_locations(self, batch: str) -> None:
        """One message of a shard: lines of topic and encoded frame."""
        for line in batch.split(FRAME_END):
            topic, _, text = line.partition(TOPIC_END)
            if topic in self.followers:
                self.tell_latest(topic, text)

    def tell_latest(self, topic: str, text: str) -> None:
        for session in self.followers.get(topic, ()):
            session.outgoing.put_latest(topic, text)

    def tell_hint(self, message: dict) -> None:
        for feed in list(self.feeds.get(message["stream"], {}).values()):
            feed.hint(message["seq"], message["text"])

    async def sweep(self) -> None:
        """Heal streams whose hints got lost; end sockets that are silent, or whose sign-in has ended."""
        self._end_silent()
        await self._end_signed_out()
        for stream, last_seq in (await _last_seqs(list(self.feeds))).items():
            for feed in list(self.feeds.get(stream, {}).values()):
                feed.reaches(last_seq)

    def _end_silent(self) -> None:
        oldest = clock.wall() - SILENCE
        for session in list(self.sessions):
            if session.heard_at < oldest:
                session.end(Close.SILENT)

    async def _end_signed_out(self) -> None:
        now = clock.wall()
        for ended in await _sessions_ended_since(self._looked_at - CLOCKS_APART):
            for session in self._of_person.get(ended.person_id, ()):
                if _ended_with(session, ended):
                    session.end(Close.TICKET)
        self._looked_at = now

    async def _sweep_for_ever(self) -> None:
        count = 0
        while True:
            await asyncio.sleep(SWEEP_S)
            count += 1
            try:
                await self.sweep()
                if count % SWEEPS_A_REJOIN == 0 and self._lines is not None:
                    await self._lines.rejoin_groups()
            except Exception:
                log.exception("sockets_not_swept")  # the next sweep looks again

    def _replace_oldest(self, newest: Session) -> None:
        theirs, role = self._of_person[newest.identity.person_id], newest.identity.role
        same = [one for one in theirs if not one.ended and one.identity.role == role]
        for oldest in same[:-SOCKETS_PER_PERSON]:
            oldest.end(Close.REPLACED)

    def _forget(self, session: Session) -> None:
        person_id = session.identity.person_id
        del self.sessions[session], self._of_person[person_id][session]
        if not self._of_person[person_id]:
            del self._of_person[person_id]

    def _on_lost(self, lines: Lines) -> None:
        """Every socket goes, and comes back to resume; the first to come opens new lines."""
        if lines is not self._lines:
            return
        metrics.losses.inc()
        self._lines = None
        if self._sweeper is not None:
            self._sweeper.cancel()
        for session in list(self.sessions):
            session.restart()
        closing = asyncio.create_task(lines.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _stop(self) -> None:
        lines, self._lines = self._lines, None
        if self._sweeper is not None:
            self._sweeper.cancel()
        if lines is not None:
            await lines.close()

    async def _update_shard(self, shard: str) -> None:
        await self._change(lambda lines: lines.want_shard(shard, lambda: bool(self._shards[shard])))

    async def _update_group(self, stream: str) -> None:
        await self._change(lambda lines: lines.want_group(group_of(stream), lambda: stream in self.feeds))

    async def _change(self, change: Callable[[Lines], Awaitable[None]]) -> None:
        """A subscription that could not be changed means that the lines are lost."""
        lines = self._lines
        if lines is None:
            return
        try:
            await change(lines)
        except Unavailable:
            self._on_lost(lines)


def _ended_with(session: Session, ended: EndedSession) -> bool:
    """A family never comes back. A person does, so there only sockets count whose ticket may be from before."""
    if ended.family_id is not None:
        return session.identity.family_id == ended.family_id
    return session.identity.person_id == ended.person_id and session.opened_at - settings.TICKET_LIFETIME <= ended.at


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop: a process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
