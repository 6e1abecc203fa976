"""Request bodies arrive whole, on the event loop, before a thread is taken (decision 0023).

A view that waits for the rest of its body holds one of HTTP_THREADS threads: as many slow clients would stop a process.
What is too slow or too large is refused through Django like anything else: the refusal carries the same headers, speaks
the caller's language, and is logged and counted.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.kernel import problems
from superapp.answers import App, Message, Receive, Send

# Each STEP of a body has BODY_PATIENCE_S to arrive: at 10 s that is 64 kbit/s, the slowest uplink of a phone that we
# serve. A body of less than one STEP has 10 s in all; what came fast earns no time to sit on it.
STEP = 80 * 1024
IN_MEMORY = 64 * 1024  # of one body: the server keeps as much of each connection anyhow. What is longer is on disk.
# Who is refused while sending reads the answer only if we go on taking what comes: so long at most, and while it comes.
LINGER_S, LINGER_IDLE_S = 30.0, 2.0

RETRY = {"Retry-After": "2"}
REFUSED = "superapp.body_refused"  # in the scope: the status to refuse with


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _ClientGone(Exception):
    pass


class WholeBody:
    """Wraps an ASGI application that answers HTTP: it starts when the whole request is here, or not at all."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._on_disk = 0  # bytes, of all requests under way

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        length = _declared_length(scope["headers"])
        if length == 0:
            await self._app(scope, receive, send)
            return
        try:
            await self._answer(length, scope, receive, send)
        except _Refused as refused:
            await self._app({**scope, REFUSED: refused.status}, receive, _Parting(receive, send))
        except _ClientGone:
            return  # nobody would hear the answer

    async def _answer(self, length: int | None, scope: Message, receive: Receive, send: Send) -> None:
        if length is None:
            raise _Refused(411)
        if length > problems.most_bytes(scope["path"]):
            raise _Refused(413)
        body = _Body()
        try:
            await self._collect(body, receive)
            await self._app(scope, body.receive, send)
        finally:
            self._on_disk -= body.on_disk
            body.file.close()

    async def _collect(self, body: "_Body", receive: Receive) -> None:
        try:
            async with asyncio.timeout(settings.BODY_PATIENCE_S) as patience:
                await self._fill(body, receive, patience)
        except TimeoutError:
            raise _Refused(408) from None

    async def _fill(self, body: "_Body", receive: Receive, patience: asyncio.Timeout) -> None:
        goal, more = STEP, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _ClientGone
            self._keep(body, message.get("body", b""))
            more = message.get("more_body", False)
            if body.size >= goal:
                goal = body.size + STEP
                patience.reschedule(asyncio.get_running_loop().time() + settings.BODY_PATIENCE_S)

    def _keep(self, body: "_Body", piece: bytes) -> None:
        self._on_disk -= body.on_disk
        body.add(piece)
        self._on_disk += body.on_disk
        if body.on_disk and self._on_disk > settings.BODIES_ON_DISK_BYTES:
            raise _Refused(503)


class _Body:
    """What is here of one request. Once it is whole, `receive` tells it as the server would."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.size = 0
        self._told: int | None = None

    @property
    def on_disk(self) -> int:
        return self.size if self.size > IN_MEMORY else 0

    def add(self, piece: bytes) -> None:
        self.file.write(piece)
        self.size += len(piece)

    async def receive(self) -> Message:
        if self._told is None:
            self._told = self.file.seek(0)
        piece = self.file.read(IN_MEMORY)
        self._told += len(piece)
        return {"type": "http.request", "body": piece, "more_body": self._told < self.size}


class _Parting:
    """Sends an answer after which the connection closes, once the client has stopped sending."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send({**message, "headers": [*message["headers"], (b"connection", b"close")]})
        elif message.get("more_body"):
            await self._send(message)
        else:
            await self._send({**message, "more_body": True})
            await self._linger()
            await self._send({"type": "http.response.body"})

    async def _linger(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_S):
                while (await asyncio.wait_for(self._receive(), LINGER_IDLE_S)).get("more_body"):
                    pass


def _declared_length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Bytes of the body; None when it comes in chunks and so says nothing."""
    for name, value in headers:
        if name == b"content-length":
            return int(value)
        if name == b"transfer-encoding":
            return None
    return 0


class BodyRefusedMiddleware:
    """Answers what `WholeBody` refused: the API's callers with a problem, people with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.META.get("asgi.scope", {}).get(REFUSED)
        return _refusal(request, problems.of_status(status)) if status else self.get_response(request)


def _refusal(request: HttpRequest, document: dict) -> HttpResponse:
    problems.note_refusal(document)
    if request.path.startswith("/api/"):
        answer: HttpResponse = problems.response(document, RETRY if document["status"] == 503 else None)
    else:
        answer = render(request, "body_refused.html", document, status=document["status"])
    answer["Content-Length"] = len(answer.content)  # it is complete before the connection closes
    return answer
