"""The one websocket door: a ticket opens it, JSON frames go through it. docs/api/realtime.md is its contract."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO

import structlog
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError

from apps.accounts.contracts import Identity
from apps.accounts.services import redeem_ticket
from apps.kernel import clock
from apps.kernel.parsers import StrictJSONParser
from apps.kernel.problems import Problem
from apps.realtime.contracts import HEARTBEAT_S, MAX_FRAME_BYTES, SUBPROTOCOL, TICKET_PREFIX, Close, ack, refusal
from apps.realtime.live import metrics, subscriptions
from apps.realtime.live.hub import Unavailable, hub
from apps.realtime.live.session import Session
from apps.realtime.live.threads import in_thread
from apps.realtime.services import registry
from apps.realtime.services.commands import RoleNotAllowed, problem_of, run_command

log = structlog.get_logger(__name__)
_run_command = in_thread(run_command)


class UnknownFrame(Problem):
    status = 400
    slug = "unknown-frame"
    title = _("There is no such type of frame.")


class Consumer(AsyncWebsocketConsumer):
    """One socket. It handles one frame at a time: while a command runs, no further frame is read from the client."""

    session: Session | None = None
    abandoned = False

    async def __call__(self, scope: dict, receive: Callable[[], Awaitable[dict]], send: Callable) -> None:
        """No line of its own to the channel layer: the process has one, in the hub."""
        self.scope, self.base_send, self.channel_layer = scope, send, None
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return
        except asyncio.CancelledError:
            if not self.abandoned:
                raise
        finally:
            await self._leave()

    async def dispatch(self, message: dict) -> None:
        """Channels would close old database connections in a thread before each message; our threads do it."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def websocket_connect(self, message: dict) -> None:
        offered = self.scope.get("subprotocols", [])
        await self.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        try:
            identity = await self._identity(offered)
            if identity is None:
                await self._refuse(Close.TICKET)
            else:
                await self._welcome(identity)
        except Unavailable:
            await self._refuse(Close.RESTART)
        except DatabaseError:
            log.warning("ticket_not_checked", exc_info=True)
            await self._refuse(Close.RESTART)

    async def websocket_receive(self, message: dict) -> None:
        if self.session is None or self.session.ended:
            return
        if not self.session.hear():
            self.session.end(Close.FLOOD)
            return
        frame = _read(message.get("text"))
        if frame is None:
            self.session.end(Close.UNREADABLE)
            return
        await self._hear(self.session, frame)

    async def websocket_disconnect(self, message: dict) -> None:
        raise StopConsumer

    async def _identity(self, offered: list[str]) -> Identity | None:
        tickets = [name.removeprefix(TICKET_PREFIX) for name in offered if name.startswith(TICKET_PREFIX)]
        if len(tickets) != 1 or SUBPROTOCOL not in offered:
            return None
        return await redeem_ticket(tickets[0], in_thread=in_thread)

    async def _welcome(self, identity: Identity) -> None:
        session = Session(identity, self.base_send, self._abandoner())
        self.session = session
        await hub().join(session)
        now = clock.now().isoformat()
        session.say({"type": "welcome", "role": identity.role, "heartbeat_s": HEARTBEAT_S, "server_time": now})

    def _abandoner(self) -> Callable[[], None]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a consumer runs in its server's task

        def abandon() -> None:
            self.abandoned = True
            task.cancel()

        return abandon

    async def _refuse(self, code: Close) -> None:
        if self.session is not None:
            self.session.end(code)
            return
        metrics.closes.labels(int(code)).inc()
        await self.close(code)

    async def _leave(self) -> None:
        if self.session is None:
            return
        self.session.gone()
        try:
            await hub().leave(self.session)
        except Unavailable:
            log.info("left_without_redis")  # the lines are lost; nothing is left to unsubscribe from

    async def _hear(self, session: Session, frame: dict) -> None:
        kind = frame.get("type")
        known = kind in _ACTIONS or (isinstance(kind, str) and kind in registry.frames)
        metrics.frames_in.labels(kind if known else "unknown").inc()
        with translation.override(session.identity.language):
            try:
                await (_ACTIONS[kind](session, frame) if kind in _ACTIONS else _pass_on(session, frame))
            except Unavailable:
                session.restart()
            except Exception as error:
                session.say({"type": "problem", "problem": problem_of(error)})


def _read(text: str | None) -> dict | None:
    """The JSON object in `text`, read as strictly as a REST body; None when it is not one, or too large."""
    if text is None or len(text) > MAX_FRAME_BYTES or len(text.encode(errors="replace")) > MAX_FRAME_BYTES:
        return None
    try:
        frame = StrictJSONParser().parse(BytesIO(text.encode(errors="replace")))
    except ParseError:
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("type"), str) else None


async def _pong(session: Session, frame: dict) -> None:
    session.say({"type": "pong", "server_time": clock.now().isoformat()})


async def _command(session: Session, frame: dict) -> None:
    session.say(await _run_command(session.identity, frame))


async def _subscribe(session: Session, frame: dict) -> None:
    if not session.may_subscribe():
        session.end(Close.FLOOD)
    elif await _acknowledge(session, frame, subscriptions.subscribe):
        await subscriptions.begin(session, frame)


async def _unsubscribe(session: Session, frame: dict) -> None:
    await _acknowledge(session, frame, subscriptions.unsubscribe)


async def _acknowledge(session: Session, frame: dict, action: Callable[[Session, dict], Awaitable[dict]]) -> bool:
    frame_id = str(frame.get("id", ""))[:64]
    try:
        session.say(ack(frame_id, await action(session, frame)))
    except Unavailable:
        raise
    except Exception as error:
        session.say(refusal(frame_id, problem_of(error)))
        return False
    return True


async def _pass_on(session: Session, frame: dict) -> None:
    """A frame without an ack, to the app that registered its type."""
    known = registry.frames.get(frame["type"])
    if known is None:
        raise UnknownFrame()
    if session.identity.role not in known.roles:
        raise RoleNotAllowed()
    await known.hear(session.identity, frame)


_ACTIONS: dict[str, Callable[[Session, dict], Awaitable[None]]] = {
    "ping": _pong,
    "command": _command,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
}
