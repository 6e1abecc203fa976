"""HTTP through WSGI: an answer ends with its last byte, so that a websocket may follow on the same connection."""

from collections.abc import Callable, Iterable

import pytest
from a2wsgi import WSGIMiddleware

from superapp.answers import EndWithLastByte
from superapp.asgi import http

Wsgi = Callable[[dict, Callable], Iterable[bytes]]


def answering(status: str, length: int | None, *chunks: bytes) -> Wsgi:
    def app(environ: dict, start_response: Callable) -> Iterable[bytes]:
        start_response(status, [] if length is None else [("Content-Length", str(length))])
        return chunks

    return app


async def sent(app, method: str = "GET", path: str = "/") -> list[dict]:
    scope = {
        "type": "http", "http_version": "1.1", "scheme": "http", "method": method, "path": path, "root_path": "",
        "query_string": b"", "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("::1", 1),
    }  # fmt: skip
    messages: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        messages.append(message)

    await app(scope, receive, send)
    assert messages[0]["type"] == "http.response.start"
    return messages[1:]


@pytest.mark.parametrize(
    ("method", "app", "expected"),
    [
        ("GET", answering("200 OK", 4, b"four"), [(b"four", False)]),
        ("GET", answering("200 OK", 4, b"fo", b"ur"), [(b"fo", True), (b"ur", False)]),
        ("GET", answering("200 OK", 0, b""), [(b"", False)]),
        ("GET", answering("200 OK", None, b"four"), [(b"four", True), (b"", False)]),
        ("GET", answering("200 OK", 4, b"fo"), [(b"fo", True), (b"", False)]),  # the server says that it is too short
        ("GET", answering("204 No Content", None), [(b"", False)]),
        ("HEAD", answering("200 OK", 4, b""), [(b"", False)]),
    ],
)
async def test_an_answer_ends_with_its_last_byte(method, app, expected):
    bodies = await sent(EndWithLastByte(WSGIMiddleware(app)), method)
    assert [(message.get("body", b""), message.get("more_body", False)) for message in bodies] == expected


async def test_so_does_an_answer_of_ours():
    (only,) = await sent(http, path="/health/live")
    assert only["body"]
    assert only["more_body"] is False
