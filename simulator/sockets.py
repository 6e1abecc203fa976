"""The websocket door: connects by ticket, resumes after a loss, repeats commands nobody acknowledged."""

import asyncio
import json
import random
import time
import traceback
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

from simulator.client import Gone, Session

PROTOCOL = "superapp.v1"
PING = {"type": "ping"}
ACK_PATIENCE_S = 60
RECONNECT_AFTER_S = (0.5, 6.0)  # spread, so that a restart is not met by everybody at once
SILENT_AFTER_S = 60
PING_AFTER_S = 15

Hear = Callable[[str, dict], None]
HearFrame = Callable[[dict], None]


def _a_moment() -> float:
    return random.uniform(*RECONNECT_AFTER_S)


def _key(frame: dict) -> str:
    """By what a frame and its answer are matched; of pings only the newest waits for one."""
    return frame.get("id", "ping")


@dataclass(frozen=True)
class Ack:
    ok: bool
    data: dict
    problem: str

    @classmethod
    def of(cls, frame: dict) -> "Ack":
        slug = frame.get("problem", {}).get("type", "").rsplit("/", 1)[-1]
        return cls(frame["ok"], frame.get("data") or {}, slug)


class Socket:
    """One person's live line. What it hears is passed on as it arrives: events, positions, problems."""

    def __init__(self, session: Session, hear: Hear, hear_location: HearFrame, hear_problem: HearFrame) -> None:
        self.session = session
        self.report = session.doors.report
        self.hear = hear
        self.hear_location = hear_location
        self.hear_problem = hear_problem
        self.topics: set[str] = set()
        self.last_seq: int | None = None
        self.break_at_next_command = 0.0  # seconds to stay away after sending it, or 0
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._unanswered: dict[str, tuple[dict, asyncio.Future[dict]]] = {}
        self._away_s = 0.0
        self._closing = False
        self._task: asyncio.Task | None = None
        self._connected = asyncio.Event()
        self._sent_at = self._heard_at = time.monotonic()

    @property
    def connected(self) -> bool:
        return self._ws is not None and not self._ws.closed

    async def open(self) -> None:
        """Connect and stay connected until `close`. Returns when the first connection stands. Raises Gone."""
        self._task = asyncio.create_task(self._stay_connected())
        self._task.add_done_callback(self._note_crash)
        try:
            await asyncio.wait_for(self._connected.wait(), ACK_PATIENCE_S)
        except TimeoutError:
            raise Gone("No websocket could be opened.") from None

    async def close(self, *, politely: bool = True) -> None:
        self._closing = True
        if self._ws is not None and politely:
            await self._ws.close()
        self._abort()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def command(
        self, name: str, data: dict, *, refusals: Collection[str] = (), at: datetime | None = None
    ) -> Ack:
        """Send a command and wait for its acknowledgement, over as many connections as that takes. A refusal that is
        not among `refusals` is counted as an error. `at` (city time) if it is told later than it was given. Raises
        Gone when no answer comes."""
        frame: dict[str, Any] = {"type": "command", "id": uuid.uuid4().hex, "command": name, "data": data}
        frame |= {"at": at.isoformat(timespec="milliseconds")} if at else {}
        ack = Ack.of(await self._answered(frame))
        if ack.ok:
            return ack
        if ack.problem in refusals:
            self.report.refusals[f"{name} {ack.problem}"] += 1
        else:
            self.report.trouble(f"refused {name} {ack.problem}", data)
        return ack

    async def follow(self, topic: str) -> Ack:
        self.topics.add(topic)
        return Ack.of(await self._answered({"type": "subscribe", "id": uuid.uuid4().hex, "topic": topic}))

    async def unfollow(self, topic: str) -> None:
        self.topics.discard(topic)
        await self._answered({"type": "unsubscribe", "id": uuid.uuid4().hex, "topic": topic})

    async def server_time(self) -> datetime:
        """City time. Frames are handled in their order: what was sent before has been handled when this returns.
        Raises Gone when no answer comes."""
        pong = await self._answered(PING)
        return datetime.fromisoformat(pong["server_time"])

    async def location(self, text: str) -> bool:
        """Send a ready-made location frame. False when there is no connection: nobody stores positions for later."""
        if not self.connected:
            return False
        return await self._send(text)

    def drop(self, away_s: float) -> None:
        """The tunnel: the connection dies without a goodbye, and comes back `away_s` wall seconds later."""
        self._away_s = away_s
        self.report.did("dropped_connections")
        self._abort()

    async def keep_alive(self) -> None:
        """Ping if silent; give up a connection on which nothing is heard."""
        if not self.connected:
            return
        now = time.monotonic()
        if now - self._heard_at > SILENT_AFTER_S:
            self.report.trouble("server silent", self.session.phone)
            self.drop(_a_moment())
        elif now - self._sent_at > PING_AFTER_S or now - self._heard_at > PING_AFTER_S:
            await self._send(json.dumps(PING))

    def _abort(self) -> None:
        connection = self._ws._response.connection if self._ws is not None else None
        if connection is not None and connection.transport is not None:
            connection.transport.abort()

    async def _answered(self, frame: dict) -> dict:
        answer = asyncio.get_running_loop().create_future()
        self._unanswered[_key(frame)] = (frame, answer)
        away_s, self.break_at_next_command = self.break_at_next_command, 0.0
        try:
            if self.connected:
                await self._send(json.dumps(frame))
            if away_s:
                self.drop(away_s)
            return await asyncio.wait_for(answer, ACK_PATIENCE_S + self._away_s)
        except TimeoutError:
            if not self._closing:
                self.report.trouble("no acknowledgement", frame)
            raise Gone(f"No answer came to {frame.get('command', frame['type'])}.") from None
        finally:
            self._unanswered.pop(_key(frame), None)

    async def _stay_connected(self) -> None:
        while not self._closing:
            try:
                await self._connect_and_read()
            except (Gone, aiohttp.ClientError, OSError, TimeoutError) as lost:
                self._note("connection lost", repr(lost))
                self._away_s = _a_moment()
            finally:
                self._ws = None
            await asyncio.sleep(self._away_s)
            self._away_s = 0.0

    async def _connect_and_read(self) -> None:
        door = await self.session.ticket()
        protocols = (PROTOCOL, f"ticket.{door['ticket']}")
        http = self.session.doors.sockets
        async with http.ws_connect(door["url"], protocols=protocols, max_msg_size=1 << 20, compress=0) as ws:
            self._heard_at = time.monotonic()
            self._ws = ws
            await self._resume()
            async for message in ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._heard_at = time.monotonic()
                    self._take(json.loads(message.data))
            self._note_close(ws.close_code)

    async def _resume(self) -> None:
        me: dict[str, Any] = {"type": "subscribe", "id": uuid.uuid4().hex, "topic": "me"}
        if self.last_seq is not None:
            me["resume_from"] = self.last_seq
        unanswered = [frame for frame, _ in self._unanswered.values()]
        asked = {frame.get("topic") for frame in unanswered}
        again = [{"type": "subscribe", "id": uuid.uuid4().hex, "topic": topic} for topic in self.topics - asked]
        for frame in [me, *again, *unanswered]:
            await self._send(json.dumps(frame))

    async def _send(self, text: str) -> bool:
        ws = self._ws
        if ws is None:
            return False
        self._sent_at = time.monotonic()
        try:
            await ws.send_str(text)
        except (ConnectionError, aiohttp.ClientError):
            return False  # the reader sees the loss too, and reconnects
        return True

    def _take(self, frame: dict) -> None:
        kind = frame["type"]
        if kind == "location":
            self.hear_location(frame)
        elif kind == "event":
            self._take_event(frame)
        elif kind in ("ack", "pong"):
            self._take_answer(frame)
        elif kind == "welcome":
            self._connected.set()
        elif kind == "problem":
            self.hear_problem(frame["problem"])

    def _take_event(self, frame: dict) -> None:
        seq = frame["seq"]
        if self.last_seq is not None and seq <= self.last_seq:
            return  # sent again after a resume; known
        self.last_seq = seq
        self.hear(frame["event"], frame["data"])

    def _take_answer(self, frame: dict) -> None:
        waiting = self._unanswered.get(_key(frame))
        if waiting and not waiting[1].done():
            waiting[1].set_result(frame)

    def _note_close(self, code: int | None) -> None:
        provoked = self._away_s > 0 or self._closing
        if not provoked:
            self._note("socket closed", f"code {code}")
            self._away_s = _a_moment()

    def _note_crash(self, task: asyncio.Task) -> None:
        if not task.cancelled() and (error := task.exception()):
            self.report.trouble("simulator crashed", "".join(traceback.format_exception(error)))

    def _note(self, kind: str, detail: str) -> None:
        if not (self._closing or self.session.doors.closing or self._away_s):
            self.report.trouble(kind, f"{self.session.role} {self.session.phone}: {detail}")
