"""An answer's end is told to the server together with its last byte.

a2wsgi tells it in an empty message of its own, a turn of the event loop later. A client that has all bytes may by then
have asked for a websocket on the same connection; uvicorn would take that for an idle one, and close it after 5 s.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[dict, Receive, Send], Awaitable[None]]

BODILESS = (204, 304)


class EndWithLastByte:
    """Wraps an ASGI application that answers HTTP. Answers of unknown length pass as they are."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _Ending(send, bodiless=scope["method"] == "HEAD"))


class _Ending:
    def __init__(self, send: Send, *, bodiless: bool) -> None:
        self._send = send
        self._bodiless = bodiless
        self._left: int | None = None  # bytes still to come, if known

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._left = self._length(message)
            await self._send(message)
            if self._left == 0:
                await self._send({"type": "http.response.body"})
        elif self._left is None:
            await self._send(message)
        elif self._left > 0:
            self._left -= len(message["body"])
            await self._send({**message, "more_body": message.get("more_body", False) and self._left > 0})

    def _length(self, start: Message) -> int | None:
        if self._bodiless or start["status"] in BODILESS:
            return 0
        length = dict(start["headers"]).get(b"content-length")
        return None if length is None else int(length)
